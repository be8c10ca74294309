package propose

import (
	"fmt"
	"slices"
	"strings"

	"github.com/rolecall/rolecall/schema"
)

// roles plans what becomes of roles, and gives those that go altogether.
func (w *writer) roles() map[*schema.Role]bool {
	planned := map[*schema.Role][]edit{}
	empty := map[*schema.Role]bool{} // nothing of its own would be left
	seen := map[string]bool{}
	for _, r := range w.model.Roles {
		empty[r] = len(r.Grants) > 0
		for _, g := range r.Grants {
			e, left := w.grant(r, g)
			if e != nil && !seen[blockKey(e.at)] { // instances of a block share it
				seen[blockKey(e.at)] = true
				planned[r] = append(planned[r], *e)
			}
			empty[r] = empty[r] && !left
		}
	}
	gone := w.gone(empty)
	for _, r := range w.model.Roles {
		switch {
		case gone[r]:
			w.edits = append(w.edits, edit{at: r.Decl.Body, text: fmt.Sprintf("# %s was not used on %s", r.Address, w.days()), roles: []string{r.Name},
				what: Change{r.Decl.Range.String(), r.Address, "left out: nobody used it"}})
		case empty[r] && len(r.Includes) == 0:
			w.keep(r.Decl.Range, r.Address, "nobody used it, and something else refers to it")
		default:
			w.edits = append(w.edits, planned[r]...)
		}
	}
	return gone
}

func (w *writer) days() string {
	if w.in.Demand.Days == 1 {
		return "1 day"
	}
	return fmt.Sprintf("%d days", w.in.Demand.Days)
}

func (w *writer) keep(at schema.Range, what, why string) {
	w.kept = append(w.kept, Change{at.String(), what, why})
}

// gone gives the roles that can go: nothing of them is left, and nothing that stays
// refers to them but bindings.
func (w *writer) gone(empty map[*schema.Role]bool) map[*schema.Role]bool {
	gone := map[*schema.Role]bool{}
	for more := true; more; {
		more = false
		for _, r := range w.model.Roles {
			if gone[r] || !empty[r] || len(r.Includes) > 0 || r.Decl.Protected || !w.editable(r.Decl.Body) || w.referred(r, gone) || !w.released(r) {
				continue
			}
			gone[r], more = true, true
		}
	}
	return gone
}

// released reports whether every binding of a role can do without it.
func (w *writer) released(r *schema.Role) bool {
	return !slices.ContainsFunc(w.model.Bindings, func(b *schema.Binding) bool {
		return slices.ContainsFunc(b.Roles, func(x schema.BoundRole) bool { return x.Role == r }) && !w.editable(b.Decl.Body)
	})
}

// referred reports whether something besides bindings names a role.
func (w *writer) referred(r *schema.Role, gone map[*schema.Role]bool) bool {
	is := func(n schema.Name) bool {
		return n.Ref != nil && n.Ref.Kind == "role" && n.Ref.Label == r.Decl.Label.Value
	}
	d := w.model.Document
	for _, other := range w.model.Roles {
		if !gone[other] && slices.ContainsFunc(other.Decl.Includes, is) {
			return true
		}
	}
	for _, s := range d.Separations {
		if slices.ContainsFunc(s.Roles, is) {
			return true
		}
	}
	for _, i := range d.Invariants {
		for _, n := range i.Never {
			if slices.ContainsFunc(n.Except, is) {
				return true
			}
		}
	}
	for _, m := range d.Moved {
		if is(m.From) || is(m.To) {
			return true
		}
	}
	return slices.ContainsFunc(d.Removed, func(x *schema.RemovedDecl) bool { return is(x.From) })
}

// editable reports whether a block is one declaration, in a file of the language, of
// which no comment says that something of it is accepted.
func (w *writer) editable(r schema.Range) bool {
	return w.shared[blockKey(r)] == 1 && !strings.HasSuffix(r.File, ".json") && !w.commented(r)
}

func (w *writer) commented(r schema.Range) bool {
	return slices.ContainsFunc(w.in.Project.Comments, func(c schema.Comment) bool {
		return r.Covers(c.Range) || c.Scope.File == r.File && c.Scope.Start.Byte < r.End.Byte && r.Start.Byte < c.Scope.End.Byte
	})
}
