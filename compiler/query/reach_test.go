package query_test

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/rolecall/rolecall/bundle"
	"github.com/rolecall/rolecall/compiler/query"
	"github.com/rolecall/rolecall/internal/anypolicy"
	"github.com/rolecall/rolecall/schema"
)

// Where a server looks at the database of the connection, whoever may something in
// one database may do it in the one that is asked about: by a row of WhoCan, or by
// one of WhoReaches, and by nothing else. Where it looks at the request, there are no such rows.
func TestReachesAgreeWithConnections(t *testing.T) {
	told := 0
	rapid.Check(t, func(t *rapid.T) {
		src := anypolicy.Draw(t)
		t.Log(src)
		g := ofPolicy(t, anypolicy.Model(t, src))
		q := drawQuestion(t, g.Model)
		q.database, q.collection = "db1", rapid.SampledFrom([]string{"c1", "c2"}).Draw(t, "collection of db1")
		if !g.Catalog.Behaviour.Scoped {
			q.database, q.collection = "", ""
		}
		a, err := g.Ask(q.privilege, q.database, q.collection)
		if err != nil {
			return
		}
		got := map[string]bool{}
		for r := range g.WhoCan(a) {
			got[r.Principal+" "+r.Privilege] = true
		}
		for r := range g.WhoReaches(a) {
			told++
			if r.Database == "db1" || r.Database == "*" || !slices.Equal(r.Reaches, []string{"db1"}) {
				t.Fatalf("%+v is told to reach db1", r)
			}
			got[r.Principal+" "+r.Privilege] = true
		}
		want := map[string]bool{}
		for _, p := range g.Principals() {
			for _, name := range a.Privileges {
				databases := []string{a.Database}
				if g.Catalog.Behaviour.RequestDatabase == "connection" && isLimited(g.Catalog.Privilege(name)) {
					databases = append(databases, "db2", "default", "elsewhere")
				}
				for r := range g.WhatCan(p) {
					if r.Privilege == name && slices.ContainsFunc(databases, func(d string) bool { return meets(d, r.Database) }) && meets(a.Collection, r.Collection) {
						want[p+" "+name] = true
					}
				}
			}
		}
		if len(got) != len(want) {
			t.Fatalf("%+v: told %v, want %v", q, got, want)
		}
	})
	if told == 0 {
		t.Error("nothing reaches another database in any policy")
	}
}

func isLimited(p *schema.Privilege) bool {
	return p.Scope == schema.LevelDatabase || p.Scope == schema.LevelCollection
}

// What one row reaches, where no database is asked about: the others that have a
// collection of the name, but for those where the same is given.
func TestWhatReaches(t *testing.T) {
	g := ofPolicy(t, anypolicy.Model(t, `
target "milvus" "x" {
  version = "2.6"
  database "a" { collections = ["c", "d"] }
  database "b" { collections = ["c"] }
  database "e" { collections = ["c"] }
}
role "r" {
  grant {
    privileges = ["Search"]
    database   = ["a", "e"]
    collection = "c"
  }
  grant {
    privileges = ["Insert"]
    database   = "a"
    collection = ["*", "d"]
  }
}
binding "r" {
  roles = [role.r]
  users = ["u"]
}
`))
	want := map[string][]string{"Insert a.*": {"*"}, "Search a.c": {"b"}, "Search e.c": {"b"}}
	got := map[string][]string{}
	for r := range g.WhatReaches("u") {
		got[r.Privilege+" "+r.Database+"."+r.Collection] = r.Reaches
	}
	if len(got) != len(want) {
		t.Errorf("got %v", got)
	}
	for row, reaches := range want {
		if !slices.Equal(got[row], reaches) {
			t.Errorf("%s reaches %v, not %v", row, got[row], reaches)
		}
	}
	if answer := g.Can("u", mustAsk(t, g, question{privilege: "Search", database: "b", collection: "c"}), bundle.Attributes{}); answer.Verdict != query.No || len(answer.AlsoReaches) != 2 {
		t.Errorf("b.c: %s, and %d ways by other databases", answer.Verdict, len(answer.AlsoReaches))
	}
}
