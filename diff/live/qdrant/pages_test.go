package qdrant

import (
	"testing"

	"google.golang.org/protobuf/encoding/protowire"
)

// Whatever a server sends besides what the stubs know, it is read without harm, and
// a token that is there is found among the rest.
func FuzzNextPage(f *testing.F) {
	f.Add([]byte{}, "")
	f.Add([]byte{0x50, 0x05}, "next") // total_size
	f.Add([]byte{0x5b}, "a group that is open")
	f.Add([]byte{0x5a, 0xff, 0xff, 0xff, 0xff, 0xff}, "too long")
	f.Fuzz(func(t *testing.T, before []byte, token string) {
		given := nextPage(before)
		for rest := before; len(rest) > 0; {
			_, _, n := protowire.ConsumeField(rest)
			if n < 0 {
				return // what cannot be read ends the reading
			}
			rest = rest[n:]
		}
		field := protowire.AppendString(protowire.AppendTag(nil, pageToken, protowire.BytesType), token)
		if got := nextPage(append(before[:len(before):len(before)], field...)); given == "" && got != token || given != "" && got != given {
			t.Errorf("%x: %q, then %q", before, given, got)
		}
	})
}
