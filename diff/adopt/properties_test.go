package adopt_test

import (
	"bytes"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"
	"pgregory.net/rapid"

	"github.com/rolecall/rolecall/bundle"
	"github.com/rolecall/rolecall/compiler"
	"github.com/rolecall/rolecall/diff"
	"github.com/rolecall/rolecall/diff/adopt"
	"github.com/rolecall/rolecall/lint"
	"github.com/rolecall/rolecall/lint/rules"
	"github.com/rolecall/rolecall/schema"
	"github.com/rolecall/rolecall/schema/parse"
	"github.com/rolecall/rolecall/schema/target/all"
)

// What is written for any state is laid out as fmt would, parses, is accepted by
// lint, compiles to what the server enforces, and differs from the state in
// nothing. Written again, with the state in another order, it is the same.
func TestAnyState(t *testing.T) {
	for _, v := range servers {
		t.Run(v.kind, func(t *testing.T) {
			states, excused := 0, 0
			rapid.Check(t, func(t *rapid.T) {
				s := v.state(t)
				p := write(t, s)
				judge(t, s, p)
				if again := text(write(t, shuffled(t, s)).Files); again != text(p.Files) {
					t.Fatalf("in another order it is\n%s\nand was\n%s", again, text(p.Files))
				}
				states++
				excused += len(p.Excused)
			})
			t.Logf("%d states, %d suppressions", states, excused)
		})
	}
}

func shuffled(t *rapid.T, s *schema.State) *schema.State {
	o := *s
	o.Groups, o.Roles, o.Grants, o.Members, o.Users = slices.Clone(s.Groups), slices.Clone(s.Roles), slices.Clone(s.Grants), slices.Clone(s.Members), slices.Clone(s.Users)
	mix(t, o.Groups)
	mix(t, o.Roles)
	mix(t, o.Grants)
	mix(t, o.Members)
	mix(t, o.Users)
	return &o
}

func mix[T any](t *rapid.T, list []T) {
	if len(list) > 1 {
		copy(list, rapid.Permutation(slices.Clone(list)).Draw(t, "order"))
	}
}

// judge reads the policy as commands do.
func judge(t failer, s *schema.State, p *adopt.Policy) {
	t.Helper()
	for _, f := range p.Files {
		if laid, found := parse.Format(f.Path, f.Data); len(found) > 0 || !bytes.Equal(laid, f.Data) {
			t.Fatalf("fmt makes of %s\n%s\nof\n%s\n%v", f.Path, laid, f.Data, found)
		}
	}
	project, found := parse.Project(p.Files, parse.Options{})
	if len(project.Documents) != 1 || project.Broken {
		t.Fatalf("%v\n%s", found, text(p.Files))
	}
	m, more := schema.Resolve(project.Documents[0], catalogOf(t, s), false)
	in := lint.Input{Project: project, Models: []*schema.Model{m}, Now: now}
	for range 2 {
		fs, err := lint.Run(rules.All, in, append(slices.Clip(found), more...))
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range fs {
			if f.Suppressed == nil && f.Severity >= schema.Warning {
				t.Fatalf("%s: %s %s (with state: %t)\n%s", f.Range, f.Rule, f.Message, in.State != nil, text(p.Files))
			}
		}
		in.State = map[string]*schema.State{m.Target.ID(): s}
	}
	if !overlong(s) {
		compiled(t, m, p)
	}
	r := diff.Compare(diff.Input{Model: m, Deployed: s, Now: now})
	if !r.Empty() || len(r.Unmanaged) > 0 {
		t.Fatalf("%+v %+v\n%s", r.Changes, r.Unmanaged, text(p.Files))
	}
	for _, u := range r.Unknown { // partial states have those besides
		if s.Covers == nil && u.Kind == "target" {
			t.Fatalf("%+v", u)
		}
	}
	sameRows(t, s, m, p)
}

// overlong reports whether a state has a name that no bundle takes.
func overlong(s *schema.State) bool {
	long := func(names ...string) bool {
		return slices.ContainsFunc(names, func(n string) bool { return len(n) > 255 })
	}
	return slices.ContainsFunc(s.Grants, func(g schema.StateGrant) bool { return long(g.Role, g.Database, g.Collection) }) ||
		slices.ContainsFunc(s.Members, func(m schema.StateMember) bool { return long(m.Principal, m.Role, m.Project) }) ||
		slices.ContainsFunc(s.Databases, func(d schema.StateDatabase) bool { return long(d.Name) })
}

func compiled(t failer, m *schema.Model, p *adopt.Policy) {
	t.Helper()
	program, err := compiler.Compile(m)
	if err == nil {
		_, err = bundle.Parse(bundle.Encode(&program.Table, &program.CEL))
	}
	if err != nil {
		t.Fatalf("%v\n%s", err, text(p.Files))
	}
}

// sameRows compares what each role of the server's own gives there with what the
// policy's gives: in the compiled table, and in the state that it wants.
func sameRows(t failer, s *schema.State, m *schema.Model, p *adopt.Policy) {
	t.Helper()
	n, d := s.Normalized(catalogOf(t, s)), m.Desired(now).Normalized(m.Catalog)
	there, wanted, table := rowsOf(m.Catalog, n), rowsOf(m.Catalog, d), map[string]map[string]bool{}
	for _, role := range m.Roles {
		table[role.Name] = map[string]bool{}
		for _, r := range m.Rows(role) {
			table[role.Name][fmt.Sprint(r.Privilege.Name, r.Database, r.Collection)] = true
		}
	}
	for _, r := range n.Roles {
		if c := m.Catalog.Role(r.Name); c != nil && c.Name == r.Name {
			continue
		}
		if !equal(there[r.Name], wanted[r.Name]) || !equal(there[r.Name], table[r.Name]) {
			t.Fatalf("role %q gives %v, is wanted to give %v, and the table has %v\n%s", r.Name, there[r.Name], wanted[r.Name], table[r.Name], text(p.Files))
		}
	}
}

func equal(a, b map[string]bool) bool { return maps.Equal(a, b) || len(a)+len(b) == 0 }

func rowsOf(c *schema.Catalog, s *schema.State) map[string]map[string]bool {
	x := &schema.Expander{Catalog: c, Groups: map[string][]string{}}
	for _, g := range s.Groups {
		x.Groups[g.Name] = g.Privileges
	}
	rows := map[string]map[string]bool{}
	for _, g := range s.Grants {
		x.Expand(g, func(p *schema.Privilege, database, collection, _ string) {
			if rows[g.Role] == nil {
				rows[g.Role] = map[string]bool{}
			}
			rows[g.Role][fmt.Sprint(p.Name, database, collection)] = true
		})
	}
	return rows
}

// FuzzNew: whatever state is read, writing a policy for it ends with one that
// holds, or with an error that says what cannot be said.
func FuzzNew(f *testing.F) {
	archives, err := filepath.Glob("../../testdata/import/*.txtar")
	if err != nil || len(archives) == 0 {
		f.Fatalf("no archives (%v)", err)
	}
	for _, path := range archives {
		a, err := txtar.ParseFile(path)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(a.Files[0].Data)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		s, err := schema.DecodeState(data)
		if err != nil {
			return
		}
		vendor, ok := all.Find(s.Target.Kind)
		if !ok {
			return
		}
		c, ok := vendor.Catalog(s.Target.Version)
		if !ok {
			return
		}
		p, err := adopt.New(adopt.Input{State: s, Catalog: c, Versioned: true, Source: "state.json", Now: now})
		if err != nil {
			if !strings.Contains(err.Error(), "write policy of") {
				t.Fatal(err)
			}
			return
		}
		judge(t, s, p)
	})
}
