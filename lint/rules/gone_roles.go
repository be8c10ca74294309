package rules

import (
	"slices"

	"github.com/rolecall/rolecall/lint"
	"github.com/rolecall/rolecall/schema"
)

// renames maps the names of roles that moved blocks rename to the declared roles they become.
func renames(m *schema.Model) map[string]*schema.Role {
	to := map[string]*schema.Role{}
	for _, mv := range m.Document.Moved {
		from := m.VendorName(mv.From)
		if from == "" || mv.To.Ref == nil {
			continue
		}
		if r := m.Referred(mv.To.Ref); r != nil {
			to[from] = r
		}
	}
	return to
}

// removals maps the names of roles that removed blocks name to those blocks.
func removals(m *schema.Model) map[string]*schema.RemovedDecl {
	gone := map[string]*schema.RemovedDecl{}
	for _, rm := range m.Document.Removed {
		if name := m.VendorName(rm.From); name != "" && gone[name] == nil {
			gone[name] = rm
		}
	}
	return gone
}

// vendorOwned is the role of the vendor with exactly this name; nil where the name is free.
func vendorOwned(c *schema.Catalog, name string) *schema.BuiltinRole {
	if r := c.Role(name); r != nil && r.Name == name {
		return r
	}
	return nil
}

// removesUnmanaged reports whether what the policy does not declare is taken off
// the target. A change that says so no longer does not count before it is merged.
func removesUnmanaged(p *lint.Pass) bool {
	return removes(p.Model.Target) || p.Base != nil && removes(p.Base.Target)
}

func removes(t *schema.Target) bool {
	return t.Unmanaged.Value == "" || t.Unmanaged.Value == "remove"
}

// deployed reports whether a state has a role of a name, or anything of it.
func deployed(s *schema.State, name string) bool {
	return slices.ContainsFunc(s.Roles, func(r schema.StateRole) bool { return r.Name == name }) ||
		slices.ContainsFunc(s.Grants, func(g schema.StateGrant) bool { return g.Role == name }) ||
		slices.ContainsFunc(s.Members, func(m schema.StateMember) bool { return m.Role == name })
}

// unmanagedRoles lists the roles of the vendor's server that the policy neither
// declares nor renames nor removes, in the state's order.
func unmanagedRoles(m *schema.Model, s *schema.State) []string {
	known := map[string]bool{}
	for _, r := range m.Roles {
		known[r.Name] = true
	}
	for name, to := range renames(m) {
		if !deployed(s, to.Name) { // a role that is there already cannot take another's place
			known[name] = true
		}
	}
	for name := range removals(m) {
		known[name] = true
	}
	var names []string
	add := func(name string) {
		if !known[name] && vendorOwned(m.Catalog, name) == nil {
			known[name] = true
			names = append(names, name)
		}
	}
	for _, r := range s.Roles {
		if r.BuiltIn {
			known[r.Name] = true
		}
		add(r.Name)
	}
	bound := boundNames(m)
	for _, mb := range s.Members { // a role that no list has is there while somebody is bound to it, or it is the vendor's by another name
		if !bound[mb.Role] && m.Catalog.Role(mb.Role) == nil {
			add(mb.Role)
		}
	}
	return names
}

// boundNames are the roles that bindings name and the policy does not declare.
func boundNames(m *schema.Model) map[string]bool {
	names := map[string]bool{}
	for _, b := range m.Bindings {
		for _, r := range b.Roles {
			if r.Builtin != nil {
				names[r.Builtin.Name] = true
			}
		}
	}
	return names
}
