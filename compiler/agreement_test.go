package compiler_test

import (
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

var now = time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)

// failer is what a test and a property have in common.
type failer interface {
	Helper()
	Fatal(args ...any)
	Fatalf(format string, args ...any)
}

// models resolves every target of a policy.
func models(t failer, files ...parse.File) []*schema.Model {
	t.Helper()
	project, _ := parse.Project(files, parse.Options{})
	var out []*schema.Model
	for _, doc := range project.Documents {
		m, found := all.Resolve(doc, project.Broken)
		if m == nil {
			t.Fatal(found[0].Message)
		}
		out = append(out, m)
	}
	return out
}

// agree asks the reference, the table and the CEL expressions of a model about
// every principal, privilege, database and collection that the policy or the
// catalog names, and strangers. All three must give the same answer.
func agree(t failer, m *schema.Model, attributes []bundle.Attributes) {
	t.Helper()
	program, err := compiler.Compile(m)
	if err != nil {
		t.Fatal(err)
	}
	b, err := bundle.Parse(bundle.Encode(&program.Table, &program.CEL))
	if err != nil {
		t.Fatalf("the bundle that was just written does not open: %v", err)
	}
	conditions, err := condition.Load(b)
	if err != nil {
		t.Fatal(err)
	}
	engine, err := condition.NewEngine(b)
	if err != nil {
		t.Fatal(err)
	}
	ref := &reference{model: m, now: now, lines: map[string][]policy{}, holds: func(c *schema.Condition, req *bundle.Request) bool {
		ok, err := conditions.Holds(c.ID, req, now)
		return ok && err == nil
	}}
	asked := 0
	requests(m, attributes, func(req *bundle.Request) {
		asked++
		want := ref.decide(req)
		table := b.Decide(req, now, conditions)
		cel := b.DecideWith(engine, req, now, conditions)
		if table.Allowed != want || cel.Allowed != want {
			t.Fatalf("%+v: reference %v, table %v (%s), CEL %v (%s)", *req, want, table.Allowed, table.Reason, cel.Allowed, cel.Reason)
		}
	})
	if asked == 0 {
		t.Fatal("nothing was asked")
	}
}

// requests calls ask for every combination of what the policy and the catalog name, and strangers.
func requests(m *schema.Model, attributes []bundle.Attributes, ask func(*bundle.Request)) {
	principals := []string{"", "a-stranger", "token:a-stranger"}
	for _, token := range m.Document.Tokens {
		principals = append(principals, "token:"+token.Label.Value)
	}
	for _, h := range m.Holders() {
		principals = append(principals, h.Principal)
	}
	for _, u := range m.Catalog.Users {
		principals = append(principals, u.Name)
	}
	databases, collections := names(m)
	for _, p := range principals {
		for i := range m.Catalog.Privileges {
			for _, d := range databases {
				for _, c := range collections {
					for _, a := range attributes {
						ask(&bundle.Request{Principal: p, Privilege: m.Catalog.Privileges[i].Name, Database: d, Collection: c, Attributes: a})
					}
				}
			}
		}
	}
}

// names lists the databases and collections of grants and inventory, the empty name and a stranger.
func names(m *schema.Model) (databases, collections []string) {
	databases, collections = []string{"", "a_stranger"}, []string{"", "a_stranger"}
	for _, role := range m.Roles {
		for _, g := range role.Grants {
			databases = append(databases, values(g.Decl.Databases)...)
			collections = append(collections, values(g.Decl.Collections)...)
		}
	}
	for _, d := range m.Target.Databases {
		databases = append(databases, d.Name.Value)
		collections = append(collections, values(d.Collections)...)
		for _, a := range d.Aliases {
			collections = append(collections, a.Alias.Value)
		}
	}
	for _, list := range []*[]string{&databases, &collections} {
		slices.Sort(*list)
		*list = slices.DeleteFunc(slices.Compact(*list), func(s string) bool { return s == "*" })
	}
	return databases, collections
}

func values(ts []schema.Text) []string {
	var out []string
	for _, t := range ts {
		out = append(out, t.Value)
	}
	return out
}

// TestAgreementOnExamples asks about every example policy, with attributes that
// satisfy conditions and without.
func TestAgreementOnExamples(t *testing.T) {
	trees, err := filepath.Glob("../policies/*")
	if err != nil {
		t.Fatal(err)
	}
	for _, tree := range trees {
		if info, err := os.Stat(tree); err != nil || !info.IsDir() {
			continue
		}
		t.Run(filepath.Base(tree), func(t *testing.T) {
			for _, m := range models(t, read(t, tree)...) {
				agree(t, m, []bundle.Attributes{{}, {
					Principal: map[string]any{"tenant": "acme"},
					Request:   map[string]any{"time": "2026-11-20T10:00:00Z", "ip": "10.0.0.7"},
				}})
			}
		})
	}
}

func read(t failer, dir string) []parse.File {
	t.Helper()
	var files []parse.File
	err := filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".hcl") && !strings.HasSuffix(path, ".hcl.json") {
			return err
		}
		data, err := os.ReadFile(path)
		rel, _ := filepath.Rel(dir, path)
		files = append(files, parse.File{Path: filepath.ToSlash(rel), Data: data})
		return err
	})
	if err != nil || len(files) == 0 {
		t.Fatalf("read policies of %q: %d files, %v", dir, len(files), err)
	}
	return files
}

// TestAgreementOnRandomPolicies does the same with policies made up at random.
func TestAgreementOnRandomPolicies(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		src := anypolicy.Draw(rt)
		for _, m := range models(rt, parse.File{Path: "x.hcl", Data: []byte(src)}) {
			rt.Log(src)
			agree(rt, m, []bundle.Attributes{{}, {Principal: map[string]any{"tenant": "acme"}}})
		}
	})
}
