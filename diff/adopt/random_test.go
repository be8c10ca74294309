package adopt_test

import (
	"slices"
	"strings"

	"pgregory.net/rapid"

	"github.com/rolecall/rolecall/schema"
	"github.com/rolecall/rolecall/schema/target/all"
)

// server makes random states of one vendor's server.
type server struct {
	kind     string
	versions []string
	scoped   bool
	users    []string
	granted  []string // besides what the catalog has
	bound    []string // roles of the vendor, and some that are in no catalog
	projects []string
}

var servers = []server{
	{
		kind: "milvus", versions: []string{"", "2.5", "2.6", "2.6.8", "2.6.9", "2.6.19", "v2.6.11", "3.0"}, scoped: true,
		users: []string{"alice", "bob", "carol", "root"}, granted: []string{"*", "OldName", "ClusterAdmin"}, bound: []string{"admin", "public", "ghost"},
	},
	{
		kind: "zilliz", versions: []string{"", "cloud"}, scoped: true,
		users:   []string{"alice", "group:ops", "service_account:etl", "api_key:ci", "db_admin", "user:x", "group:"},
		granted: []string{"*", "col_ro", "COLL_RW", "OldName", "rest.collection.list"},
		bound:   []string{"db_admin", "db_ro", "db_rw", "Admin", "Organization Owner", "Project Admin", "Data Admin", "Public", "New Role"}, projects: []string{"", "", "p1", "p ${2}"},
	},
	{
		kind: "qdrant", versions: []string{"", "cloud"},
		users: []string{"alice@x.io", "bob@x.io", "carol@x.io"}, granted: []string{"read:cluster-endpoints", "admin:backups", "*"}, bound: []string{"Owner", "Admin", "Base", "Ghost"},
	},
}

// hostile are names that mean something to HCL, to shells, to terminals, or to a
// server itself.
var hostile = []string{
	`a"b`, `${x}`, `%{if}`, `a$`, `$${`, `%%{`, "a b", " lead", "tail ", "ünïcode", "e\u0301", "日本", `a\b`, "role.x", "for", "true", "null", "1abc", "a-b", "A-B", "a.b",
	"x*", "[a]", "#c", "//c", "/*c", "<<EOT", "\u2028", "\u200b", "\u202e", "\U0001f600", "\u00a0", "each", "${each.key}", "rolecall:ignore RC101", "user:x",
	strings.Repeat("long", 60), strings.Repeat("$", 200), "Insert", "All", "public2", "Search", "admin2", "CollectionReadOnly", "_", "__", "-", "é",
}

// likely are names that people give.
var likely = []string{"reader", "writer", "reader_acme", "reader_globex", "reader_umbra", "tenant_acme_rw", "tenant_globex_rw", "tenant_umbra_rw", "Data engineer"}

func pick(t *rapid.T, what string, from []string) string {
	return rapid.SampledFrom(from).Draw(t, what)
}

func one(t *rapid.T, what string, n int) bool { return rapid.IntRange(1, n).Draw(t, what) == 1 }

func some(t *rapid.T, what string, from []string, most int) []string {
	return rapid.SliceOfNDistinct(rapid.SampledFrom(from), 0, min(most, len(from)), rapid.ID[string]).Draw(t, what)
}

// state makes up what is deployed. Half of the servers have names that nobody gives.
func (v server) state(t *rapid.T) *schema.State {
	s := &schema.State{
		Format: schema.StateFormat, Target: schema.StateTarget{Kind: v.kind, Name: pick(t, "name", []string{"", "prod", "Prod EU", "7", "ünï"}), Version: pick(t, "version", v.versions)},
		Groups: []schema.StateGroup{}, Roles: []schema.StateRole{}, Users: []schema.StateUser{},
		Grants: []schema.StateGrant{}, Members: []schema.StateMember{}, Databases: []schema.StateDatabase{},
	}
	c := catalogOf(t, s)
	names, users := likely, v.users
	if one(t, "hostile", 2) {
		names, users = slices.Concat(likely, hostile), slices.Concat(v.users, hostile)
	}
	granted := slices.Clone(v.granted)
	for i := range c.Privileges {
		if c.Privileges[i].Level != schema.LevelOperation {
			granted = append(granted, c.Privileges[i].Name)
		}
	}
	for i := range c.Groups {
		granted = append(granted, c.Groups[i].Name, c.Groups[i].Name)
	}
	databases, collections := []string{"", "*", "d1", "d2"}, []string{"", "*", "c1", "c2", "live"}
	if v.scoped {
		databases, collections = v.inventory(t, s, databases, collections, names)
		own := v.groups(t, s, c, names, granted)
		granted = append(granted, slices.Concat(own, own, own, own)...)
	}
	granted = append(granted, "Load", "GetLoadState", "GetLoadingProgress", "Flush", "GetFlushState", "write:clusters", "read:clusters")
	roles := some(t, "roles", names, 8)
	for _, r := range roles {
		if !one(t, "unlisted", 12) {
			s.Roles = append(s.Roles, schema.StateRole{Name: r, BuiltIn: one(t, "configured", 15), Description: pick(t, "description", append([]string{"", "", "for acme", "two\nlines\x00"}, names...))})
		}
		grants := v.grants(t, granted, databases, collections)
		if one(t, "like the first", 3) && len(s.Grants) > 0 {
			grants = grants[:0]
			for _, g := range s.Grants {
				if g.Role == s.Grants[0].Role {
					grants = append(grants, g)
				}
			}
		}
		for _, g := range grants {
			g.Role = r
			s.Grants = append(s.Grants, g)
		}
	}
	if one(t, "vendor's granted", 4) {
		for _, g := range v.grants(t, granted, databases, collections) {
			g.Role = pick(t, "vendor's role", v.bound)
			s.Grants = append(s.Grants, g)
		}
	}
	v.public(t, s, c)
	v.members(t, s, roles, users)
	if one(t, "settings", 4) {
		s.Settings = map[string]bool{}
		for _, name := range some(t, "told", []string{"authorization", "root_needs_role", "unheard_of"}, 3) {
			s.Settings[name] = one(t, "is", 2)
		}
	}
	if one(t, "partial", 8) {
		s.Covers = some(t, "covers", []string{"privilege_groups", "roles", "users", "grants", "members", "databases"}, 6)
	}
	return s
}

func catalogOf(t failer, s *schema.State) *schema.Catalog {
	t.Helper()
	vendor, ok := all.Find(s.Target.Kind)
	if !ok {
		t.Fatalf("no vendor %q", s.Target.Kind)
	}
	c, ok := vendor.Catalog(s.Target.Version)
	if !ok {
		t.Fatalf("no catalog of %+v", s.Target)
	}
	return c
}

// inventory lists databases, most of which exist, with collections and aliases.
func (v server) inventory(t *rapid.T, s *schema.State, databases, collections, names []string) ([]string, []string) {
	databases = append(databases, some(t, "odd databases", names, 2)...)
	collections = append(collections, some(t, "odd collections", names, 3)...)
	collections = append(collections, "docs_acme", "docs_globex", "docs_umbra")
	for _, d := range databases {
		if d == "" || d == "*" || one(t, "unknown database", 4) {
			continue
		}
		db := schema.StateDatabase{Name: d, Collections: some(t, "collections", collections[2:], 4)}
		if one(t, "aliases", 2) {
			db.Aliases = map[string]string{"live": "c1", pick(t, "alias", append([]string{"hot"}, names...)): "c2"}
		}
		s.Databases = append(s.Databases, db)
	}
	return databases, collections
}

// groups makes privilege groups: of one level, of several, with groups in them,
// with what nobody knows, and those of the vendor as a server defines them.
func (v server) groups(t *rapid.T, s *schema.State, c *schema.Catalog, names, granted []string) []string {
	own := some(t, "groups", names, 4)
	for _, g := range own {
		of := granted
		if !one(t, "mixed", 3) {
			of = []string{"Insert", "Search", "Load", "GetLoadState"}
		}
		if one(t, "nested", 5) {
			of = slices.Concat(of, own)
		}
		s.Groups = append(s.Groups, schema.StateGroup{Name: g, Privileges: some(t, "members", of, 4)})
	}
	for i := range c.Groups {
		if g := c.Groups[i]; one(t, "built in", 6) {
			list := slices.Clone(g.Privileges)
			if one(t, "redefined", 3) {
				list = some(t, "as the server has it", granted, 5)
			}
			s.Groups = append(s.Groups, schema.StateGroup{Name: g.Name, Privileges: list, BuiltIn: one(t, "says so", 2)})
		}
	}
	if one(t, "configured group", 6) {
		s.Groups = append(s.Groups, schema.StateGroup{Name: "Auditing", Privileges: []string{"SelectUser", "SelectOwnership"}, BuiltIn: true})
		own = append(own, "Auditing")
	}
	return own
}

func (v server) grants(t *rapid.T, granted, databases, collections []string) []schema.StateGrant {
	var out []schema.StateGrant
	for range rapid.IntRange(0, 5).Draw(t, "grants") {
		g := schema.StateGrant{Privilege: pick(t, "privilege", granted)}
		if !v.scoped {
			out = append(out, g)
			continue
		}
		g.ObjectType = pick(t, "object type", []string{"", "", "", "", "", "", "Collection", "Global", "User"})
		g.Database, g.Collection = pick(t, "database", databases), pick(t, "collection", collections)
		out = append(out, g)
		for _, more := range some(t, "also", []string{"d1", "d2", "*"}, 2) {
			g.Database = more
			out = append(out, g)
		}
		if g.Privilege == "Load" && one(t, "complete", 2) {
			g.ObjectType = ""
			for _, name := range []string{"Load", "GetLoadState", "GetLoadingProgress"} {
				g.Privilege = name
				out = append(out, g)
			}
		}
	}
	return out
}

// public has all of its default grants, some, or none that are listed.
func (v server) public(t *rapid.T, s *schema.State, c *schema.Catalog) {
	for _, r := range c.Implicit() {
		if !r.Grantable || one(t, "public is not listed", 2) {
			continue
		}
		for _, d := range r.Grants {
			for _, name := range d.Privileges {
				if !one(t, "revoked", 6) {
					s.Grants = append(s.Grants, schema.StateGrant{Role: r.Name, Privilege: name, Database: d.Database, Collection: d.Collection})
				}
			}
		}
	}
}

func (v server) members(t *rapid.T, s *schema.State, roles, users []string) {
	holds := slices.Concat(roles, roles, roles, v.bound)
	for _, u := range some(t, "holders", users, 6) {
		if !one(t, "nobody knows", 4) {
			s.Users = append(s.Users, schema.StateUser{Name: u})
		}
		for _, r := range some(t, "holds", holds, 3) {
			m := schema.StateMember{Principal: u, Role: r}
			if v.projects != nil {
				m.Project = pick(t, "project", v.projects)
			}
			s.Members = append(s.Members, m)
		}
	}
	for _, u := range some(t, "idle", users, 3) {
		s.Users = append(s.Users, schema.StateUser{Name: u})
	}
}
