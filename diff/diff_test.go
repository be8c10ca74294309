package diff_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/rolecall/rolecall/diff"
	"github.com/rolecall/rolecall/schema"
)

// state is one that knows every list but databases; those that text leaves out are empty.
func state(text string) *schema.State {
	s, err := schema.DecodeState([]byte(`{"format": "rolecall.state/v1", ` + text + `}`))
	if err != nil {
		panic(err)
	}
	if s.Covers == nil {
		s.Covers = []string{schema.CoversGroups, schema.CoversRoles, schema.CoversUsers, schema.CoversGrants, schema.CoversMembers}
	}
	return s
}

// Two ways to read one server give one digest: with what everybody knows left
// out, and with all of it.
func TestDigest(t *testing.T) {
	m := resolveText(t, `target "milvus" "prod" { version = "2.6" }`)
	short := state(`"target": {"name": "a"}, "roles": [{"name": "r"}], "grants": [{"role": "r", "privilege": "Search", "database": "", "collection": "c"}]`)
	long := state(`"target": {"name": "b", "version": "2.6.11"}, "roles": [{"name": "r"}], "users": [{"name": "root"}],
		"grants": [
			{"role": "public", "privilege": "IndexDetail", "database": "*", "collection": "*"},
			{"role": "public", "privilege": "ListAliases", "database": "*", "collection": "*"},
			{"role": "public", "privilege": "DescribeCollection", "database": "*", "collection": "*"},
			{"role": "r", "privilege": "Search", "object_type": "Collection", "database": "default", "collection": "c"}],
		"members": [{"principal": "root", "role": "admin"}, {"principal": "root", "role": "public"}]`)
	if a, b := diff.Digest(m.Catalog, short), diff.Digest(m.Catalog, long); a != b || !strings.HasPrefix(a, "sha256:") {
		t.Errorf("%s and %s", a, b)
	}
	long.Grants = long.Grants[1:]
	if diff.Digest(m.Catalog, short) == diff.Digest(m.Catalog, long) {
		t.Error("public lacks a default, and the digest does not show it")
	}
	if a := diff.Compare(diff.Input{Model: m, Deployed: short}).StateDigest; a != diff.Digest(m.Catalog, short) {
		t.Error("the result has another digest")
	}
}

// How the server is configured counts on both sides: no deployment changes it.
func TestServerSettings(t *testing.T) {
	m := resolveText(t, `target "milvus" "prod" {
  version  = "2.6"
  settings = { root_needs_role = true }
}`)
	r := diff.Compare(diff.Input{Model: m, Deployed: state(`"settings": {"public_privileges": false, "root_needs_role": false, "authorization": true}`)})
	if !r.Empty() || len(r.Unknown) > 0 {
		t.Errorf("%+v %+v", r.Changes, r.Unknown)
	}
	var said []string
	for _, u := range r.Unmanaged {
		said = append(said, fmt.Sprint(u.Object))
	}
	if d := cmp.Diff([]string{"map[public_privileges:false]", "map[root_needs_role:false]"}, said); d != "" {
		t.Error(d)
	}
	stale := state(`"settings": {"public_privileges": false}, "grants": [{"role": "public", "privilege": "IndexDetail", "database": "*", "collection": "*"}]`)
	r = diff.Compare(diff.Input{Model: m, Deployed: stale})
	if _, lost := r.Access.Count(); len(r.Changes) != 1 || r.Changes[0].Action != diff.Remove || lost != 2 { // anyone, and root
		t.Errorf("%+v, %d lost", r.Changes, lost)
	}
}

// A policy that declares no users leaves users alone; one that does takes away those it does not know.
func TestUsers(t *testing.T) {
	deployed := state(`"users": [{"name": "alice"}, {"name": "bob"}, {"name": "root"}]`)
	bound := "binding \"b\" {\n roles = [\"public\"]\n users = [\"bob\"]\n}\n"
	for policy, want := range map[string]string{
		bound:                          "[]",
		bound + `user "carla" {}`:      `[remove state.user["alice"] add user.carla]`,
		`user "alice" {}`:              `[remove state.user["bob"]]`,
		bound + "user \"alice\" { }\n": "[]",
	} {
		r := diff.Compare(diff.Input{Model: resolveText(t, "target \"milvus\" \"prod\" { version = \"2.6\" }\n"+policy), Deployed: deployed})
		got := []string{}
		for _, c := range r.Changes {
			got = append(got, string(c.Action)+" "+c.Address)
		}
		if fmt.Sprint(got) != want {
			t.Errorf("%s: %s, want %s", policy, got, want)
		}
	}
}

// Where the database of the connection counts, a row of one database reaches
// others: those known with a collection of the name, or any.
func TestAlsoReaches(t *testing.T) {
	grant := func(version, privilege, collection string) []diff.Reach {
		var inventory strings.Builder
		for i := range 22 {
			fmt.Fprintf(&inventory, "database \"d%02d\" { collections = [\"many\"] }\n", i)
		}
		m := resolveText(t, fmt.Sprintf(`target "milvus" "prod" {
  version = %q
  %s
}
role "r" {
  grant {
    privileges = [%q]
    database   = "mine"
    collection = %q
  }
  grant {
    privileges = ["Search"]
    database   = "held"
    collection = "c"
  }
}
binding "b" {
  roles = [role.r]
  users = ["alice"]
}`, version, inventory.String(), privilege, collection))
		s := state(`"databases": [{"name": "other", "collections": ["c", "e"]}, {"name": "third", "collections": ["c"]}, {"name": "held", "collections": ["c"]}]`)
		s.Grants = []schema.StateGrant{{Role: "r", Privilege: "Search", Database: "held", Collection: "c"}}
		s.Roles = []schema.StateRole{{Name: "r"}}
		s.Members = []schema.StateMember{{Principal: "alice", Role: "r"}}
		return slices.Collect(diff.Compare(diff.Input{Model: m, Deployed: s}).AlsoReaches())
	}
	for _, c := range []struct {
		version, privilege, collection string
		want                           []string
	}{
		{"2.6", "Search", "c", []string{"other", "third"}},
		{"2.6", "Search", "e", []string{"other"}},
		{"2.6", "Search", "unheard", nil},
		{"2.6", "Search", "many", []string{"*"}},
		{"2.6", "Search", "*", []string{"*"}},
		{"2.6", "DropCollection", "c", []string{"*"}},
		{"2.6", "CreateDatabase", "*", nil},
		{"3.0", "Search", "c", nil},
	} {
		var got []string
		for _, r := range grant(c.version, c.privilege, c.collection) {
			got = append(got, r.Reaches...)
		}
		if d := cmp.Diff(c.want, got); d != "" {
			t.Errorf("%+v: %s", c, d)
		}
	}
}

// A role held in one project reaches nothing of another, and one held everywhere covers all.
func TestProjects(t *testing.T) {
	m := resolveText(t, `target "zilliz" "prod" { plan = "dedicated" }
binding "a" {
  roles   = ["Project Owner"]
  users   = ["alice"]
  project = "search"
}
binding "b" {
  roles = ["Organization Owner"]
  users = ["bob"]
}`)
	deployed := state(`"members": [
		{"principal": "alice", "role": "Project Owner", "project": "billing"},
		{"principal": "bob", "role": "Project Owner", "project": "billing"}, {"principal": "bob", "role": "Organization Owner"}]`)
	r := diff.Compare(diff.Input{Model: m, Deployed: deployed})
	turns := map[string]int{}
	for e := range r.Access.All() {
		turns[e.Principal+" "+string(e.Change)+" "+e.Project]++
	}
	if turns["alice gained search"] == 0 || turns["alice gained search"] != turns["alice lost billing"] {
		t.Errorf("%v", turns)
	}
	for k := range turns {
		if strings.HasPrefix(k, "alice") == strings.HasPrefix(k, "bob lost billing") {
			t.Errorf("unexpected %s", k)
		}
	}
}
