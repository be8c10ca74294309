package propose

import (
	"fmt"
	"slices"
	"strings"

	"github.com/rolecall/rolecall/schema"
)

// bindings plans what becomes of bindings, without the roles that go.
func (w *writer) bindings(gone map[*schema.Role]bool) {
	goes := map[[4]string]bool{} // members that were not needed, by principal, role, source and project
	for _, d := range w.in.Demand.Members {
		m := d.Member
		goes[[4]string{m.Principal, m.Role, m.Source, m.Project}] = d.Keep == ""
	}
	dropped := func(b *schema.Binding, p schema.PrincipalDecl, r schema.BoundRole) bool {
		return gone[r.Role] && r.Role != nil || goes[[4]string{p.ID(), r.Name(), b.Decl.Range.String(), b.Decl.Project.Value}]
	}
	loose := w.loose(gone, dropped)
	for _, b := range w.model.Bindings {
		w.binding(b, func(p schema.PrincipalDecl, r schema.BoundRole) bool {
			return dropped(b, p, r) && !(r.Role != nil && loose[r.Role])
		})
	}
}

// loose are the roles that stay and that no binding would give any more: those keep
// theirs, for what was not used of them is too little known, or they are needed by name.
func (w *writer) loose(gone map[*schema.Role]bool, dropped func(*schema.Binding, schema.PrincipalDecl, schema.BoundRole) bool) map[*schema.Role]bool {
	loose := map[*schema.Role]bool{}
	for _, r := range w.model.Roles {
		loose[r] = !gone[r]
	}
	for _, r := range w.model.Roles {
		for _, inc := range r.Includes {
			if !gone[r] {
				delete(loose, inc.Role)
			}
		}
	}
	for _, b := range w.model.Bindings {
		for _, r := range b.Roles {
			for _, p := range b.Principals {
				if !dropped(b, p, r) || !w.editable(b.Decl.Body) {
					delete(loose, r.Role)
				}
			}
		}
	}
	return loose
}

// binding plans what becomes of one: it goes where nothing of it was needed, else the
// principals and roles go of which nothing was.
func (w *writer) binding(b *schema.Binding, dropped func(schema.PrincipalDecl, schema.BoundRole) bool) {
	some, all := false, true
	for _, p := range b.Principals {
		for _, r := range b.Roles {
			d := dropped(p, r)
			some, all = some || d, all && d
		}
	}
	if !some || len(b.Principals)*len(b.Roles) == 0 {
		return
	}
	what := Change{Source: b.Decl.Range.String(), What: b.Address}
	switch {
	case !w.editable(b.Decl.Body) || b.Decl.Dropped:
		w.keep(b.Decl.Range, b.Address, "written for several at once, or accepted by a comment")
	case all:
		what.How = "left out: nobody used it"
		w.edits = append(w.edits, edit{at: b.Decl.Body, text: fmt.Sprintf("# %s was not used on %s", b.Address, w.days()), what: what})
	default:
		w.members(b, dropped, what)
	}
}

// members takes principals and roles out of the lists of a binding.
func (w *writer) members(b *schema.Binding, dropped func(schema.PrincipalDecl, schema.BoundRole) bool, what Change) {
	var at []schema.Range
	var out []string
	for _, p := range b.Principals {
		if !slices.ContainsFunc(b.Roles, func(r schema.BoundRole) bool { return !dropped(p, r) }) {
			at, out = append(at, p.Name.Range), append(out, p.ID())
		}
	}
	for _, r := range b.Roles {
		if !slices.ContainsFunc(b.Principals, func(p schema.PrincipalDecl) bool { return !dropped(p, r) }) {
			at, out = append(at, r.Range), append(out, "role "+r.Name())
		}
	}
	if len(at) == 0 {
		w.keep(b.Decl.Range, b.Address, "each of its principals and roles was needed, though not all together")
		return
	}
	source := w.in.Project.Sources[b.Decl.Body.File]
	what.How = "without " + names(out)
	cuts := make([]edit, 0, len(at))
	for _, r := range at {
		cut, ok := element(source, r)
		if !ok || !b.Decl.Body.Covers(r) {
			w.keep(b.Decl.Range, b.Address, "its lists are computed")
			return
		}
		cuts = append(cuts, edit{at: cut, what: what})
	}
	// One edit for the whole block: cuts of one list may touch.
	body := b.Decl.Body
	text := string(source[body.Start.Byte:body.End.Byte])
	slices.SortFunc(cuts, func(a, b edit) int { return b.at.Start.Byte - a.at.Start.Byte })
	for i, c := range cuts {
		end := c.at.End.Byte
		if i > 0 {
			end = min(end, cuts[i-1].at.Start.Byte)
		}
		text = text[:c.at.Start.Byte-body.Start.Byte] + text[end-body.Start.Byte:]
	}
	w.edits = append(w.edits, edit{at: body, text: fmt.Sprintf("# not used on %s: %s\n%s", w.days(), names(out), text), what: what})
}

// element widens the place of an element of a list to what goes with it: its comma
// and the blanks behind that. It is false for what is no element by itself.
func element(source []byte, r schema.Range) (schema.Range, bool) {
	from, to := r.Start.Byte, r.End.Byte
	if from < 0 || to > len(source) || from >= to {
		return r, false
	}
	before := strings.TrimRight(string(source[:from]), " \t\r\n")
	after := to + len(source[to:]) - len(strings.TrimLeft(string(source[to:]), " \t\r\n"))
	if !strings.HasSuffix(before, "[") && !strings.HasSuffix(before, ",") || after >= len(source) {
		return r, false
	}
	switch source[after] {
	case ',':
		end := after + 1
		for end < len(source) && strings.IndexByte(" \t\r\n", source[end]) >= 0 {
			end++
		}
		r.End.Byte = end
	case ']':
		if strings.HasSuffix(before, ",") {
			r.Start.Byte = len(before) - 1
		}
	default:
		return r, false
	}
	return r, true
}
