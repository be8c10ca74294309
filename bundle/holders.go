package bundle

import (
	"slices"
	"time"
)

// holders finds the roles of a principal. The slot of one with few bindings
// that always count has all there is to know.
type holders struct {
	slots []holder
	long  []byte
	lists []membership // of the others, each principal's in table order
}

// holder is a cache line.
type holder struct {
	tag   uint32 // of the hash, 0 where the slot is empty
	size  uint8  // of the name
	n     uint8  // how many roles, isList where they are lists[roles[0]:roles[1]]
	name  [inlinePrincipal]byte
	roles [inlineRoles]uint32 // those that everyone has included
}

const (
	inlinePrincipal = 34
	inlineRoles     = 6
	isList          = 255
)

// membership is a member that says the principal holds the role.
type membership struct {
	role    uint32
	member  int32
	expires time.Time // zero is never
}

// newHolders takes the memberships of each principal, the roles that it has
// besides, as everyone, and which memberships always count.
func newHolders(hash hasher, principals []string, of [][]membership, commonTo func(principal string) []uint32, always func(membership) bool) holders {
	h := holders{slots: make([]holder, len(principals)+len(principals)*2/5+1)}
	for i, name := range principals {
		k := hash.hash(name)
		at := slotOf(k, len(h.slots))
		for h.slots[at].tag != 0 {
			at = following(at, len(h.slots))
		}
		s := &h.slots[at]
		s.tag = uint32(k) | 1
		s.size = inlined(s.name[:], name, &h.long)
		s.n = isList
		common := commonTo(name)
		if len(common)+len(of[i]) <= inlineRoles && !slices.ContainsFunc(of[i], func(m membership) bool { return !always(m) }) {
			s.n = uint8(copy(s.roles[:], common))
			for _, m := range of[i] {
				s.roles[s.n] = m.role
				s.n++
			}
		}
		if s.n == isList {
			s.roles[0] = uint32(len(h.lists))
			h.lists = append(h.lists, of[i]...)
			s.roles[1] = uint32(len(h.lists))
		}
	}
	return h
}

// find gives the slot of a principal, nil for a stranger.
func (h *holders) find(hash uint64, name string) *holder {
	tag := uint32(hash) | 1
	for at := slotOf(hash, len(h.slots)); at < uint64(len(h.slots)); at = following(at, len(h.slots)) {
		s := &h.slots[at]
		if s.tag == 0 {
			return nil
		}
		if s.tag == tag && isName(s.name[:], s.size, h.long, name) {
			return s
		}
	}
	return nil
}

// list gives the memberships of a slot with a list.
func (h *holders) list(s *holder) []membership { return h.lists[s.roles[0]:s.roles[1]] }
