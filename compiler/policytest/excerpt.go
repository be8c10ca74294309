package policytest

import (
	"slices"

	"github.com/rolecall/rolecall/schema"
)

// excerpt is the policy as far as the tests that a mutant concerns can see it:
// most of a large one has no part in it.
func (l *lab) excerpt(m *Mutant, affected map[string]bool) *schema.Document {
	principals := map[string]bool{}
	for _, p := range m.principals {
		principals[p] = true
	}
	kept := keeper{l.includes, map[*schema.Role]bool{}}
	kept.role(m.more)
	for i, t := range l.tests {
		if !l.concerns(m, affected, i) {
			continue
		}
		principals[t.Decl.Principal.Value] = principals[t.Decl.Principal.Value] || t.roles == nil
		kept.bound(t.Roles)
	}
	doc := copyOf(l.model.Document)
	doc.Bindings = nil
	for _, b := range l.model.Bindings {
		if slices.ContainsFunc(b.Principals, func(p schema.PrincipalDecl) bool { return principals[p.ID()] }) {
			doc.Bindings = append(doc.Bindings, b.Decl)
			kept.bound(b.Roles)
		}
	}
	doc.Roles = nil
	for _, role := range l.model.Roles {
		if affected[role.Name] {
			kept.role(role)
		}
	}
	for _, role := range l.model.Roles {
		if kept.kept[role] {
			doc.Roles = append(doc.Roles, role.Decl)
		}
	}
	return doc
}

// keeper are the roles of an excerpt, with those that they include.
type keeper struct {
	includes map[*schema.Role][]*schema.Role
	kept     map[*schema.Role]bool
}

func (k keeper) role(role *schema.Role) {
	if role == nil || k.kept[role] {
		return
	}
	k.kept[role] = true
	for _, inc := range k.includes[role] {
		k.role(inc)
	}
}

func (k keeper) bound(roles []schema.BoundRole) {
	for _, r := range roles {
		k.role(r.Role)
	}
}
