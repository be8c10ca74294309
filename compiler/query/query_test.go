package query_test

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/rolecall/rolecall/bundle"
	"github.com/rolecall/rolecall/bundle/condition"
	"github.com/rolecall/rolecall/compiler/query"
	"github.com/rolecall/rolecall/internal/anypolicy"
	"github.com/rolecall/rolecall/schema"
)

var now = time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)

func ofPolicy(t anypolicy.Failer, m *schema.Model) *query.Ground {
	t.Helper()
	g, err := query.OfPolicy(m, now)
	if err != nil {
		t.Fatal(err)
	}
	return g
}

// question draws what is asked: names of the policy and strangers, any, the
// alias, a privilege or a group.
type question struct{ principal, privilege, database, collection string }

func drawQuestion(t *rapid.T, m *schema.Model) question {
	names := []string{"g0", "g1", "CollectionReadOnly", "DatabaseAdmin", "ClusterAdmin", "ReadOnly"}
	for i := range m.Catalog.Privileges {
		names = append(names, m.Catalog.Privileges[i].Name)
	}
	q := question{
		principal:  rapid.SampledFrom([]string{"u0", "u1", "u1", "root", "a-stranger"}).Draw(t, "principal"),
		privilege:  rapid.SampledFrom(names).Draw(t, "privilege"),
		database:   rapid.SampledFrom([]string{"db1", "db1", "db2", "*", "default", "elsewhere"}).Draw(t, "database"),
		collection: rapid.SampledFrom([]string{"c1", "c2", "live", "*", "other"}).Draw(t, "collection"),
	}
	if !m.Catalog.Behaviour.Scoped {
		q.database, q.collection = "", ""
	}
	return q
}

func drawAttributes(t *rapid.T) bundle.Attributes {
	if rapid.Bool().Draw(t, "tenant") {
		return bundle.Attributes{}
	}
	return bundle.Attributes{Principal: map[string]any{"tenant": rapid.SampledFrom([]string{"acme", "xyz", "other"}).Draw(t, "tenant of")}}
}

// Where one database and one collection is asked for, Can says what a service
// would decide, and no more; where any is, it says yes wherever some place is a yes.
func TestCanAgreesWithDecisions(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		src := anypolicy.Draw(t)
		t.Log(src)
		g := ofPolicy(t, anypolicy.Model(t, src))
		var conditions bundle.Conditions
		if len(g.Bundle.CEL.Conditions) > 0 {
			set, err := condition.Load(g.Bundle)
			if err != nil {
				t.Fatal(err)
			}
			conditions = set
		}
		for range 10 {
			q, attributes := drawQuestion(t, g.Model), drawAttributes(t)
			a, err := g.Ask(q.privilege, q.database, q.collection)
			if err != nil {
				continue
			}
			got := g.Can(q.principal, a, attributes)
			want := query.Yes
			if len(a.Privileges) == 0 {
				want = query.No
			}
			for _, p := range a.Privileges {
				if !decides(g, a, q.principal, p, attributes, conditions) {
					want = query.No
				}
			}
			if (got.Verdict == query.Yes) != (want == query.Yes) {
				t.Fatalf("%+v with %v: can says %s, decisions %s", q, attributes, got.Verdict, want)
			}
			if got.Verdict != query.No && slices.ContainsFunc(got.Ways, func(w query.Way) bool { return len(w.Chain) < 4 }) {
				t.Fatalf("%+v: a way has no chain: %+v", q, got.Ways)
			}
		}
	})
}

// decides asks for decisions: at the place, or at all places that rows name and one more.
func decides(g *query.Ground, a query.Asked, principal, privilege string, attributes bundle.Attributes, conditions bundle.Conditions) bool {
	databases, collections := []string{a.Database}, []string{a.Collection}
	if a.Database == bundle.Any {
		databases = []string{"db1", "db2", "default", "any-other", "*"}
	}
	if a.Collection == bundle.Any {
		collections = []string{"c1", "c2", "live", "any-other", "*"}
	}
	for _, d := range databases {
		for _, c := range collections {
			req := &bundle.Request{Principal: principal, Privilege: privilege, Database: d, Collection: c, Attributes: attributes}
			if g.Bundle.Decide(req, now, conditions).Allowed {
				return true
			}
		}
	}
	return false
}

// Lists have every row of every known principal that gives what is asked for, and
// no other: by a scan of the table.
func TestListsAgreeWithAScan(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		src := anypolicy.Draw(t) + "user \"idle\" {}\n"
		t.Log(src)
		g := ofPolicy(t, anypolicy.Model(t, src))
		for range 5 {
			q := drawQuestion(t, g.Model)
			a, err := g.Ask(q.privilege, q.database, q.collection)
			if err != nil {
				continue
			}
			var want []bundle.Access
			for _, p := range g.Principals() {
				for row := range g.WhatCan(p) {
					if slices.Contains(a.Privileges, row.Privilege) && meets(a.Database, row.Database) && meets(a.Collection, row.Collection) {
						want = append(want, row)
					}
				}
			}
			got := slices.Collect(g.WhoCan(a))
			if !slices.EqualFunc(got, want, sameAccess) {
				t.Fatalf("%+v: got %d rows, want %d:\n%+v\n%+v", q, len(got), len(want), got, want)
			}
			for range g.WhoCan(a) {
				break // it can be left
			}
		}
		if !slices.Contains(g.Principals(), "idle") {
			t.Fatal("a declared user without a binding is not known")
		}
	})
}

func meets(asked, row string) bool { return asked == row || asked == bundle.Any || row == bundle.Any }

func sameAccess(a, b bundle.Access) bool {
	return a.Principal == b.Principal && a.Role == b.Role && a.Privilege == b.Privilege && a.Database == b.Database && a.Collection == b.Collection &&
		a.Condition == b.Condition && a.Project == b.Project && a.Source == b.Source && slices.Equal(a.Via, b.Via)
}

// access is a row of somebody, wherever it is written.
type access struct{ principal, role, privilege, database, collection, project string }

// unconditional lists what somebody has whatever the request, each row once.
func unconditional(g *query.Ground, principal string) []access {
	var rows []access
	for r := range g.WhatCan(principal) {
		if r.Condition == "" {
			rows = append(rows, access{r.Principal, r.Role, r.Privilege, r.Database, r.Collection, r.Project})
		}
	}
	return slices.Compact(rows)
}

// What a policy would leave on its server answers as the policy does, but for
// conditions, which no server has.
func TestStateAgreesWithPolicy(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		src := anypolicy.Draw(t) + "user \"idle\" {}\n"
		t.Log(src)
		m := anypolicy.Model(t, src)
		policy := ofPolicy(t, m)
		state, err := query.OfState(m.Desired(now), m.Catalog, m.Target.Setting, now)
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range append(policy.Principals(), "a-stranger") {
			if want, got := unconditional(policy, p), unconditional(state, p); !slices.Equal(want, got) {
				t.Fatalf("%s: the policy gives %v, the state %v", p, want, got)
			}
		}
		for _, p := range state.Principals() {
			if !policy.Known(p) {
				t.Fatalf("the state knows %q, the policy does not", p)
			}
		}
		if !state.Known("idle") || !policy.Known("idle") || state.Known("a-stranger") {
			t.Fatal("who is declared is known, and nobody else")
		}
	})
}
