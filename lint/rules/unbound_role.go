package rules

import (
	"fmt"
	"slices"

	"github.com/rolecall/rolecall/lint"
	"github.com/rolecall/rolecall/schema"
)

// UnboundRole reports roles that nobody is given and no other role takes over.
var UnboundRole = &lint.Rule{ID: "RC206", Name: "unbound-role", Severity: schema.Warning, Check: checkUnboundRole}

func checkUnboundRole(p *lint.Pass) {
	if p.Broken {
		return // the binding may stand in what could not be read
	}
	m := p.Model
	used := map[*schema.Role]bool{}
	misspelt := misspelling{m, used}
	for _, b := range m.Bindings {
		if b.Decl.Dropped {
			return // nobody knows which roles it means to give
		}
		for _, r := range b.Roles {
			used[r.Role] = true
		}
		if len(b.Roles) < len(b.Decl.Roles) {
			misspelt.use(b.Decl.Roles)
		}
	}
	for _, r := range m.Roles {
		if r.Decl.Dropped {
			return
		}
		for _, inc := range r.Includes {
			used[inc.Role] = true
		}
		if len(r.Includes) < len(r.Decl.Includes) {
			misspelt.use(r.Decl.Includes)
		}
	}
	gone := removals(m)
	var unused []*schema.Role
	for _, r := range m.Roles {
		// What the vendor owns is held without a binding, or is RC202's.
		if !used[r] && gone[r.Name] == nil && vendorOwned(m.Catalog, r.Name) == nil && !heldElsewhere(p, r) && !unboundNow(p, r) {
			unused = append(unused, r)
		}
	}
	for _, same := range byBlock(unused) {
		r := same[0]
		help := fmt.Sprintf("access that nobody needs is access to be misused: give it with a binding (roles = [%s]), include it in another role, or delete it", r.Address)
		if len(same) == 1 {
			p.Reportf(r.Decl.Range, r.Address, help, "role %q is given to nobody", r.Name)
			continue
		}
		p.Reportf(r.Decl.Range, r.Address, help, "roles %s are given to nobody", naming(roleNames(same)))
	}
}

// misspelling counts roles as used that a reference to nothing is likely to
// mean: unknown-reference tells of that, once.
type misspelling struct {
	model *schema.Model
	used  map[*schema.Role]bool
}

func (ms misspelling) use(names []schema.Name) {
	var addresses []string
	for _, r := range ms.model.Roles {
		addresses = append(addresses, r.Address)
	}
	for _, n := range names {
		if n.Ref == nil || ms.model.Referred(n.Ref) != nil {
			continue
		}
		near := schema.Nearest(n.Ref.Address(), addresses)
		for _, r := range ms.model.Roles {
			// With its label it is an instance with another key.
			ms.used[r] = ms.used[r] || r.Address == near || r.Decl.Label.Value == n.Ref.Label
		}
	}
}

// byBlock puts the instances of a role together, in the order of the policy.
func byBlock(roles []*schema.Role) [][]*schema.Role {
	index := map[schema.Range]int{}
	var blocks [][]*schema.Role
	for _, r := range roles {
		i, seen := index[r.Decl.Range]
		if !seen {
			i = len(blocks)
			index[r.Decl.Range] = i
			blocks = append(blocks, nil)
		}
		blocks[i] = append(blocks[i], r)
	}
	return blocks
}

func roleNames(roles []*schema.Role) []string {
	names := make([]string, len(roles))
	for i, r := range roles {
		names[i] = r.Name
	}
	return names
}

// unboundNow reports whether an earlier revision bound the role: the first step
// of its deletion, to be deployed before the second.
func unboundNow(p *lint.Pass, r *schema.Role) bool {
	if p.Base == nil {
		return false
	}
	return slices.ContainsFunc(p.Base.Bindings, func(b *schema.Binding) bool {
		return slices.ContainsFunc(b.Roles, func(was schema.BoundRole) bool { return was.Role != nil && was.Role.Name == r.Name })
	})
}

// heldElsewhere reports whether members that this policy leaves alone hold the role.
func heldElsewhere(p *lint.Pass, r *schema.Role) bool {
	if p.State == nil || removes(p.Model.Target) {
		return false
	}
	for _, mb := range p.State.Members {
		if mb.Role == r.Name {
			return true
		}
	}
	return false
}
