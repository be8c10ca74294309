package opabundle

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	opabundle "github.com/open-policy-agent/opa/v1/bundle"
	"github.com/open-policy-agent/opa/v1/rego"
	"github.com/open-policy-agent/opa/v1/storage"
	"github.com/open-policy-agent/opa/v1/storage/inmem"

	"github.com/rolecall/rolecall/bundle"
	"github.com/rolecall/rolecall/bundle/condition"
	"github.com/rolecall/rolecall/compiler"
	"github.com/rolecall/rolecall/compiler/emit"
	"github.com/rolecall/rolecall/schema"
	"github.com/rolecall/rolecall/schema/parse"
	"github.com/rolecall/rolecall/schema/target/all"
)

var now = time.Date(2026, 11, 20, 10, 0, 0, 0, time.UTC)

// both are the two that decide by one program.
type both struct {
	program    *compiler.Program
	bundle     *bundle.Bundle
	conditions bundle.Conditions
	loaded     *opabundle.Bundle
	opa        rego.PreparedEvalQuery
	allow      rego.PreparedEvalQuery
}

func open(t testing.TB, p *compiler.Program) *both {
	t.Helper()
	b, err := bundle.Parse(bundle.Encode(&p.Table, &p.CEL))
	if err != nil {
		t.Fatal(err)
	}
	conditions, err := condition.Load(b)
	if err != nil {
		t.Fatal(err)
	}
	data, err := emit.OPA.Write(p)
	if err != nil {
		t.Fatal(err)
	}
	loaded, err := opabundle.NewCustomReader(opabundle.NewTarballLoaderWithBaseURL(bytes.NewReader(data), "")).Read()
	if err != nil {
		t.Fatal(err)
	}
	return &both{program: p, bundle: b, conditions: translated{conditions, p}, loaded: &loaded,
		opa: prepare(t, &loaded, p.ID, "decision"), allow: prepare(t, &loaded, p.ID, "allow")}
}

// prepare loads the bundle into a store of the kind that OPA's server has, which reads
// what a reference asks for and converts it.
func prepare(t testing.TB, b *opabundle.Bundle, id, rule string) rego.PreparedEvalQuery {
	t.Helper()
	ctx, store := context.Background(), inmem.New()
	change, err := store.NewTransaction(ctx, storage.WriteParams)
	if err != nil {
		t.Fatal(err)
	}
	q, err := rego.New(rego.Query(`data.rolecall["`+id+`"].`+rule), rego.ParsedBundle(id, b), rego.Store(store), rego.Transaction(change)).PrepareForEval(ctx)
	if err != nil {
		t.Fatal(err)
	}
	if err := store.Commit(ctx, change); err != nil {
		t.Fatal(err)
	}
	return q
}

// translated are conditions of which those without a translation cannot be told.
type translated struct {
	bundle.Conditions
	program *compiler.Program
}

var errEngineOnly = errors.New("it needs rolecall's own engine")

func (c translated) Holds(id string, req *bundle.Request, at time.Time) (bool, error) {
	if _, err := condition.Rego(c.program.CEL.Variables, "x", c.program.CEL.Conditions[id].Expression); err != nil {
		return false, errEngineOnly
	}
	return c.Conditions.Holds(id, req, at)
}

// decide is OPA's decision.
func (b *both) decide(t testing.TB, req *bundle.Request, at time.Time) bundle.Decision {
	t.Helper()
	input := inputOf(t, req)
	got := first(t, b.opa, input, at).(map[string]any)
	if allow := first(t, b.allow, input, at); allow != got["allowed"] {
		t.Fatalf("%+v: allow is %v, decision %v", req, allow, got)
	}
	text := func(key string) string { return got[key].(string) }
	return bundle.Decision{Allowed: got["allowed"].(bool), Role: text("role"), Source: text("source"), Condition: text("condition"), Reason: text("reason")}
}

func first(t testing.TB, q rego.PreparedEvalQuery, input any, at time.Time) any {
	t.Helper()
	result, err := q.Eval(context.Background(), rego.EvalInput(input), rego.EvalTime(at))
	if err != nil || len(result) != 1 {
		t.Fatalf("%v: %v, %v", input, result, err)
	}
	return result[0].Expressions[0].Value
}

// inputOf is the request as JSON has it.
func inputOf(t testing.TB, req *bundle.Request) map[string]any {
	t.Helper()
	in := map[string]any{"principal": req.Principal, "privilege": req.Privilege, "database": req.Database, "collection": req.Collection}
	if req.Roles != nil {
		in["roles"] = req.Roles
	}
	attributes := map[string]any{}
	for name, values := range map[string]map[string]any{"principal": req.Attributes.Principal, "resource": req.Attributes.Resource, "request": req.Attributes.Request} {
		if values != nil {
			attributes[name] = values
		}
	}
	if len(attributes) > 0 {
		in["attributes"] = attributes
	}
	return in
}

// told is what the two say in words of their own: why a condition cannot be told.
var told = regexp.MustCompile(`which cannot be told: .*`)

// compare fails where OPA decides otherwise, or for another reason.
func (b *both) compare(t testing.TB, req *bundle.Request, at time.Time) bundle.Decision {
	t.Helper()
	want, got := b.bundle.Decide(req, at, b.conditions), b.decide(t, req, at)
	want.Reason, got.Reason = told.ReplaceAllString(want.Reason, ""), told.ReplaceAllString(got.Reason, "")
	if got != want {
		t.Fatalf("%+v at %s\nOPA   %+v\nthere %+v", req, at, got, want)
	}
	return want
}

// programs compiles a policy.
func programs(t testing.TB, files ...parse.File) []*compiler.Program {
	t.Helper()
	project, _ := parse.Project(files, parse.Options{})
	var out []*compiler.Program
	for _, d := range project.Documents {
		vendor, ok := all.Find(d.Target.Kind)
		if !ok {
			continue
		}
		if cat, ok := vendor.Catalog(d.Target.Version.Value); ok {
			m, _ := schema.Resolve(d, cat, project.Broken)
			p, err := compiler.Compile(m)
			if err != nil {
				t.Fatal(err)
			}
			out = append(out, p)
		}
	}
	return out
}

func read(t testing.TB, dir string) []parse.File {
	t.Helper()
	var files []parse.File
	err := filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".hcl") {
			return err
		}
		data, err := os.ReadFile(path)
		rel, _ := filepath.Rel(dir, path)
		files = append(files, parse.File{Path: filepath.ToSlash(rel), Data: data})
		return err
	})
	if err != nil || len(files) == 0 {
		t.Fatalf("read %q: %d files, %v", dir, len(files), err)
	}
	return files
}

// For the example policies OPA gives every decision that package bundle gives: of who
// holds something and of strangers, on what rows name and on more.
func TestExamples(t *testing.T) {
	for _, name := range []string{"milvus", "qdrant", "zilliz"} {
		t.Run(name, func(t *testing.T) {
			allowed, denied, conditional := 0, 0, 0
			for _, p := range programs(t, read(t, "../../../policies/"+name)...) {
				b := open(t, p)
				asked := questions(p)
				stride := max(1, len(asked)/1000) | 1 // so that the test ends soon
				for i := 0; i < len(asked); i += stride {
					switch d := b.compare(t, asked[i], now); {
					case d.Condition != "":
						conditional++
					case d.Allowed:
						allowed++
					default:
						denied++
					}
				}
			}
			t.Logf("%d allowed, %d while a condition holds, %d denied", allowed, conditional, denied)
			if allowed == 0 || denied == 0 || name == "milvus" && conditional == 0 {
				t.Error("one kind of decision was never made")
			}
		})
	}
}

// questions are asked of a program: every principal and privilege on every scope
// that a row names, with attributes that satisfy conditions and without.
func questions(p *compiler.Program) []*bundle.Request {
	principals, privileges, scopes := map[string]bool{"a_stranger": true}, map[string]bool{}, map[[2]string]bool{{"", ""}: true, {"a_stranger", "x"}: true}
	for _, m := range p.Table.Members {
		principals[m.Principal] = true
	}
	for _, g := range p.Table.Grants {
		privileges[g.Privilege] = true
		scopes[[2]string{g.Database, g.Collection}] = true
	}
	for database, aliases := range p.Table.Aliases {
		for alias := range aliases {
			scopes[[2]string{database, alias}] = true
		}
	}
	var out []*bundle.Request
	for _, a := range []bundle.Attributes{{}, {
		Principal: map[string]any{"tenant": "acme", "teams": []any{"operations"}},
		Request:   map[string]any{"time": "2026-11-20T10:00:00Z", "ip": "10.20.0.7", "incident": "1"},
	}} {
		for _, principal := range sorted(principals) {
			for _, privilege := range sorted(privileges) {
				for _, scope := range sortedScopes(scopes) {
					out = append(out, &bundle.Request{Principal: principal, Privilege: privilege, Database: scope[0], Collection: scope[1], Attributes: a})
				}
			}
		}
	}
	return out
}
