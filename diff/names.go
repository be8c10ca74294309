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
	catalogs   []*schema.Catalog // of the sides; one where both have the same
	privileges []*schema.Privilege
	privilege  map[*schema.Privilege]uint32
	condition  map[string]uint32 // by expression; see key
	scopes     []string
	scope      map[string]uint32

	databases []uint32
	// What is named in each database, and under 0 in any; collections and users
	// apart, since some privileges are granted on users.
	named [2]map[uint32][]uint32
	// The databases that have a collection of a name, as far as is known.
	having map[uint32][]uint32
}

// mention calls name with every scope that something names: its kind as in
// numbers.kind, a database, and a collection or "*".
type mention func(name func(kind int, database, collection string))

// newNumbers numbers the privileges of one catalog or of two, and everything
// that is mentioned. A privilege that both catalogs have has one number.
func newNumbers(catalogs []*schema.Catalog, mentioned mention) *numbers {
	n := &numbers{catalogs: catalogs, privilege: map[*schema.Privilege]uint32{}, condition: map[string]uint32{}, scope: map[string]uint32{}}
	byName := map[string]*schema.Privilege{}
	for _, c := range catalogs {
		for i := range c.Privileges {
			if p := &c.Privileges[i]; byName[p.Name] == nil {
				byName[p.Name] = p
				n.privileges = append(n.privileges, p)
			}
		}
	}
	slices.SortFunc(n.privileges, func(a, b *schema.Privilege) int { return strings.Compare(a.Name, b.Name) })
	number := map[string]uint32{}
	for i, p := range n.privileges {
		number[p.Name] = uint32(i)
	}
	for _, c := range catalogs {
		for i := range c.Privileges {
			n.privilege[&c.Privileges[i]] = number[c.Privileges[i].Name]
		}
	}
	n.number(mentioned)
	n.place(mentioned)
	return n
}

// number collects the names of scopes.
func (n *numbers) number(mentioned mention) {
	mentioned(func(_ int, database, collection string) {
		n.scope[database], n.scope[collection] = 0, 0
	})
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
func (n *numbers) place(mentioned mention) {
	type pair struct {
		kind int
		d, c uint32
	}
	pairs := map[pair]bool{}
	mentioned(func(kind int, database, collection string) {
		pairs[pair{kind, n.scope[database], n.scope[collection]}] = true
	})
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

// inventory mentions what a target block lists.
func inventory(databases []*schema.DatabaseDecl) mention {
	return func(name func(kind int, database, collection string)) {
		for _, d := range databases {
			name(0, d.Name.Value, "*")
			for _, c := range d.Collections {
				name(0, d.Name.Value, c.Value)
			}
		}
	}
}

// listed mentions the databases of a state.
func listed(databases []schema.StateDatabase) mention {
	return func(name func(kind int, database, collection string)) {
		for i := range databases {
			name(0, databases[i].Name, "*")
			for _, c := range databases[i].Collections {
				name(0, databases[i].Name, c)
			}
		}
	}
}

// granted mentions the scopes of a state's grants.
func granted(c *schema.Catalog, grants []schema.StateGrant) mention {
	return func(name func(kind int, database, collection string)) {
		for i := range grants {
			name(kindOf(c, c.Privilege(grants[i].Privilege)), grants[i].Database, grants[i].Collection)
		}
	}
}

// all mentions what each of several does.
func all(ms ...mention) mention {
	return func(name func(kind int, database, collection string)) {
		for _, m := range ms {
			m(name)
		}
	}
}

// kindOf says whose names the collection of a privilege's grants is: 0 of
// collections, 1 of users.
func kindOf(c *schema.Catalog, p *schema.Privilege) int {
	if p != nil && c.Behaviour.Objects[p.Object] == "user" {
		return 1
	}
	return 0
}

// on is the number of a condition: 0 of none.
func (n *numbers) on(g *schema.Grant) uint32 {
	if g == nil || g.Condition == nil {
		return 0
	}
	text := g.Condition.Expression.Value
	k, ok := n.condition[text]
	if !ok {
		k = uint32(2*len(n.condition) + 1)
		n.condition[text] = k
	}
	if g.Deployable() {
		k++
	}
	return k
}

// within lists what is named in a database, for a privilege.
func (n *numbers) within(p, d uint32) []uint32 {
	named := n.named[kindOf(n.catalogs[0], n.privileges[p])]
	if d == 0 {
		return named[0]
	}
	list := slices.Concat(named[d], named[0])
	slices.Sort(list)
	return slices.Compact(list)
}

// key is a privilege in a scope, under a condition: 0 for none, an odd number
// where services alone give it, and the even one after it where the server is
// given the same without the condition.
type key struct{ p, d, c, k uint32 }

func (k key) compare(o key) int {
	switch {
	case k.p != o.p:
		return cmp.Compare(k.p, o.p)
	case k.d != o.d:
		return cmp.Compare(k.d, o.d)
	case k.c != o.c:
		return cmp.Compare(k.c, o.c)
	}
	return cmp.Compare(k.k, o.k)
}

// under calls f with k under each condition by which something gives at least
// as much as k, its own among them, until f returns true. A condition is no
// wider than another unless it is the very same.
func (k key) under(f func(key) bool) bool {
	own := k.k
	if f(k) {
		return true
	}
	if k.k = 0; own != 0 && f(k) {
		return true
	}
	if own%2 == 0 {
		return false
	}
	k.k = own + 1
	return f(k)
}

// when reports whether a row under one condition counts for a key under another.
func when(row, k uint32) bool { return row == 0 || row == k || k%2 == 1 && row == k+1 }
