package schema

import (
	"slices"
	"strconv"
	"strings"
)

// Level is the level at which a privilege or group is granted. The empty Level
// belongs to names that a server accepts but puts at no level.
type Level string

// The levels known to rolecall's targets. Which of them a target has, and in
// which order, is in its catalog.
const (
	LevelCluster    Level = "cluster"
	LevelDatabase   Level = "database"
	LevelCollection Level = "collection"
	LevelAccount    Level = "account"   // Qdrant Cloud: the whole account
	LevelOperation  Level = "operation" // operations of the vendor's own roles; never granted to others
	// ScopeNone is the scope of a privilege that guards nothing.
	ScopeNone Level = "none"
)

// Catalog is what is known of one vendor version: data, decoded from the JSON
// file beside the vendor's package. It is shared and must not be changed.
type Catalog struct {
	Format     string            `json:"format"` // rolecall.catalog/v1
	Kind       string            `json:"kind"`
	Version    string            `json:"version"`
	Title      string            `json:"title"`
	Next       string            `json:"next,omitempty"` // the version after this one, where there is one
	Sources    map[string]Source `json:"sources"`        // by the short name used in the tables' source fields
	Levels     []Level           `json:"levels"`         // widest first; grants are written at one of them
	Principals []string          `json:"principals"`     // kinds a binding may name: user, group, service_account, api_key
	Behaviour  Behaviour         `json:"behaviour"`
	Settings   []SettingDef      `json:"settings"`
	Privileges []Privilege       `json:"privileges"`
	Groups     []BuiltinGroup    `json:"groups"`
	Roles      []BuiltinRole     `json:"roles"`
	Users      []BuiltinUser     `json:"users"`
	Limits     []Limit           `json:"limits"`
	Names      []NameRule        `json:"names"`
	Renamed    []Renamed         `json:"renamed"`
	Tokens     *Tokens           `json:"tokens,omitempty"` // nil where there are none
	Composites []Composite       `json:"composites"`
	Plans      []Plan            `json:"plans"`
	Unguarded  []string          `json:"unguarded"` // operations open to any authenticated principal
	Methods    []Method          `json:"methods,omitempty"`
	Notes      []Note            `json:"notes"` // traps worth knowing that no table holds

	exact      string // the version a policy names, as in 2.6.9; empty means the newest patch
	privileges map[string]*Privilege
	groups     map[string]*BuiltinGroup
	roles      map[string]*BuiltinRole
}

// Source is where a table was read, and when.
type Source struct {
	Title string `json:"title"`
	Date  string `json:"date"` // YYYY-MM-DD or YYYY-MM
	URL   string `json:"url,omitempty"`
}

// Privilege is one privilege of the vendor.
type Privilege struct {
	Name string `json:"name"`
	// Level is where it is granted; empty where the server accepts the name at no level.
	Level Level `json:"level"`
	// Object is the type of object a stored grant has, where the vendor has
	// such types; see Behaviour.Objects for what a type does to a grant.
	Object string `json:"object,omitempty"`
	// Scope is the finest scope that restricts it: none for a privilege that guards nothing.
	Scope      Level       `json:"scope"`
	Operations []Operation `json:"operations,omitempty"`
	// Stores lists privileges that are granted and revoked with it when it is granted singly.
	Stores      []string `json:"stores,omitempty"`
	StoredBy    string   `json:"stored_by,omitempty"` // who adds them, for messages
	Risk        string   `json:"risk"`                // read, write, destructive or admin
	Category    string   `json:"category,omitempty"`
	Description string   `json:"description,omitempty"`
	Escalation  string   `json:"escalation,omitempty"` // how a holder can raise itself; empty where it cannot
	OwnerOnly   bool     `json:"owner_only,omitempty"`
	Default     bool     `json:"default,omitempty"` // everyone holds it
	Note        string   `json:"note,omitempty"`
	Since       string   `json:"since,omitempty"`
	Source      string   `json:"source"`
}

// Dead reports that p guards nothing: a grant of it makes no row.
func (p *Privilege) Dead() bool { return p.Scope == ScopeNone }

// Wide reports whether a privilege that is granted on collections is enforced at a wider level.
func (c *Catalog) Wide(p *Privilege) bool {
	return p.Level == LevelCollection && !p.Dead() && slices.Contains(c.Below(p.Scope), LevelCollection)
}

// Operation is a call of the vendor's interface that a privilege guards.
type Operation struct {
	Name string   `json:"name"`
	REST []string `json:"rest,omitempty"`
	// With lists privileges needed besides.
	With []string `json:"with,omitempty"`
	// Or lists privileges any of which would do instead.
	Or []string `json:"or,omitempty"`
	// Unreachable says that a grant of the privilege can never satisfy the call.
	Unreachable bool `json:"unreachable,omitempty"`
}

// Method is a call of the vendor's management interface and what it needs.
type Method struct {
	Name     string   `json:"name"`
	REST     []string `json:"rest,omitempty"`
	AllOf    []string `json:"all_of,omitempty"`
	AnyOf    []string `json:"any_of,omitempty"`
	UserOnly bool     `json:"user_only,omitempty"`
	Public   bool     `json:"public,omitempty"`
}

// How a group's members are matched.
const (
	MatchMembers = ""         // each member as if granted singly
	MatchExact   = "exact-db" // legacy matcher: the database is compared exactly; see BuiltinGroup.Covers
)

// BuiltinGroup is a privilege group the vendor defines, or one of the legacy
// names that are matched by rules of their own.
type BuiltinGroup struct {
	Name       string   `json:"name"`
	Aliases    []string `json:"aliases,omitempty"`
	Level      Level    `json:"level"`            // empty for legacy groups
	Object     string   `json:"object,omitempty"` // object type of a stored grant of it
	Privileges []string `json:"privileges"`
	Legacy     bool     `json:"legacy,omitempty"`
	Match      string   `json:"match,omitempty"`
	// Covers says which collections a legacy group reaches: "any" whatever was
	// written, or "written".
	Covers string `json:"covers,omitempty"`
	Note   string `json:"note,omitempty"`
	Source string `json:"source"`
}

// BuiltinRole is a role the vendor owns.
type BuiltinRole struct {
	Name    string   `json:"name"`
	Aliases []string `json:"aliases,omitempty"` // what a console calls it
	// Of is where the role lives: cluster, project, organization or account.
	Of       string `json:"of"`
	Implicit bool   `json:"implicit,omitempty"` // every principal holds it
	// Setting names the target setting that must be true for its default grants to stand; empty means always.
	Setting   string         `json:"setting,omitempty"`
	Bypass    bool           `json:"bypass,omitempty"` // holds every live privilege everywhere
	Grants    []BuiltinGrant `json:"grants,omitempty"`
	Grantable bool           `json:"grantable,omitempty"` // grants may be added to it (public)
	Unknown   string         `json:"unknown,omitempty"`   // what is not published about it
	// Generation is the edition of the vendor's documentation that has it.
	Generation string `json:"generation,omitempty"`
	Note       string `json:"note,omitempty"`
	Source     string `json:"source"`
}

// BuiltinGrant is a grant of a built-in role.
type BuiltinGrant struct {
	Privileges []string `json:"privileges"`
	Database   string   `json:"database"`
	Collection string   `json:"collection"`
}

// BuiltinUser is a user the vendor creates. Unless, where set, names the target
// setting that takes the roles away.
type BuiltinUser struct {
	Name   string   `json:"name"`
	Roles  []string `json:"roles,omitempty"`
	Unless string   `json:"unless,omitempty"`
	Note   string   `json:"note,omitempty"`
	Source string   `json:"source"`
}

// Limit is a number the server holds to. Builtin is how many of the vendor's own
// objects count; the policy may declare Max-Builtin.
type Limit struct {
	Name    string `json:"name"` // roles, users
	Max     int    `json:"max"`
	Builtin int    `json:"builtin,omitempty"`
	Setting string `json:"setting,omitempty"` // the server's own configuration key
	Note    string `json:"note,omitempty"`
	Source  string `json:"source"`
}

// NameRule says what a name may be. Pattern is a Go regular expression for the
// whole name; Min and Max count runes.
type NameRule struct {
	Of       string `json:"of"` // role, user, privilege_group, database, collection
	Pattern  string `json:"pattern"`
	Min      int    `json:"min,omitempty"`
	Max      int    `json:"max,omitempty"`
	Rule     string `json:"rule"` // in words
	Reserved string `json:"reserved,omitempty"`
	Source   string `json:"source"`
}

// Renamed is a name that once was, or never was though people write it.
type Renamed struct {
	Old    string `json:"old"`
	New    string `json:"new,omitempty"` // empty: nothing replaced it
	Date   string `json:"date,omitempty"`
	Note   string `json:"note,omitempty"`
	Source string `json:"source"`
}

// Composite is a thing people do that needs several privileges at once.
type Composite struct {
	Name   string   `json:"name"`
	Starts []string `json:"starts"` // a holder of one of these sets out to do it
	Needs  []string `json:"needs"`  // and needs all of these
	Source string   `json:"source"`
}

// Plan is a service plan and what it supports.
type Plan struct {
	Name         string   `json:"name"`
	CustomRoles  bool     `json:"custom_roles"`
	BuiltinRoles []string `json:"builtin_roles"`
	CustomGroups string   `json:"custom_groups,omitempty"` // what it takes to have own privilege groups
	Note         string   `json:"note,omitempty"`
	Source       string   `json:"source"`
}

// SettingDef is a setting that a target block may carry.
type SettingDef struct {
	Name        string `json:"name"`
	Default     bool   `json:"default"`
	Server      string `json:"server,omitempty"` // the server's own configuration key
	Description string `json:"description"`
	Source      string `json:"source"`
}

// Note is a trap worth knowing.
type Note struct {
	About  string `json:"about"`
	Text   string `json:"text"`
	Source string `json:"source"`
}

// Behaviour is how the server goes about things, as far as it differs between
// vendors and versions.
type Behaviour struct {
	// Scoped says that grants name databases and collections; else they take no scope.
	Scoped bool `json:"scoped"`
	// DefaultDatabase is what an empty database means.
	DefaultDatabase string `json:"default_database,omitempty"`
	// RequestDatabase is which database a request is authorised against: "connection" or "request".
	RequestDatabase string `json:"request_database,omitempty"`
	// ClusterDatabase is the database that cluster-level requests are
	// authorised against, where it is not the one of the connection.
	ClusterDatabase string `json:"cluster_database,omitempty"`
	// Objects says for each object type what a stored grant keeps of its
	// collection: "collection", "any" (replaced by *) or "user" (a user name, kept as written).
	Objects map[string]string `json:"objects,omitempty"`
	// Wildcard is the object type that the privilege "*" covers; empty where there is no such privilege.
	Wildcard string `json:"wildcard,omitempty"`
	// AliasesSince is the version from which an alias in a grant is resolved to its collection; empty: never.
	AliasesSince string `json:"aliases_since,omitempty"`
	// LifecycleSince is the version from which dropping or renaming a collection takes its grants along; empty: never.
	LifecycleSince string `json:"lifecycle_since,omitempty"`
	// DescriptionsSince is the version from which roles have descriptions; empty: never.
	DescriptionsSince string `json:"descriptions_since,omitempty"`
	// CustomGroups says that own privilege groups exist.
	CustomGroups bool `json:"custom_groups"`
	// EmptyGroups says that a group may be empty.
	EmptyGroups bool `json:"empty_groups"`
	// SingleLevel says that a group's privileges must be of one level.
	SingleLevel bool `json:"single_level"`
	// BoundRoleDrop is what dropping a role that principals hold does: "unbinds" (silently) or "refused".
	BoundRoleDrop string `json:"bound_role_drop"`
	// BoundRoleDropNote says it in a sentence for messages.
	BoundRoleDropNote string `json:"bound_role_drop_note"`
	// GrantedRoleDrop says that dropping a role with grants is refused.
	GrantedRoleDrop bool `json:"granted_role_drop_refused"`
	// ReplaceOnly says that a principal's last role can only be replaced.
	ReplaceOnly string `json:"replace_only,omitempty"`
	// Tokens says that database tokens exist.
	Tokens bool `json:"tokens,omitempty"`
	// PairReads says that a write privilege is deployed together with its read.
	PairReads bool   `json:"pair_reads,omitempty"`
	Source    string `json:"source"`
}

// Index prepares the look-ups. The target packages call it once after decoding.
func (c *Catalog) Index() {
	c.privileges = make(map[string]*Privilege, len(c.Privileges))
	for i := range c.Privileges {
		c.privileges[c.Privileges[i].Name] = &c.Privileges[i]
	}
	c.groups = make(map[string]*BuiltinGroup, 2*len(c.Groups))
	for i := range c.Groups {
		c.groups[c.Groups[i].Name] = &c.Groups[i]
		for _, a := range c.Groups[i].Aliases {
			c.groups[a] = &c.Groups[i]
		}
	}
	c.roles = make(map[string]*BuiltinRole, 2*len(c.Roles))
	for i := range c.Roles {
		c.roles[c.Roles[i].Name] = &c.Roles[i]
	}
	for i := range c.Roles {
		for _, a := range c.Roles[i].Aliases {
			if c.roles[a] == nil {
				c.roles[a] = &c.Roles[i]
			}
		}
	}
}

// At is c as the given version of the server, such as "2.6.9", has it; an empty
// version or the catalog's own line means its newest patch.
func (c *Catalog) At(version string) *Catalog {
	if version == "" || version == c.Version {
		return c
	}
	at := *c
	at.exact = version
	return &at
}

// Has reports whether a fact that holds since a version holds here. An empty since never holds.
func (c *Catalog) Has(since string) bool {
	if since == "" {
		return false
	}
	return c.exact == "" || CompareVersions(c.exact, since) >= 0
}

// Exact is the version a policy names, or the catalog's own.
func (c *Catalog) Exact() string {
	if c.exact != "" {
		return c.exact
	}
	return c.Version
}

// Privilege finds a privilege by its exact name; nil where there is none.
func (c *Catalog) Privilege(name string) *Privilege { return c.privileges[name] }

// Group finds a built-in group by name or alias; nil where there is none.
func (c *Catalog) Group(name string) *BuiltinGroup { return c.groups[name] }

// Role finds a built-in role by name or by what a console calls it; nil where there is none.
func (c *Catalog) Role(name string) *BuiltinRole { return c.roles[name] }

// User finds a built-in user; nil where there is none.
func (c *Catalog) User(name string) *BuiltinUser {
	for i := range c.Users {
		if c.Users[i].Name == name {
			return &c.Users[i]
		}
	}
	return nil
}

// Limit finds a limit; nil where none is known.
func (c *Catalog) Limit(name string) *Limit {
	for i := range c.Limits {
		if c.Limits[i].Name == name {
			return &c.Limits[i]
		}
	}
	return nil
}

// NameRule finds the rule for names of a thing; nil where none is known.
func (c *Catalog) NameRule(of string) *NameRule {
	for i := range c.Names {
		if c.Names[i].Of == of {
			return &c.Names[i]
		}
	}
	return nil
}

// Plan finds a plan; nil where there is none.
func (c *Catalog) Plan(name string) *Plan {
	for i := range c.Plans {
		if c.Plans[i].Name == name {
			return &c.Plans[i]
		}
	}
	return nil
}

// Below lists the levels narrower than l, widest first; nil for a level the target does not have.
func (c *Catalog) Below(l Level) []Level {
	if i := slices.Index(c.Levels, l); i >= 0 {
		return c.Levels[i+1:]
	}
	return nil
}

// CompareVersions compares dotted numbers; what is not a number compares as text.
func CompareVersions(a, b string) int {
	as, bs := strings.Split(a, "."), strings.Split(b, ".")
	for i := range max(len(as), len(bs)) {
		x, y := "0", "0"
		if i < len(as) {
			x = as[i]
		}
		if i < len(bs) {
			y = bs[i]
		}
		xn, errX := strconv.Atoi(x)
		yn, errY := strconv.Atoi(y)
		switch {
		case errX == nil && errY == nil && xn != yn:
			return xn - yn
		case (errX != nil || errY != nil) && x != y:
			return strings.Compare(x, y)
		}
	}
	return 0
}
