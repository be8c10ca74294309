package schema

import "slices"

// AddVendors adds to a normalized state what the vendor puts there by itself and
// lists of servers often leave out: the default grants of roles that may be
// granted more, its own users, and what those hold. With told set, a role of which
// the state lists any default grant has only those it lists. It gives the roles
// whose default grants it added.
func (s *State) AddVendors(c *Catalog, setting func(name string, fallback bool) bool, told bool) (roles []string) {
	for i := range c.Roles {
		r := &c.Roles[i]
		standing := r.Setting == "" || setting(r.Setting, true)
		if defaults := c.DefaultGrants(r); r.Grantable && standing && !(told && listsAny(s.Grants, defaults)) {
			s.Grants = append(s.Grants, defaults...)
			roles = append(roles, r.Name)
		}
	}
	s.Members = append(s.Members, c.VendorMembers(setting)...)
	for i := range c.Users {
		s.Users = append(s.Users, StateUser{Name: c.Users[i].Name})
	}
	s.Sort()
	return roles
}

// listsAny reports whether sorted grants have any of some.
func listsAny(grants, some []StateGrant) bool {
	return slices.ContainsFunc(some, func(g StateGrant) bool {
		_, found := slices.BinarySearchFunc(grants, g, StateGrant.Compare)
		return found
	})
}

// DefaultGrants are the grants that a role of the vendor has by itself, as a
// normalized state lists them.
func (c *Catalog) DefaultGrants(r *BuiltinRole) []StateGrant {
	var grants []StateGrant
	for _, g := range r.Grants {
		for _, name := range g.Privileges {
			grant := StateGrant{Role: r.Name, Privilege: name}
			if c.Behaviour.Scoped {
				grant.ObjectType, grant.Database, grant.Collection = c.ObjectOf(name), g.Database, g.Collection
			}
			grants = append(grants, grant)
		}
	}
	return grants
}

// VendorRole is the role of the vendor with exactly this name; nil where the name
// is free, though a console may call one of the vendor's so.
func (c *Catalog) VendorRole(name string) *BuiltinRole {
	if r := c.Role(name); r != nil && r.Name == name {
		return r
	}
	return nil
}
