package parse_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/rolecall/rolecall/schema"
	"github.com/rolecall/rolecall/schema/parse"
)

// TestDepthBombs: what would overflow the parser's stack is a finding.
func TestDepthBombs(t *testing.T) {
	const n = 100_000
	bombs := map[string]string{
		"parentheses":      "a = " + strings.Repeat("(", n) + "1" + strings.Repeat(")", n) + "\n",
		"brackets":         "a = " + strings.Repeat("[", n) + strings.Repeat("]", n) + "\n",
		"objects":          "a = " + strings.Repeat("{a=", n) + "1" + strings.Repeat("}", n) + "\n",
		"templates":        "a = " + strings.Repeat(`"${`, n) + "1" + strings.Repeat(`}"`, n) + "\n",
		"blocks":           strings.Repeat("a {\n", n) + strings.Repeat("}\n", n),
		"negations":        "a = " + strings.Repeat("!", n) + "true\n",
		"spaced negations": "a = " + strings.Repeat("! ", n) + "true\n",
		"minuses":          "a = " + strings.Repeat("-", n) + "1\n",
		"conditionals":     "a = " + strings.Repeat("true ? 1 : ", 2*n) + "1\n",
		"sums":             "a = 1" + strings.Repeat("+1", 2*n) + "\n",
		"attributes":       "a = local" + strings.Repeat(".a", 2*n) + "\n",
		"signs":            "a = \"" + strings.Repeat("%a", n) + "\"\n",
		"heredoc":          "a = <<E\n" + strings.Repeat("x\n", n) + "E\n",
		"unclosed":         strings.Repeat("(", n),
		"open templates":   `a = "` + strings.Repeat("${", n),
	}
	for name, src := range bombs {
		t.Run(name, func(t *testing.T) { refused(t, "bomb.hcl", src) })
	}
	for name, src := range map[string]string{
		"arrays":             `{"role":` + strings.Repeat("[", n) + strings.Repeat("]", n) + "}",
		"objects":            strings.Repeat(`{"a":`, n) + "1" + strings.Repeat("}", n),
		"templates":          `{"locals":{"a":"${` + strings.Repeat("(", n) + "1" + strings.Repeat(")", n) + `}"}}`,
		"escaped templates":  `{"locals":{"a":"$\u007b` + strings.Repeat(`\u0028`, n) + `"}}`,
		"templates in names": `{"role":{"${` + strings.Repeat("(", n) + `":{}}}`,
	} {
		t.Run("json "+name, func(t *testing.T) { refused(t, "bomb.hcl.json", src) })
	}
}

func refused(t *testing.T, path, src string) {
	t.Helper()
	_, found := parse.Project([]parse.File{{Path: path, Data: []byte(src)}}, parse.Options{})
	if len(found) == 0 || found[0].Rule != "RC007" || found[0].Range.IsZero() {
		t.Errorf("want RC007 with a place, got %v", found)
	}
}

// TestWhatIsNoPolicy: bytes that are no text, or nothing at all, are told or read as nothing.
func TestWhatIsNoPolicy(t *testing.T) {
	for name, c := range map[string]struct {
		data string
		rule string // empty: nothing is wrong
	}{
		"empty":           {"", ""},
		"only a BOM":      {"\xef\xbb\xbf", ""},
		"only a comment":  {"# nothing", ""},
		"invalid UTF-8":   {"role \"a\xff\" {}\n", "RC001"},
		"NUL bytes":       {"role \x00 {}\n", "RC001"},
		"UTF-16":          {"\xff\xfer\x00o\x00l\x00e\x00", "RC001"},
		"an empty object": {"{}", ""},
	} {
		path := "x.hcl"
		if c.data == "{}" {
			path = "x.hcl.json"
		}
		_, found := parse.Project([]parse.File{{Path: path, Data: []byte(c.data)}}, parse.Options{})
		switch {
		case c.rule == "" && len(found) > 0:
			t.Errorf("%s: found %v", name, found)
		case c.rule != "" && (len(found) == 0 || found[0].Rule != c.rule):
			t.Errorf("%s: want %s, got %v", name, c.rule, found)
		}
	}
}

// TestLimits: a file, a project or an expansion over its limit is told once, with a place.
func TestLimits(t *testing.T) {
	big := parse.File{Path: "big.hcl", Data: bytes.Repeat([]byte("# padding\n"), 100)}
	small := parse.Limits{FileBytes: 500, ProjectBytes: 1500, Instances: 2}
	for name, files := range map[string][]parse.File{
		"file":      {big},
		"project":   {{Path: "a.hcl", Data: bytes.Repeat([]byte(" "), 499)}, {Path: "b.hcl", Data: bytes.Repeat([]byte(" "), 499)}, {Path: "c.hcl", Data: bytes.Repeat([]byte(" "), 499)}, {Path: "d.hcl", Data: []byte("        ")}},
		"instances": {{Path: "a.hcl", Data: []byte("target \"milvus\" \"x\" {}\nuser \"x\" {}\nuser \"y\" {}\nuser \"z\" {}\nuser \"w\" {}\n")}},
	} {
		_, found := parse.Project(files, parse.Options{Limits: small})
		if len(found) != 1 || found[0].Rule != "RC007" {
			t.Errorf("%s: want one RC007, got %v", name, found)
		}
	}
}

// TestByteOrderMarkAndCRLF: neither changes what is read, nor the lines and columns of what is told.
func TestByteOrderMarkAndCRLF(t *testing.T) {
	src := "target \"milvus\" \"prod\" {\n}\nrole \"a\" {\n  includes = [role.b]\n  grantt {}\n}\n"
	plain := told(src)
	if plain == "" {
		t.Fatal("the policy should have findings")
	}
	for name, variant := range map[string]string{
		"BOM":      "\xef\xbb\xbf" + src,
		"CRLF":     strings.ReplaceAll(src, "\n", "\r\n"),
		"BOM CRLF": "\xef\xbb\xbf" + strings.ReplaceAll(src, "\n", "\r\n"),
	} {
		if got := told(variant); got != plain {
			t.Errorf("%s: got\n%swant\n%s", name, got, plain)
		}
	}
}

func told(src string) string {
	var b strings.Builder
	_, found := parse.Project([]parse.File{{Path: "x.hcl", Data: []byte(src)}}, parse.Options{})
	for _, f := range found {
		b.WriteString(f.Rule + " " + f.Range.String() + " " + f.Message + "\n")
	}
	return b.String()
}

// TestOrderOfFiles: the order in which files come does not matter.
func TestOrderOfFiles(t *testing.T) {
	files := []parse.File{
		{Path: "b.hcl", Data: []byte("role \"b\" {\n  includes = [role.a]\n}\nrole \"a\" {}\n")},
		{Path: "a.hcl", Data: []byte("target \"milvus\" \"x\" {}\nrole \"a\" {}\n")},
		{Path: "c/c.hcl", Data: []byte("role \"c\" {\n  includes = [local.x]\n}\n")},
	}
	want := show(parse.Project(files, parse.Options{}))
	files[0], files[2] = files[2], files[0]
	if got := show(parse.Project(files, parse.Options{})); got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
}

// FuzzProject: whatever the bytes, reading ends with a project and findings that have places.
func FuzzProject(f *testing.F) {
	f.Add([]byte("target \"milvus\" \"x\" {\n for_each = [\"a\"]\n}\nlocals {\n a = local.b\n b = local.a\n}\n"), false)
	f.Add([]byte("role \"a\" {\n grant {\n  privileges = [\"Search\", role.a]\n  condition = <<-E\n   x\n  E\n }\n}\n"), false)
	f.Add([]byte(`{"target":{"milvus":{"x":{}}},"role":{"a":{"grant":[{"privileges":["${role.a}"]}]}}}`), true)
	f.Add([]byte("target \"milvus\" \"x\" {\n groups = { A = [\"b\"], B = 1 }\n}\nrole \"a\" {\n grant {\n  privileges = [\"b\"]\n  verbatim = true\n  object_type = \"C\"\n }\n}\n"), false)
	f.Add([]byte("# rolecall:ignore RC101 reason=\"x\" until=2027-01-01\nrole \"a\" {\n  dynamic \"grant\" {\n for_each = [1]\n content {}\n}\n}"), false)
	f.Add([]byte("test \"a\" {\n for_each = [\"a\"]\n principal = each.key\n roles = [role.a]\n attributes = { request = { time = 1, x = [\"a\"] }, \"b\" = 2 }\n allow {\n  privileges = \"*\"\n  role = role.a\n }\n}\nlocals {\n a = local.a\n}\nrole \"b\" {}\n"), false)
	f.Add([]byte(`{"test":{"a":{"principal":"a","attributes":{"principal":{"b":null}},"deny":[{"privileges":["${privilege_group.a}"],"database":[]}]}}}`), true)
	f.Fuzz(func(t *testing.T, data []byte, json bool) {
		for _, path := range []string{"x.hcl", "x_test.hcl"} { // as a policy, and as its tests
			if json {
				path += ".json"
			}
			p, found := parse.Project([]parse.File{{Path: "t.hcl", Data: []byte("target \"milvus\" \"t\" {}\n")}, {Path: path, Data: data}}, parse.Options{})
			if p == nil {
				t.Fatal("no project")
			}
			for _, x := range found {
				check(t, x, p)
			}
		}
	})
}

func check(t *testing.T, f schema.Finding, p *schema.Project) {
	t.Helper()
	src, ok := p.Sources[f.Range.File]
	if f.Message == "" || f.Rule == "" || !ok || f.Range.Start.Byte > f.Range.End.Byte || f.Range.End.Byte > len(src) || f.Range.Start.Line < 1 || f.Range.Start.Column < 1 {
		t.Errorf("a finding without a proper message or place: %+v", f)
	}
	if strings.Contains(f.Message, "\n") {
		t.Errorf("a message of several lines: %q", f.Message)
	}
}
