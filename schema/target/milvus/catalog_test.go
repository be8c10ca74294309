package milvus_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/rolecall/rolecall/schema"
	"github.com/rolecall/rolecall/schema/target/milvus"
)

var versions = []string{"2.5", "2.6", "3.0"}

func catalog(t testing.TB, version string) *schema.Catalog {
	t.Helper()
	c, ok := milvus.Target.Catalog(version)
	if !ok {
		t.Fatalf("no catalog for Milvus %s", version)
	}
	return c
}

func TestStores(t *testing.T) {
	for _, version := range versions {
		got := map[string][]string{}
		c := catalog(t, version)
		for i := range c.Privileges {
			if p := &c.Privileges[i]; len(p.Stores) > 0 {
				got[p.Name] = p.Stores
			}
		}
		want := map[string][]string{"Load": {"GetLoadState", "GetLoadingProgress"}, "Flush": {"GetFlushState"}}
		if d := cmp.Diff(want, got); d != "" {
			t.Errorf("%s (-want +got):\n%s", version, d)
		}
	}
}

func TestRolesAndLimits(t *testing.T) {
	for _, version := range versions {
		c := catalog(t, version)
		if len(c.Roles) != 2 || !c.Role("admin").Bypass || c.Role("admin").Implicit {
			t.Errorf("%s: roles %+v", version, c.Roles)
		}
		public := c.Role("public")
		want := []schema.BuiltinGrant{{Privileges: []string{"DescribeCollection", "IndexDetail", "ListAliases"}, Database: "*", Collection: "*"}}
		if d := cmp.Diff(want, public.Grants); d != "" || !public.Implicit || !public.Grantable || public.Setting != "public_privileges" {
			t.Errorf("%s public: %+v %s", version, *public, d)
		}
		if u := c.User("root"); u == nil || !slices.Equal(u.Roles, []string{"admin"}) || u.Unless != "root_needs_role" {
			t.Errorf("%s root: %+v", version, u)
		}
		if l := c.Limit("roles"); l.Max != 10 || l.Builtin != 2 || l.Setting != "proxy.maxRoleNum" {
			t.Errorf("%s: limit of roles %+v", version, *l)
		}
		if l := c.Limit("users"); l.Max != 100 || l.Builtin != 1 || l.Setting != "proxy.maxUserNum" {
			t.Errorf("%s: limit of users %+v", version, *l)
		}
		settings := map[string]bool{}
		for _, s := range c.Settings {
			settings[s.Name] = s.Default
		}
		if d := cmp.Diff(map[string]bool{"authorization": true, "public_privileges": true, "root_needs_role": false}, settings); d != "" {
			t.Errorf("%s settings (-want +got):\n%s", version, d)
		}
	}
}

func TestBehaviour(t *testing.T) {
	type facts struct{ database, cluster, aliases, lifecycle, descriptions, next string }
	want := map[string]facts{
		"2.5": {"connection", "", "", "", "", "2.6"},
		"2.6": {"connection", "", "2.6.9", "2.6.11", "2.6.19", "3.0"},
		"3.0": {"request", "*", "3.0", "3.0", "3.0", ""},
	}
	for _, version := range versions {
		c := catalog(t, version)
		b := c.Behaviour
		got := facts{b.RequestDatabase, b.ClusterDatabase, b.AliasesSince, b.LifecycleSince, b.DescriptionsSince, c.Next}
		if got != want[version] {
			t.Errorf("%s: %+v, want %+v", version, got, want[version])
		}
		if !b.Scoped || b.DefaultDatabase != "default" || b.Wildcard != "Global" || !b.CustomGroups || !b.EmptyGroups || !b.SingleLevel ||
			b.BoundRoleDrop != "unbinds" || !b.GrantedRoleDrop || b.ReplaceOnly != "" || b.Tokens || b.PairReads {
			t.Errorf("%s: %+v", version, b)
		}
		if d := cmp.Diff(map[string]string{"Global": "any", "Collection": "collection", "User": "user"}, b.Objects); d != "" {
			t.Errorf("%s objects (-want +got):\n%s", version, d)
		}
	}
}

// A fact that came with a patch holds from that patch on, and on the line as a whole.
func TestPatches(t *testing.T) {
	for version, want := range map[string]bool{"2.6": true, "2.6.8": false, "2.6.9": true, "2.6.10": true, "2.6.x": true} {
		c := catalog(t, version)
		if got := c.Has(c.Behaviour.AliasesSince); got != want {
			t.Errorf("aliases on %s: %v", version, got)
		}
	}
}

func TestNames(t *testing.T) {
	for _, n := range []struct {
		of, name string
		on       string // versions that take it
	}{
		{"role", "reader", "2.5 2.6 3.0"},
		{"role", "_reader", "2.5 2.6 3.0"},
		{"role", "reader$1", "2.5 2.6 3.0"},
		{"role", "reader-1", ""},
		{"role", "1reader", ""},
		{"role", " reader", ""},
		{"role", "", ""},
		{"role", strings.Repeat("r", 255), "2.5 2.6 3.0"},
		{"role", strings.Repeat("r", 256), ""},
		{"user", "alice", "2.5 2.6 3.0"},
		{"user", "alice.b-c", "2.6 3.0"},
		{"user", "_alice", ""},
		{"user", strings.Repeat("u", 32), "2.5 2.6 3.0"},
		{"user", strings.Repeat("u", 33), ""},
		{"privilege_group", "readers", "2.5 2.6 3.0"},
		{"privilege_group", "readers$", ""},
		{"database", "db_1", "2.5 2.6 3.0"},
		{"database", "*", ""},
		{"collection", "docs$", ""},
		{"grant_collection", "docs$", "2.5 2.6 3.0"},
		{"grant_collection", "docs_*", ""},
	} {
		for _, version := range versions {
			rule := catalog(t, version).NameRule(n.of)
			if got := len(n.name) >= rule.Min && len(n.name) <= rule.Max && match(t, rule.Pattern, n.name); got != strings.Contains(n.on, version) {
				t.Errorf("%s: %s %q taken: %v", version, n.of, n.name, got)
			}
		}
	}
}

func match(t *testing.T, pattern, name string) bool {
	t.Helper()
	re, err := regexp.Compile(pattern)
	if err != nil {
		t.Fatal(err)
	}
	return re.MatchString(name)
}
