package parse_test

import (
	"bytes"
	"path/filepath"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/rolecall/rolecall/schema"
	"github.com/rolecall/rolecall/schema/parse"
)

func TestFormat(t *testing.T) {
	for _, c := range []struct{ name, in, want string }{
		{"aligns and indents", "role \"a\"   {\nname=\"x\"\n  description   = \"y\"\n}\n", "role \"a\" {\n  name        = \"x\"\n  description = \"y\"\n}\n"},
		{"line ends of DOS stay", "a=1\r\nbb = 2 # c\r\nx {\r\nz=<<EOT\r\n  t\r\nEOT\r\n}\r\n", "a  = 1\r\nbb = 2 # c\r\nx {\r\n  z = <<EOT\r\n  t\r\nEOT\r\n}\r\n"},
		{"a byte order mark stays", "\ufeffa=1\n", "\ufeffa = 1\n"},
		{"a byte order mark alone", "\ufeff", "\ufeff"},
		{"empty", "", ""},
		{"no line end at the end", "a=1", "a = 1"},
		{"comments", "/* a\n  b */\na=1 // c\n# d\n", "/* a\n  b */\na = 1 // c\n# d\n"},
		{"heredoc with an expression over lines", "a = <<-EOT\n  x ${\n  var.a\n  }\n  EOT\nb {\nc=1\n}\n", "a = <<-EOT\n  x ${\nvar.a\n}\n  EOT\nb {\n  c = 1\n}\n"},
	} {
		got, found := parse.Format("x.hcl", []byte(c.in))
		if string(got) != c.want || len(found) > 0 {
			t.Errorf("%s: %q becomes %q, want %q (%v)", c.name, c.in, got, c.want, found)
		}
	}
}

// What does not parse, is no text or is JSON comes back as it was.
func TestFormatLeaves(t *testing.T) {
	for _, c := range []struct {
		path, in string
		findings int
	}{
		{"x.hcl", "a = [1,\n", 1},
		{"x.hcl", "a = \xff\n", 1},
		{"x.hcl", "a = 1\rb = 2\n", 1},
		{"x.hcl.json", "{\"a\":1}", 0},
	} {
		got, found := parse.Format(c.path, []byte(c.in))
		if string(got) != c.in || len(found) != c.findings {
			t.Errorf("%s %q becomes %q with %d findings", c.path, c.in, got, len(found))
		}
	}
}

// FuzzFormat holds Format to its word: formatting again changes nothing, and
// what is formatted still parses.
func FuzzFormat(f *testing.F) {
	paths, _ := filepath.Glob("../../testdata/*/*.txtar")
	for _, p := range paths {
		archive, err := txtar.ParseFile(p)
		if err != nil {
			f.Fatal(err)
		}
		for _, file := range archive.Files {
			if filepath.Ext(file.Name) == ".hcl" {
				f.Add(file.Data)
			}
		}
	}
	f.Add([]byte("a = <<-EOT\n  x ${\n  var.a\n  }\n  EOT\nb {\nc=1\n}\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		once, found := parse.Format("x.hcl", data)
		if len(found) > 0 {
			if !bytes.Equal(once, data) {
				t.Fatalf("%q has findings and was changed all the same", data)
			}
			return
		}
		twice, found := parse.Format("x.hcl", once)
		if !bytes.Equal(once, twice) {
			t.Fatalf("%q becomes %q, and that becomes %q", data, once, twice)
		}
		for _, f := range found {
			if f.Severity == schema.Error {
				t.Fatalf("%q becomes %q, which does not parse: %s", data, once, f.Message)
			}
		}
	})
}
