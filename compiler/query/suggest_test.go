package query_test

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/rolecall/rolecall/bundle"
	"github.com/rolecall/rolecall/compiler/query"
	"github.com/rolecall/rolecall/internal/anypolicy"
	"github.com/rolecall/rolecall/schema"
	"github.com/rolecall/rolecall/schema/parse"
	"github.com/rolecall/rolecall/schema/target/all"
)

// Every suggestion that comes with a no makes it a yes when it is carried out in
// the policy, and what that opens besides is what it said, to the row.
func TestSuggestionsAllowIt(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		src := anypolicy.Draw(t)
		if !strings.Contains(src, `"qdrant"`) {
			src += moreBlocks
		}
		t.Log(src)
		g := ofPolicy(t, anypolicy.Model(t, src))
		for range 2 {
			allowing(t, g, src, drawQuestion(t, g.Model), drawAttributes(t))
		}
	})
}

// allowing carries out each suggestion for a question and gives their kinds.
func allowing(t anypolicy.Failer, g *query.Ground, src string, q question, attributes bundle.Attributes) (kinds []query.SuggestionKind) {
	t.Helper()
	a, err := g.Ask(q.privilege, q.database, q.collection)
	if err != nil {
		return nil
	}
	answer := g.Can(q.principal, a, attributes)
	if answer.Verdict != query.No && len(answer.Suggestions) > 0 {
		t.Fatalf("%+v: suggestions for a %s", q, answer.Verdict)
	}
	for i := range answer.Suggestions {
		s := &answer.Suggestions[i]
		kinds = append(kinds, s.Kind)
		after := ofPolicy(t, carriedOut(t, src, q.principal, s))
		if got := after.Can(q.principal, mustAsk(t, after, q), attributes); got.Verdict != query.Yes {
			t.Fatalf("%+v: %s: %s: still %s: %+v", q, s.Kind, s.Change, got.Verdict, got.NearMisses)
		}
		want := opened(g, after, q.principal, a)
		if s.Opens.Rows != len(want) || s.Opens.Principals != principalsIn(want) {
			t.Fatalf("%+v: %s: %s: says %d rows of %d principals, opens %d of %d:\n%v\n%v", q, s.Kind, s.Change,
				s.Opens.Rows, s.Opens.Principals, len(want), principalsIn(want), s.Opens.Access, want)
		}
		for _, listed := range s.Opens.Access {
			if !slices.Contains(want, piece{listed.Principal, listed.Privilege, listed.Database, listed.Collection, listed.Condition, listed.Project}) {
				t.Fatalf("%+v: %s: lists %+v, which it does not open", q, s.Change, listed)
			}
		}
	}
	return kinds
}

// Questions that together have every kind of suggestion, in a policy whose blocks
// make several roles, grants and bindings.
func TestKindsOfSuggestions(t *testing.T) {
	const src = `target "milvus" "x" {
  version = "2.6"
  database "db1" {
    collections = ["c1", "c2", "c3"]
    aliases     = { live = "c1" }
  }
}
attribute "principal" "tenant" {
  type = string
}
condition "acme" {
  expression = "principal.tenant == 'acme'"
}
privilege_group "g0" {
  privileges = ["Search", "Load"]
}
role "r0" {
  grant {
    privileges = [privilege_group.g0]
    database   = "db2"
    collection = "c1"
  }
}
role "r1" {
  includes = [role.r0]
}
role "r2" {
  grant {
    privileges = ["Flush"]
    database   = "db1"
    collection = ["c1", "c2"]
  }
}
binding "b0" {
  roles = [role.r0, role.r1]
  users = ["u5"]
}
` + moreBlocks
	seen := map[query.SuggestionKind]bool{}
	g := ofPolicy(t, anypolicy.Model(t, src))
	acme := bundle.Attributes{Principal: map[string]any{"tenant": "acme"}}
	for _, q := range []question{
		{"u0", "Query", "db1", "c1"}, {"u0", "Flush", "db1", "c2"}, {"u1", "Query", "db2", "c1"}, {"u1", "Query", "db1", "c3"}, {"u1", "Insert", "db1", "c4"}, {"u1", "Delete", "db1", "c1"},
		{"u5", "Search", "db3", "c1"}, {"u5", "Load", "db1", "live"}, {"u5", "g0", "db1", "c2"}, {"a", "g0", "db2", "c1"}, {"u1", "DropCollection", "db1", "c1"},
		{"u1", "CreateDatabase", "", ""}, {"u5", "ClusterAdmin", "", ""}, {"u5", "DatabaseAdmin", "db2", ""}, {"u5", "Query", "*", "*"}, {"u5", "CollectionReadOnly", "*", "c1"},
	} {
		for _, attributes := range []bundle.Attributes{{}, acme} {
			for _, kind := range allowing(t, g, src, q, attributes) {
				seen[kind] = true
			}
		}
	}
	for _, kind := range []query.SuggestionKind{query.AddToBinding, query.RenewBinding, query.BindRole, query.WidenGrant, query.AddPrivilege, query.NewGrant, query.NewRole} {
		if !seen[kind] {
			t.Errorf("no suggestion is of kind %s", kind)
		}
	}
}

// moreBlocks are roles whose blocks make several: what is changed of one is changed of all.
const moreBlocks = `
role "each" {
  for_each = { a = "c1", b = "c2" }
  name     = "each_${each.key}"
  includes = [role.r2]
  grant {
    privileges = ["Query"]
    database   = "db1"
    collection = each.value
  }
  dynamic "grant" {
    for_each = ["db1", "db2"]
    content {
      privileges = ["Insert"]
      database   = grant.value
      collection = [each.value, "c3"]
      condition  = condition.acme
    }
  }
}
binding "each" {
  for_each = { a = "u1", b = "u2" }
  roles    = [role.each[each.key]]
  users    = [each.value]
}
binding "late" {
  for_each = { a = "u0", b = "u3" }
  roles    = [role.each[each.key], role.r1]
  users    = [each.value, "u4"]
  expires  = "2026-01-01"
}
`

// carriedOut is the policy with a suggestion carried out: what is written is put
// into the text, what is changed is changed in what was read from it.
func carriedOut(t anypolicy.Failer, src, principal string, s *query.Suggestion) *schema.Model {
	switch s.Kind {
	case query.BindRole, query.NewRole:
		src += s.Write
	case query.NewGrant:
		src = intoRole(t, src, s)
	}
	project, _ := parse.Project([]parse.File{{Path: "x.hcl", Data: []byte(src)}}, parse.Options{})
	doc := project.Documents[0]
	switch s.Kind {
	case query.AddToBinding, query.RenewBinding:
		for _, b := range doc.Bindings {
			if b.Range.String() != s.Source {
				continue
			}
			if s.Kind == query.RenewBinding {
				b.Expires = nil
			} else {
				b.Principals = append(b.Principals, schema.PrincipalDecl{Kind: "user", Name: schema.Text{Value: principal, Range: b.Range}})
			}
		}
	case query.AddPrivilege, query.WidenGrant:
		for _, r := range doc.Roles {
			for _, g := range r.Grants {
				if g.Range.String() == s.Source {
					change(doc, g, s)
				}
			}
		}
	}
	m, found := all.Resolve(doc, project.Broken)
	if m == nil {
		t.Fatal(found)
	}
	return m
}

// intoRole puts a grant into the block of its role.
func intoRole(t anypolicy.Failer, src string, s *query.Suggestion) string {
	project, _ := parse.Project([]parse.File{{Path: "x.hcl", Data: []byte(src)}}, parse.Options{})
	for _, r := range project.Documents[0].Roles {
		if r.Range.String() == s.Source {
			end := r.Body.End.Byte - 1
			return src[:end] + s.Write + src[end:]
		}
	}
	t.Fatalf("no role stands at %s", s.Source)
	return ""
}

func change(doc *schema.Document, g *schema.GrantDecl, s *query.Suggestion) {
	switch {
	case s.Kind == query.AddPrivilege:
		n := schema.Name{Text: schema.Text{Value: s.Privilege, Range: g.Range}}
		for _, group := range doc.Groups {
			if group.Label.Value == s.Privilege {
				n = schema.Name{Text: schema.Text{Range: g.Range}, Ref: &schema.Ref{Kind: "privilege_group", Label: s.Privilege}}
			}
		}
		g.Privileges = append(g.Privileges, n)
	case s.Database != "":
		g.Databases = append(g.Databases, schema.Text{Value: s.Database, Range: g.Range})
	default:
		g.Collections = append(g.Collections, schema.Text{Value: s.Collection, Range: g.Range})
	}
}

func mustAsk(t anypolicy.Failer, g *query.Ground, q question) query.Asked {
	a, err := g.Ask(q.privilege, q.database, q.collection)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// piece is a piece of somebody's access.
type piece struct{ principal, privilege, database, collection, condition, project string }

// opened is what one table gives beyond another, besides what was asked for,
// found by looking at every row of both.
func opened(before, after *query.Ground, principal string, a query.Asked) []piece {
	var out []piece
	for _, p := range after.Principals() {
		had, has := pieces(before, p), pieces(after, p)
		for k := range has {
			if coveredBy(had, k, false) || coveredBy(has, k, true) {
				continue
			}
			asked := p == principal && slices.Contains(a.Privileges, k.privilege) &&
				(a.Database == bundle.Any || a.Database == k.database) && (a.Collection == bundle.Any || a.Collection == k.collection)
			if !asked {
				out = append(out, k)
			}
		}
	}
	return out
}

func pieces(g *query.Ground, principal string) map[piece]bool {
	all := map[piece]bool{}
	for r := range g.WhatCan(principal) {
		all[piece{principal, r.Privilege, r.Database, r.Collection, r.Condition, r.Project}] = true
	}
	return all
}

// coveredBy reports whether one of the pieces has all of k; of others than k itself, if strictly.
func coveredBy(all map[piece]bool, k piece, strictly bool) bool {
	for o := range all {
		if o.privilege == k.privilege && (o.database == "*" || o.database == k.database) && (o.collection == "*" || o.collection == k.collection) &&
			(o.condition == "" || o.condition == k.condition) && (o.project == "" || o.project == k.project) && !(strictly && o == k) {
			return true
		}
	}
	return false
}

func principalsIn(ps []piece) int {
	names := map[string]bool{}
	for _, p := range ps {
		names[p.principal] = true
	}
	return len(names)
}

// The same of a deployed state, where a suggestion is a member or a grant more.
func TestSuggestionsOfStates(t *testing.T) {
	kinds := map[query.SuggestionKind]int{}
	rapid.Check(t, func(t *rapid.T) {
		src := anypolicy.Draw(t)
		t.Log(src)
		m := anypolicy.Model(t, src)
		state := m.Desired(now)
		g := ofState(t, state, m)
		q := drawQuestion(t, m)
		a, err := g.Ask(q.privilege, q.database, q.collection)
		if err != nil {
			return
		}
		answer := g.Can(q.principal, a, bundle.Attributes{})
		for i := range answer.Suggestions {
			s := &answer.Suggestions[i]
			kinds[s.Kind]++
			changed := *state
			changed.Members, changed.Grants = slices.Clone(state.Members), slices.Clone(state.Grants)
			grant := schema.StateGrant{Role: s.Role, Privilege: s.Privilege, Database: s.Database, Collection: s.Collection}
			switch s.Kind {
			case query.BindRole:
				changed.Members = append(changed.Members, schema.StateMember{Principal: q.principal, Role: s.Role})
			case query.NewGrant:
				changed.Grants = append(changed.Grants, withStored(m.Catalog, grant)...)
			case query.NewRole:
				changed.Members = append(changed.Members, schema.StateMember{Principal: q.principal, Role: s.Role})
				changed.Grants = append(changed.Grants, withStored(m.Catalog, grant)...)
			default:
				t.Fatalf("a state cannot do %s", s.Kind)
			}
			after := ofState(t, &changed, m)
			if got := after.Can(q.principal, mustAsk(t, after, q), bundle.Attributes{}); got.Verdict != query.Yes {
				t.Fatalf("%+v: %s: still %s", q, s.Change, got.Verdict)
			}
			if want := opened(g, after, q.principal, a); s.Opens.Rows != len(want) {
				t.Fatalf("%+v: %s: says %d rows, opens %v", q, s.Change, s.Opens.Rows, want)
			}
		}
	})
	if len(kinds) == 0 {
		t.Error("there was no suggestion")
	}
}

func ofState(t anypolicy.Failer, s *schema.State, m *schema.Model) *query.Ground {
	t.Helper()
	g, err := query.OfState(s, m.Catalog, m.Target.Setting, now)
	if err != nil {
		t.Fatal(err)
	}
	return g
}

// withStored is a grant with those that the vendor stores along with it.
func withStored(c *schema.Catalog, g schema.StateGrant) []schema.StateGrant {
	out := []schema.StateGrant{g}
	if p := c.Privilege(g.Privilege); p != nil {
		for _, name := range p.Stores {
			along := g
			along.Privilege = name
			out = append(out, along)
		}
	}
	return out
}
