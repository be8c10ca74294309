package bundle

import (
	"bytes"
	"encoding/json"
	"fmt"
)

// SetSignatures gives the bytes of a bundle.json with these signatures in place of
// those it has. Nothing else changes, white space included, so the revision stays.
// It refuses what [Parse] refuses.
func SetSignatures(data []byte, signatures []json.RawMessage) ([]byte, error) {
	if _, err := Parse(data); err != nil {
		return nil, err
	}
	from, to, err := signaturesIn(data)
	if err != nil {
		return nil, fmt.Errorf("bundle: %w", err)
	}
	list := append([]byte{'['}, bytes.Join(rawBytes(signatures), []byte{','})...)
	list = append(list, ']')
	if from == to { // there is no such key: the last brace closes the object
		from = bytes.LastIndexByte(data, '}')
		to, list = from, append([]byte(`,"signatures":`), list...)
	}
	signed := append(append(bytes.Clone(data[:from]), list...), data[to:]...)
	if _, err := Parse(signed); err != nil {
		return nil, err
	}
	return signed, nil
}

// signaturesIn gives the place of the value of signatures; from is to where there is none.
func signaturesIn(data []byte) (from, to int, err error) {
	r, err := newReader(data)
	if err != nil {
		return 0, 0, err
	}
	err = r.object(func(key string) error {
		r.next()
		start := r.pos
		err := r.skip()
		if key == "signatures" {
			from, to = start, r.pos
		}
		return err
	})
	return from, to, err
}

func rawBytes(list []json.RawMessage) [][]byte {
	out := make([][]byte, len(list))
	for i, raw := range list {
		out[i] = raw
	}
	return out
}
