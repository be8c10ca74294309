package lint

import (
	"slices"

	"github.com/rolecall/rolecall/schema"
)

// Carried is what an earlier revision forbids in terms of a policy: its
// privileges are those of the policy's version, its exceptions the policy's
// roles of the same names.
func Carried(m *schema.Model, never []*schema.Never) []*schema.Never {
	var out []*schema.Never
	for _, n := range never {
		c := &schema.Never{Decl: n.Decl, Items: slices.Clone(n.Items), Except: CarriedRoles(m, n.Except)}
		for i := range c.Items {
			if it := &c.Items[i]; it.Kind == schema.ItemPrivilege {
				if it.Privilege = m.Catalog.Privilege(it.Privilege.Name); it.Privilege == nil {
					it.Kind = schema.ItemUnknown
				}
			}
		}
		out = append(out, c)
	}
	return out
}

// CarriedRoles are the roles of an earlier revision as a policy has them now, by
// address, by name or by a moved block. One that it does not have stays as it is
// and equals none.
func CarriedRoles(m *schema.Model, roles []schema.BoundRole) []schema.BoundRole {
	var out []schema.BoundRole
	for _, r := range roles {
		if r.Builtin != nil {
			r.Builtin = m.Catalog.Role(r.Builtin.Name)
		} else if now := carriedRole(m, r.Role); now != nil {
			r.Role = now
		}
		out = append(out, r)
	}
	return out
}

func carriedRole(m *schema.Model, was *schema.Role) *schema.Role {
	for _, same := range []func(*schema.Role) bool{
		func(r *schema.Role) bool { return r.Address == was.Address },
		func(r *schema.Role) bool { return r.Name == was.Name },
	} {
		if i := slices.IndexFunc(m.Roles, same); i >= 0 {
			return m.Roles[i]
		}
	}
	for _, mv := range m.Document.Moved {
		if mv.To.Ref != nil && m.VendorName(mv.From) == was.Name {
			return m.Referred(mv.To.Ref)
		}
	}
	return nil
}
