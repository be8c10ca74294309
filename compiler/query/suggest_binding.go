package query

import (
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"

	"github.com/rolecall/rolecall/bundle"
	"github.com/rolecall/rolecall/schema"
)

// bindings suggests ways to hold a role: to be added to a binding of it, or to be
// bound to it alone.
func (w *wayfinder) bindings(role string) []Suggestion {
	var out []Suggestion
	alone := false
	for _, b := range w.bindingsOf(role) {
		s := Suggestion{
			Kind: AddToBinding, Role: role, Binding: b, Address: b.Address, Source: b.Decl.Range.String(),
			Change: fmt.Sprintf("add %q to the %s of %s", w.name(), w.list(), b.Address),
		}
		for _, same := range w.ground.Model.Bindings {
			if same.Decl.Range != b.Decl.Range {
				continue
			}
			for _, r := range same.Roles {
				s.change.members = append(s.change.members, bundle.Member{Principal: w.principal, Role: r.Name(), Project: same.Decl.Project.Value, Expires: expiresOf(same)})
			}
		}
		s.Note = note(expiring(b), shared(w.instances(b), "bindings"))
		alone = alone || len(s.change.members) == 1 && b.Decl.Expires == nil
		out = append(out, s)
	}
	if alone {
		return out
	}
	s := Suggestion{
		Kind: BindRole, Role: role, Address: w.ground.address(role), Source: w.ground.roleLink(role, w.ground.role(role)).Source,
		Change: fmt.Sprintf("bind %s to %q", w.ground.address(role), w.principal),
		change: change{members: []bundle.Member{{Principal: w.principal, Role: role}}},
	}
	if w.ground.Model != nil {
		s.Write = w.bindingBlock(w.ground.reference(role))
	}
	return append(out, s)
}

// expiresOf is when a binding ends, as tables have it.
func expiresOf(b *schema.Binding) string {
	if b.Decl.Expires == nil {
		return ""
	}
	return b.Decl.Expires.Time.Format(time.RFC3339)
}

func expiring(b *schema.Binding) string {
	if b.Decl.Expires == nil {
		return ""
	}
	return "it expires at " + expiresOf(b)
}

// shared says of a block with for_each that a change of it is one of all that it makes.
func shared(instances int, what string) string {
	if instances < 2 {
		return ""
	}
	return fmt.Sprintf("the block makes %d %s, and all of them change", instances, what)
}

// note joins what there is to say of a change.
func note(said ...string) string {
	return strings.Join(slices.DeleteFunc(said, func(s string) bool { return s == "" }), "; ")
}

// bindingsOf lists the policy's bindings of a role that still give something, whatever the project.
func (w *wayfinder) bindingsOf(role string) []*schema.Binding {
	var out []*schema.Binding
	if w.ground.Model == nil {
		return nil
	}
	for _, b := range w.ground.Model.Bindings {
		bound := slices.ContainsFunc(b.Roles, func(r schema.BoundRole) bool { return r.Name() == role })
		if bound && !b.Expired(w.ground.Now) && b.Decl.Project.Value == "" {
			out = append(out, b)
		}
	}
	return out
}

// renewals suggests that bindings which gave it go on. All that they gave to others comes back too.
func (w *wayfinder) renewals() []Suggestion {
	l := w.ground.sorted()
	var out []Suggestion
	told := map[string]bool{}
	members := l.membersOf(w.principal)
	for i := range members {
		m := &members[i]
		name := m.Source
		b := w.ground.binding(m)
		if b != nil {
			name = b.Address
		}
		if l.active(m) || told[m.Source] {
			continue
		}
		told[m.Source] = true
		s := Suggestion{
			Kind: RenewBinding, Role: m.Role, Binding: b, Address: name, Source: m.Source,
			Change: fmt.Sprintf("let %s go on, which expired at %s", name, m.Expires),
		}
		for j := range l.members {
			if o := l.members[j]; o.Source == m.Source && !l.active(&o) {
				o.Expires = ""
				s.change.members = append(s.change.members, o)
			}
		}
		if b != nil {
			s.Note = note(shared(w.instances(b), "bindings"))
		}
		out = append(out, s)
	}
	return out
}

// instances counts the bindings that one block makes.
func (w *wayfinder) instances(b *schema.Binding) int {
	n := 0
	for _, same := range w.ground.Model.Bindings {
		if same.Decl.Range == b.Decl.Range {
			n++
		}
	}
	return n
}

// name is the principal's name without its kind.
func (w *wayfinder) name() string {
	_, name := w.kind()
	return name
}

// list is the attribute of a binding that names principals of its kind.
func (w *wayfinder) list() string {
	kind, _ := w.kind()
	return kind + "s"
}

func (w *wayfinder) kind() (kind, name string) {
	if kind, name, ok := strings.Cut(w.principal, ":"); ok && slices.Contains(w.ground.Catalog.Principals, kind) {
		return kind, name
	}
	return "user", w.principal
}

// address is a role as a policy refers to it, else quoted.
func (g *Ground) address(role string) string {
	if r := g.role(role); r != nil {
		return r.Address
	}
	return fmt.Sprintf("role %q", role)
}

// reference is a role as a list of roles names it.
func (g *Ground) reference(role string) string {
	if r := g.role(role); r != nil {
		return r.Address
	}
	return quote(role)
}

// bindingBlock is a binding of one role to the principal.
func (w *wayfinder) bindingBlock(reference string) string {
	list := w.list()
	return fmt.Sprintf("binding %s {\n  roles%s = [%s]\n  %s = [%s]\n}\n", quote(w.freshLabel()), strings.Repeat(" ", max(0, len(list)-len("roles"))), reference,
		list+strings.Repeat(" ", max(0, len("roles")-len(list))), quote(w.name()))
}

// freshLabel is a label that no binding or role has.
func (w *wayfinder) freshLabel() string {
	taken := map[string]bool{}
	if m := w.ground.Model; m != nil {
		for _, b := range m.Document.Bindings {
			taken[b.Label.Value] = true
		}
		for _, r := range m.Document.Roles {
			taken[r.Label.Value], taken[r.Name.Value] = true, true
		}
	}
	base := identifier(w.principal) + "_" + identifier(w.asked.Name)
	label := base
	for n := 2; taken[label] || w.ground.Catalog.Role(label) != nil; n++ {
		label = fmt.Sprintf("%s_%d", base, n)
	}
	return label
}

// identifier is a name with nothing in it that a vendor's rules for names may refuse.
func identifier(s string) string {
	plain := strings.Map(func(r rune) rune {
		switch {
		case r >= 'A' && r <= 'Z':
			return r + 'a' - 'A'
		case r >= 'a' && r <= 'z' || r >= '0' && r <= '9':
			return r
		}
		return '_'
	}, s)
	if plain == "" || plain[0] < 'a' {
		return "r" + plain
	}
	return plain[:min(len(plain), 60)]
}

// quote is a string of the language.
func quote(s string) string {
	var b strings.Builder
	b.WriteByte('"')
	for i, r := range s {
		switch {
		case r == '"' || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case (r == '$' || r == '%') && strings.HasPrefix(s[i+1:], "{"):
			b.WriteRune(r)
			b.WriteRune(r)
		case !unicode.IsPrint(r):
			fmt.Fprintf(&b, "\\U%08x", r)
		default:
			b.WriteRune(r)
		}
	}
	b.WriteByte('"')
	return b.String()
}
