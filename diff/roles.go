package diff

import (
	"strings"

	"github.com/rolecall/rolecall/schema"
)

// roles compares roles by name, and their descriptions where the server has any
// and the policy writes one.
func (c *comparison) roles() {
	described := c.server().Has(c.catalog.Behaviour.DescriptionsSince)
	compare := func(a, b schema.StateRole) int { return strings.Compare(a.Name, b.Name) }
	walk(c.before.Roles, c.desired.Roles, compare, func(b, d *schema.StateRole) {
		if b != nil && b.BuiltIn || d != nil && d.BuiltIn {
			c.builtinRole(b, d)
			return
		}
		ch := Change{Kind: KindRole}
		if d != nil {
			r := *d
			if !described {
				r.Description = ""
			} else if b != nil && r.Description == "" {
				r.Description = b.Description // what the policy does not write it leaves
			}
			ch.Address, ch.After = c.policy.roleAddress(r.Name), r
			if decl := c.policy.roles[r.Name]; decl != nil {
				ch.Source = decl.Decl.Range.String()
			}
			c.after.Roles = append(c.after.Roles, r)
		}
		switch {
		case b == nil:
			ch.Action = Add
			c.change(ch)
		case d == nil:
			ch.Address, ch.Before = c.policy.roleAddress(b.Name), *b
			if c.leave(schema.CoversRoles, b.Name, ch) {
				c.after.Roles = append(c.after.Roles, *b)
			}
		case described && ch.After.(schema.StateRole).Description != b.Description:
			ch.Action, ch.Before = Modify, *b
			if !c.moving(ch.After) {
				c.change(ch)
			}
		}
	})
}

// moving lets a role that is renamed get its new description by the same change.
func (c *comparison) moving(role any) bool {
	for i := range c.out.Changes {
		ch := &c.out.Changes[i]
		if ch.Action == Move && ch.After.(schema.StateRole).Name == role.(schema.StateRole).Name {
			ch.After = role
			return true
		}
	}
	return false
}

// builtinRole keeps a role of the vendor. One that only the server's own
// configuration makes built in is told of.
func (c *comparison) builtinRole(b, d *schema.StateRole) {
	if b == nil {
		return // it is there, whether the state lists it or not
	}
	c.after.Roles = append(c.after.Roles, *b)
	if d == nil && c.catalog.VendorRole(b.Name) == nil {
		c.out.Unmanaged = append(c.out.Unmanaged, Unmanaged{
			Kind: KindRole, Address: stateAddress(KindRole, b.Name), Object: *b,
			Reason: "the server says it is built in, so it and its grants stay",
		})
	}
}

// server is the catalog of the very version that the state says the server has,
// where it is of the policy's line.
func (c *comparison) server() *schema.Catalog {
	v := strings.TrimSuffix(strings.TrimPrefix(c.deployed.Target.Version, "v"), ".x")
	if strings.HasPrefix(v, c.catalog.Version+".") {
		return c.catalog.At(v)
	}
	return c.catalog
}

func compareRoleName(r schema.StateRole, name string) int { return strings.Compare(r.Name, name) }
