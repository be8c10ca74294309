package plan_test

import (
	"fmt"
	"slices"
	"strings"

	"pgregory.net/rapid"

	"github.com/rolecall/rolecall/schema"
)

// vendor makes random pairs of a policy and a deployed state.
type vendor struct {
	name       string
	versions   []string
	scoped     bool
	users      []string
	privileges []string // granted singly
	groups     []string // of the vendor
	bound      []string // roles of the vendor
	dense      bool     // one scope and few privileges, so that much depends on each other
}

var milvusPrivileges = []string{"Insert", "Search", "Load", "GetLoadState", "Flush", "GetFlushState", "DropCollection", "CreateDatabase", "SelectUser", "ListDatabases"}

var vendors = []vendor{
	{"milvus", []string{"2.5", "2.6", "2.6.19", "3.0"}, true, []string{"alice", "bob", "carol", "root"}, milvusPrivileges,
		[]string{"CollectionReadOnly", "CollectionAdmin", "DatabaseAdmin", "ClusterReadOnly", "*", "All", "ReadWrite"}, []string{"admin", "public"}, false},
	{name: "milvus", versions: []string{"2.5", "2.6"}, scoped: true, users: []string{"alice", "bob"}, privileges: []string{"Load", "GetLoadState", "Search"}, bound: []string{"admin"}, dense: true},
	{"zilliz", []string{"cloud"}, true, []string{"alice", "bob", "carol", "db_admin"}, milvusPrivileges,
		[]string{"CollectionReadOnly", "CollectionAdmin", "DatabaseAdmin", "ClusterReadOnly", "*"}, []string{"db_ro", "Organization Owner"}, false},
	{"qdrant", []string{"cloud"}, false, []string{"alice@x.io", "bob@x.io", "carol@x.io"},
		[]string{"read:clusters", "write:clusters", "delete:clusters", "read:roles", "write:roles", "read:users"}, nil, []string{"Admin", "Owner"}, false},
}

var (
	roleNames  = []string{"role1", "role2", "role3"}
	groupNames = []string{"g1", "g2"}
)

func (v vendor) places() (databases, objects []string) {
	if v.dense {
		return []string{"d1"}, []string{"c1"}
	}
	return []string{"d1", "d1", "d2", "*"}, []string{"c1", "c1", "c2", "*"}
}

func pick(t *rapid.T, what string, from []string) string {
	return rapid.SampledFrom(from).Draw(t, what)
}

func some(t *rapid.T, what string, from []string, least, most int) []string {
	list := rapid.SliceOfNDistinct(rapid.SampledFrom(from), least, min(most, len(from)), rapid.ID[string]).Draw(t, what)
	slices.Sort(list)
	return slices.Compact(list)
}

func one(t *rapid.T, what string, n int) bool { return rapid.IntRange(1, n).Draw(t, what) == 1 }

func list(names []string, groups bool) string {
	out := make([]string, len(names))
	for i, s := range names {
		out[i] = fmt.Sprintf("%q", s)
		if groups && slices.Contains(groupNames, s) {
			out[i] = "privilege_group." + s
		}
	}
	return "[" + strings.Join(out, ", ") + "]"
}

func (v vendor) pair(t *rapid.T) (*schema.Model, *schema.State) {
	m := resolve(t, v.policy(t))
	return m, v.state(t)
}

func (v vendor) policy(t *rapid.T) string {
	var b strings.Builder
	fmt.Fprintf(&b, "target %q \"prod\" {\n version = %q\n unmanaged = %q\n", v.name, pick(t, "version", v.versions), pick(t, "unmanaged", []string{"remove", "remove", "remove", "report", "ignore"}))
	if one(t, "limited", 3) && v.scoped {
		fmt.Fprintf(&b, " limits = { roles = %d }\n", rapid.IntRange(3, 8).Draw(t, "roles limit"))
	}
	b.WriteString("}\n")
	granted := slices.Concat(v.privileges, v.groups)
	if v.scoped {
		for _, g := range some(t, "groups", groupNames, 0, 2) {
			of := v.privileges
			if !one(t, "mixed", 5) { // of one level, mostly
				of = [][]string{{"Insert", "Search", "Load", "GetLoadState"}, {"CreateDatabase", "SelectUser"}, {"DropCollection"}}[rapid.IntRange(0, 2).Draw(t, "level")]
			}
			fmt.Fprintf(&b, "privilege_group %q { privileges = %s }\n", g, list(some(t, "members", of, 0, 3), false))
			granted = append(granted, g, g)
		}
	}
	b.WriteString("condition \"late\" { expression = \"request.time.getHours() > 20\" }\n")
	roles := some(t, "roles", roleNames, 0, 3)
	for _, r := range roles {
		fmt.Fprintf(&b, "role %q {\n description = %q\n", r, pick(t, "description", []string{"", "one"}))
		if one(t, "protected", 8) {
			b.WriteString(" protected = true\n")
		}
		v.grants(t, &b, granted)
		b.WriteString("}\n")
	}
	if one(t, "public", 6) && v.name == "milvus" {
		b.WriteString("role \"public\" {\n")
		v.grants(t, &b, granted)
		b.WriteString("}\n")
	}
	for i := range rapid.IntRange(0, 3).Draw(t, "bindings") {
		var names []string
		for _, r := range roles {
			if one(t, "binds", 2) {
				names = append(names, "role."+r)
			}
		}
		if one(t, "vendor's", 5) {
			names = append(names, fmt.Sprintf("%q", pick(t, "of the vendor", v.bound)))
		}
		fmt.Fprintf(&b, "binding \"b%d\" {\n roles = [%s]\n users = %s\n%s}\n", i, strings.Join(names, ", "), list(some(t, "users", append([]string{"new"}, v.users...), 1, 3), false),
			pick(t, "expires", []string{"", "", "", " expires = \"2026-01-01\"\n"}))
	}
	for _, r := range roles {
		if one(t, "moved", 3) {
			fmt.Fprintf(&b, "moved {\n from = role.old%s\n to = role.%s\n}\n", r, r)
		}
	}
	for _, u := range some(t, "declared", []string{"alice", "new", "bob"}, 0, 2) {
		if v.scoped {
			fmt.Fprintf(&b, "user %q {}\n", u)
		}
	}
	return b.String()
}

func (v vendor) grants(t *rapid.T, b *strings.Builder, granted []string) {
	databases, objects := v.places()
	for range rapid.IntRange(0, 3).Draw(t, "grants") {
		fmt.Fprintf(b, " grant {\n privileges = %s\n", list(some(t, "privileges", granted, 1, 2), true))
		if v.scoped {
			fmt.Fprintf(b, " database = %s\n collection = %s\n", list(some(t, "databases", databases, 1, 2), false), list(some(t, "collections", objects, 1, 2), false))
		}
		b.WriteString(pick(t, "condition", []string{"", "", "", "", " condition = condition.late\n"}) + " }\n")
	}
}

// state makes up what is deployed.
func (v vendor) state(t *rapid.T) *schema.State {
	s := &schema.State{
		Format: schema.StateFormat, Groups: []schema.StateGroup{}, Roles: []schema.StateRole{}, Users: []schema.StateUser{},
		Grants: []schema.StateGrant{}, Members: []schema.StateMember{}, Databases: []schema.StateDatabase{},
	}
	granted := slices.Concat(v.privileges, v.groups)
	databases, objects := v.places()
	if v.scoped {
		for _, g := range some(t, "groups there", []string{"g1", "g2", "g3"}, 0, 3) {
			of := [][]string{{"Insert", "Search", "Load", "GetLoadState"}, {"CreateDatabase", "SelectUser"}, {"DropCollection"}}[rapid.IntRange(0, 2).Draw(t, "level there")]
			s.Groups = append(s.Groups, schema.StateGroup{Name: g, Privileges: some(t, "members there", of, 0, 3)})
			granted = append(granted, g, g)
		}
	}
	here := []string{"role1", "role2", "role3", "oldrole1", "oldrole2", "extra"}
	for _, r := range some(t, "roles there", here, 0, 5) {
		s.Roles = append(s.Roles, schema.StateRole{Name: r, Description: pick(t, "description there", []string{"", "one", "two"})})
		least := 0
		if !v.scoped {
			least = 1 // an account has no role that grants nothing
		}
		for range rapid.IntRange(least, 4).Draw(t, "grants there") {
			g := schema.StateGrant{Role: r, Privilege: pick(t, "privilege there", granted), Database: pick(t, "database there", databases), Collection: pick(t, "collection there", objects)}
			if one(t, "odd", 30) {
				g.Privilege = "NoSuchThing"
			}
			s.Grants = append(s.Grants, g)
		}
		for _, p := range v.users {
			if one(t, "holds", 3) {
				s.Members = append(s.Members, schema.StateMember{Principal: p, Role: r})
			}
		}
	}
	if one(t, "public there", 6) && v.name == "milvus" {
		s.Grants = append(s.Grants, schema.StateGrant{Role: "public", Privilege: pick(t, "public has", v.privileges), Database: "d1", Collection: "*"},
			schema.StateGrant{Role: "public", Privilege: "DescribeCollection", Database: "*", Collection: "*"})
	}
	for _, p := range v.users {
		if one(t, "vendor's there", 8) {
			s.Members = append(s.Members, schema.StateMember{Principal: p, Role: pick(t, "vendor's role there", v.bound)})
		}
	}
	for _, u := range some(t, "users there", append([]string{"dora"}, v.users...), 0, 4) {
		s.Users = append(s.Users, schema.StateUser{Name: u})
	}
	for _, m := range s.Members { // whoever holds something is there
		if !slices.Contains(s.Users, schema.StateUser{Name: m.Principal}) {
			s.Users = append(s.Users, schema.StateUser{Name: m.Principal})
		}
	}
	if one(t, "partial", 8) {
		s.Covers = some(t, "covers", []string{"privilege_groups", "roles", "users", "grants", "members"}, 0, 4)
	}
	return s
}
