package bundle

import (
	"math"
	"math/bits"
)

// index answers which rows cover a request and who holds what. It is built
// once and never changed.
//
// Names become numbers: a role, a privilege, and an object, which is everything, a
// database with all its collections, one collection of a database, or a collection
// of any database. Privileges are bits of words, of which most targets need one.
// What a role has on an object in one word is a block: a mask of the privileges, and
// where their rows are noted.
//
// The layout is made for few cache lines a decision, of which few depend on each
// other: the principal's slot, then the blocks of its roles on the database and on
// the collection. Those of all roles are read before any is tested, so that the
// processor waits for them together.
type index struct {
	table *Table
	hasher
	words uint32 // how many words the privileges take

	holders     holders
	privileges  names // id: 1 + the number of the privilege
	databases   names // id: the object
	collections names // in the object of the database
	anywhere    names // collections of any database
	aliases     names // in the object of the database; id: 1 + the place in real
	real        []string

	roles       []role
	lines       []line
	rows        []int32   // of each block; see blockRows
	conditional []condRow // of each block, in table order
	conditions  []string

	roleIDs   map[string]uint32
	sentences []sentence // by role
	common    []uint32   // the implicit roles, sorted by name; ask commonTo

	sorted func() *order // made when lists are first asked for
}

// role has what all its blocks share, and the one that is asked most, on everything.
type role struct {
	granted uint64 // bits of all its privileges, in whatever word, under a condition or not
	mask    uint64 // the block of the first word on everything
	rows    uint32
	first   uint32 // the region of the other blocks: lines[first : first+n]
	n       uint32
}

// line is a cache line of four blocks, by object and word. A block is in the line
// that its object's hash says, or in one behind it, round the region, where that
// is full and says so.
type line struct {
	object [blocksInLine]uint32 // 0 is none; spilled in the last says that the search goes on
	rows   [blocksInLine]uint32
	mask   [blocksInLine]uint64
}

const (
	blocksInLine = 4
	spilled      = 1 << 31

	// The last bit of a mask says that there are rows with conditions.
	wordBits = 63
	hasConds = 1 << wordBits
)

// everything is the object of rows for any collection of any database.
const everything = 1

// condRow is a row with a condition.
type condRow struct {
	row       int32
	condition uint32
	bit       uint8 // of the privilege
}

// sentence is what is said about a role, made beforehand so that saying yes allocates nothing.
type sentence struct {
	name string
	yes  string
}

// find gives the id of a role; false for a name that is no role.
func (x *index) find(name string) (uint32, bool) {
	id, ok := x.roleIDs[name]
	return id, ok
}

// query is what roles are asked for: a privilege, and the blocks that cover the
// request. Where no row names a database or collection the block is 0, which none is.
type query struct {
	bit    uint64
	first  uint64    // all ones where the privilege is of the first word, else 0
	blocks [4]uint32 // on the database, the collection in it, the collection anywhere, everything
}

// query gives the numbers of names. It is false where no row has the privilege.
func (x *index) query(privilege, database, collection string) (q query, ok bool) {
	outer, inner := x.hash(database), x.hash(collection)
	number := x.privileges.find(x.hash(privilege), 0, privilege)
	if number == 0 {
		return q, false
	}
	in := x.databases.find(outer, 0, database)
	if in != 0 {
		within := x.within(outer, inner)
		if len(x.real) > 0 {
			if alias := x.aliases.find(within, in, collection); alias != 0 {
				collection = x.real[alias-1]
				inner = x.hash(collection)
				within = x.within(outer, inner)
			}
		}
		q.blocks[0] = in
		q.blocks[1] = x.collections.find(within, in, collection)
	}
	if len(x.anywhere.slots) > 1 {
		q.blocks[2] = x.anywhere.find(inner, 0, collection)
	}
	q.first = ^uint64(0)
	number--
	if x.words > 1 {
		word := number / wordBits
		number -= word * wordBits
		q.inWord(x.words, word)
	}
	q.bit = 1 << number
	return q, true
}

// inWord turns the objects of a query into blocks of a word.
func (q *query) inWord(words, word uint32) {
	if word > 0 {
		q.first = 0
		q.blocks[3] = everything
	}
	for i, object := range q.blocks {
		if object != 0 {
			q.blocks[i] = block(object, words, word)
		}
	}
}

// block numbers the word of an object; it is the object where there is one word.
func block(object, words, word uint32) uint32 { return object*words + word }

// union gives all that roles have in the blocks of a query, whatever the privilege,
// but leaves out roles that have the privilege nowhere. It has few branches on purpose.
func (x *index) union(roles []uint32, q *query) (mask uint64) {
	database, collection := q.blocks[0], q.blocks[1]
	for _, id := range roles {
		r := &x.roles[id]
		if r.granted&q.bit == 0 {
			continue
		}
		mask |= r.mask & q.first
		if r.n == 0 {
			continue
		}
		one, two := &x.lines[r.first+home(database, r.n)], &x.lines[r.first+home(collection, r.n)]
		mask |= one.of(database) | two.of(collection)
		if (one.object[blocksInLine-1]|two.object[blocksInLine-1])&spilled|q.blocks[2]|q.blocks[3] != 0 {
			mask |= x.elsewhere(r, q)
		}
	}
	return mask
}

// elsewhere gives what a role has in blocks that are not where they are looked for first.
func (x *index) elsewhere(r *role, q *query) (mask uint64) {
	for _, block := range q.blocks {
		if l, i := x.locate(r, block); l != nil {
			mask |= l.mask[i]
		}
	}
	return mask
}

// first goes the way of union and gives besides the first row that grants the
// privilege without a condition, noRow for none.
func (x *index) first(roles []uint32, q *query) (row int32, mask uint64) {
	row = noRow
	database, collection := q.blocks[0], q.blocks[1]
	for _, id := range roles {
		r := &x.roles[id]
		if r.granted&q.bit == 0 {
			continue
		}
		own := r.mask & q.first
		mask |= own
		if own&q.bit != 0 {
			row = min(row, x.row(r.rows, own, q.bit))
		}
		if r.n == 0 {
			continue
		}
		one, two := &x.lines[r.first+home(database, r.n)], &x.lines[r.first+home(collection, r.n)]
		own = one.of(database) | two.of(collection)
		if (one.object[blocksInLine-1]|two.object[blocksInLine-1])&spilled|q.blocks[2]|q.blocks[3] != 0 {
			own |= x.elsewhere(r, q)
		}
		mask |= own
		if own&q.bit == 0 {
			continue
		}
		for _, block := range q.blocks {
			if l, i := x.locate(r, block); l != nil && l.mask[i]&q.bit != 0 {
				row = min(row, x.row(l.rows[i], l.mask[i], q.bit))
			}
		}
	}
	return row, mask
}

const noRow = math.MaxInt32

// row gives the row of a privilege in the mask of a block without a condition: from
// rows[from] on they come in the order of bits.
func (x *index) row(from uint32, mask, bit uint64) int32 {
	return x.rows[int(from)+bits.OnesCount64(mask&(bit-1))]
}

// of gives the mask of a block in the line, 0 where it is not in it.
func (l *line) of(block uint32) uint64 {
	m0, m1, m2, m3 := l.mask[0], l.mask[1], l.mask[2], l.mask[3]
	if l.object[0] != block {
		m0 = 0
	}
	if l.object[1] != block {
		m1 = 0
	}
	if l.object[2] != block {
		m2 = 0
	}
	if l.object[3]&^spilled != block {
		m3 = 0
	}
	return m0 | m1 | m2 | m3
}

// locate finds a block in the lines of a role; nil for none.
func (x *index) locate(r *role, block uint32) (*line, int) {
	if r.n == 0 || block == 0 {
		return nil, 0
	}
	at := home(block, r.n)
	for range r.n {
		l := &x.lines[r.first+at]
		for i, object := range l.object {
			if object&^spilled == block {
				return l, i
			}
		}
		if l.object[blocksInLine-1]&spilled == 0 {
			return nil, 0
		}
		if at++; at == r.n {
			at = 0
		}
	}
	return nil, 0
}

// home is the line of a block in a region of n lines.
func home(block, n uint32) uint32 {
	return uint32(uint64(block*0x9e3779b9) * uint64(n) >> 32)
}

// each calls yield with the rows of a role that cover the query: that without a
// condition, and those with one, until yield returns false.
func (x *index) each(id uint32, q *query, yield func(row int32, condition uint32) bool) bool {
	r := &x.roles[id]
	if r.granted&q.bit == 0 {
		return true
	}
	if q.first != 0 && !x.rowsOf(r.mask, r.rows, q.bit, yield) {
		return false
	}
	for _, block := range q.blocks {
		if l, i := x.locate(r, block); l != nil && !x.rowsOf(l.mask[i], l.rows[i], q.bit, yield) {
			return false
		}
	}
	return true
}

// always stands for the condition of a row that has none.
const always = 0

// rowsOf calls yield with the rows of a block that grant the privilege. Where
// the last bit is set, two numbers behind the rows without a condition say from
// where to where the others are.
func (x *index) rowsOf(mask uint64, from uint32, bit uint64, yield func(row int32, condition uint32) bool) bool {
	if mask&bit != 0 && !yield(x.row(from, mask, bit), always) {
		return false
	}
	if mask&hasConds == 0 {
		return true
	}
	end := int(from) + bits.OnesCount64(mask&^hasConds)
	for _, c := range x.conditional[x.rows[end]:x.rows[end+1]] {
		if 1<<c.bit == bit && !yield(c.row, c.condition) {
			return false
		}
	}
	return true
}
