package diff

import (
	"slices"

	"github.com/rolecall/rolecall/schema"
)

// addVendors adds to a state what the vendor puts there by itself and lists of
// servers often leave out: the default grants of roles that may be granted more,
// its own users, and what those hold. With told set, a role of which the state
// lists any default grant has only those it lists. It gives the roles whose
// default grants it added.
func addVendors(c *schema.Catalog, s *schema.State, setting func(string, bool) bool, told bool) (roles []string) {
	for i := range c.Roles {
		r := &c.Roles[i]
		standing := r.Setting == "" || setting(r.Setting, true)
		if defaults := defaultGrants(c, r); r.Grantable && standing && !(told && listsAny(s.Grants, defaults)) {
			s.Grants = append(s.Grants, defaults...)
			roles = append(roles, r.Name)
		}
	}
	s.Members = append(s.Members, c.VendorMembers(setting)...)
	for i := range c.Users {
		s.Users = append(s.Users, schema.StateUser{Name: c.Users[i].Name})
	}
	s.Sort()
	return roles
}

// listsAny reports whether sorted grants have any of some.
func listsAny(grants, some []schema.StateGrant) bool {
	return slices.ContainsFunc(some, func(g schema.StateGrant) bool {
		_, found := slices.BinarySearchFunc(grants, g, schema.StateGrant.Compare)
		return found
	})
}

func defaultGrants(c *schema.Catalog, r *schema.BuiltinRole) []schema.StateGrant {
	var grants []schema.StateGrant
	for _, g := range r.Grants {
		for _, name := range g.Privileges {
			grant := schema.StateGrant{Role: r.Name, Privilege: name}
			if c.Behaviour.Scoped {
				grant.ObjectType, grant.Database, grant.Collection = c.ObjectOf(name), g.Database, g.Collection
			}
			grants = append(grants, grant)
		}
	}
	return grants
}

// vendorRole is the role of the vendor with exactly this name; nil where the name is free.
func vendorRole(c *schema.Catalog, name string) *schema.BuiltinRole {
	if r := c.Role(name); r != nil && r.Name == name {
		return r
	}
	return nil
}

// ownedByVendor reports whether the grants of a role are the vendor's to change:
// its own roles, but for those that may be granted more.
func ownedByVendor(c *schema.Catalog, role string) bool {
	r := vendorRole(c, role)
	return r != nil && !r.Grantable
}

func cloneState(s *schema.State) *schema.State {
	n := *s
	n.Groups, n.Roles, n.Users = slices.Clone(s.Groups), slices.Clone(s.Roles), slices.Clone(s.Users)
	n.Grants, n.Members = slices.Clone(s.Grants), slices.Clone(s.Members)
	return &n
}
