package bundle

import (
	"hash/maphash"
	"math/bits"
)

// hasher hashes names. No answer depends on the hashes, and they are seeded anew
// for each index, so nobody can choose names that collide. It is wyhash's way of
// folding a product; hash/maphash would do, at three times the time for a short name.
type hasher struct{ a, b uint64 }

func newHasher() hasher {
	seed := maphash.MakeSeed()
	return hasher{maphash.String(seed, "a"), maphash.String(seed, "b")}
}

func (h hasher) hash(s string) uint64      { return hashOf(h, s) }
func (h hasher) hashBytes(s []byte) uint64 { return hashOf(h, s) }

func hashOf[T string | []byte](h hasher, s T) uint64 {
	x, y, n := h.a, h.b, len(s)
	for len(s) > 16 {
		x, y = fold(x^word(s), y^word(s[8:])), y+0x9e3779b97f4a7c15
		s = s[16:]
	}
	switch {
	case len(s) >= 8:
		x ^= word(s)
		y ^= word(s[len(s)-8:])
	case len(s) >= 4:
		x ^= half(s)
		y ^= half(s[len(s)-4:])
	case len(s) > 0:
		x ^= uint64(s[0])<<16 | uint64(s[len(s)/2])<<8 | uint64(s[len(s)-1])
	}
	return fold(fold(x, y)^h.b, h.a^uint64(n))
}

// within is the hash of a name that stands in something of another hash.
func (h hasher) within(outer, inner uint64) uint64 { return fold(outer^h.a, inner) }

func fold(a, b uint64) uint64 {
	high, low := bits.Mul64(a, b)
	return high ^ low
}

func word[T string | []byte](s T) uint64 {
	_ = s[7]
	return uint64(s[0]) | uint64(s[1])<<8 | uint64(s[2])<<16 | uint64(s[3])<<24 |
		uint64(s[4])<<32 | uint64(s[5])<<40 | uint64(s[6])<<48 | uint64(s[7])<<56
}

func half[T string | []byte](s T) uint64 {
	_ = s[3]
	return uint64(s[0]) | uint64(s[1])<<8 | uint64(s[2])<<16 | uint64(s[3])<<24
}
