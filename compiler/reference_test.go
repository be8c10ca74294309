package compiler_test

import (
	"path"
	"slices"
	"strings"
	"time"

	"github.com/rolecall/rolecall/bundle"
	"github.com/rolecall/rolecall/schema"
)

// reference reads a model as a server would and decides one request at a time:
// stored grants, matched as patterns. It is slow and shares nothing with the
// expansion that tables are made of, so that the two can be held to each other.
type reference struct {
	model *schema.Model
	holds func(c *schema.Condition, req *bundle.Request) bool
	now   time.Time
	lines map[string][]policy // by role, as a server would cache them
}

// policy is one line a server matches requests against.
type policy struct {
	object, database, collection string // patterns
	act                          string // a privilege, "*", or a legacy group
	condition                    *schema.Condition
}

func (r *reference) decide(req *bundle.Request) bool {
	if req.Principal == "" {
		return false
	}
	asked := r.model.Catalog.Privilege(req.Privilege)
	if asked == nil || asked.Dead() {
		return false // no call of the server asks for it
	}
	for _, role := range r.roles(req.Principal) {
		for _, p := range r.policies(role) {
			if r.matches(p, asked, req) && (p.condition == nil || r.holds(p.condition, req)) {
				return true
			}
		}
	}
	return false
}

// roles are the names of the roles a principal holds, now.
func (r *reference) roles(principal string) []string {
	var names []string
	for _, b := range r.model.Bindings {
		for _, p := range b.Principals {
			if p.ID() == principal && (b.Decl.Expires == nil || r.now.Before(b.Decl.Expires.Time)) && b.Decl.Project.Value == "" {
				for _, role := range b.Roles {
					names = append(names, role.Name())
				}
			}
		}
	}
	for _, u := range r.model.Catalog.Users {
		if u.Name == principal && !(u.Unless != "" && r.model.Target.Setting(u.Unless, false)) {
			names = append(names, u.Roles...)
		}
	}
	for _, role := range r.model.Catalog.Roles {
		if role.Implicit && !strings.HasPrefix(principal, "token:") { // those are no members
			names = append(names, role.Name)
		}
	}
	return names
}

// policies are the lines a server would hold for a role.
func (r *reference) policies(name string) []policy {
	if lines, known := r.lines[name]; known {
		return lines
	}
	lines := r.load(name)
	r.lines[name] = lines
	return lines
}

func (r *reference) load(name string) []policy {
	var lines []policy
	cat := r.model.Catalog
	if builtin := cat.Role(name); builtin != nil && (builtin.Setting == "" || r.model.Target.Setting(builtin.Setting, true)) {
		if builtin.Bypass {
			for _, p := range cat.Privileges {
				if p.Level != schema.LevelOperation {
					lines = append(lines, policy{object: "*", database: "*", collection: "*", act: p.Name})
				}
			}
		}
		for _, g := range builtin.Grants {
			for _, p := range g.Privileges {
				lines = append(lines, r.line(p, "", g.Database, g.Collection, nil)...)
			}
		}
	}
	for _, role := range r.model.Roles {
		if role.Name == name {
			lines = append(lines, r.grants(role, map[string]bool{})...)
		}
	}
	return lines
}

// grants walks a role and what it includes.
func (r *reference) grants(role *schema.Role, seen map[string]bool) []policy {
	if seen[role.Address] {
		return nil
	}
	seen[role.Address] = true
	var lines []policy
	for _, g := range role.Grants {
		for _, item := range g.Items {
			for _, d := range r.written(g.Decl.Databases) {
				for _, c := range r.written(g.Decl.Collections) {
					if d == missing && !r.mayOmit(item, false) || c == missing && !r.mayOmit(item, true) {
						continue
					}
					if r.refusesGroup(item, d, c) {
						continue
					}
					lines = append(lines, r.item(item, d, c, g.Condition)...)
				}
			}
		}
	}
	for _, inc := range role.Includes {
		lines = append(lines, r.grants(inc.Role, seen)...)
	}
	return lines
}

// refusesGroup is the server's check of a group's level; it checks nothing else.
func (r *reference) refusesGroup(item schema.Item, database, collection string) bool {
	if item.Kind != schema.ItemBuiltin && item.Kind != schema.ItemGroup || !r.model.Catalog.Behaviour.Scoped {
		return false
	}
	anyDatabase := database == "*" || database == missing
	anyCollection := collection == "*" || collection == missing
	switch item.Level() {
	case schema.LevelCluster:
		return !anyDatabase || !anyCollection
	case schema.LevelDatabase:
		return !anyCollection
	case schema.LevelCollection:
		return anyDatabase && !anyCollection
	}
	return false
}

// missing stands for a scope attribute that is not written.
const missing = "(missing)"

// written lists what a scope attribute says; where there are no scopes it says nothing.
func (r *reference) written(ts []schema.Text) []string {
	if ts == nil || !r.model.Catalog.Behaviour.Scoped {
		return []string{missing}
	}
	var out []string
	for _, t := range ts {
		out = append(out, t.Value)
	}
	return out
}

// mayOmit reports whether a grant of the item says what it means without a database, or a collection.
func (r *reference) mayOmit(item schema.Item, collection bool) bool {
	if !r.model.Catalog.Behaviour.Scoped {
		return true
	}
	switch item.Level() {
	case schema.LevelCollection:
		return false
	case schema.LevelDatabase:
		return collection
	}
	return true
}

func (r *reference) item(item schema.Item, database, collection string, c *schema.Condition) []policy {
	switch item.Kind {
	case schema.ItemUnknown:
		return nil
	case schema.ItemGroup:
		var lines []policy
		for _, member := range item.Group.Items {
			if member.Kind == schema.ItemPrivilege && member.Privilege.Level != schema.LevelOperation { // a group within a group is never expanded
				lines = append(lines, r.line(member.Privilege.Name, "", database, collection, c)...)
			}
			if member.Kind == schema.ItemLegacy { // matched by its name, wherever it stands
				lines = append(lines, r.line(member.Builtin.Name, member.Builtin.Object, database, collection, c)...)
			}
		}
		return lines
	case schema.ItemBuiltin:
		var lines []policy
		for _, p := range item.Builtin.Privileges {
			lines = append(lines, r.line(p, "", database, collection, c)...)
		}
		return lines
	case schema.ItemPrivilege:
		if item.Privilege.Level == schema.LevelOperation {
			return nil // the vendor's own roles have these; no other can be granted them
		}
		lines := r.line(item.Privilege.Name, "", database, collection, c)
		for _, p := range item.Privilege.Stores {
			lines = append(lines, r.line(p, "", database, collection, c)...)
		}
		return lines
	case schema.ItemWildcard:
		return r.line("*", r.model.Catalog.Behaviour.Wildcard, database, collection, c)
	case schema.ItemLegacy:
		return r.line(item.Builtin.Name, item.Builtin.Object, database, collection, c)
	}
	return nil
}

// line is one stored grant: typed, with the collection dropped where the type drops it.
func (r *reference) line(act, object, database, collection string, c *schema.Condition) []policy {
	b := r.model.Catalog.Behaviour
	if p := r.model.Catalog.Privilege(act); p != nil {
		object = p.Object
	}
	switch database {
	case missing:
		database = "*"
	case "":
		database = "default"
	}
	if collection == missing || b.Objects[object] == "any" && r.model.Catalog.Group(act) == nil {
		collection = "*"
	}
	if !b.Scoped {
		database, collection, object = "*", "*", "*"
	}
	for _, d := range r.model.Target.Databases {
		for _, a := range d.Aliases {
			if d.Name.Value == database && a.Alias.Value == collection && r.model.Catalog.Has(b.AliasesSince) {
				collection = a.Collection
			}
		}
	}
	return []policy{{object: object, database: database, collection: collection, act: act, condition: c}}
}

// matches is the server's matcher.
func (r *reference) matches(p policy, asked *schema.Privilege, req *bundle.Request) bool {
	cat := r.model.Catalog
	database, collection := req.Database, req.Collection
	if database == "" {
		database = "default"
	}
	for _, d := range r.model.Target.Databases {
		for _, a := range d.Aliases {
			if d.Name.Value == database && a.Alias.Value == collection && cat.Has(cat.Behaviour.AliasesSince) {
				collection = a.Collection
			}
		}
	}
	if asked.Level == schema.LevelCluster && cat.Behaviour.ClusterDatabase != "" {
		database = cat.Behaviour.ClusterDatabase
	}
	if cat.Behaviour.Objects[asked.Object] == "any" {
		collection = "*"
	}
	if g := cat.Group(p.act); g != nil && g.Legacy {
		listed := len(g.Privileges) == 0 || slices.Contains(g.Privileges, asked.Name)
		reached := g.Covers == "any" || p.collection == "*" || collection == "*" || collection == p.collection
		return listed && reached && database == p.database
	}
	return (p.act == "*" || p.act == asked.Name) && glob(p.object, asked.Object) && glob(p.database, database) && glob(p.collection, collection)
}

func glob(pattern, name string) bool {
	ok, err := path.Match(pattern, name)
	return err == nil && ok
}
