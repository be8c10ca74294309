package diff

import (
	"cmp"
	"slices"
	"strings"

	"github.com/rolecall/rolecall/schema"
)

// numbers gives privileges and names of scopes numbers, in the order of their
// names, so that rows are compared and sorted as numbers. Number 0 of a scope is
// "*": any.
type numbers struct {
	catalog    *schema.Catalog
	privileges []*schema.Privilege
	privilege  map[*schema.Privilege]uint32
	scopes     []string
	scope      map[string]uint32

	databases []uint32
	// What is named in each database, and under 0 in any; collections and users
	// apart, since some privileges are granted on users.
	named [2]map[uint32][]uint32
	// The databases that have a collection of a name, as far as is known.
	having map[uint32][]uint32
}

// newNumbers numbers everything that the states and the inventory name.
func newNumbers(c *schema.Catalog, inventory []*schema.DatabaseDecl, states ...*schema.State) *numbers {
	n := &numbers{catalog: c, privilege: make(map[*schema.Privilege]uint32, len(c.Privileges)), scope: map[string]uint32{}}
	for i := range c.Privileges {
		n.privileges = append(n.privileges, &c.Privileges[i])
	}
	slices.SortFunc(n.privileges, func(a, b *schema.Privilege) int { return strings.Compare(a.Name, b.Name) })
	for i, p := range n.privileges {
		n.privilege[p] = uint32(i)
	}
	n.number(inventory, states)
	n.place(inventory, states)
	return n
}

// number collects the names of scopes.
func (n *numbers) number(inventory []*schema.DatabaseDecl, states []*schema.State) {
	add := func(name string) { n.scope[name] = 0 }
	for _, d := range inventory {
		add(d.Name.Value)
		for _, c := range d.Collections {
			add(c.Value)
		}
	}
	for _, s := range states {
		for i := range s.Grants {
			add(s.Grants[i].Database)
			add(s.Grants[i].Collection)
		}
		for i := range s.Databases {
			add(s.Databases[i].Name)
			for _, c := range s.Databases[i].Collections {
				add(c)
			}
		}
	}
	delete(n.scope, "*")
	n.scopes = make([]string, 0, len(n.scope)+1)
	for name := range n.scope {
		n.scopes = append(n.scopes, name)
	}
	slices.Sort(n.scopes)
	n.scopes = slices.Insert(n.scopes, 0, "*")
	for i, name := range n.scopes {
		n.scope[name] = uint32(i)
	}
}

// place notes which names stand in which database.
func (n *numbers) place(inventory []*schema.DatabaseDecl, states []*schema.State) {
	type pair struct {
		kind int
		d, c uint32
	}
	pairs := map[pair]bool{}
	for _, d := range inventory {
		pairs[pair{0, n.scope[d.Name.Value], 0}] = true
		for _, c := range d.Collections {
			pairs[pair{0, n.scope[d.Name.Value], n.scope[c.Value]}] = true
		}
	}
	for _, s := range states {
		for i := range s.Grants {
			g := &s.Grants[i]
			pairs[pair{n.kind(n.catalog.Privilege(g.Privilege)), n.scope[g.Database], n.scope[g.Collection]}] = true
		}
		for i := range s.Databases {
			pairs[pair{0, n.scope[s.Databases[i].Name], 0}] = true
			for _, c := range s.Databases[i].Collections {
				pairs[pair{0, n.scope[s.Databases[i].Name], n.scope[c]}] = true
			}
		}
	}
	n.named[0], n.named[1], n.having = map[uint32][]uint32{}, map[uint32][]uint32{}, map[uint32][]uint32{}
	for p := range pairs {
		if p.d != 0 {
			n.databases = append(n.databases, p.d)
		}
		if p.c != 0 {
			n.named[p.kind][p.d] = append(n.named[p.kind][p.d], p.c)
		}
		if p.kind == 0 && p.c != 0 && p.d != 0 {
			n.having[p.c] = append(n.having[p.c], p.d)
		}
	}
	slices.Sort(n.databases)
	n.databases = slices.Compact(n.databases)
	for _, lists := range []map[uint32][]uint32{n.named[0], n.named[1], n.having} {
		for _, list := range lists {
			slices.Sort(list)
		}
	}
}

// kind says whose names the collection of a privilege's grants is: 0 of
// collections, 1 of users.
func (n *numbers) kind(p *schema.Privilege) int {
	if p != nil && n.catalog.Behaviour.Objects[p.Object] == "user" {
		return 1
	}
	return 0
}

// within lists what is named in a database, for a privilege.
func (n *numbers) within(p, d uint32) []uint32 {
	named := n.named[n.kind(n.privileges[p])]
	if d == 0 {
		return named[0]
	}
	list := slices.Concat(named[d], named[0])
	slices.Sort(list)
	return slices.Compact(list)
}

// key is a privilege in a scope.
type key struct{ p, d, c uint32 }

func (k key) compare(o key) int {
	switch {
	case k.p != o.p:
		return cmp.Compare(k.p, o.p)
	case k.d != o.d:
		return cmp.Compare(k.d, o.d)
	}
	return cmp.Compare(k.c, o.c)
}
