package gaps

import (
	"slices"

	"github.com/rolecall/rolecall/schema"
)

// universe is every privilege in every scope that some state names, and in one of
// each kind that none does.
type universe struct {
	catalog            *schema.Catalog
	setting            func(string, bool) bool
	databases, objects []string
	privileges         map[*schema.Privilege]int
	principals         []string
}

func newUniverse(c *schema.Catalog, setting func(string, bool) bool, states ...*schema.State) *universe {
	u := &universe{catalog: c, setting: setting, databases: []string{"?"}, objects: []string{"?"}, privileges: map[*schema.Privilege]int{}, principals: []string{""}}
	add := func(list *[]string, name string) {
		if name != "*" && !slices.Contains(*list, name) {
			*list = append(*list, name)
		}
	}
	for _, s := range states {
		for _, g := range s.Grants {
			add(&u.databases, g.Database)
			add(&u.objects, g.Collection)
		}
		for _, m := range s.Members {
			add(&u.principals, m.Principal)
		}
	}
	for i := range c.Privileges {
		u.privileges[&c.Privileges[i]] = i
	}
	return u
}

// access is what each principal may do: one bit for each privilege in each place.
func (u *universe) access(s *schema.State) map[string][]bool {
	x := &schema.Expander{Catalog: u.catalog, Groups: map[string][]string{}}
	for _, g := range s.Groups {
		x.Groups[g.Name] = g.Privileges
	}
	size := len(u.catalog.Privileges) * len(u.databases) * len(u.objects)
	roles := map[string][]bool{}
	of := func(role string) []bool {
		if roles[role] == nil {
			roles[role] = make([]bool, size)
		}
		return roles[role]
	}
	mark := func(role string) func(p *schema.Privilege, d, c, _ string) {
		return func(p *schema.Privilege, d, c, _ string) {
			bits := of(role)
			for i, database := range u.databases {
				for j, object := range u.objects {
					if (d == "*" || d == database) && (c == "*" || c == object) {
						bits[(u.privileges[p]*len(u.databases)+i)*len(u.objects)+j] = true
					}
				}
			}
		}
	}
	granted := map[string]bool{}
	for _, g := range s.Grants {
		granted[g.Role] = true
		x.Expand(g, mark(g.Role))
	}
	for i := range u.catalog.Roles {
		if r := &u.catalog.Roles[i]; !r.Grantable && !(r.Unknown != "" && granted[r.Name]) {
			x.BuiltinRows(r, u.setting, mark(r.Name))
		}
	}
	out := map[string][]bool{}
	for _, p := range u.principals {
		bits := make([]bool, size)
		join := func(role string) {
			for i, b := range of(role) {
				bits[i] = bits[i] || b
			}
		}
		for _, r := range u.catalog.Implicit() {
			join(r.Name)
		}
		for _, m := range s.Members {
			if m.Principal == p && m.Project == "" {
				join(m.Role)
			}
		}
		out[p] = bits
	}
	return out
}
