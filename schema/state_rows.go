package schema

import (
	"cmp"
	"maps"
	"slices"
	"strings"
)

// Normalized is the state written in the one way in which states of the same
// server are written alike, so that two can be compared entry by entry: what a
// file leaves out is filled in as the catalog has it (default databases, object
// types), aliases of the vendor's roles and groups give way to their names, what
// everyone holds is held by nobody in particular, a role that is granted something
// is there though its list leaves it out, and every list is sorted and free of
// repetitions. Covers lists what the state knows. s is not changed.
func (s *State) Normalized(c *Catalog) *State {
	n := &State{Format: StateFormat, Target: s.Target, Covers: []string{}, Settings: s.Settings}
	for _, list := range stateLists {
		if s.Knows(list) {
			n.Covers = append(n.Covers, list)
		}
	}
	names := newNames(s, c)
	n.Groups = names.groups(s.Groups)
	n.Roles = names.roles(s.Roles)
	if s.Knows(CoversRoles) {
		n.Roles = names.granted(n.Roles, s.Grants)
	}
	n.Users = slices.Clone(s.Users)
	n.Grants = names.grants(s.Grants)
	n.Members = names.members(s.Members)
	n.Databases = databasesOf(s.Databases, c)
	n.Sort()
	return n
}

// ObjectOf is the object type under which the server files a grant of a
// privilege, a group or the wildcard. A name that is neither the catalog's nor
// a privilege is taken for an own group.
func (c *Catalog) ObjectOf(name string) string {
	if p := c.Privilege(name); p != nil {
		return p.Object
	}
	if g := c.Group(name); g != nil {
		return g.Object
	}
	if c.Behaviour.CustomGroups {
		return groupObject
	}
	return ""
}

// names tells what a state calls by the vendor's names from what is the server's own.
type names struct {
	catalog             *Catalog
	ownRoles, ownGroups map[string]bool
}

func newNames(s *State, c *Catalog) *names {
	n := &names{catalog: c, ownRoles: map[string]bool{}, ownGroups: map[string]bool{}}
	for _, r := range s.Roles {
		if !r.BuiltIn {
			n.ownRoles[r.Name] = true
		}
	}
	for _, g := range s.Groups {
		if !g.BuiltIn {
			n.ownGroups[g.Name] = true
		}
	}
	return n
}

// role is the vendor's name of a role, where it is one of the vendor's.
func (n *names) role(name string) string {
	if r := n.catalog.Role(name); r != nil && !n.ownRoles[name] {
		return r.Name
	}
	return name
}

// privilege is the name under which what is granted is stored.
func (n *names) privilege(name string) string {
	if g := n.catalog.Group(name); g != nil && n.catalog.Privilege(name) == nil && !n.ownGroups[name] {
		return g.Name
	}
	return name
}

func (n *names) groups(gs []StateGroup) []StateGroup {
	members := make(map[string][]string, len(gs))
	builtIn := map[string]bool{}
	for _, g := range gs {
		name := n.privilege(g.Name)
		members[name] = append(members[name], g.Privileges...)
		if known := n.catalog.Group(name); g.BuiltIn || known != nil && known.Name == name {
			builtIn[name] = true
		}
	}
	out := make([]StateGroup, 0, len(members))
	for _, name := range slices.Sorted(maps.Keys(members)) {
		out = append(out, StateGroup{Name: name, Privileges: append([]string{}, members[name]...), BuiltIn: builtIn[name]})
	}
	return out
}

func (n *names) roles(rs []StateRole) []StateRole {
	out := make([]StateRole, 0, len(rs))
	for _, r := range rs {
		r.Name = n.role(r.Name)
		if known := n.catalog.Role(r.Name); known != nil && known.Name == r.Name {
			r.BuiltIn = true
		}
		out = append(out, r)
	}
	// Of several entries with one name the first stays, so their order must be told by what they say.
	slices.SortFunc(out, func(a, b StateRole) int {
		if a.Name == b.Name && a.BuiltIn != b.BuiltIn {
			if a.BuiltIn {
				return -1
			}
			return 1
		}
		return cmp.Or(strings.Compare(a.Name, b.Name), strings.Compare(b.Description, a.Description))
	})
	return out
}

// granted adds the roles that grants name and the list lacks, but for the vendor's.
func (n *names) granted(rs []StateRole, gs []StateGrant) []StateRole {
	there := make(map[string]bool, len(rs))
	for _, r := range rs {
		there[r.Name] = true
	}
	for _, g := range gs {
		name := n.role(g.Role)
		if known := n.catalog.Role(name); !there[name] && (known == nil || known.Name != name) {
			there[name] = true
			rs = append(rs, StateRole{Name: name})
		}
	}
	return rs
}

func (n *names) grants(gs []StateGrant) []StateGrant {
	b := &n.catalog.Behaviour
	out := make([]StateGrant, 0, len(gs))
	for _, g := range gs {
		g.Role, g.Privilege = n.role(g.Role), n.privilege(g.Privilege)
		if b.Scoped {
			g.ObjectType = cmp.Or(g.ObjectType, n.catalog.ObjectOf(g.Privilege))
			g.Database = cmp.Or(g.Database, b.DefaultDatabase)
			g.Collection = cmp.Or(g.Collection, "*")
		} else {
			g.ObjectType, g.Database, g.Collection = "", "", ""
		}
		out = append(out, g)
	}
	return out
}

func (n *names) members(ms []StateMember) []StateMember {
	out := make([]StateMember, 0, len(ms))
	for _, m := range ms {
		m.Role = n.role(m.Role)
		if r := n.catalog.Role(m.Role); r == nil || !r.Implicit || r.Name != m.Role {
			out = append(out, m)
		}
	}
	return out
}

// databasesOf merges entries of one name.
func databasesOf(ds []StateDatabase, c *Catalog) []StateDatabase {
	merged := map[string]*StateDatabase{}
	for _, d := range ds {
		name := cmp.Or(d.Name, c.Behaviour.DefaultDatabase)
		m := merged[name]
		if m == nil {
			m = &StateDatabase{Name: name, Collections: []string{}}
			merged[name] = m
		}
		m.Collections = append(m.Collections, d.Collections...)
		for alias, collection := range d.Aliases {
			if m.Aliases == nil {
				m.Aliases = map[string]string{}
			}
			m.Aliases[alias] = max(m.Aliases[alias], collection)
		}
	}
	out := make([]StateDatabase, 0, len(merged))
	for _, name := range slices.Sorted(maps.Keys(merged)) {
		out = append(out, *merged[name])
	}
	return out
}
