package policytest

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/rolecall/rolecall/bundle"
	"github.com/rolecall/rolecall/bundle/condition"
	"github.com/rolecall/rolecall/schema"
)

// breeder makes the mutants of a policy: each drops or widens one thing.
type breeder struct {
	model    *schema.Model
	checked  map[string]condition.Checked
	rows     map[string][]bundle.Grant // of the policy's table, by role
	variants map[string]string         // expressions of conditions that mutants have, by ID
	has      map[string]access         // by principal: what its bindings give, expired or not
	mutants  []Mutant
}

// breed lists the mutants in the order of the source.
func (b *breeder) breed() []Mutant {
	for _, g := range b.model.Groups {
		b.group(g)
	}
	for _, role := range b.model.Roles {
		b.includes(role)
		for _, g := range role.Grants {
			b.grant(g)
		}
	}
	for _, c := range b.model.Conditions {
		b.condition(c)
	}
	for _, binding := range b.model.Bindings {
		b.binding(binding)
	}
	slices.SortStableFunc(b.mutants, func(x, y Mutant) int {
		return cmp.Or(x.Range.Compare(y.Range), cmp.Compare(x.Address, y.Address))
	})
	return b.mutants
}

func (b *breeder) add(m Mutant) { b.mutants = append(b.mutants, m) }

// inGroup makes a mutant of a privilege group.
func (b *breeder) inGroup(g *schema.Group, m Mutant, change func(*schema.GroupDecl)) {
	m.Address = g.Address
	for _, role := range b.model.Roles {
		if slices.ContainsFunc(role.Grants, func(grant *schema.Grant) bool {
			return slices.ContainsFunc(grant.Items, func(it schema.Item) bool { return it.Group == g })
		}) {
			m.roles = append(m.roles, role.Name)
		}
	}
	m.apply = func(d *schema.Document) { d.Groups = replace(d.Groups, g.Decl, change) }
	b.add(m)
}

func (b *breeder) group(g *schema.Group) {
	for i, n := range g.Decl.Privileges {
		b.inGroup(g, Mutant{Message: "without " + nameOf(n), Range: n.Range}, func(d *schema.GroupDecl) {
			d.Privileges = without(d.Privileges, i)
		})
	}
	wider := b.widerGroup(g.Level(), g.Members())
	if wider == nil {
		return
	}
	if more := b.worst(wider, g.Members()); more != "" {
		b.inGroup(g, Mutant{Widens: true, Message: fmt.Sprintf("with %q besides", more), Range: g.Decl.Range}, func(d *schema.GroupDecl) {
			d.Privileges = with(d.Privileges, schema.Name{Text: schema.Text{Value: more, Range: d.Range}})
		})
	}
}

// inRole makes a mutant of a role.
func (b *breeder) inRole(role *schema.Role, m Mutant, change func(*schema.RoleDecl)) {
	m.Address, m.roles = role.Address, []string{role.Name}
	m.apply = func(d *schema.Document) { d.Roles = replace(d.Roles, role.Decl, change) }
	b.add(m)
}

func (b *breeder) includes(role *schema.Role) {
	for i, n := range role.Decl.Includes {
		b.inRole(role, Mutant{Message: "without including " + nameOf(n), Range: n.Range}, func(d *schema.RoleDecl) {
			d.Includes = without(d.Includes, i)
		})
	}
}

// inGrant makes a mutant of a grant.
func (b *breeder) inGrant(g *schema.Grant, m Mutant, change func(*schema.GrantDecl)) {
	b.inRole(g.Role, m, func(d *schema.RoleDecl) { d.Grants = replace(d.Grants, g.Decl, change) })
}

func (b *breeder) grant(g *schema.Grant) {
	for i, n := range g.Decl.Privileges {
		b.inGrant(g, Mutant{Message: "without " + nameOf(n), Range: n.Range}, func(d *schema.GrantDecl) {
			d.Privileges = without(d.Privileges, i)
		})
	}
	for _, it := range g.Items {
		if more := b.wider(it); more != "" && !g.Decl.Verbatim {
			b.inGrant(g, Mutant{Widens: true, Message: fmt.Sprintf("with %q besides %q", more, it.Name.Value), Range: it.Name.Range}, func(d *schema.GrantDecl) {
				d.Privileges = with(d.Privileges, schema.Name{Text: schema.Text{Value: more, Range: it.Name.Range}})
			})
		}
	}
	b.scope(g, "database", g.Decl.Databases, func(d *schema.GrantDecl) *[]schema.Text { return &d.Databases })
	b.scope(g, "collection", g.Decl.Collections, func(d *schema.GrantDecl) *[]schema.Text { return &d.Collections })
	if g.Condition != nil {
		b.inGrant(g, Mutant{Widens: true, Message: "without its condition", Range: g.Decl.Condition.Range}, func(d *schema.GrantDecl) { d.Condition = nil })
	}
}

// scope makes the mutants of the databases or the collections of a grant.
func (b *breeder) scope(g *schema.Grant, what string, written []schema.Text, of func(*schema.GrantDecl) *[]schema.Text) {
	for i, t := range written {
		if len(written) > 1 { // without the only one the grant gives nothing, as without its privileges
			b.inGrant(g, Mutant{Message: fmt.Sprintf("without %s %q", what, t.Value), Range: t.Range}, func(d *schema.GrantDecl) {
				*of(d) = without(*of(d), i)
			})
		}
	}
	if len(written) == 0 || slices.ContainsFunc(written, func(t schema.Text) bool { return t.Value == bundle.Any }) {
		return
	}
	b.inGrant(g, Mutant{Widens: true, Message: "on any " + what, Range: written[0].Range}, func(d *schema.GrantDecl) {
		*of(d) = with(*of(d), schema.Text{Value: bundle.Any, Range: written[0].Range})
	})
}

// condition makes the mutants of a condition: it never holds, or one of its tests is gone.
func (b *breeder) condition(c *schema.Condition) {
	m := Mutant{Address: "condition." + c.ID, Range: c.Expression.Range, condition: c.ID}
	for _, role := range b.model.Roles {
		for _, g := range role.Grants {
			if g.Condition == c {
				m.roles = append(m.roles, role.Name)
				if c.Decl == nil {
					m.Address = role.Address
				}
			}
		}
	}
	checked, ok := b.checked[c.ID]
	if !ok || len(m.roles) == 0 {
		return
	}
	m.Message = "with a condition that never holds"
	b.add(m)
	for i, v := range checked.Variants() {
		m.Message, m.Widens = "without "+v.Without, v.Wider
		m.means = fmt.Sprintf("%s %d", c.ID, i)
		b.variants[m.means] = v.Expression
		b.add(m)
	}
}

// nameOf is a name as it is written.
func nameOf(n schema.Name) string {
	if n.Ref != nil {
		return n.Ref.Address()
	}
	return fmt.Sprintf("%q", n.Value)
}
