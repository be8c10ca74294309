package bundle_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/rolecall/rolecall/bundle"
)

// Parse must not panic, nor see in the bytes anything that encoding/json does not.
func FuzzParse(f *testing.F) {
	f.Add(sealed(aTarget, aTable, aCEL))
	f.Add(sealed(`{}`, `{}`, `{}`))
	f.Add([]byte(strings.Replace(string(sealed(aTarget, aTable, aCEL)), `"signatures":[]`, `"signature\u0073" : [ 1 , {} ] , "x":"}"`, 1)))
	f.Add([]byte(`{"format":"rolecall.bundle/v1","x":{"a":[[],{}],"b":-1e5}}`))
	f.Add([]byte(`{"":{"\u0000":"\ud800"}}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		b, err := bundle.Parse(data)
		if err != nil {
			return
		}
		b.Decide(&bundle.Request{Principal: "alice", Privilege: "Search", Database: "catalog", Collection: "live"}, time.Unix(0, 0), nil)
		signed, err := bundle.SetSignatures(data, []json.RawMessage{json.RawMessage(`"x"`)})
		if err != nil {
			t.Fatal(err)
		}
		if again, err := bundle.Parse(signed); err != nil || again.Revision != b.Revision || len(again.Signatures) != 1 {
			t.Fatalf("signed: %v", err)
		}
	})
}

// The same for what stands in a sealed bundle, which random bytes do not get to.
func FuzzParseTable(f *testing.F) {
	f.Add(aTable, aCEL)
	f.Fuzz(func(t *testing.T, table, cel string) {
		b, err := bundle.Parse(sealed(aTarget, table, cel))
		if err != nil {
			return
		}
		var standard bundle.Table
		if err := json.Unmarshal([]byte(table), &standard); err != nil {
			t.Fatalf("accepted, but encoding/json: %v", err)
		}
		if len(standard.Grants) != len(b.Table.Grants) || len(standard.Members) != len(b.Table.Members) {
			t.Fatalf("encoding/json sees %d rows and %d members, Parse %d and %d",
				len(standard.Grants), len(standard.Members), len(b.Table.Grants), len(b.Table.Members))
		}
		again, err := bundle.Parse(bundle.Encode(&b.Table, &b.CEL))
		if err != nil {
			t.Fatalf("encoded, it is refused: %v", err)
		}
		if again.Revision == "" {
			t.Fatal("no revision")
		}
	})
}

// What is JSON is what encoding/json says is.
func FuzzValid(f *testing.F) {
	for _, s := range []string{"", "{}", "[", "[]]", `{"a":[1,-0.5e+10,{"b":null}],"c":"\\u00e9\\n"}`, "[01]", "[1.]", "[-]", `["\\x"]`, "[\"a\tb\"]", "tru", "[true false]", `{"a":1,}`, `{1:2}`,
		"\ufeff{}", "[1e5,2E-7]", `["aaaaaaa\\"]`, `"1234567` + "\x1f" + `"`} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		if got, want := bundle.Valid(data), json.Valid(data); got != want {
			t.Fatalf("%q: got %v, encoding/json %v", data, got, want)
		}
	})
}

func TestValidDepth(t *testing.T) {
	for _, n := range []int{9_999, 10_000, 10_001} {
		data := []byte(strings.Repeat("[", n) + strings.Repeat("]", n))
		if got, want := bundle.Valid(data), json.Valid(data); got != want {
			t.Errorf("%d levels: got %v, encoding/json %v", n, got, want)
		}
	}
}

func FuzzParseRequest(f *testing.F) {
	f.Add([]byte(`{"principal":"alice","roles":["r"],"privilege":"Search","database":"d","collection":"c","attributes":{"request":{"ip":"::1","n":1e3}}}`))
	f.Add([]byte(`{"attributes":{"principal":{"a":{"b":[{}]}}}}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		req, err := bundle.ParseRequest(data)
		if err != nil {
			return
		}
		written, err := json.Marshal(req)
		if err != nil {
			t.Fatal(err)
		}
		again, err := bundle.ParseRequest(written)
		if err != nil {
			t.Fatalf("written as %s, it is refused: %v", written, err)
		}
		if (again.Roles == nil) != (req.Roles == nil) || again.Principal != req.Principal {
			t.Fatalf("%+v became %+v", req, again)
		}
	})
}
