package report

import (
	"strings"
	"testing"

	"github.com/rolecall/rolecall/schema"
)

func TestURI(t *testing.T) {
	for file, want := range map[string]string{
		"a/b.hcl":     "a/b.hcl",
		"./a.hcl":     "a.hcl",
		"a b/é世.hcl":  "a%20b/%C3%A9%E4%B8%96.hcl",
		"c:d#e?f%.h":  "c%3Ad%23e%3Ff%25.h",
		`back\slash`:  "back%5Cslash",
		"tab\t\x1b.h": "tab%09%1B.h",
	} {
		if got := (&Report{}).uri(file); got != want {
			t.Errorf("URI of %q is %q, want %q", file, got, want)
		}
	}
	if got := (&Report{Base: "../policies/milvus"}).uri("a.hcl"); got != "../policies/milvus/a.hcl" {
		t.Errorf("URI with a base is %q", got)
	}
}

// A column counts what stands before it on its line as UTF-16 does.
func TestUTF16Column(t *testing.T) {
	for source, want := range map[string]int{
		"X":                  1,
		"abX":                3,
		"\tX":                2,
		"éX":                 2,
		"世界X":                3,
		"🎉X":                 3,
		"e\u0301X":           3,
		"\xff\xfeX":          3,
		"\ufeffX":            1,
		"\ufeffé\r\n🎉🎉X":     5,
		"one\r\ntwo\n\ré🎉 X": 6,
	} {
		r := Report{Sources: map[string][]byte{"a": []byte(source)}}
		at := schema.Pos{Line: 1, Column: 99, Byte: strings.Index(source, "X")}
		if got := r.utf16Column("a", at); got != want {
			t.Errorf("column of X in %q is %d, want %d", source, got, want)
		}
	}
	r := Report{Sources: map[string][]byte{"a": nil}}
	for _, file := range []string{"a", "missing"} {
		if got := r.utf16Column(file, schema.Pos{Line: 1, Column: 7, Byte: 6}); got != 7 {
			t.Errorf("column in %q is %d, want the one in bytes", file, got)
		}
	}
}
