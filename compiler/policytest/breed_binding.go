package policytest

import (
	"fmt"
	"slices"

	"github.com/rolecall/rolecall/bundle"
	"github.com/rolecall/rolecall/schema"
)

// inBinding makes a mutant of a binding.
func (b *breeder) inBinding(of *schema.Binding, m Mutant, change func(*schema.BindingDecl)) {
	m.Address = of.Address
	for _, p := range of.Principals {
		m.principals = append(m.principals, p.ID())
	}
	m.apply = func(d *schema.Document) { d.Bindings = replace(d.Bindings, of.Decl, change) }
	b.add(m)
}

func (b *breeder) binding(of *schema.Binding) {
	for i, p := range of.Decl.Principals {
		b.inBinding(of, Mutant{Message: fmt.Sprintf("without %q", p.ID()), Range: p.Name.Range}, func(d *schema.BindingDecl) {
			d.Principals = without(d.Principals, i)
		})
	}
	for i, n := range of.Decl.Roles {
		b.inBinding(of, Mutant{Message: "without " + nameOf(n), Range: n.Range}, func(d *schema.BindingDecl) {
			d.Roles = without(d.Roles, i)
		})
	}
	if more := b.smallestOther(of); more != nil {
		m := Mutant{Widens: true, Message: "with " + more.Address + " besides", Range: of.Decl.Range, more: more}
		b.inBinding(of, m, func(d *schema.BindingDecl) {
			ref := &schema.Ref{Kind: "role", Label: more.Decl.Label.Value, Key: more.Decl.Key, Keyed: more.Decl.Keyed}
			d.Roles = with(d.Roles, schema.Name{Text: schema.Text{Range: d.Range}, Ref: ref})
		})
	}
	if e := of.Decl.Expires; e != nil {
		b.inBinding(of, Mutant{Widens: true, Message: "without an end", Range: e.Range}, func(d *schema.BindingDecl) { d.Expires = nil })
	}
	if p := of.Decl.Project; p.Value != "" {
		b.inBinding(of, Mutant{Widens: true, Message: "for every project", Range: p.Range}, func(d *schema.BindingDecl) { d.Project = schema.Text{} })
	}
	b.everyone(of)
}

// everyone makes the mutant in which everybody holds the roles of a binding.
func (b *breeder) everyone(of *schema.Binding) {
	m := Mutant{Widens: true, Message: "for everyone", Range: of.Decl.Range, Address: of.Address}
	for _, r := range of.Roles {
		m.everyone = append(m.everyone, r.Name())
	}
	if len(m.everyone) > 0 {
		b.add(m)
	}
}

// smallestOther is the role that gives least of those that would give some holder
// of a binding something: the one that is most easily added without a test noticing.
func (b *breeder) smallestOther(of *schema.Binding) *schema.Role {
	var best *schema.Role
	for _, role := range b.model.Roles {
		rows := b.rows[role.Name]
		if len(rows) == 0 || best != nil && len(rows) >= len(b.rows[best.Name]) {
			continue
		}
		if slices.ContainsFunc(of.Principals, func(p schema.PrincipalDecl) bool { return !b.given(p.ID(), rows) }) {
			best = role
		}
	}
	return best
}

// given reports whether a principal has all of these rows, by its bindings or as everyone does.
func (b *breeder) given(principal string, rows []bundle.Grant) bool {
	has, known := b.has[principal]
	if !known {
		has = b.accessOf(principal)
		b.has[principal] = has
	}
	return !slices.ContainsFunc(rows, func(g bundle.Grant) bool { return !has.covers(g) })
}

func (b *breeder) accessOf(principal string) access {
	has := newAccess()
	add := func(role string) {
		for _, g := range b.rows[role] {
			has.add(g)
		}
	}
	for _, r := range b.model.Catalog.Implicit() {
		add(r.Name)
	}
	for _, binding := range b.model.Bindings {
		if slices.ContainsFunc(binding.Principals, func(p schema.PrincipalDecl) bool { return p.ID() == principal }) {
			for _, r := range binding.Roles {
				add(r.Name())
			}
		}
	}
	return has
}
