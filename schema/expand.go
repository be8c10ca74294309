package schema

import "slices"

// Row is one piece of access as enforced: holders of Role may use Privilege in
// the scope. Database and Collection are names or "*".
type Row struct {
	Role       string
	Privilege  *Privilege
	Database   string
	Collection string
	Condition  *Condition // nil: always
	Via        []string   // included roles and groups, outermost first
	Grant      *Grant     // the policy's grant it comes from; nil for what the vendor adds or a state holds
	Catalog    string     // the name of what the vendor adds; empty otherwise
}

// Source is where the row comes from: file:line:column, catalog:NAME, or empty for rows of a state.
func (r *Row) Source() string {
	switch {
	case r.Catalog != "":
		return "catalog:" + r.Catalog
	case r.Grant != nil:
		return r.Grant.Decl.Range.String()
	}
	return ""
}

// Expander turns stored grants into rows. It is the only place where a grant
// becomes access: for a policy, for a desired state and for a deployed one, so
// that their rows can be compared one by one. What the vendor does is read from
// the catalog.
type Expander struct {
	Catalog *Catalog
	// Groups holds the members of privilege groups by name, built-in ones where
	// a server defines them differently from the catalog. A name that is in
	// neither gives no rows.
	Groups map[string][]string
}

// Expand calls yield for each row a stored grant makes, in the catalog's or the
// group's order. group is the group the privilege came through, or empty. A
// privilege that is unknown or guards nothing makes no row.
func (x *Expander) Expand(g StateGrant, yield func(p *Privilege, database, collection, group string)) {
	cat := x.Catalog
	database, collection := x.Scope(g)
	if g.Privilege == "*" && cat.Behaviour.Wildcard != "" {
		for i := range cat.Privileges {
			if p := &cat.Privileges[i]; p.Object == cat.Behaviour.Wildcard {
				x.row(p, database, collection, "*", yield)
			}
		}
		return
	}
	builtin := cat.Group(g.Privilege)
	if builtin != nil && builtin.Match == MatchExact {
		x.legacy(builtin, database, collection, builtin.Name, yield)
		return
	}
	members, isGroup := x.Groups[g.Privilege]
	isGroup = isGroup && cat.Privilege(g.Privilege) == nil // a server knows its own names first
	if !isGroup && builtin != nil {
		members, isGroup = builtin.Privileges, true
	}
	if !isGroup {
		if p := cat.Privilege(g.Privilege); p != nil {
			x.row(p, database, collection, "", yield)
		}
		return
	}
	for _, name := range members { // one level only: no server expands a group within a group
		if p := cat.Privilege(name); p != nil {
			x.row(p, database, collection, g.Privilege, yield)
		} else if l := cat.Group(name); l != nil && l.Match == MatchExact {
			x.legacy(l, database, collection, g.Privilege, yield) // matched by name, in a group as well
		}
	}
}

// Scope is the database and collection a stored grant means: an empty database
// is the default one, and where the target has no scopes both are any.
func (x *Expander) Scope(g StateGrant) (database, collection string) {
	if !x.Catalog.Behaviour.Scoped {
		return "*", "*"
	}
	database, collection = g.Database, g.Collection
	if database == "" {
		database = x.Catalog.Behaviour.DefaultDatabase
	}
	if collection == "" {
		collection = "*"
	}
	return database, collection
}

// row yields one privilege of a grant in the scope the server enforces: the
// collection is dropped where its object type does so, and there is no row at
// all where no request can match it.
func (x *Expander) row(p *Privilege, database, collection, group string, yield func(*Privilege, string, string, string)) {
	if p.Dead() {
		return
	}
	b := &x.Catalog.Behaviour
	if b.Objects[p.Object] == "any" {
		collection = "*"
	}
	if b.ClusterDatabase != "" && p.Level == LevelCluster {
		if database != "*" && database != b.ClusterDatabase {
			return // requests for it name another database
		}
	}
	yield(p, database, collection, group)
}

// legacy expands a legacy group. Its database is compared exactly, so "*"
// matches only requests whose database is "*": those for cluster-level
// privileges, where the server authorises them against "*", and none elsewhere.
// through is what the grant names: the group itself, or one that has it as a member.
func (x *Expander) legacy(g *BuiltinGroup, database, collection, through string, yield func(*Privilege, string, string, string)) {
	cat := x.Catalog
	for i := range cat.Privileges {
		p := &cat.Privileges[i]
		if p.Dead() || len(g.Privileges) > 0 && !slices.Contains(g.Privileges, p.Name) {
			continue
		}
		asked := p.Level == LevelCluster && cat.Behaviour.ClusterDatabase != ""
		if asked != (database == "*") {
			continue
		}
		c := "*"
		if g.Covers == "written" && cat.Behaviour.Objects[p.Object] != "any" {
			c = collection
		}
		yield(p, database, c, through)
	}
}

// BuiltinRows calls yield for each row a built-in role has by itself on a
// target with these settings. What is not published makes no row.
func (x *Expander) BuiltinRows(role *BuiltinRole, setting func(name string, fallback bool) bool, yield func(p *Privilege, database, collection, group string)) {
	if role.Setting != "" && !setting(role.Setting, true) {
		return
	}
	if role.Bypass {
		for i := range x.Catalog.Privileges {
			p := &x.Catalog.Privileges[i]
			if !p.Dead() && p.Level != LevelOperation {
				yield(p, "*", "*", "")
			}
		}
		return
	}
	for _, g := range role.Grants {
		for _, name := range g.Privileges {
			x.Expand(StateGrant{Role: role.Name, Privilege: name, Database: g.Database, Collection: g.Collection}, yield)
		}
	}
}
