package bundle

import (
	"errors"
	"maps"
	"math/bits"
	"slices"
	"sync"
	"time"
)

// builder makes an index. What only the making needs is here.
type builder struct {
	x         *index
	privilege map[string]uint32 // number
	database  map[string]uint32 // object
	within    map[place]uint32  // object of a collection in a database
	anywhere  map[string]uint32 // object of a collection in any
	condition map[string]uint32
	objects   uint32 // the last one

	entries []entry
	before  struct { // the last row: rows are sorted, so most names are those of the row before
		grant        *Grant
		role, object uint32
	}
}

type place struct {
	database uint32
	name     string
}

// entry is a row in numbers.
type entry struct {
	role, object, privilege, condition uint32
}

// newIndex makes the index of a valid table.
func newIndex(t *Table, c *CEL, expires []time.Time) (*index, error) {
	b := &builder{
		x:         &index{table: t, hasher: newHasher(), roleIDs: map[string]uint32{}, conditions: []string{""}},
		privilege: map[string]uint32{},
		database:  map[string]uint32{},
		within:    map[place]uint32{},
		anywhere:  map[string]uint32{},
		condition: map[string]uint32{"": always},
		objects:   everything,
		entries:   make([]entry, len(t.Grants)),
	}
	for _, name := range slices.Sorted(maps.Keys(c.Roles)) {
		b.role(name)
	}
	for i := range t.Grants {
		b.entries[i] = b.entry(&t.Grants[i])
	}
	b.x.words = uint32(max(1, (len(b.privilege)+wordBits-1)/wordBits))
	common := slices.Clone(t.Implicit)
	slices.Sort(common)
	for _, name := range slices.Compact(common) {
		b.x.common = append(b.x.common, b.role(name))
	}
	b.aliases(t.Aliases)
	b.holders(t.Members, expires)
	if uint64(b.objects+1)*uint64(b.x.words) >= spilled {
		return nil, errors.New("too many names")
	}
	b.names()
	b.blocks()
	x := b.x // the builder is not kept
	x.sorted = sync.OnceValue(func() *order { return newOrder(x) })
	return x, nil
}

// role gives the id of a role's name and sees to its sentences.
func (b *builder) role(name string) uint32 {
	id, ok := b.x.roleIDs[name]
	if !ok {
		id = uint32(len(b.x.sentences))
		b.x.roleIDs[name] = id
		b.x.sentences = append(b.x.sentences, sentence{name: name, yes: "role " + quote(name) + " grants it"})
	}
	return id
}

// number gives the id of a name in ids, the next one to a new name.
func number[K comparable](ids map[K]uint32, name K, next uint32) (id uint32, isNew bool) {
	id, ok := ids[name]
	if !ok {
		id = next
		ids[name] = id
	}
	return id, !ok
}

func (b *builder) entry(g *Grant) entry {
	l := &b.before
	if l.grant == nil || g.Role != l.grant.Role {
		l.role = b.role(g.Role)
	}
	if l.grant == nil || g.Database != l.grant.Database || g.Collection != l.grant.Collection {
		l.object = b.object(g.Database, g.Collection)
	}
	l.grant = g
	privilege, _ := number(b.privilege, g.Privilege, uint32(len(b.privilege)))
	condition, isNew := number(b.condition, g.Condition, uint32(len(b.condition)))
	if isNew {
		b.x.conditions = append(b.x.conditions, g.Condition)
	}
	return entry{l.role, l.object, privilege, condition}
}

// object gives the object of a row's scope.
func (b *builder) object(database, collection string) uint32 {
	var object uint32
	var isNew bool
	next := b.objects + 1
	switch {
	case database == Any && collection == Any:
		return everything
	case database == Any:
		object, isNew = number(b.anywhere, collection, next)
	case collection == Any:
		object, isNew = number(b.database, database, next)
	default:
		in := b.object(database, Any)
		next = b.objects + 1
		object, isNew = number(b.within, place{in, collection}, next)
	}
	if isNew {
		b.objects = next
	}
	return object
}

// aliases fills the table of aliases. A database that only they name is one that no row does.
func (b *builder) aliases(of map[string]map[string]string) {
	var keys []key
	var ids []uint32
	for _, database := range slices.Sorted(maps.Keys(of)) {
		if len(of[database]) == 0 {
			continue
		}
		in, isNew := number(b.database, database, b.objects+1)
		if isNew {
			b.objects++
		}
		for _, alias := range slices.Sorted(maps.Keys(of[database])) {
			b.x.real = append(b.x.real, of[database][alias])
			keys = append(keys, key{b.x.within(b.x.hash(database), b.x.hash(alias)), in, alias})
			ids = append(ids, uint32(len(b.x.real)))
		}
	}
	b.x.aliases = newNames(keys, ids)
}

func (b *builder) holders(members []Member, expires []time.Time) {
	order := map[string]int{}
	var principals []string
	var of [][]membership
	for i := range members {
		m := &members[i]
		at, ok := order[m.Principal]
		if !ok {
			at = len(principals)
			order[m.Principal] = at
			principals, of = append(principals, m.Principal), append(of, nil)
		}
		of[at] = append(of[at], membership{b.role(m.Role), int32(i), expires[i]})
	}
	b.x.holders = newHolders(b.x.hasher, principals, of, b.x.commonTo, func(m membership) bool {
		return m.expires.IsZero() && members[m.member].Project == ""
	})
}

func (b *builder) names() {
	x := b.x
	names := make([]string, b.objects+1) // of databases, by object
	x.privileges = b.plain(b.privilege, 1)
	x.databases = b.plain(b.database, 0)
	x.anywhere = b.plain(b.anywhere, 0)
	for name, object := range b.database {
		names[object] = name
	}
	var keys []key
	var ids []uint32
	for at, object := range b.within {
		keys = append(keys, key{x.within(x.hash(names[at.database]), x.hash(at.name)), at.database, at.name})
		ids = append(ids, object)
	}
	x.collections = newNames(keys, ids)
}

// plain makes a table of names that stand in nothing. Their ids are those given and more.
func (b *builder) plain(of map[string]uint32, more uint32) names {
	var keys []key
	var ids []uint32
	for name, id := range of {
		keys = append(keys, key{b.x.hash(name), 0, name})
		ids = append(ids, id+more)
	}
	return newNames(keys, ids)
}

// blockID is a block of a role.
type blockID struct{ role, block uint32 }

// draft is a block in the making.
type draft struct {
	id    blockID
	mask  uint64
	conds uint32
	rows  uint32
}

func (b *builder) blocks() {
	x := b.x
	places := make(map[blockID]int32)
	var drafts []draft
	of := make([]int32, len(b.entries)) // entry → draft
	for i, e := range b.entries {
		word := e.privilege / wordBits
		id := blockID{e.role, block(e.object, x.words, word)}
		var at int32
		if i > 0 && drafts[of[i-1]].id == id {
			at = of[i-1]
		} else {
			var ok bool
			if at, ok = places[id]; !ok {
				at = int32(len(drafts))
				places[id] = at
				drafts = append(drafts, draft{id: id})
			}
		}
		of[i] = at
		if e.condition == always {
			drafts[at].mask |= 1 << (e.privilege % wordBits)
		} else {
			drafts[at].mask |= hasConds
			drafts[at].conds++
		}
	}
	b.noteRows(drafts, of)
	b.regions(drafts)
}

// noteRows notes the rows of each block.
func (b *builder) noteRows(drafts []draft, of []int32) {
	x := b.x
	var rows, conds uint32
	next := make([]uint32, len(drafts)) // where the next conditional row of the block goes
	for i := range drafts {
		d := &drafts[i]
		d.rows = rows
		next[i] = conds
		rows += uint32(bits.OnesCount64(d.mask &^ hasConds))
		if d.conds > 0 {
			rows += 2
			conds += d.conds
		}
	}
	x.rows = make([]int32, rows)
	x.conditional = make([]condRow, conds)
	for i := range drafts {
		if d := &drafts[i]; d.conds > 0 {
			end := d.rows + uint32(bits.OnesCount64(d.mask&^hasConds))
			x.rows[end], x.rows[end+1] = int32(next[i]), int32(next[i]+d.conds)
		}
	}
	// From the last row to the first, so that of rows given twice the first stays, and
	// then forwards, so that conditional rows are in table order.
	for i := len(b.entries) - 1; i >= 0; i-- {
		if e := b.entries[i]; e.condition == always {
			d := &drafts[of[i]]
			bit := uint64(1) << (e.privilege % wordBits)
			x.rows[d.rows+uint32(bits.OnesCount64(d.mask&(bit-1)))] = int32(i)
		}
	}
	for i, e := range b.entries {
		if e.condition != always {
			x.conditional[next[of[i]]] = condRow{int32(i), e.condition, uint8(e.privilege % wordBits)}
			next[of[i]]++
		}
	}
}

// regions puts the blocks into the lines of their roles.
func (b *builder) regions(drafts []draft) {
	x := b.x
	x.roles = make([]role, len(x.sentences))
	for _, e := range b.entries {
		x.roles[e.role].granted |= 1 << (e.privilege % wordBits)
	}
	everywhere := block(everything, x.words, 0)
	for _, d := range drafts {
		if r := &x.roles[d.id.role]; d.id.block == everywhere {
			r.mask, r.rows = d.mask, d.rows
		} else {
			r.n++ // blocks, for now
		}
	}
	var lines uint32
	for i := range x.roles {
		r := &x.roles[i]
		r.first = lines
		r.n = (r.n + 1) / 2
		lines += r.n
	}
	x.lines = make([]line, lines)
	for _, d := range drafts {
		if d.id.block != everywhere {
			r := &x.roles[d.id.role]
			put(x.lines[r.first:r.first+r.n], d)
		}
	}
}

func put(region []line, d draft) {
	for at := home(d.id.block, uint32(len(region))); ; at = (at + 1) % uint32(len(region)) {
		l := &region[at]
		for i := range l.object {
			if l.object[i]&^spilled == 0 {
				l.object[i] |= d.id.block
				l.rows[i], l.mask[i] = d.rows, d.mask
				return
			}
		}
		l.object[blocksInLine-1] |= spilled
	}
}
