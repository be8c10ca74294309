package authzen

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"
)

// FuzzUnique holds the scan to encoding/json's own tokens: valid JSON has a name
// twice in an object by the one exactly where it has by the other.
func FuzzUnique(f *testing.F) {
	for _, s := range []string{
		`{"a":1,"\u0061":2}`, `{"properties":{"a":{"a":"}\"{"},"b":[{"a":1},{"a":1}]}}`, `[[],{},"x",{"":0,"":1}]`,
		`{"\ud83d\ude00":1,"😀":2}`, `{"a\"b":1,"a\"b":2}`,
		`{"properties":{` + manyNames(40) + `,"n3":0}}`,
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		if !json.Valid(body) || !utf8.Valid(body) {
			return
		}
		err := unique(body)
		if err != nil && !strings.Contains(err.Error(), "twice") {
			return // of another thing
		}
		if want := twice(t, json.NewDecoder(bytes.NewReader(body))); (err != nil) != want {
			t.Errorf("%q: %v, and tokens say %v", body, err, want)
		}
	})
}

func manyNames(n int) string {
	var all []string
	for i := range n {
		all = append(all, fmt.Sprintf(`"n%d":0`, i))
	}
	return strings.Join(all, ",")
}

// twice reads one value and reports whether an object in it has a name twice.
func twice(t *testing.T, d *json.Decoder) bool {
	token, err := d.Token()
	if err != nil {
		t.Fatal(err)
	}
	found := false
	switch token {
	case json.Delim('['):
		for d.More() {
			found = twice(t, d) || found
		}
	case json.Delim('{'):
		seen := map[any]bool{}
		for d.More() {
			name, err := d.Token()
			if err != nil {
				t.Fatal(err)
			}
			found = found || seen[name]
			seen[name] = true
			found = twice(t, d) || found
		}
	default:
		return false
	}
	if _, err := d.Token(); err != nil {
		t.Fatal(err)
	}
	return found
}
