package policytest

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/rolecall/rolecall/bundle"
	"github.com/rolecall/rolecall/bundle/condition"
	"github.com/rolecall/rolecall/compiler"
	"github.com/rolecall/rolecall/internal/anypolicy"
	"github.com/rolecall/rolecall/schema"
	"github.com/rolecall/rolecall/schema/parse"
	"github.com/rolecall/rolecall/schema/target/all"
)

var noon = time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)

// The tests of the example policies pass, exercise everything and notice every
// change, and the expressions of roles answer each question as the table does.
func TestExamples(t *testing.T) {
	models := resolved(examples(t)...)
	if len(models) < 4 {
		t.Fatalf("only %d targets", len(models))
	}
	for _, m := range models {
		t.Run(m.Target.ID(), func(t *testing.T) { tested(t, m) })
	}
}

// examples are the files of the example policies, tests included.
func examples(t testing.TB) []parse.File {
	t.Helper()
	var files []parse.File
	err := filepath.WalkDir("../../policies", func(path string, d os.DirEntry, err error) error {
		if err != nil || filepath.Ext(path) != ".hcl" {
			return err
		}
		data, err := os.ReadFile(path)
		files = append(files, parse.File{Path: filepath.ToSlash(path), Data: data})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

func tested(t *testing.T, m *schema.Model) {
	t.Helper()
	s, err := New(m, noon, nil)
	if err != nil {
		t.Fatal(err)
	}
	r := s.Run()
	if r.Failed() > 0 || len(r.Tests) < 10 {
		t.Errorf("%d of %d tests fail", r.Failed(), len(r.Tests))
	}
	for _, p := range r.Coverage.Untouched() {
		t.Errorf("%s: %s %s: %s is not exercised", p.Range, p.Kind, p.Address, p.What)
	}
	mutation, err := s.Mutate()
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range mutation.Survived {
		t.Errorf("%s: %s %s: no test notices", m.Range, m.Address, m.Message)
	}
	enginesAgree(t, s)
}

// All mutants of the example policies.
func BenchmarkMutate(b *testing.B) {
	models := resolved(examples(b)...)
	for b.Loop() {
		for _, m := range models {
			s, err := New(m, noon, nil)
			if err != nil {
				b.Fatal(err)
			}
			if _, err := s.Mutate(); err != nil {
				b.Fatal(err)
			}
		}
	}
}

func resolved(files ...parse.File) []*schema.Model {
	p, _ := parse.Project(files, parse.Options{})
	var models []*schema.Model
	for _, doc := range p.Documents {
		if m, _ := all.Resolve(doc, p.Broken); m != nil {
			models = append(models, m)
		}
	}
	return models
}

func enginesAgree(t *testing.T, s *Suite) {
	t.Helper()
	e, err := condition.NewEngine(s.policy.bundle)
	if err != nil {
		t.Fatal(err)
	}
	for c := range s.Questions() {
		table := s.policy.bundle.Decide(&c.Request, c.At, s.conds)
		if cel := s.policy.bundle.DecideWith(e, &c.Request, c.At, s.conds); cel != table {
			t.Fatalf("%+v: %+v by rows, %+v by expressions", c.Request, table, cel)
		}
	}
}

// Of random policies: nothing crashes, a mutant tried in an excerpt of the policy
// comes to what it comes to in all of it, and one that is called equivalent
// answers every question as the policy does.
func TestRandomMutants(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		src := anypolicy.Draw(rt)
		models := resolved(parse.File{Path: "x.hcl", Data: []byte(src)}, parse.File{Path: "x_test.hcl", Data: []byte(randomTests(rt))})
		for _, m := range models {
			s, err := New(m, noon, nil)
			if err != nil {
				rt.Fatalf("%v\n%s", err, src)
			}
			s.Run() // the rows of the model agree with the table, or it panics
			onlyPassing(s)
			if _, err := s.Mutate(); err != nil {
				rt.Fatalf("%v\n%s", err, src)
			}
			b := &breeder{model: m, checked: s.checked, rows: s.policy.byRole, variants: map[string]string{}, has: map[string]access{}}
			mutants := b.breed()
			l, err := s.newLab(b.variants)
			if err != nil {
				rt.Fatalf("%v", err)
			}
			for i := range mutants {
				checkMutant(rt, l, &mutants[i], src)
			}
		}
	})
}

// onlyPassing leaves out the questions whose answers are not as expected.
func onlyPassing(s *Suite) {
	for _, t := range s.tests {
		t.checks = slices.DeleteFunc(t.checks, func(c Check) bool { return s.policy.judge(&c) != passed })
	}
}

func checkMutant(rt *rapid.T, l *lab, m *Mutant, src string) {
	got, err := l.try(m)
	if err != nil {
		rt.Fatalf("%s %s: %v\n%s", m.Address, m.Message, err, src)
	}
	whole := l.whole(rt, m)
	want := survived
	for c := range l.Questions() {
		if whole.judge(c) != passed {
			want = noticed
		}
	}
	if got != want && !(got == equivalent && want == survived) {
		rt.Fatalf("%s %s: %v in an excerpt, %v in all of the policy\n%s", m.Address, m.Message, got, want, src)
	}
	if got != equivalent {
		return
	}
	everyQuestion(l.model, func(req *bundle.Request) {
		if whole.bundle.Allowed(req, noon, whole.conds) != l.policy.bundle.Allowed(req, noon, l.conds) {
			rt.Fatalf("%s %s is called equivalent, and answers %+v otherwise\n%s", m.Address, m.Message, *req, src)
		}
	})
}

// whole is a mutant of the whole policy, compiled as the policy is.
func (l *lab) whole(rt *rapid.T, m *Mutant) *decider {
	conds := l.conds
	if m.condition != "" {
		conds = overridden{l.conds, m.condition, m.means}
	}
	doc := copyOf(l.model.Document)
	if m.apply != nil {
		m.apply(doc)
	}
	model, _ := schema.Resolve(doc, l.model.Catalog, true)
	program, err := compiler.Compile(model)
	if err != nil {
		rt.Fatalf("%v", err)
	}
	program.Table.Implicit = append(program.Table.Implicit, m.everyone...)
	d, err := newDecider(program.Table, l.known, conds)
	if err != nil {
		rt.Fatalf("%v", err)
	}
	return d
}

// everyQuestion asks for what a small policy is about: who holds roles and each
// role by itself, with attributes that satisfy conditions and without.
func everyQuestion(m *schema.Model, ask func(*bundle.Request)) {
	subjects := []bundle.Request{{Principal: "stranger"}}
	for _, h := range m.Holders() {
		subjects = append(subjects, bundle.Request{Principal: h.Principal})
	}
	for _, role := range m.Roles {
		subjects = append(subjects, bundle.Request{Principal: "x", Roles: []string{role.Name}})
	}
	for _, attributes := range []bundle.Attributes{{}, {Principal: map[string]any{"tenant": "acme"}}, {Principal: map[string]any{"tenant": "xyz"}}} {
		for _, req := range subjects {
			req.Attributes = attributes
			for i := range m.Catalog.Privileges {
				for _, d := range []string{"db1", "other"} {
					for _, c := range []string{"c1", "other"} {
						req.Privilege, req.Database, req.Collection = m.Catalog.Privileges[i].Name, d, c
						ask(&req)
					}
				}
			}
		}
	}
}

func randomTests(rt *rapid.T) string {
	var b strings.Builder
	pick := func(what string, from ...string) string { return rapid.SampledFrom(from).Draw(rt, what) }
	for i := range rapid.IntRange(0, 4).Draw(rt, "tests") {
		fmt.Fprintf(&b, "test \"t%d\" {\n  principal = %s\n%s\n%s\n", i, pick("principal", `"u0"`, `"u1"`, `"stranger"`),
			pick("test roles", "", "", "  roles = [role.r1]", "  roles = []"),
			pick("attributes", "", `  attributes = { principal = { tenant = "acme" } }`, `  attributes = { principal = { tenant = "xyz" }, request = { time = "2026-12-01" } }`))
		for range rapid.IntRange(1, 2).Draw(rt, "expects") {
			fmt.Fprintf(&b, "  %s {\n    privileges = [%s]\n    database = %s\n    collection = %s\n  }\n", pick("expect", "allow", "deny"),
				pick("asked", `"*"`, `"Search"`, `"CollectionReadWrite"`, `privilege_group.g0, "Insert"`, `"DropCollection"`),
				pick("in", `"db1"`, `"*"`, `["db1", "db2"]`), pick("on", `"c1"`, `"*"`, `"live"`))
		}
		b.WriteString("}\n")
	}
	return b.String()
}
