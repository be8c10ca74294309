package schema_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/rolecall/rolecall/schema"
	"github.com/rolecall/rolecall/schema/target/all"
)

// What two tools write of one server is the same once normalised.
func TestNormalized(t *testing.T) {
	zilliz, _ := all.Find("zilliz")
	catalog, _ := zilliz.Catalog("")
	state := &schema.State{
		Groups: []schema.StateGroup{{Name: "COLL_RO", Privileges: []string{"Search"}, BuiltIn: true}, {Name: "own", Privileges: []string{"Query"}}, {Name: "own", Privileges: []string{"Insert", "Query"}}},
		Roles:  []schema.StateRole{{Name: "Read-Only", BuiltIn: true}, {Name: "own", Description: "a"}, {Name: "own", Description: "b"}},
		Grants: []schema.StateGrant{
			{Role: "own", Privilege: "COLL_RO", Database: "kb", Collection: "faq"}, {Role: "own", Privilege: "CollectionReadOnly", ObjectType: "Global", Database: "kb", Collection: "faq"},
			{Role: "own", Privilege: "Search", Collection: "faq"}, {Role: "own", Privilege: "own"},
		},
		Members:   []schema.StateMember{{Principal: "a", Role: "Read-Only"}, {Principal: "a", Role: "db_ro"}, {Principal: "a", Role: "public"}},
		Databases: []schema.StateDatabase{{Name: "kb", Collections: []string{"faq"}}, {Name: "kb", Collections: []string{"articles"}, Aliases: map[string]string{"live": "faq"}}},
	}
	want := &schema.State{
		Format: schema.StateFormat,
		Covers: []string{"privilege_groups", "roles", "grants", "members", "databases"},
		Groups: []schema.StateGroup{{Name: "CollectionReadOnly", Privileges: []string{"Search"}, BuiltIn: true}, {Name: "own", Privileges: []string{"Insert", "Query"}}},
		Roles:  []schema.StateRole{{Name: "db_ro", BuiltIn: true}, {Name: "own", Description: "b"}},
		Grants: []schema.StateGrant{
			{Role: "own", Privilege: "own", ObjectType: "Global", Database: "default", Collection: "*"},
			{Role: "own", Privilege: "Search", ObjectType: "Collection", Database: "default", Collection: "faq"},
			{Role: "own", Privilege: "CollectionReadOnly", ObjectType: "Global", Database: "kb", Collection: "faq"},
		},
		Members:   []schema.StateMember{{Principal: "a", Role: "db_ro"}},
		Databases: []schema.StateDatabase{{Name: "kb", Collections: []string{"articles", "faq"}, Aliases: map[string]string{"live": "faq"}}},
	}
	got := state.Normalized(catalog)
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
	if d := cmp.Diff(got, got.Normalized(catalog)); d != "" {
		t.Errorf("twice is not once:\n%s", d)
	}
	if state.Grants[2].Database != "" || state.Members[0].Role != "Read-Only" {
		t.Error("the state itself was changed")
	}
}

// A name that the server has as its own is not the vendor's alias.
func TestNormalizedKeepsOwnNames(t *testing.T) {
	zilliz, _ := all.Find("zilliz")
	catalog, _ := zilliz.Catalog("")
	state := &schema.State{
		Groups:  []schema.StateGroup{{Name: "COLL_RO", Privileges: []string{"Search"}}},
		Roles:   []schema.StateRole{{Name: "Admin"}},
		Grants:  []schema.StateGrant{{Role: "Admin", Privilege: "COLL_RO", Database: "kb", Collection: "*"}},
		Members: []schema.StateMember{{Principal: "a", Role: "Admin"}},
	}
	got := state.Normalized(catalog)
	if got.Groups[0].Name != "COLL_RO" || got.Roles[0].Name != "Admin" || got.Grants[0].Privilege != "COLL_RO" || got.Members[0].Role != "Admin" {
		t.Errorf("%+v", got)
	}
}
