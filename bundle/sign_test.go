package bundle_test

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"github.com/rolecall/rolecall/bundle"
)

// Whatever stands where, only the signatures change, and the bundle reads as before.
func TestSetSignatures(t *testing.T) {
	whole := string(sealed(aTarget, aTable, aCEL))
	one := []json.RawMessage{json.RawMessage(`"one"`)}
	for name, tt := range map[string]struct{ data, want string }{
		"none so far":  {whole, strings.Replace(whole, `"signatures":[]`, `"signatures":["one"]`, 1)},
		"others":       {strings.Replace(whole, `:[]}`, `: [ "a", "b" ] }`, 1), strings.Replace(whole, `:[]}`, `: ["one"] }`, 1)},
		"no such key":  {strings.Replace(whole, `,"signatures":[]}`, "}\n", 1), strings.Replace(whole, `[]}`, "[\"one\"]}\n", 1)},
		"key in front": {"{\"signatures\":[]," + strings.Replace(whole[1:], `,"signatures":[]`, "", 1), "{\"signatures\":[\"one\"]," + strings.Replace(whole[1:], `,"signatures":[]`, "", 1)},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := bundle.SetSignatures([]byte(tt.data), one)
			if err != nil || string(got) != tt.want {
				t.Fatalf("got %s, %v\nwant %s", got, err, tt.want)
			}
			b, err := bundle.Parse(got)
			if err != nil || len(b.Signatures) != 1 || string(b.Signatures[0]) != `"one"` {
				t.Errorf("read again: %v, %v", b, err)
			}
			back, err := bundle.SetSignatures(got, nil)
			if err != nil || !bytes.Contains(back, []byte(`"signatures":[]`)) && !bytes.Contains(back, []byte(`"signatures": []`)) {
				t.Errorf("taken off again: %s, %v", back, err)
			}
		})
	}
}

func TestSetSignaturesRefuses(t *testing.T) {
	whole := sealed(aTarget, aTable, aCEL)
	for name, tt := range map[string]struct {
		data       []byte
		signatures []json.RawMessage
	}{
		"a bundle that was changed": {bytes.Replace(whole, []byte("alice"), []byte("mallo"), 1), nil},
		"no bundle":                 {[]byte("{}"), nil},
		"more than are read":        {whole, make([]json.RawMessage, bundle.MaxSignatures+1)},
		"what is no JSON":           {whole, []json.RawMessage{json.RawMessage(`"`)}},
	} {
		if got, err := bundle.SetSignatures(tt.data, tt.signatures); err == nil || got != nil {
			t.Errorf("%s: got %s, %v", name, got, err)
		}
	}
}
