package report_test

import (
	"bytes"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/rolecall/rolecall/diff"
	"github.com/rolecall/rolecall/diff/report"
	"github.com/rolecall/rolecall/internal/txtest"
	"github.com/rolecall/rolecall/schema"
	"github.com/rolecall/rolecall/schema/parse"
	"github.com/rolecall/rolecall/schema/target/all"
)

var now = time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)

// The order in which a state lists things, and listing them twice, changes no byte.
func TestFixturesInAnyOrder(t *testing.T) {
	txtest.Run(t, "../../testdata/diff/*.txtar", func(t *testing.T, a *txtest.Archive) {
		if len(a.Under("base/")) > 0 {
			return
		}
		m, s := model(t, a, "policy/"), deployed(t, a)
		again := *s
		again.Groups, again.Roles, again.Users = twice(s.Groups), twice(s.Roles), twice(s.Users)
		again.Grants, again.Members, again.Databases = twice(s.Grants), twice(s.Members), twice(s.Databases)
		for _, f := range report.Formats {
			var want, got bytes.Buffer
			for state, b := range map[*schema.State]*bytes.Buffer{s: &want, &again: &got} {
				r := diff.Compare(diff.Input{Model: m, Deployed: state, Now: now, Findings: findings(a, m)})
				if err := f.Write(b, &report.Report{Results: []*diff.Result{r}}); err != nil {
					t.Fatal(err)
				}
			}
			txtest.Compare(t, f.Name, want.Bytes(), got.Bytes())
		}
	})
}

// twice is a list backwards with everything in it twice; nil stays what it is.
func twice[T any](list []T) []T {
	if list == nil {
		return nil
	}
	out := append(slices.Clone(list), list...)
	slices.Reverse(out)
	return append([]T{}, out...)
}

// TestFixtures runs every archive of testdata/diff: a policy (policy/*.hcl), what
// is deployed (state.json, or dump.json of a vendor's tool), or the policy as it
// was (base/*.hcl) with or without what is deployed, findings that a rule made
// (findings.txt, one a line: ID, a blank, the message), and under want/ what each
// format says of it.
func TestFixtures(t *testing.T) {
	txtest.Run(t, "../../testdata/diff/*.txtar", func(t *testing.T, a *txtest.Archive) {
		r := &report.Report{Results: []*diff.Result{compare(t, a)}}
		wanted := 0
		for _, f := range report.Formats {
			if !a.Has("want/" + f.Name) {
				continue
			}
			wanted++
			var b bytes.Buffer
			if err := f.Write(&b, r); err != nil {
				t.Fatal(err)
			}
			a.Golden(t, "want/"+f.Name, b.Bytes())
		}
		if wanted == 0 {
			t.Error("nothing is wanted")
		}
	})
}

func compare(t *testing.T, a *txtest.Archive) *diff.Result {
	t.Helper()
	m := model(t, a, "policy/")
	if len(a.Under("base/")) == 0 {
		return diff.Compare(diff.Input{Model: m, Deployed: deployed(t, a), Now: now, Findings: findings(a, m)})
	}
	base := model(t, a, "base/")
	r := diff.Revise(diff.Revision{Base: base, Model: m, Now: now, Findings: findings(a, m)})
	if a.Has("state.json") {
		s := deployed(t, a)
		r.Server = diff.Compare(diff.Input{Model: m, Deployed: s, Now: now})
		r.Drift = diff.Drift(diff.Compare(diff.Input{Model: base, Deployed: s, Now: now}), r.Server)
	}
	return r
}

func model(t *testing.T, a *txtest.Archive, under string) *schema.Model {
	t.Helper()
	var files []parse.File
	for _, f := range a.Under(under) {
		files = append(files, parse.File{Path: f.Name, Data: f.Data})
	}
	project, found := parse.Project(files, parse.Options{})
	if len(project.Documents) != 1 {
		t.Fatalf("%d targets: %v", len(project.Documents), found)
	}
	m, more := all.Resolve(project.Documents[0], project.Broken)
	for _, f := range append(found, more...) {
		t.Errorf("%s: %s %s", f.Range, f.Rule, f.Message)
	}
	return m
}

func deployed(t *testing.T, a *txtest.Archive) *schema.State {
	t.Helper()
	if a.Has("state.json") {
		s, err := schema.DecodeState(a.File(t, "state.json"))
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	for _, v := range all.Targets {
		if s, ok, err := v.ReadDump(a.File(t, "dump.json")); ok || err != nil {
			if err != nil {
				t.Fatal(err)
			}
			return s
		}
	}
	t.Fatal("nobody knows the dump")
	return nil
}

func findings(a *txtest.Archive, m *schema.Model) []schema.Finding {
	var out []schema.Finding
	for _, f := range a.Under("findings.txt") {
		for line := range strings.Lines(string(f.Data)) {
			rule, message, _ := strings.Cut(strings.TrimSpace(line), " ")
			out = append(out, schema.Finding{
				Rule: rule, Name: "bound-role-deleted", Severity: schema.Error, Message: message,
				Help: "give its holders another role first", Range: m.Target.Range, Target: m.Target.ID(),
			})
		}
	}
	return out
}
