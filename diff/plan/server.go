package plan

import (
	"maps"
	"slices"

	"github.com/rolecall/rolecall/schema"
)

// anyone is the principal that holds what everyone holds and nothing else.
const anyone = "*"

// server is what the server has at some step.
type server struct {
	names    *names
	catalog  *schema.Catalog
	setting  func(string, bool) bool
	x        schema.Expander
	groups   map[string]bool // own ones; members of all are in x.Groups
	roles    map[string]*role
	users    map[string]bool
	held     map[string]map[string]bool // roles by principal
	granted  map[string]map[schema.StateGrant]bool
	everyone []string // principals of either side, and anyone
	implicit map[string]bool
	own      int // roles that are not the catalog's
}

type role struct {
	exists  bool
	builtin bool
	grants  map[schema.StateGrant]bool
	holders map[string]bool
	rows    map[row]int // how many ways; nil until needed
	sorted  []row       // the same in order; nil until needed
}

func newServer(n *names, s *schema.State, setting func(string, bool) bool) *server {
	v := &server{
		names: n, catalog: n.catalog, setting: setting, x: schema.Expander{Catalog: n.catalog, Groups: map[string][]string{}},
		groups: map[string]bool{}, roles: map[string]*role{}, users: map[string]bool{},
		held: map[string]map[string]bool{}, granted: map[string]map[schema.StateGrant]bool{}, implicit: map[string]bool{},
	}
	for _, r := range n.catalog.Implicit() {
		v.implicit[r.Name] = true
	}
	for i := range n.catalog.Roles {
		v.role(n.catalog.Roles[i].Name).builtin = true
		v.role(n.catalog.Roles[i].Name).exists = true
	}
	for _, r := range s.Roles {
		v.role(r.Name).exists = true
		v.role(r.Name).builtin = v.role(r.Name).builtin || r.BuiltIn
		if n.catalog.Role(r.Name) == nil {
			v.own++
		}
	}
	for _, g := range s.Groups {
		v.x.Groups[g.Name] = slices.Clone(g.Privileges)
		if !g.BuiltIn {
			v.groups[g.Name] = true
		}
	}
	for _, u := range s.Users {
		v.users[u.Name] = true
	}
	for _, g := range s.Grants {
		v.role(g.Role).grants[g] = true
		v.user(g.Privilege)[g] = true
	}
	for _, m := range s.Members {
		if m.Project == "" {
			v.hold(m.Principal, m.Role, true)
		}
	}
	return v
}

func (v *server) role(name string) *role {
	r := v.roles[name]
	if r == nil {
		r = &role{grants: map[schema.StateGrant]bool{}, holders: map[string]bool{}}
		v.roles[name] = r
	}
	return r
}

// user gives the grants of one privilege or group.
func (v *server) user(privilege string) map[schema.StateGrant]bool {
	if v.granted[privilege] == nil {
		v.granted[privilege] = map[schema.StateGrant]bool{}
	}
	return v.granted[privilege]
}

func (v *server) hold(principal, role string, holds bool) {
	if v.held[principal] == nil {
		v.held[principal] = map[string]bool{}
	}
	if holds {
		v.held[principal][role], v.role(role).holders[principal] = true, true
	} else {
		delete(v.held[principal], role)
		delete(v.role(role).holders, principal)
	}
}

// holders lists who holds a role.
func (v *server) holders(name string) []string {
	if v.implicit[name] {
		return v.everyone
	}
	return slices.Sorted(maps.Keys(v.role(name).holders))
}

// rows are what a role gives.
func (v *server) rows(name string) map[row]int {
	r := v.role(name)
	if r.rows == nil {
		r.rows = map[row]int{}
		for _, k := range v.names.vendorRows(name, len(r.grants) > 0, v.setting) {
			r.rows[k]++
		}
		for g := range r.grants {
			v.expand(&v.x, g, func(k row) { r.rows[k]++ })
		}
	}
	return r.rows
}

func (v *server) expand(x *schema.Expander, g schema.StateGrant, yield func(row)) {
	x.Expand(g, func(p *schema.Privilege, database, collection, _ string) { yield(v.names.row(p, database, collection)) })
}

// gives reports whether a principal has all of k now.
func (v *server) gives(principal string, k row) bool {
	in := func(role string) bool {
		rows := v.rows(role)
		for _, w := range k.wider() {
			if rows[w] > 0 {
				return true
			}
		}
		return false
	}
	for role := range v.held[principal] {
		if in(role) {
			return true
		}
	}
	for role := range v.implicit {
		if in(role) {
			return true
		}
	}
	return false
}

// change is what a deed did to access: rows that roles gained or lost, and, where
// a principal came to hold a role or ceased to, all rows of it for that principal.
type change struct {
	role          string
	only          string // principal; empty for all holders
	gained, lost  []row
	grants, taken []schema.StateGrant // to undo it
}

// do carries out a deed and says what it did. The server is taken to accept it.
func (v *server) do(d deed) []change {
	switch d.kind {
	case createGroup:
		v.groups[d.group], v.x.Groups[d.group] = true, []string{}
	case dropGroup:
		delete(v.groups, d.group)
		delete(v.x.Groups, d.group)
	case addPrivilege, removePrivilege:
		return v.member(d)
	case createUser:
		v.users[d.user] = true
	case dropUser:
		delete(v.users, d.user)
		var out []change
		for _, role := range slices.Sorted(maps.Keys(v.held[d.user])) {
			out = append(out, v.bind(deed{kind: unbind, user: d.user, role: role})...)
		}
		return out
	case createRole:
		v.role(d.role).exists = true
		v.own++
	case dropRole, forceDropRole:
		for g := range v.role(d.role).grants {
			delete(v.user(g.Privilege), g)
		}
		delete(v.roles, d.role)
		v.own--
	case grant, revoke:
		return v.grant(d)
	case bind, unbind:
		return v.bind(d)
	case alterRole, renameRole:
	default:
		panic("plan: no such deed")
	}
	return nil
}

func (v *server) bind(d deed) []change {
	c := change{role: d.role, only: d.user}
	if d.kind == bind {
		c.gained = v.inOrder(d.role)
	} else {
		c.lost = v.inOrder(d.role)
	}
	v.hold(d.user, d.role, d.kind == bind)
	return []change{c}
}

// inOrder lists what a role gives; the list is not to be changed.
func (v *server) inOrder(name string) []row {
	rows, r := v.rows(name), v.role(name)
	if r.sorted == nil {
		all := slices.SortedFunc(maps.Keys(rows), row.compare)
		r.sorted = slices.DeleteFunc(all, func(k row) bool { return rows[k] == 0 })
	}
	return r.sorted
}

// grant grants or revokes, with what the server stores or takes along.
func (v *server) grant(d deed) []change {
	all := []schema.StateGrant{d.grant}
	if p := v.catalog.Privilege(d.grant.Privilege); p != nil && v.catalog.Behaviour.Scoped && d.grant.ObjectType == p.Object {
		for _, name := range p.Stores {
			g := d.grant
			g.Privilege, g.ObjectType = name, v.catalog.ObjectOf(name)
			all = append(all, g)
		}
	}
	c := change{role: d.grant.Role}
	for _, g := range all {
		if v.role(g.Role).grants[g] == (d.kind == grant) {
			continue
		}
		v.set(&c, g, d.kind == grant)
	}
	return []change{c}
}

func (v *server) set(c *change, g schema.StateGrant, there bool) {
	r := v.role(g.Role)
	counts := len(r.holders) > 0 || v.implicit[g.Role]
	if counts {
		v.rows(g.Role)
	} else {
		r.rows, r.sorted = nil, nil
	}
	if there {
		r.grants[g], v.user(g.Privilege)[g] = true, true
		c.grants = append(c.grants, g)
	} else {
		delete(r.grants, g)
		delete(v.user(g.Privilege), g)
		c.taken = append(c.taken, g)
	}
	if counts {
		v.expand(&v.x, g, func(k row) { r.count(k, there, c) })
	}
}

// count notes that a row comes by one way more or less.
func (r *role) count(k row, more bool, c *change) {
	r.sorted = nil
	if more {
		if r.rows[k]++; r.rows[k] == 1 {
			c.gained = append(c.gained, k)
		}
		return
	}
	if r.rows[k]--; r.rows[k] == 0 {
		delete(r.rows, k)
		c.lost = append(c.lost, k)
	}
}

// member adds a privilege to a group or removes it.
func (v *server) member(d deed) []change {
	list := v.x.Groups[d.group]
	if d.kind == addPrivilege {
		v.x.Groups[d.group] = append(slices.Clip(list), d.privilege)
	} else {
		v.x.Groups[d.group] = slices.DeleteFunc(slices.Clone(list), func(p string) bool { return p == d.privilege })
	}
	one := schema.Expander{Catalog: v.catalog, Groups: map[string][]string{d.group: {d.privilege}}}
	by := map[string]*change{}
	for g := range v.user(d.group) {
		r := v.role(g.Role)
		if len(r.holders) == 0 && !v.implicit[g.Role] {
			r.rows, r.sorted = nil, nil
			continue
		}
		if r.rows == nil { // counted anew when it is asked for, so ask with the group as it was
			now := v.x.Groups[d.group]
			v.x.Groups[d.group] = list
			v.rows(g.Role)
			v.x.Groups[d.group] = now
		}
		if by[g.Role] == nil {
			by[g.Role] = &change{role: g.Role}
		}
		v.expand(&one, g, func(k row) { r.count(k, d.kind == addPrivilege, by[g.Role]) })
	}
	var out []change
	for _, name := range slices.Sorted(maps.Keys(by)) {
		out = append(out, *by[name])
	}
	return out
}

// undo takes a deed back.
func (v *server) undo(d deed, done []change) {
	switch d.kind {
	case addPrivilege:
		v.member(deed{kind: removePrivilege, group: d.group, privilege: d.privilege})
	case removePrivilege:
		v.member(deed{kind: addPrivilege, group: d.group, privilege: d.privilege})
	case grant, revoke:
		for _, c := range done {
			var ignored change
			for _, g := range c.grants {
				v.set(&ignored, g, false)
			}
			for _, g := range c.taken {
				v.set(&ignored, g, true)
			}
		}
	case bind, unbind:
		v.hold(d.user, d.role, d.kind == unbind)
	case dropUser:
		v.users[d.user] = true
		for _, c := range done {
			v.hold(d.user, c.role, true)
		}
	case createGroup, createUser, createRole, dropRole, forceDropRole, dropGroup, alterRole, renameRole:
		panic("plan: what has no bearing on access is not undone")
	}
}
