package diff

import (
	"cmp"

	"github.com/rolecall/rolecall/schema"
)

// origin is where a stored grant comes from.
type origin struct {
	grant *schema.Grant
	via   []string // included roles, and the privilege that brings it along
}

// origin says which grant of the policy stores g; conditional ones that are not
// deployed count where no other does. ok is false where the policy grants no such thing.
func (d *declarations) origin(g schema.StateGrant) (o origin, ok bool) {
	of := d.origins[g.Role]
	if of == nil {
		of = map[schema.StateGrant]origin{}
		if role := d.roles[g.Role]; role != nil {
			d.model.Stored(role, func(s schema.Stored) {
				o := originOf(&s)
				key := d.stored(s.StateGrant)
				if had, ok := of[key]; !ok || o.before(had) {
					of[key] = o
				}
			})
		}
		d.origins[g.Role] = of
	}
	o, ok = of[g]
	return o, ok
}

// before puts what is deployed first, then the shorter way, then the earlier place.
func (o origin) before(other origin) bool {
	if a, b := o.grant.Deployable(), other.grant.Deployable(); a != b {
		return a
	}
	return o.compare(other) < 0
}

// compare puts the shorter way first, then the earlier place.
func (o origin) compare(other origin) int {
	return cmp.Or(cmp.Compare(len(o.via), len(other.via)), o.grant.Decl.Range.Compare(other.grant.Decl.Range))
}

// originOf is where a grant that a policy stores comes from.
func originOf(s *schema.Stored) origin {
	o := origin{grant: s.Grant, via: s.Via}
	if s.Added != "" {
		o.via = append(o.via[:len(o.via):len(o.via)], s.Added)
	}
	return o
}

// scoped is a privilege in a scope, by name.
type scoped struct{ privilege, database, collection string }

// onCondition finds the row of a role that gives the privilege in the scope, but
// under a condition, so that servers cannot be given it; nil where there is none.
func (d *declarations) onCondition(role *schema.Role, s scoped) *schema.Row {
	rows, ok := d.conditional[role]
	if !ok {
		rows = map[scoped]*schema.Row{}
		for _, r := range d.model.Rows(role) {
			key := scoped{r.Privilege.Name, r.Database, r.Collection}
			if r.Condition != nil && !r.Grant.Deployable() && rows[key] == nil {
				rows[key] = &r
			}
		}
		d.conditional[role] = rows
	}
	for _, database := range []string{s.database, "*"} {
		for _, collection := range []string{s.collection, "*"} {
			if r := rows[scoped{s.privilege, database, collection}]; r != nil {
				return r
			}
		}
	}
	return nil
}
