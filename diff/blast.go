package diff

import (
	"maps"
	"slices"
	"strings"

	"github.com/rolecall/rolecall/schema"
)

// Blast is how far the edit of something shared reaches: a privilege group, or a
// role that others include.
type Blast struct {
	Kind       Kind
	Address    string
	Source     string
	Roles      []string // that have it, sorted
	Principals []string // that hold those, sorted
	Rows       int      // of those roles that come or go through it
}

// Blasts says how far the edits of groups and included roles reach, between two
// revisions; sorted by kind and address.
func (r *Result) Blasts() []Blast {
	if r.Base == nil {
		return nil
	}
	var out []Blast
	for i := range r.Changes {
		if c := &r.Changes[i]; c.Kind == KindGroup && c.Action == Modify {
			name := c.After.(schema.StateGroup).Name
			b := Blast{Kind: KindGroup, Address: c.Address, Source: c.Source}
			r.reach(&b, name, func(role *schema.Role) bool {
				return slices.ContainsFunc(role.Flat(), func(f schema.Flat) bool {
					return slices.ContainsFunc(f.Grant.Items, func(it schema.Item) bool { return it.Kind == schema.ItemGroup && it.Group.Name == name })
				})
			})
			out = append(out, b)
		}
	}
	for _, role := range r.Model.Roles {
		was := r.Base.Referred(&schema.Ref{Kind: "role", Label: role.Decl.Label.Value, Key: role.Decl.Key, Keyed: role.Decl.Keyed})
		if was == nil || sameOwn(was, role) {
			continue
		}
		b := Blast{Kind: KindRole, Address: role.Address, Source: role.Decl.Range.String()}
		r.reach(&b, role.Name, func(o *schema.Role) bool {
			return slices.ContainsFunc(o.Flat(), func(f schema.Flat) bool { return slices.Contains(f.Via, role.Name) }) ||
				slices.ContainsFunc(o.Includes, func(inc schema.Include) bool { return inc.Role == role })
		})
		if len(b.Roles) > 0 {
			out = append(out, b)
		}
	}
	slices.SortStableFunc(out, func(a, b Blast) int {
		if c := compareKinds(a.Kind, b.Kind); c != 0 {
			return c
		}
		return strings.Compare(a.Address, b.Address)
	})
	return out
}

// sameOwn reports whether a role says the same of itself in both revisions.
func sameOwn(a, b *schema.Role) bool {
	r := &revision{changed: map[string]bool{}}
	return slices.EqualFunc(a.Grants, b.Grants, r.sameGrant) &&
		slices.EqualFunc(a.Includes, b.Includes, func(x, y schema.Include) bool { return x.Role.Address == y.Role.Address })
}

// reach fills in who has what is edited and how many rows change through it.
func (r *Result) reach(b *Blast, through string, has func(*schema.Role) bool) {
	held := map[string]bool{}
	for _, m := range []*schema.Model{r.Base, r.Model} {
		for _, role := range m.Roles {
			if !has(role) {
				continue
			}
			b.Roles = append(b.Roles, role.Name)
			for _, binding := range m.Bindings {
				if slices.ContainsFunc(binding.Roles, func(o schema.BoundRole) bool { return o.Role == role }) {
					for _, p := range binding.Principals {
						held[p.ID()] = true
					}
				}
			}
		}
	}
	slices.Sort(b.Roles)
	b.Roles = slices.Compact(b.Roles)
	b.Principals = slices.Sorted(maps.Keys(held))
	for _, role := range b.Roles {
		b.Rows += r.Access.throughIn(r.Access.after, r.Access.before, role, through) + r.Access.throughIn(r.Access.before, r.Access.after, role, through)
	}
}

// throughIn counts the rows that a role has on one side alone through a group or an included role.
func (a *Access) throughIn(here, there *book, role, through string) int {
	n := 0
	grants := here.ledger.grants(role)
	for _, row := range minus(here.rows(role), there.rows(role)) {
		if row.group == through || row.grant >= 0 && slices.Contains(grants[row.grant].from.via, through) {
			n++
		}
	}
	return n
}
