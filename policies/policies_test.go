// Package policies_test holds the example policies to what the pages say of
// them: they are clean, they compile to the same bytes each time, and their
// deployed states differ in the ways that they are there to show.
package policies_test

import (
	"bytes"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/rolecall/rolecall/bundle"
	"github.com/rolecall/rolecall/compiler"
	"github.com/rolecall/rolecall/diff"
	"github.com/rolecall/rolecall/lint"
	"github.com/rolecall/rolecall/lint/rules"
	"github.com/rolecall/rolecall/schema"
	"github.com/rolecall/rolecall/schema/parse"
	"github.com/rolecall/rolecall/schema/target/all"
)

// now is long before anything in the examples expires.
var now = time.Date(2026, 11, 20, 10, 0, 0, 0, time.UTC)

// examples are the targets of the policies, and what their states show.
var examples = map[string]struct {
	state   string
	deleted string // a role that the server has, with holders, and the policy has not
	holders []string
}{
	"search.prod":    {"milvus/state.prod.json", "label_tool", []string{"bob", "frank", "svc_labels"}},
	"search.staging": {},
	"assistant":      {"zilliz/state.json", "tuner", []string{"alice", "svc_tuning"}},
	"account":        {"qdrant/state.json", "Contractor", []string{"bob@example.com", "heidi@example.com"}},
}

func TestEveryTargetIsAnExample(t *testing.T) {
	models := open(t).models
	if len(models) != len(examples) {
		t.Errorf("%d targets, %d examples", len(models), len(examples))
	}
	for _, m := range models {
		if _, ok := examples[m.Target.ID()]; !ok {
			t.Errorf("target %q is no example", m.Target.ID())
		}
	}
}

// Nothing is at warning or above that is not excused with a reason, and of notes
// there are those alone that tell the truth about a server: what it cannot
// enforce, and how it checks databases.
func TestClean(t *testing.T) {
	for _, f := range open(t).lint(t, nil) {
		excused := f.Suppressed != nil && f.Severity < schema.Error
		if !excused && (f.Severity >= schema.Warning || f.Rule != "RC303" && f.Rule != "RC407") {
			t.Errorf("%s: %s %s: %s", f.Range, f.Severity, f.Rule, f.Message)
		}
	}
}

func TestCompileTwice(t *testing.T) {
	first := compiled(t)
	for id, data := range compiled(t) {
		if !bytes.Equal(first[id], data) {
			t.Errorf("%s: two bundles of the same policy differ", id)
		}
	}
}

// compiled is the bundle of each target, read back to see that it is one.
func compiled(t *testing.T) map[string][]byte {
	t.Helper()
	out := map[string][]byte{}
	for _, m := range open(t).models {
		program, err := compiler.Compile(m)
		if err != nil {
			t.Fatal(err)
		}
		data := bundle.Encode(&program.Table, &program.CEL)
		if _, err := bundle.Parse(data); err != nil {
			t.Errorf("%s: %v", m.Target.ID(), err)
		}
		out[m.Target.ID()] = data
	}
	return out
}

// A role that goes while somebody holds it is an error that names the role and
// its holders, and the diff takes the role and each of its members away.
func TestBoundRoleDeleted(t *testing.T) {
	p := open(t)
	for id, example := range examples {
		if example.state == "" {
			continue
		}
		t.Run(id, func(t *testing.T) {
			state := readState(t, example.state)
			finding := told(t, p.lint(t, map[string]*schema.State{id: state}), "RC201", id)
			for _, name := range append([]string{example.deleted}, example.holders...) {
				if !strings.Contains(finding.Message, name) {
					t.Errorf("%q does not name %q", finding.Message, name)
				}
			}
			result := diff.Compare(diff.Input{Model: p.model(t, id), Deployed: state, Now: now})
			role, members := removals(result, example.deleted)
			if !role || !slices.Equal(members, example.holders) {
				t.Errorf("the diff removes role %v and takes it from %v, want it taken from %v", role, members, example.holders)
			}
		})
	}
}

// removals says whether a result drops a role, and from whom it takes it.
func removals(r *diff.Result, name string) (role bool, members []string) {
	for _, c := range r.Changes {
		if c.Action != diff.Remove {
			continue
		}
		switch before := c.Before.(type) {
		case schema.StateRole:
			role = role || before.Name == name
		case schema.StateMember:
			if before.Role == name {
				members = append(members, before.Principal)
			}
		}
	}
	slices.Sort(members)
	return role, members
}

// told is the one finding of a rule on a target.
func told(t *testing.T, fs []schema.Finding, rule, target string) schema.Finding {
	t.Helper()
	fs = slices.DeleteFunc(fs, func(f schema.Finding) bool { return f.Rule != rule || f.Target != target })
	if len(fs) != 1 {
		t.Fatalf("want one %s on %s, got %v", rule, target, fs)
	}
	return fs[0]
}

// project is the tree of examples, read and resolved.
type project struct {
	*schema.Project
	models []*schema.Model
	found  []schema.Finding
}

func open(t *testing.T) *project {
	t.Helper()
	var files []parse.File
	err := filepath.WalkDir(".", func(name string, _ fs.DirEntry, err error) error {
		if err != nil || path.Ext(name) != ".hcl" {
			return err
		}
		data, err := os.ReadFile(name)
		files = append(files, parse.File{Path: filepath.ToSlash(name), Data: data})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	p := &project{}
	p.Project, p.found = parse.Project(files, parse.Options{})
	for _, d := range p.Documents {
		vendor, ok := all.Find(d.Target.Kind)
		if !ok {
			t.Fatalf("no target is of kind %q", d.Target.Kind)
		}
		cat, ok := vendor.Catalog(d.Target.Version.Value)
		if !ok {
			t.Fatalf("%s has no version %q", d.Target.Kind, d.Target.Version.Value)
		}
		m, found := schema.Resolve(d, cat, p.Broken)
		p.models, p.found = append(p.models, m), append(p.found, found...)
	}
	return p
}

func (p *project) model(t *testing.T, id string) *schema.Model {
	t.Helper()
	i := slices.IndexFunc(p.models, func(m *schema.Model) bool { return m.Target.ID() == id })
	if i < 0 {
		t.Fatalf("no target %q", id)
	}
	return p.models[i]
}

func (p *project) lint(t *testing.T, states map[string]*schema.State) []schema.Finding {
	t.Helper()
	found, err := lint.Run(rules.All, lint.Input{Project: p.Project, Models: p.models, State: states, Now: now}, p.found)
	if err != nil {
		t.Fatal(err)
	}
	return found
}

func readState(t *testing.T, name string) *schema.State {
	t.Helper()
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	state, err := schema.DecodeState(data)
	if err != nil {
		t.Fatal(err)
	}
	return state
}
