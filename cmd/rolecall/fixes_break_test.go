package main

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/rolecall/rolecall/lint"
	"github.com/rolecall/rolecall/lint/rules"
	"github.com/rolecall/rolecall/schema"
)

// withRule adds a rule for one test.
func withRule(t *testing.T, check func(*lint.Pass)) {
	t.Helper()
	before := rules.All
	rules.All = append(slices.Clone(before), &lint.Rule{ID: "RC999", Name: "test-rule", Severity: schema.Warning, Check: check})
	t.Cleanup(func() { rules.All = before })
}

// cut offers to put a text in place of another, wherever that stands.
func cut(p *lint.Pass, sources map[string]string, old, text string) {
	for _, file := range []string{"a.hcl", "b.hcl"} {
		at := strings.Index(sources[file], old)
		if at < 0 || p.Source(schema.Range{File: file, Start: schema.Pos{Byte: at}, End: schema.Pos{Byte: at + len(old)}}) != old {
			continue
		}
		r := schema.Range{File: file, Start: schema.Pos{Line: 1, Column: 1, Byte: at}, End: schema.Pos{Line: 1, Column: 1, Byte: at + len(old)}}
		p.Report(schema.Finding{Range: r, Message: "cut " + old, Fix: &schema.Fix{Title: "cut", Safe: true, Edits: []schema.Edit{{Range: r, Text: text}}}})
	}
}

var breakable = map[string]string{
	"a.hcl": "target \"milvus\" \"prod\" {\n  version = \"2.6\"\n}\n\nprivilege_group \"reader\" {\n  privileges = [\"Search\"]\n}\n",
	"b.hcl": "role \"r\" {\n  description = \"old words\"\n\n  grant {\n    privileges = [privilege_group.reader]\n    database   = \"d\"\n    collection = \"c\"\n  }\n}\n\n" +
		"binding \"b\" {\n  roles = [role.r]\n  users = [\"u\"]\n}\n",
}

// lintFix corrects the policy above and gives what became of it.
func lintFix(t *testing.T) (dir string, code int, stderr string) {
	t.Helper()
	dir = t.TempDir()
	for name, text := range breakable {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	var out, errs bytes.Buffer
	code = run([]string{"lint", "--fix"}, &world{stdin: strings.NewReader(""), stdout: &out, stderr: &errs, dir: dir})
	return dir, code, errs.String()
}

func content(t *testing.T, file string) string {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// A fix after which a file does not parse is left out; others are applied.
func TestFixThatBreaksAFile(t *testing.T) {
	withRule(t, func(p *lint.Pass) {
		cut(p, breakable, "version = \"2.6\"\n}", "version = \"2.6\"\n")
		cut(p, breakable, "old words", "new words")
	})
	dir, code, stderr := lintFix(t)
	if a := content(t, filepath.Join(dir, "a.hcl")); a != breakable["a.hcl"] {
		t.Errorf("a.hcl is\n%s", a)
	}
	if b := content(t, filepath.Join(dir, "b.hcl")); !strings.Contains(b, "new words") {
		t.Errorf("b.hcl is\n%s", b)
	}
	if code != exitNo || !strings.Contains(stderr, "a.hcl is left as it is: its fixes would bring a.hcl:") || !strings.Contains(stderr, "rolecall: 1 fixed, ") {
		t.Errorf("code %d, %s", code, stderr)
	}
}

// A fix that breaks what another file says is left out, with all of its pass.
func TestFixThatBreaksAnotherFile(t *testing.T) {
	withRule(t, func(p *lint.Pass) {
		cut(p, breakable, "privilege_group \"reader\"", "privilege_group \"other\"")
	})
	dir, code, stderr := lintFix(t)
	if a := content(t, filepath.Join(dir, "a.hcl")); a != breakable["a.hcl"] {
		t.Errorf("a.hcl is\n%s", a)
	}
	if code != exitNo || !strings.Contains(stderr, "a.hcl is left as it is: its fixes would bring b.hcl:5:19 RC004") {
		t.Errorf("code %d, %s", code, stderr)
	}
}

// A fix that calls for itself ends.
func TestFixWithoutEnd(t *testing.T) {
	withRule(t, func(p *lint.Pass) {
		r := schema.Range{File: "a.hcl", Start: schema.Pos{Line: 1, Column: 1}, End: schema.Pos{Line: 1, Column: 1}}
		p.Report(schema.Finding{Range: r, Message: "more", Fix: &schema.Fix{Title: "more", Safe: true, Edits: []schema.Edit{{Range: r, Text: "# more\n"}}}})
	})
	dir, code, stderr := lintFix(t)
	if n := strings.Count(content(t, filepath.Join(dir, "a.hcl")), "# more"); code != exitNo || n != maxPasses {
		t.Errorf("code %d, %d passes: %s", code, n, stderr)
	}
}

// What was edited while rolecall looked at it is not written over.
func TestFixMeanwhile(t *testing.T) {
	var file string
	withRule(t, func(p *lint.Pass) {
		cut(p, breakable, "old words", "new words")
		if err := os.WriteFile(file, []byte("# mine\n"), 0o600); err != nil {
			panic(err)
		}
	})
	dir := t.TempDir()
	file = filepath.Join(dir, "b.hcl")
	for name, text := range breakable {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	var errs bytes.Buffer
	code := run([]string{"lint", dir, "--fix"}, &world{stdin: strings.NewReader(""), stdout: &bytes.Buffer{}, stderr: &errs})
	if code != exitFailed || content(t, file) != "# mine\n" || !strings.Contains(errs.String(), "it changed in the meantime") {
		t.Errorf("code %d, %s", code, errs.String())
	}
}

// A rule that fails is named, the others finish, and nothing is corrected.
func TestFailingRule(t *testing.T) {
	withRule(t, func(p *lint.Pass) {
		cut(p, breakable, "old words", "new words")
		panic("no such thing")
	})
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "a.hcl"), []byte(strings.Replace(breakable["a.hcl"], "Search", "Serach", 1)), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{{"lint", dir}, {"lint", dir, "--fix"}, {"lint", dir, "--fix", "--unsafe", "--profile"}} {
		var out, errs bytes.Buffer
		code := run(args, &world{stdin: strings.NewReader(""), stdout: &out, stderr: &errs})
		if code != exitFailed || !strings.Contains(out.String(), "RC101 unknown-privilege") || !strings.Contains(errs.String(), `run rule RC999 "test-rule" on target "prod": no such thing`) {
			t.Errorf("%v: code %d\n%s%s", args, code, out.String(), errs.String())
		}
	}
	if a := content(t, filepath.Join(dir, "a.hcl")); !strings.Contains(a, "Serach") {
		t.Errorf("a.hcl is\n%s", a)
	}
}
