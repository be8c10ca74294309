package diff

import (
	"slices"

	"github.com/rolecall/rolecall/schema"
)

// ownedByVendor reports whether the grants of a role are the vendor's to change:
// its own roles, but for those that may be granted more.
func ownedByVendor(c *schema.Catalog, role string) bool {
	r := c.VendorRole(role)
	return r != nil && !r.Grantable
}

func cloneState(s *schema.State) *schema.State {
	n := *s
	n.Groups, n.Roles, n.Users = slices.Clone(s.Groups), slices.Clone(s.Roles), slices.Clone(s.Users)
	n.Grants, n.Members = slices.Clone(s.Grants), slices.Clone(s.Members)
	return &n
}
