package bundle

import (
	"encoding/binary"
	"math/bits"
)

// names finds the id of a name: an open-addressing table whose slots hold the
// names themselves, so that a look-up touches one cache line. A name may stand
// in something else, as a collection does in its database.
type names struct {
	slots []nameSlot
	long  []byte // names that are too long for a slot
}

// nameSlot is half a cache line.
type nameSlot struct {
	tag  uint16 // of the hash, 0 where the slot is empty
	size uint8  // of the name, isLong where it stands in names.long
	name [inlineName]byte
	in   uint32
	id   uint32
}

const (
	inlineName = 21
	isLong     = 255
)

// key is a name as a table of names takes it.
type key struct {
	hash uint64
	in   uint32
	name string
}

// newNames makes a table of keys that differ from each other; ids[i] is that of keys[i].
func newNames(keys []key, ids []uint32) names {
	room := len(keys) * 5 / 3
	if len(keys) < 1024 { // all of it stays in a near cache: then fewer names in the wrong place are worth more
		room = len(keys) * 4
	}
	n := names{slots: make([]nameSlot, room+1)}
	for i, k := range keys {
		at := slotOf(k.hash, len(n.slots))
		for n.slots[at].tag != 0 {
			at = following(at, len(n.slots))
		}
		s := &n.slots[at]
		*s = nameSlot{tag: tag16(k.hash), in: k.in, id: ids[i]}
		s.size = inlined(s.name[:], k.name, &n.long)
	}
	return n
}

// find gives the id of a name, 0 for none.
func (n *names) find(hash uint64, in uint32, name string) uint32 {
	tag := tag16(hash)
	for at := slotOf(hash, len(n.slots)); at < uint64(len(n.slots)); at = following(at, len(n.slots)) {
		s := &n.slots[at]
		if s.tag == 0 {
			return 0
		}
		if s.tag == tag && s.in == in && isName(s.name[:], s.size, n.long, name) {
			return s.id
		}
	}
	return 0
}

// slotOf spreads hashes over n slots, following goes on to the next. One slot at least is empty.
func slotOf(hash uint64, n int) uint64 {
	at, _ := bits.Mul64(hash, uint64(n))
	return at
}

func following(at uint64, n int) uint64 {
	if at++; at == uint64(n) {
		return 0
	}
	return at
}

// tag16 is of other bits of the hash than slotOf looks at, and never 0.
func tag16(hash uint64) uint16 { return uint16(hash) | 1 }

// inlined puts a name into its slot and gives the size to note: what does not
// fit goes to long, and its place and length into the slot.
func inlined(slot []byte, name string, long *[]byte) uint8 {
	if copy(slot, name) == len(name) {
		return uint8(len(name))
	}
	binary.LittleEndian.PutUint32(slot, uint32(len(*long)))
	binary.LittleEndian.PutUint32(slot[4:], uint32(len(name)))
	*long = append(*long, name...)
	return isLong
}

func isName(slot []byte, size uint8, long []byte, name string) bool {
	if size != isLong {
		return int(size) == len(name) && string(slot[:size]) == name
	}
	from, n := binary.LittleEndian.Uint32(slot), binary.LittleEndian.Uint32(slot[4:])
	return int(n) == len(name) && string(long[from:][:n]) == name
}
