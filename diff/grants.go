package diff

import (
	"fmt"
	"slices"
	"strings"

	"github.com/rolecall/rolecall/schema"
)

// grants compares stored grants. What a role of the vendor has by itself is the
// vendor's to change.
func (c *comparison) grants() {
	fixed := map[string]bool{} // roles whose grants are the server's own affair
	for _, r := range c.before.Roles {
		fixed[r.Name] = r.BuiltIn && c.policy.roles[r.Name] == nil && c.catalog.VendorRole(r.Name) == nil
	}
	walk(c.before.Grants, c.desired.Grants, schema.StateGrant.Compare, func(b, d *schema.StateGrant) {
		switch {
		case b == nil:
			c.after.Grants = append(c.after.Grants, *d)
			ch := Change{Kind: KindGrant, Action: Add, Address: c.policy.roleAddress(d.Role), After: *d}
			ch.Source, ch.Note = c.whyGrant(*d)
			c.change(ch)
		case d != nil:
			c.after.Grants = append(c.after.Grants, *d)
		case ownedByVendor(c.catalog, b.Role) || fixed[b.Role]:
			c.after.Grants = append(c.after.Grants, *b)
		default:
			old := *b
			old.Role = c.oldName(b.Role)
			ch := Change{Kind: KindGrant, Address: c.policy.roleAddress(b.Role), Before: old}
			ch.Source, ch.Note = c.whyGrant(*b)
			if c.leave(schema.CoversGrants, old.Role, ch) {
				c.after.Grants = append(c.after.Grants, *b)
			}
		}
	})
}

// whyGrant says where the policy speaks of a grant, and what a reader should
// know of it.
func (c *comparison) whyGrant(g schema.StateGrant) (source, note string) {
	o, ok := c.policy.origin(g)
	if !ok {
		if r := c.catalog.VendorRole(g.Role); r != nil && slices.Contains(c.catalog.DefaultGrants(r), g) {
			return "catalog:" + r.Name, "the vendor gives it by default"
		}
		return "", ""
	}
	source = o.grant.Decl.Range.String()
	switch {
	case o.grant.Condition != nil && !o.grant.Deployable():
		note = fmt.Sprintf("the policy gives it under condition %q only, which the server cannot check", o.grant.Condition.ID)
	case o.grant.Condition != nil:
		note = fmt.Sprintf("deployed without its condition %q", o.grant.Condition.ID)
	case len(o.via) > 0:
		note = "through " + strings.Join(o.via, ", ")
	}
	return source, note
}
