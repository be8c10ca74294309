// Package docs_test holds the documentation to the program: every policy that a
// page shows is clean, and every session it shows prints what is printed there.
package docs_test

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/rolecall/rolecall/internal/txtest"
	"github.com/rolecall/rolecall/lint"
	"github.com/rolecall/rolecall/lint/rules"
	"github.com/rolecall/rolecall/schema"
	"github.com/rolecall/rolecall/schema/parse"
	"github.com/rolecall/rolecall/schema/target/all"
)

// pages are what is tested: the pages of this directory and those at the top.
func pages(t *testing.T) []string {
	t.Helper()
	var paths []string
	for _, pattern := range []string{"*.md", "../*.md"} {
		found, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		paths = append(paths, found...)
	}
	if len(paths) < 5 {
		t.Fatalf("only %d pages found: %v", len(paths), paths)
	}
	return paths
}

// block is a fenced block of a page. Info is what follows the fence: a language,
// and the name of a file where the block stands for one.
type block struct {
	info       string
	text       string
	start, end int // of the text in the page
}

var fence = regexp.MustCompile("(?ms)^```([^\n]*)\n(.*?)^```[ \t]*$")

func blocks(page []byte) []block {
	var out []block
	for _, m := range fence.FindAllSubmatchIndex(page, -1) {
		out = append(out, block{info: string(page[m[2]:m[3]]), text: string(page[m[4]:m[5]]), start: m[4], end: m[5]})
	}
	return out
}

// A block of HCL that begins with a target is a whole policy, and such a policy
// has nothing at warning or above; one that is written to a file shows what the
// sessions after it say of it.
func TestPolicies(t *testing.T) {
	seen := 0
	for _, path := range pages(t) {
		for _, b := range blocks(read(t, path)) {
			if b.info != "hcl" || !strings.HasPrefix(b.text, "target ") {
				continue
			}
			seen++
			for _, f := range findings(t, b.text) {
				if f.Severity >= schema.Warning {
					t.Errorf("%s: the policy that begins %q:\n%s %s: %s", path, firstLine(b.text), f.Range, f.Rule, f.Message)
				}
			}
		}
	}
	if seen == 0 {
		t.Error("no page shows a whole policy")
	}
}

func findings(t *testing.T, policy string) []schema.Finding {
	t.Helper()
	project, found := parse.Project([]parse.File{{Path: "policy.hcl", Data: []byte(policy)}}, parse.Options{})
	var models []*schema.Model
	for _, d := range project.Documents {
		vendor, ok := all.Find(d.Target.Kind)
		if !ok {
			t.Fatalf("%s: no such kind", d.Target.Kind)
		}
		cat, ok := vendor.Catalog(d.Target.Version.Value)
		if !ok {
			t.Fatalf("%s %s: no such version", d.Target.Kind, d.Target.Version.Value)
		}
		m, more := schema.Resolve(d, cat, project.Broken)
		models, found = append(models, m), append(found, more...)
	}
	fs, err := lint.Run(rules.All, lint.Input{Project: project, Models: models, Now: now}, found)
	if err != nil {
		t.Fatal(err)
	}
	return fs
}

// now is long before anything the pages show expires.
var now = time.Date(2026, 11, 20, 10, 0, 0, 0, time.UTC)

// A block of the kind console is a session: lines that begin with "$ " are typed
// into a shell, the lines after each are what it prints. Sessions of one page
// follow each other in one directory with a copy of policies/; a block whose info
// names a file stands in it before the next session. -update writes what is printed.
func TestSessions(t *testing.T) {
	for _, path := range pages(t) {
		page := read(t, path)
		if !bytes.Contains(page, []byte("```console\n$ ")) {
			continue
		}
		t.Run(filepath.Base(path), func(t *testing.T) {
			s := newShell(t)
			got := replay(t, s, page)
			if txtest.Update() {
				if !bytes.Equal(got, page) {
					write(t, path, got)
				}
				return
			}
			txtest.Compare(t, path, page, got)
		})
	}
}

// replay gives the page as it would be with what its sessions print.
func replay(t *testing.T, s *shell, page []byte) []byte {
	t.Helper()
	var out bytes.Buffer
	at := 0
	for _, b := range blocks(page) {
		language, file, _ := strings.Cut(b.info, " ")
		switch {
		case language == "console":
			out.Write(page[at:b.start])
			out.WriteString(s.session(t, b.text))
			at = b.end
		case file != "":
			write(t, filepath.Join(s.dir, file), []byte(b.text))
		}
	}
	out.Write(page[at:])
	return out.Bytes()
}

// shell is where the sessions of a page are typed.
type shell struct {
	dir   string
	env   []string
	moved []string // where servers of the page listen here
}

func newShell(t *testing.T) *shell {
	t.Helper()
	s := &shell{dir: t.TempDir()}
	if err := os.CopyFS(filepath.Join(s.dir, "policies"), os.DirFS("../policies")); err != nil {
		t.Fatal(err)
	}
	s.env = []string{"PATH=" + filepath.Dir(program(t)) + string(os.PathListSeparator) + os.Getenv("PATH"), "HOME=" + s.dir, "LC_ALL=C.UTF-8"}
	return s
}

// session types the commands of a session and gives it with what they print.
func (s *shell) session(t *testing.T, text string) string {
	t.Helper()
	var out strings.Builder
	for line := range strings.Lines(text) {
		command, typed := strings.CutPrefix(strings.TrimRight(line, "\n"), "$ ")
		if !typed {
			continue
		}
		out.WriteString("$ " + command + "\n")
		if printed, ok := s.setting(t, command); ok {
			out.WriteString(printed)
			continue
		}
		cmd := exec.Command("sh", "-c", s.real(command))
		cmd.Dir, cmd.Env = s.dir, s.env
		printed, err := cmd.CombinedOutput()
		if exit := (*exec.ExitError)(nil); err != nil && !errors.As(err, &exit) {
			t.Fatalf("%s: %v", command, err) // an exit code is the program's answer; this is none
		}
		out.WriteString(s.shown(string(printed)))
		if len(printed) > 0 && printed[len(printed)-1] != '\n' {
			out.WriteByte('\n')
		}
	}
	return out.String()
}

// program builds rolecall and what goes with it once and gives its path.
func program(t *testing.T) string {
	t.Helper()
	if err := build(); err != nil {
		t.Fatalf("build rolecall: %v", err)
	}
	return filepath.Join(bin, "rolecall")
}

var (
	bin   string // a directory for the program, removed at the end
	build = sync.OnceValue(func() error {
		cmd := exec.Command("go", "build", "-buildvcs=false", "-o", bin, "../cmd/rolecall", "../cmd/rolecall-live", "../internal/cmd/fakevendor")
		cmd.Stderr = os.Stderr
		return cmd.Run()
	})
)

func TestMain(m *testing.M) {
	var err error
	if bin, err = os.MkdirTemp("", "rolecall-docs-"); err != nil {
		panic(err)
	}
	code := m.Run()
	_ = os.RemoveAll(bin)
	os.Exit(code)
}

func read(t *testing.T, path string) []byte {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func write(t *testing.T, path string, data []byte) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, data, 0o666); err != nil {
		t.Fatal(err)
	}
}

func firstLine(s string) string {
	line, _, _ := strings.Cut(s, "\n")
	return line
}
