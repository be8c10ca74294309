package parse_test

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"github.com/hashicorp/hcl/v2/hclwrite"
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
		{"heredoc with an expression over lines", "a = <<-EOT\n  x ${\n  var.a\n  }\n  EOT\nb {\nc=1\n}\n", "a = <<-EOT\n  x ${\n  var.a\n  }\n  EOT\nb {\n  c = 1\n}\n"},
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

// Outside heredocs the layout is that of hclwrite, and so of terraform fmt.
func FuzzFormatAgreesWithHCLWrite(f *testing.F) {
	addPolicies(f)
	for _, s := range []string{
		"a = [1,2 , ]\nb=f( 1,-2)-3\nc=!x&&-y\nd=a [0].b [ 1 ]\ne = \"${ f(1) }x${ {} }${a}${b}\"\n",
		"a = [for x in[1]:x...]\nb={for k,v in {}:k=>v if k!=v}\nc = a?b:-c\nd=a::b (1)\n",
		"a = f([\n1,\n[\n2 ] ] )\nb {c=1}\nd {}\n/* x */ e = 1 /* y */ # z\n",
		"a = { # c\n  b = 1 # d\n  cc = 22 # e\n}, {\n}\n\n\n# f\ng = 1\n  # h\n",
		"größe = 1\n役割 = 2 # x\ne\u0301e = 3 # y\n",
		"a=\"%{ if x ~}b%{ else }c%{ endif }\"\nb=<<EOT\n  x\nEOT\nccc=1\n",
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		if bytes.Contains(data, []byte("<<")) || bytes.Contains(data, []byte("/*")) || bytes.Contains(data, []byte("\ufeff")) {
			return
		}
		got, found := parse.Format("x.hcl", data)
		if len(found) > 0 {
			return
		}
		want := hclwrite.Format(hclwrite.Format(data))
		// It keeps blanks at the very end.
		if !bytes.Equal(bytes.TrimRight(got, " "), bytes.TrimRight(want, " ")) {
			t.Errorf("%q becomes\n%s\nhclwrite makes it\n%s", data, got, want)
		}
	})
}

// FuzzFormat holds Format to its word: formatting again changes nothing, and
// what is formatted still parses.
func FuzzFormat(f *testing.F) {
	addPolicies(f)
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

// addPolicies seeds a fuzz target with the policies of all archives and examples.
func addPolicies(f *testing.F) {
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
	examples, _ := filepath.Glob("../../policies/*/*.hcl")
	for _, p := range examples {
		data, err := os.ReadFile(p)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
}
