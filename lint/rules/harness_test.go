package rules_test

import (
	"fmt"
	"maps"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/rolecall/rolecall/internal/txtest"
	"github.com/rolecall/rolecall/lint"
	"github.com/rolecall/rolecall/lint/rules"
	"github.com/rolecall/rolecall/schema"
	"github.com/rolecall/rolecall/schema/parse"
	"github.com/rolecall/rolecall/schema/target/all"
)

// project is one policy to lint, of a page or of an archive.
type project struct {
	files   []parse.File
	base    []parse.File // base/…: the same project at an earlier revision
	state   []byte       // state.json; nil where there is none
	want    string       // want.txt
	options parse.Options
	next    bool // also judge by the catalog of the next version
	now     time.Time
}

// lint reads, resolves and lints the project, as the command does.
func (p *project) lint(t *testing.T) []schema.Finding {
	t.Helper()
	read, found := parse.Project(p.files, p.options)
	in := lint.Input{Project: read, State: map[string]*schema.State{}, Next: map[string]*schema.Catalog{}, Base: p.models(), Now: p.now}
	for _, doc := range read.Documents {
		vendor, ok := all.Find(doc.Target.Kind)
		if !ok {
			continue
		}
		catalog, ok := vendor.Catalog(doc.Target.Version.Value)
		if !ok {
			continue
		}
		model, more := schema.Resolve(doc, catalog, read.Broken)
		found = append(found, more...)
		in.Models = append(in.Models, model)
		if next, ok := vendor.Catalog(catalog.Next); ok && p.next && catalog.Next != "" {
			in.Next[doc.Target.ID()] = next
		}
	}
	if p.state != nil {
		s, err := schema.DecodeState(p.state)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range in.Models {
			if id := m.Target.ID(); len(in.Models) == 1 || id == s.Target.Name {
				in.State[id] = s
			}
		}
	}
	fs, err := lint.Run(rules.All, in, found)
	if err != nil {
		t.Fatal(err)
	}
	return fs
}

// models is what the earlier revision means, by target ID.
func (p *project) models() map[string]*schema.Model {
	models := map[string]*schema.Model{}
	if p.base == nil {
		return models
	}
	read, _ := parse.Project(p.base, p.options)
	for _, doc := range read.Documents {
		if vendor, ok := all.Find(doc.Target.Kind); ok {
			if catalog, ok := vendor.Catalog(doc.Target.Version.Value); ok {
				models[doc.Target.ID()], _ = schema.Resolve(doc, catalog, read.Broken)
			}
		}
	}
	return models
}

// want is a finding that an archive expects on a line.
type want struct {
	file     string
	line     int
	rule     string
	severity string // empty: any
	message  *regexp.Regexp
}

// matches reports whether f is what is wanted.
func (w *want) matches(f schema.Finding) bool {
	return w.file == f.Range.File && w.line == f.Range.Start.Line && w.rule == f.Rule &&
		(w.severity == "" || w.severity == f.Severity.String()) && w.message.MatchString(f.Message)
}

// wants collects the expectations of a project: comments `# want RC102 "regexp"`
// on the line where a finding starts, and lines `file:line RC102 "regexp"` of
// want.txt for places where no comment can stand. RC113/warning also asks for a
// severity; several expectations may follow each other.
func (p *project) wants(t *testing.T) []want {
	t.Helper()
	var ws []want
	for _, f := range p.files {
		for i, line := range strings.Split(string(f.Data), "\n") {
			if _, text, found := strings.Cut(line, "# want "); found {
				ws = append(ws, parseWants(t, f.Path, i+1, text)...)
			}
		}
	}
	for line := range strings.Lines(p.want) {
		place, text, _ := strings.Cut(strings.TrimSpace(line), " ")
		if place == "" {
			continue
		}
		file, number, _ := strings.Cut(place, ":")
		n, err := strconv.Atoi(number)
		if err != nil {
			t.Fatalf("want.txt: %q is no place", place)
		}
		ws = append(ws, parseWants(t, file, n, text)...)
	}
	return ws
}

var wantRule = regexp.MustCompile(`^(RC\d{3})(?:/(info|warning|error))?\s+`)

func parseWants(t *testing.T, file string, line int, text string) []want {
	t.Helper()
	var ws []want
	for text = strings.TrimSpace(text); text != ""; text = strings.TrimSpace(text) {
		m := wantRule.FindStringSubmatch(text)
		if m == nil {
			t.Fatalf("%s:%d: cannot read want %q", file, line, text)
		}
		text = text[len(m[0]):]
		quoted, err := strconv.QuotedPrefix(text)
		if err != nil {
			t.Fatalf("%s:%d: cannot read want %q: %v", file, line, text, err)
		}
		text = text[len(quoted):]
		pattern, err := strconv.Unquote(quoted)
		if err != nil {
			t.Fatalf("%s:%d: %v", file, line, err)
		}
		re, err := regexp.Compile(pattern)
		if err != nil {
			t.Fatalf("%s:%d: %v", file, line, err)
		}
		ws = append(ws, want{file, line, m[1], m[2], re})
	}
	return ws
}

// archive is one file of testdata/lint: projects by folder. The text on top
// says what it shows; lines in it may set `ignore: RC407 RC601` (rules that are
// not what the archive is about), `nesting: 10` and `instances: 5` (limits of
// the parser), `next: yes` (judge by the next version's catalog too) and `now: 2027-01-01`.
type archive struct {
	ignore   map[string]bool
	projects map[string]*project
}

// hygiene is told of almost any small policy; only the archives of these rules are about it.
var hygiene = map[string]bool{"RC601": true, "RC603": true}

func readArchive(t *testing.T, ar *txtest.Archive) *archive {
	t.Helper()
	a := &archive{ignore: maps.Clone(hygiene), projects: map[string]*project{}}
	base := project{now: now}
	for line := range strings.Lines(string(ar.Comment)) {
		a.header(t, &base, strings.TrimSpace(line))
	}
	for _, f := range ar.Files {
		folder, name, _ := strings.Cut(f.Name, "/")
		if !strings.HasPrefix(folder, "bad") && !strings.HasPrefix(folder, "good") || name == "" {
			t.Fatalf("%q is neither in bad*/ nor in good*/", f.Name)
		}
		p := a.projects[folder]
		if p == nil {
			copied := base
			p = &copied
			a.projects[folder] = p
		}
		switch name {
		case "state.json":
			p.state = f.Data
		case "want.txt":
			p.want = string(f.Data)
		default:
			if base, ok := strings.CutPrefix(name, "base/"); ok {
				p.base = append(p.base, parse.File{Path: base, Data: f.Data})
			} else {
				p.files = append(p.files, parse.File{Path: name, Data: f.Data})
			}
		}
	}
	return a
}

// header reads one line above the files; what sets nothing is text.
func (a *archive) header(t *testing.T, p *project, line string) {
	t.Helper()
	key, value, _ := strings.Cut(line, ": ")
	var err error
	switch key {
	case "ignore":
		for _, id := range strings.Fields(value) {
			a.ignore[id] = true
		}
	case "nesting":
		p.options.Limits.Nesting, err = strconv.Atoi(value)
	case "instances":
		p.options.Limits.Instances, err = strconv.Atoi(value)
	case "next":
		p.next = value == "yes"
	case "now":
		p.now, err = time.Parse(time.DateOnly, value)
	}
	if err != nil {
		t.Fatalf("header %q: %v", line, err)
	}
}

// check compares a project's findings with what it wants. In bad*/ every
// finding must be wanted; in good*/ those of warning and above and those of the
// archive's own rule.
func (a *archive) check(t *testing.T, folder, own string) {
	p := a.projects[folder]
	wants := p.wants(t)
	if strings.HasPrefix(folder, "bad") && !slices.ContainsFunc(wants, func(w want) bool { return w.rule == own }) {
		t.Errorf("%s wants nothing of %s", folder, own)
	}
	for _, f := range p.lint(t) {
		if i := slices.IndexFunc(wants, func(w want) bool { return w.matches(f) }); i >= 0 && f.Suppressed == nil {
			wants = slices.Delete(wants, i, i+1)
			continue
		}
		quiet := strings.HasPrefix(folder, "good") && f.Severity < schema.Warning || a.ignore[f.Rule]
		if f.Suppressed == nil && (f.Rule == own || !quiet) {
			t.Errorf("%s/%s: not wanted: %s %s: %s\n\t%s", folder, f.Range, f.Severity, f.Rule, f.Message, f.Help)
		}
	}
	for _, w := range wants {
		t.Errorf("%s/%s:%d: missing: %s %q", folder, w.file, w.line, w.rule, w.message)
	}
}

// TestFixtures runs every archive of testdata/lint, each named for a rule.
func TestFixtures(t *testing.T) {
	txtest.Run(t, "../../testdata/lint/*.txtar", func(t *testing.T, ar *txtest.Archive) {
		r := rules.Find(strings.TrimSuffix(filepath.Base(ar.Path), ".txtar"))
		if r == nil {
			t.Fatalf("%s is named for no rule", ar.Path)
		}
		a := readArchive(t, ar)
		folders := slices.Sorted(maps.Keys(a.projects))
		for _, kind := range []string{"bad", "good"} {
			if !slices.ContainsFunc(folders, func(f string) bool { return strings.HasPrefix(f, kind) }) {
				t.Errorf("archive has no %s*/", kind)
			}
		}
		for _, folder := range folders {
			a.check(t, folder, r.ID)
		}
	})
}

// examples are the policies in a section of a page: each ```hcl block is a
// project, a ```json block behind it is its deployed state, and a ```hcl base block
// before it is an earlier revision of it.
func examples(section string) []*project {
	var ps []*project
	var base []parse.File
	for i, part := range strings.Split("\n"+section, "\n```") {
		kind, text, _ := strings.Cut(part, "\n")
		switch {
		case i%2 == 0:
		case kind == "hcl base":
			base = []parse.File{{Path: "policy.hcl", Data: []byte(text + "\n")}}
		case kind == "hcl":
			ps = append(ps, &project{files: []parse.File{{Path: "policy.hcl", Data: []byte(text + "\n")}}, base: base, now: now})
			base = nil
		case kind == "json" && len(ps) > 0:
			ps[len(ps)-1].state = []byte(text)
		}
	}
	return ps
}

// show writes findings for a failure message.
func show(fs []schema.Finding) string {
	var b strings.Builder
	for _, f := range fs {
		fmt.Fprintf(&b, "\n\t%s %s %s: %s", f.Range, f.Severity, f.Rule, f.Message)
	}
	return b.String()
}
