package diff

import (
	"slices"

	"github.com/rolecall/rolecall/schema"
)

// assume completes the before state where the deployed one does not know: what
// is not known is taken to be as the policy wants it, so that it neither makes
// a change nor gives or takes access. That it is unknown is said elsewhere.
func (c *comparison) assume() {
	b, d := c.before, c.desired
	if !b.Knows(schema.CoversGroups) {
		for _, g := range d.Groups {
			same := func(o schema.StateGroup) bool { return o.Name == g.Name && !o.BuiltIn }
			b.Groups = append(slices.DeleteFunc(b.Groups, same), g) // what is listed of it may not be all
		}
	}
	if !b.Knows(schema.CoversRoles) {
		b.Roles = append(b.Roles, d.Roles...) // where both have one, sorting keeps what is listed
	}
	if !b.Knows(schema.CoversUsers) {
		b.Users = append(b.Users, d.Users...)
	}
	if !b.Knows(schema.CoversGrants) {
		for _, g := range d.Grants {
			if c.mayExist(g.Role) {
				b.Grants = append(b.Grants, g)
			}
		}
	}
	if !b.Knows(schema.CoversMembers) {
		for _, m := range d.Members {
			if c.mayExist(m.Role) {
				b.Members = append(b.Members, m)
			}
		}
	}
	b.Sort()
}

// mayExist reports whether the server may have a role. One that it surely does
// not have has no grants and no members either.
func (c *comparison) mayExist(role string) bool {
	if !c.before.Knows(schema.CoversRoles) || c.catalog.VendorRole(role) != nil {
		return true
	}
	_, found := slices.BinarySearchFunc(c.before.Roles, role, compareRoleName)
	return found
}
