package bundle

import "strings"

// shared keeps one copy of each string, many in one piece of memory.
type shared struct {
	hasher
	slots []string
	n     int
	piece strings.Builder
}

// string gives the string of these bytes.
func (s *shared) string(b []byte) string {
	if len(b) == 0 {
		return ""
	}
	if 2*s.n >= len(s.slots) {
		s.grow()
	}
	at := slotOf(s.hashBytes(b), len(s.slots))
	for s.slots[at] != "" {
		if s.slots[at] == string(b) {
			return s.slots[at]
		}
		at = following(at, len(s.slots))
	}
	s.slots[at] = s.copy(b)
	s.n++
	return s.slots[at]
}

const pieceSize = 64 << 10

// copy puts the bytes behind the others in the piece. What was given out of it
// stays as it is: a Builder only ever appends, and within its capacity moves nothing.
func (s *shared) copy(b []byte) string {
	if len(b) > pieceSize/16 {
		return string(b)
	}
	if s.piece.Cap()-s.piece.Len() < len(b) {
		s.piece = strings.Builder{}
		s.piece.Grow(pieceSize)
	}
	from := s.piece.Len()
	s.piece.Write(b)
	return s.piece.String()[from:]
}

func (s *shared) grow() {
	if s.hasher == (hasher{}) {
		s.hasher = newHasher()
	}
	old := s.slots
	s.slots = make([]string, max(64, 2*len(old)))
	for _, name := range old {
		if name == "" {
			continue
		}
		at := slotOf(s.hash(name), len(s.slots))
		for s.slots[at] != "" {
			at = following(at, len(s.slots))
		}
		s.slots[at] = name
	}
}
