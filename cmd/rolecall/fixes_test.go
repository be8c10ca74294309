package main

import (
	"bytes"
	"encoding/json"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/rolecall/rolecall/internal/txtest"
)

// TestFixRoundTrips corrects every policy of testdata/lint, safely and not: what
// a fix was offered for is gone, no file reads worse than before, and correcting
// again changes nothing. A byte order mark and the line ends stay as they are.
func TestFixRoundTrips(t *testing.T) {
	forms := map[string]func(string) string{
		"plain":   func(s string) string { return s },
		"windows": func(s string) string { return "\ufeff" + strings.ReplaceAll(s, "\n", "\r\n") },
	}
	fixed := 0
	txtest.Run(t, "../../testdata/lint/*.txtar", func(t *testing.T, ar *txtest.Archive) {
		for folder, files := range fixtures(ar) {
			for _, unsafe := range []bool{false, true} {
				want := map[string]string{}
				for _, form := range []string{"plain", "windows"} {
					if form == "windows" && !unsafe {
						continue // the safe ones are among the unsafe ones
					}
					p := fixture{t: t, name: folder + " " + form, dir: t.TempDir(), form: forms[form], unsafe: unsafe}
					p.write(files)
					fixed += p.roundTrip()
					got := p.read(files)
					if form == "plain" {
						want = got
						continue
					}
					for name, text := range want {
						if got[name] != p.form(text) {
							t.Errorf("%s: %s: %q, want %q", p.name, name, got[name], p.form(text))
						}
					}
				}
			}
		}
	})
	if fixed == 0 {
		t.Error("nothing was fixed")
	}
}

// fixtures are the policies of an archive by folder.
func fixtures(ar *txtest.Archive) map[string]map[string]string {
	folders := map[string]map[string]string{}
	for _, f := range ar.Files {
		folder, name, _ := strings.Cut(f.Name, "/")
		if strings.HasPrefix(name, "base/") || name == "want.txt" {
			continue
		}
		if folders[folder] == nil {
			folders[folder] = map[string]string{}
		}
		folders[folder][name] = string(f.Data)
	}
	return folders
}

// fixture is one policy to be corrected.
type fixture struct {
	t         *testing.T
	name, dir string
	form      func(string) string
	unsafe    bool
	state     bool
}

func (p *fixture) write(files map[string]string) {
	for name, text := range files {
		if name == "state.json" {
			p.state = true
		} else {
			text = p.form(text)
		}
		file := filepath.Join(p.dir, name)
		if err := os.MkdirAll(filepath.Dir(file), 0o777); err != nil {
			p.t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o640); err != nil {
			p.t.Fatal(err)
		}
	}
}

func (p *fixture) read(files map[string]string) map[string]string {
	got := map[string]string{}
	for name := range files {
		data, err := os.ReadFile(filepath.Join(p.dir, name))
		if err != nil {
			p.t.Fatal(err)
		}
		if name != "state.json" {
			got[name] = string(data)
		}
	}
	return got
}

// roundTrip corrects the policy twice and gives how many findings went.
func (p *fixture) roundTrip() int {
	p.t.Helper()
	before := p.lint()
	files := map[string]string{}
	for _, f := range before {
		files[f.File] = ""
	}
	after := p.lint("--fix")
	for _, f := range after {
		if f.Fix != nil && f.Suppressed == nil && (f.Fix.Safe || p.unsafe) {
			p.t.Errorf("%s: %s:%d %s %q is left", p.name, f.File, f.Range.Start.Line, f.Rule, f.Fix.Title)
		}
	}
	for rule, n := range unreadable(after) {
		if n > unreadable(before)[rule] {
			p.t.Errorf("%s: fixing brings %s:\n%s", p.name, rule, p.dump(files))
		}
	}
	once := p.dump(files)
	p.lint("--fix")
	if again := p.dump(files); again != once {
		p.t.Errorf("%s: fixing again changes\n%s\nto\n%s", p.name, once, again)
	}
	return len(before) - len(after)
}

// unreadable counts the findings of reading and resolving by rule.
func unreadable(fs []toldFinding) map[string]int {
	n := map[string]int{}
	for _, f := range fs {
		if f.Rule < "RC100" && f.Rule != "RC006" {
			n[f.Rule]++
		}
	}
	return n
}

// dump is what the files that findings name hold.
func (p *fixture) dump(files map[string]string) string {
	var b strings.Builder
	for _, name := range slices.Sorted(maps.Keys(files)) {
		data, _ := os.ReadFile(filepath.Join(p.dir, name))
		b.Write(data)
	}
	return b.String()
}

// toldFinding is what the tests here need of a finding in JSON.
type toldFinding struct {
	Rule, File string
	Range      struct{ Start struct{ Line int } }
	Fix        *struct {
		Title string
		Safe  bool
	}
	Suppressed *struct{ Kind string }
}

// lint runs rolecall and gives its findings.
func (p *fixture) lint(args ...string) []toldFinding {
	p.t.Helper()
	args = append([]string{"lint", p.dir, "--now", "2026-11-21", "--format", "json"}, args...)
	if p.unsafe && slices.Contains(args, "--fix") {
		args = append(args, "--unsafe")
	}
	if p.state {
		args = append(args, "--state", filepath.Join(p.dir, "state.json"))
	}
	var out, errs bytes.Buffer
	if code := run(args, &world{stdin: strings.NewReader(""), stdout: &out, stderr: &errs}); code == exitFailed {
		p.t.Fatalf("%s: %s", p.name, errs.String())
	}
	var doc struct{ Findings []toldFinding }
	if err := json.NewDecoder(&out).Decode(&doc); err != nil && err != io.EOF {
		p.t.Fatal(err)
	}
	return doc.Findings
}
