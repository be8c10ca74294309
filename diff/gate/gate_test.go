package gate_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/rolecall/rolecall/diff"
	"github.com/rolecall/rolecall/diff/gate"
	"github.com/rolecall/rolecall/internal/txtest"
	"github.com/rolecall/rolecall/schema"
	"github.com/rolecall/rolecall/schema/parse"
	"github.com/rolecall/rolecall/schema/target/all"
)

var now = time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)

func model(t interface {
	Helper()
	Fatal(args ...any)
}, text string) *schema.Model {
	t.Helper()
	project, found := parse.Project([]parse.File{{Path: "policy.hcl", Data: []byte(text)}}, parse.Options{})
	if len(project.Documents) != 1 {
		t.Fatal(found)
	}
	m, more := all.Resolve(project.Documents[0], false)
	if m == nil {
		t.Fatal(more)
	}
	return m
}

// TestFixtures runs every archive of testdata/gates: the policy as it was
// (base.hcl) or what is deployed (state.json), the policy (policy.hcl), changes
// that are accepted (accept.txt: principal, role, privilege, database and
// collection, or gate and address), and want, what each gate says.
func TestFixtures(t *testing.T) {
	txtest.Run(t, "../../testdata/gates/*.txtar", func(t *testing.T, a *txtest.Archive) {
		m := model(t, string(a.File(t, "policy.hcl")))
		in := gate.Input{Asked: gate.Names, Now: now, Unmanaged: map[string][]diff.Unmanaged{}}
		var s *schema.State
		if a.Has("state.json") {
			var err error
			if s, err = schema.DecodeState(a.File(t, "state.json")); err != nil {
				t.Fatal(err)
			}
			plain, target := *m, *m.Target
			target.Unmanaged.Value, plain.Target = "report", &target
			in.Unmanaged[m.Target.ID()] = diff.Compare(diff.Input{Model: &plain, Deployed: s, Now: now}).Unmanaged
		}
		if a.Has("base.hcl") {
			base := model(t, string(a.File(t, "base.hcl")))
			r := diff.Revise(diff.Revision{Base: base, Model: m, Now: now})
			if s != nil {
				r.Server = diff.Compare(diff.Input{Model: m, Deployed: s, Now: now})
				r.Drift = diff.Drift(diff.Compare(diff.Input{Model: base, Deployed: s, Now: now}), r.Server)
			}
			in.Results = append(in.Results, r)
		} else {
			in.Results = append(in.Results, diff.Compare(diff.Input{Model: m, Deployed: s, Now: now}))
		}
		for _, f := range a.Under("accept.txt") {
			for line := range strings.Lines(string(f.Data)) {
				in.Accepted = append(in.Accepted, acceptance(t, strings.Fields(line)))
			}
		}
		a.Golden(t, "want", []byte(show(gate.Judge(in))))
	})
}

func acceptance(t *testing.T, w []string) gate.Acceptance {
	a := gate.Acceptance{Reason: "SEC-1", Until: now, At: "accept.toml:1"}
	switch len(w) {
	case 2:
		a.Gates, a.Address = w[:1], w[1]
	case 5:
		a.Principal, a.Role, a.Privileges, a.Database, a.Collection = w[0], w[1], strings.Split(w[2], ","), w[3], w[4]
	default:
		t.Fatalf("accept.txt: %q", w)
	}
	return a
}

func show(r *gate.Report) string {
	var b strings.Builder
	for _, o := range r.Outcomes {
		fmt.Fprintf(&b, "%s %v", o.Gate, map[bool]string{true: "holds", false: "fails"}[o.Passed])
		if o.Accepted > 0 {
			fmt.Fprintf(&b, ", %d accepted", o.Accepted)
		}
		b.WriteByte('\n')
		for _, reason := range o.Reasons {
			fmt.Fprintf(&b, "  %s  %s\n", reason.Message, reason.Source)
		}
	}
	for _, a := range r.Accepted {
		fmt.Fprintf(&b, "used %d times: %s%s\n", a.Count, a.Principal, a.Address)
	}
	for _, a := range r.Stale {
		fmt.Fprintf(&b, "stale: %s%s\n", a.Principal, a.Address)
	}
	return b.String()
}

func entry(principal, privilege, database, collection string) gate.Acceptance {
	return gate.Acceptance{Principal: principal, Role: "r", Privileges: []string{privilege}, Database: database, Collection: collection, Reason: "SEC-1", Until: now}
}

const (
	before = `target "milvus" "prod" { version = "2.6" }
role "r" {
  grant {
    privileges = ["Search"]
    database   = "d"
    collection = "c"
  }
}
binding "b" {
  roles = [role.r]
  users = ["alice"]
}
`
	after = `target "milvus" "prod" { version = "2.6" }
role "r" {
  grant {
    privileges = ["Search", "Query", "Insert"]
    database   = "d"
    collection = "c"
  }
}
binding "b" {
  roles = [role.r]
  users = ["alice", "bob"]
}
`
)

// What is accepted passes, and nothing else: another principal, role, privilege
// or scope does not, nor does a day that has passed.
func TestAccepted(t *testing.T) {
	r := diff.Revise(diff.Revision{Base: model(t, before), Model: model(t, after), Now: now})
	passes := func(accepted ...gate.Acceptance) bool {
		return gate.Judge(gate.Input{Results: []*diff.Result{r}, Asked: []string{gate.Widen}, Accepted: accepted, Now: now}).Passed()
	}
	all := []gate.Acceptance{entry("alice", "*", "d", "c"), entry("bob", "*", "*", "*")}
	if !passes(all...) {
		t.Error("all of it is accepted")
	}
	for i, change := range []func(a *gate.Acceptance){
		func(a *gate.Acceptance) { a.Principal = "*" },
		func(a *gate.Acceptance) { a.Role = "*" },
		func(a *gate.Acceptance) { a.Privileges = []string{"Query"} },
		func(a *gate.Acceptance) { a.Database = "e" },
		func(a *gate.Acceptance) { a.Collection = "e" },
		func(a *gate.Acceptance) { a.Target = "test" },
		func(a *gate.Acceptance) { a.Gates = []string{gate.Destructive} },
		func(a *gate.Acceptance) { a.Until = now.AddDate(0, 0, -1) },
	} {
		some := slices.Clone(all)
		change(&some[0])
		if passes(some...) {
			t.Errorf("case %d accepts what it does not say", i)
		}
	}
	if !passes(all[1], entry("alice", "Query", "d", "c"), entry("alice", "Insert", "d", "*")) {
		t.Error("two entries accept one thing each")
	}
}

// A gate that is not known for sure does not hold, whatever it is.
func TestDoubts(t *testing.T) {
	r := diff.Revise(diff.Revision{Base: model(t, before), Model: model(t, before), Now: now})
	in := gate.Input{Results: []*diff.Result{r}, Asked: []string{gate.Widen, gate.Widen, gate.BoundRole, gate.NewPrincipal}, Now: now}
	if got := gate.Judge(in); !got.Passed() || len(got.Outcomes) != 3 {
		t.Errorf("%+v", got)
	}
	in.Doubts = []string{"the base does not parse"}
	for _, o := range gate.Judge(in).Outcomes {
		if o.Passed || o.Reasons[0].Message != in.Doubts[0] {
			t.Errorf("%+v", o)
		}
	}
}

// Of many reasons some are told and all are counted.
func TestManyReasons(t *testing.T) {
	var b strings.Builder
	b.WriteString(after)
	for i := range 500 {
		fmt.Fprintf(&b, "role \"r%d\" {\n  grant {\n    privileges = [\"Search\"]\n    database = \"d\"\n    collection = \"c%d\"\n  }\n}\nbinding \"b%d\" {\n  roles = [role.r%d]\n  users = [\"u%d\"]\n}\n", i, i, i, i, i)
	}
	r := diff.Revise(diff.Revision{Base: model(t, before), Model: model(t, b.String()), Now: now})
	o := gate.Judge(gate.Input{Results: []*diff.Result{r}, Asked: []string{gate.NewPrincipal}, Now: now}).Outcomes[0]
	if len(o.Reasons) != gate.MostReasons || o.More != 501-gate.MostReasons { // and bob
		t.Errorf("%d reasons, and %d more", len(o.Reasons), o.More)
	}
}

// No gate that asks for access to stay within bounds holds where somebody gains
// any, and all hold where nothing changes.
func TestWidenIsAnyGain(t *testing.T) {
	privileges := []string{"Search", "Insert", "DropCollection", "CreateOwnership", "CollectionReadOnly"}
	policy := func(t *rapid.T) string {
		text := "target \"milvus\" \"prod\" { version = \"2.6\" }\n"
		for i := range rapid.IntRange(1, 3).Draw(t, "roles") {
			text += fmt.Sprintf("role \"r%d\" {\n grant {\n privileges = [%q]\n database = %q\n collection = \"*\"\n }\n}\nbinding \"b%d\" {\n roles = [role.r%d]\n users = [%q]\n}\n", i,
				rapid.SampledFrom(privileges).Draw(t, "privilege"), rapid.SampledFrom([]string{"d", "*"}).Draw(t, "database"), i, i, rapid.SampledFrom([]string{"alice", "bob"}).Draw(t, "user"))
		}
		return text
	}
	rapid.Check(t, func(t *rapid.T) {
		base, m := model(t, policy(t)), model(t, policy(t))
		r := diff.Revise(diff.Revision{Base: base, Model: m, Now: now})
		gained, _ := r.Access.Count()
		got := gate.Judge(gate.Input{Results: []*diff.Result{r}, Asked: []string{gate.Widen, gate.Escalate, gate.NewPrincipal}, Now: now})
		if got.Outcomes[0].Passed != (gained == 0) {
			t.Fatalf("%d gained: %+v", gained, got.Outcomes[0])
		}
		for _, o := range got.Outcomes[1:] {
			if !o.Passed && got.Outcomes[0].Passed {
				t.Fatalf("%+v", o)
			}
		}
	})
}
