package diff_test

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"pgregory.net/rapid"

	"github.com/rolecall/rolecall/schema"
	"github.com/rolecall/rolecall/schema/parse"
	"github.com/rolecall/rolecall/schema/target/all"
)

var now = time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)

// failer is what tests and properties have in common.
type failer interface {
	Helper()
	Fatal(args ...any)
	Fatalf(format string, args ...any)
}

// resolve gives the only model of a policy.
func resolve(t failer, files ...parse.File) *schema.Model {
	t.Helper()
	project, found := parse.Project(files, parse.Options{})
	if len(project.Documents) != 1 {
		t.Fatalf("%d targets: %v", len(project.Documents), found)
	}
	m, more := all.Resolve(project.Documents[0], project.Broken)
	if m == nil {
		t.Fatal(more[0].Message)
	}
	return m
}

func resolveText(t failer, text string) *schema.Model {
	t.Helper()
	return resolve(t, parse.File{Path: "policy.hcl", Data: []byte(text)})
}

// The names that random policies and states are made of. They are few, so that
// what one grant gives another often gives too.
var (
	databaseNames   = []string{"d1", "d2", "*", "default"}
	collectionNames = []string{"c1", "c2", "*"}
	roleNames       = []string{"r1", "r2", "r3"}
	groupNames      = []string{"g1", "g2"}
	principalNames  = []string{"alice", "bob", "carol", "root"}
	privilegeNames  = []string{"Insert", "Search", "Load", "GetLoadState", "DropCollection", "CreateDatabase", "SelectUser", "ListDatabases"}
	grantedNames    = append([]string{"CollectionReadOnly", "CollectionAdmin", "DatabaseAdmin", "ClusterReadOnly", "*", "All", "ReadWrite"}, privilegeNames...)
)

func pick(t *rapid.T, what string, from []string) string {
	return rapid.SampledFrom(from).Draw(t, what)
}

func some(t *rapid.T, what string, from []string) []string {
	list := rapid.SliceOfN(rapid.SampledFrom(from), 1, 2).Draw(t, what)
	slices.Sort(list)
	return slices.Compact(list)
}

func hclList(list []string) string {
	out := make([]string, len(list))
	for i, s := range list {
		out[i] = fmt.Sprintf("%q", s)
		if slices.Contains(groupNames, s) {
			out[i] = "privilege_group." + s
		}
	}
	return "[" + strings.Join(out, ", ") + "]"
}

// randomPolicy writes a policy for one of the versions that differ most.
func randomPolicy(t *rapid.T, mode string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "target \"milvus\" \"prod\" {\n version = %q\n unmanaged = %q\n", pick(t, "version", []string{"2.5", "2.6", "3.0"}), mode)
	if rapid.Bool().Draw(t, "inventory") {
		b.WriteString(" database \"d1\" {\n collections = [\"c1\", \"c3\"]\n aliases = { live = \"c1\" }\n }\n")
	}
	b.WriteString("}\n")
	groups := rapid.IntRange(0, 2).Draw(t, "groups")
	for _, g := range groupNames[:groups] {
		fmt.Fprintf(&b, "privilege_group %q { privileges = %s }\n", g, hclList(some(t, "members of group", privilegeNames)))
	}
	granted := slices.Concat(grantedNames, groupNames[:groups])
	b.WriteString("condition \"late\" { expression = \"request.time.getHours() > 20\" }\n")
	names := append([]string{"public"}, roleNames...)
	for _, r := range names[rapid.IntRange(0, 1).Draw(t, "public"):rapid.IntRange(1, 4).Draw(t, "roles")] {
		fmt.Fprintf(&b, "role %q {\n description = %q\n", r, pick(t, "description", []string{"", "one"}))
		for range rapid.IntRange(0, 3).Draw(t, "grants") {
			fmt.Fprintf(&b, " grant {\n privileges = %s\n database = %s\n collection = %s\n%s }\n",
				hclList(some(t, "privileges", granted)), hclList(some(t, "databases", databaseNames)), hclList(some(t, "collections", append([]string{"live"}, collectionNames...))),
				pick(t, "condition", []string{"", "", "", " condition = condition.late\n", " condition = condition.late\n deploy = \"unconditional\"\n"}))
		}
		b.WriteString("}\n")
		if rapid.Bool().Draw(t, "bound") {
			role := "role." + r
			fmt.Fprintf(&b, "binding %q {\n roles = [%s]\n users = %s\n%s}\n", "b_"+r, role, hclList(some(t, "users", principalNames)),
				pick(t, "expires", []string{"", "", " expires = \"2026-01-01\"\n", " expires = \"2027-01-01\"\n"}))
		}
	}
	if strings.Contains(b.String(), `role "r2"`) {
		b.WriteString(pick(t, "moved", []string{"", "moved {\n from = role.old\n to = role.r2\n}\n"}))
	}
	b.WriteString(pick(t, "removed", []string{"", "removed { from = role.gone }\n"}))
	b.WriteString(pick(t, "user", []string{"", "user \"alice\" {}\n"}))
	return b.String()
}

// randomState makes up what is deployed. Some of its grants are written as other
// tools write them: without what the catalog can fill in.
func randomState(t *rapid.T) *schema.State {
	s := &schema.State{
		Format: schema.StateFormat, Groups: []schema.StateGroup{}, Roles: []schema.StateRole{{Name: "admin", BuiltIn: true}}, Users: []schema.StateUser{},
		Grants: []schema.StateGrant{}, Members: []schema.StateMember{}, Databases: []schema.StateDatabase{{Name: "d2", Collections: []string{"c1", "c4"}, Aliases: map[string]string{"live": "c4"}}},
	}
	for _, g := range some(t, "groups there", []string{"g1", "g2", "g3", "CollectionReadOnly"}) {
		s.Groups = append(s.Groups, schema.StateGroup{Name: g, Privileges: some(t, "members of group there", privilegeNames), BuiltIn: g == "CollectionReadOnly"})
	}
	roles := rapid.SliceOfNDistinct(rapid.SampledFrom([]string{"r1", "r2", "r3", "old", "gone", "public"}), 0, 6, rapid.ID[string]).Draw(t, "roles there")
	for _, r := range roles {
		s.Roles = append(s.Roles, schema.StateRole{Name: r, Description: pick(t, "description there", []string{"", "one", "two"})})
		for range rapid.IntRange(0, 3).Draw(t, "grants there") {
			s.Grants = append(s.Grants, schema.StateGrant{
				Role: r, Privilege: pick(t, "privilege there", append([]string{"g1", "g2", "g3"}, grantedNames...)),
				Database: pick(t, "database there", append([]string{""}, databaseNames...)), Collection: pick(t, "collection there", append([]string{"c5", "live"}, collectionNames...)),
			})
		}
		for _, p := range principalNames {
			if rapid.IntRange(0, 2).Draw(t, "member there") == 0 {
				s.Members = append(s.Members, schema.StateMember{Principal: p, Role: r})
			}
		}
	}
	if rapid.IntRange(0, 3).Draw(t, "default there") == 0 {
		s.Grants = append(s.Grants, schema.StateGrant{Role: "public", Privilege: "DescribeCollection", Database: "*", Collection: "*"})
	}
	for _, u := range some(t, "users there", append([]string{"dora"}, principalNames...)) {
		s.Users = append(s.Users, schema.StateUser{Name: u})
	}
	if rapid.IntRange(0, 3).Draw(t, "settings there") == 0 {
		s.Settings = map[string]bool{"public_privileges": rapid.Bool().Draw(t, "public_privileges"), "root_needs_role": rapid.Bool().Draw(t, "root_needs_role")}
	}
	return s
}
