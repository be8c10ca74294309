package bundle

import (
	"slices"
	"time"
)

// index answers which rows cover a request and who holds what. It is built
// once and never changed.
//
// Names of roles, privileges, databases and collections become ids, so that a
// row's key is four numbers. The rows of one key are a chain in table order: it
// has one link for the unconditional row and one for each condition.
type index struct {
	table   *Table
	ids     map[string]uint32 // 0 is a name that no row has
	any     uint32            // the id of Any
	heads   map[rowKey]int32  // first row
	chain   []int32           // row → next row of the same key, -1 at the end
	roles   map[uint32]role
	holders map[string][]membership // principal → in table order
	common  []uint32                // the implicit roles, sorted by name
}

type rowKey struct{ role, privilege, database, collection uint32 }

// role is what sentences about a role need, made beforehand so that saying yes allocates nothing.
type role struct {
	name string
	yes  string
}

// membership is a member that says the principal holds the role.
type membership struct {
	role    uint32
	member  int32
	expires time.Time // zero is never
}

func newIndex(t *Table, c *CEL, expires []time.Time) *index {
	x := &index{
		table:   t,
		ids:     map[string]uint32{},
		heads:   make(map[rowKey]int32, len(t.Grants)),
		chain:   make([]int32, len(t.Grants)),
		roles:   map[uint32]role{},
		holders: map[string][]membership{},
	}
	x.any = x.id(Any)
	for name := range c.Roles {
		x.role(name)
	}
	// From the last row to the first, so that each chain ends up in table order.
	for i := int32(len(t.Grants)) - 1; i >= 0; i-- {
		g := &t.Grants[i]
		key := rowKey{x.role(g.Role), x.id(g.Privilege), x.id(g.Database), x.id(g.Collection)}
		next, ok := x.heads[key]
		if !ok {
			next = -1
		}
		x.chain[i], x.heads[key] = next, i
	}
	for i, m := range t.Members {
		x.holders[m.Principal] = append(x.holders[m.Principal], membership{x.role(m.Role), int32(i), expires[i]})
	}
	common := slices.Clone(t.Implicit)
	slices.Sort(common)
	for _, name := range slices.Compact(common) {
		x.common = append(x.common, x.role(name))
	}
	return x
}

func (x *index) id(name string) uint32 {
	id, ok := x.ids[name]
	if !ok {
		id = uint32(len(x.ids)) + 1
		x.ids[name] = id
	}
	return id
}

// role gives the id of a role's name and sees to its sentences.
func (x *index) role(name string) uint32 {
	id := x.id(name)
	if _, ok := x.roles[id]; !ok {
		x.roles[id] = role{name: name, yes: "role " + quote(name) + " grants it"}
	}
	return id
}

// find gives the id of a role; false for a name that is no role.
func (x *index) find(name string) (uint32, bool) {
	id := x.ids[name]
	_, ok := x.roles[id]
	return id, ok
}

// query is what the rows of a role are asked for: the two databases and the two
// collections that cover the request.
type query struct {
	privilege             uint32
	databases, collection [2]uint32
}

func (x *index) query(privilege, database, collection string) query {
	return query{
		privilege:  x.ids[privilege],
		databases:  [2]uint32{x.any, x.ids[database]},
		collection: [2]uint32{x.any, x.ids[collection]},
	}
}

// rows calls each with the rows of the role that cover the query, in no
// particular order, until it returns false.
func (x *index) rows(role uint32, q query, each func(row int32) bool) {
	for i, database := range q.databases {
		if i == 1 && database == x.any {
			break
		}
		for j, collection := range q.collection {
			if j == 1 && collection == x.any {
				break
			}
			row, ok := x.heads[rowKey{role, q.privilege, database, collection}]
			for ; ok && row >= 0; row = x.chain[row] {
				if !each(row) {
					return
				}
			}
		}
	}
}
