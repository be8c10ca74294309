package apply

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/rolecall/rolecall/diff/plan"
	"github.com/rolecall/rolecall/schema"
)

// Expected is what a server must have: the access objects of a state and what
// the steps since then made of them. Descriptions are not followed, since they
// give nothing, nor are databases, which come and go by themselves.
type Expected struct {
	catalog *schema.Catalog
	covers  []string
	groups  map[string]map[string]bool
	roles   map[string]bool
	users   map[string]bool
	grants  map[schema.StateGrant]bool
	members map[schema.StateMember]bool
}

// Expect begins with a state that was read from the server.
func Expect(c *schema.Catalog, s *schema.State) *Expected {
	n := s.Normalized(c)
	e := &Expected{
		catalog: c, covers: n.Covers, groups: map[string]map[string]bool{}, roles: map[string]bool{}, users: map[string]bool{},
		grants: make(map[schema.StateGrant]bool, len(n.Grants)), members: make(map[schema.StateMember]bool, len(n.Members)),
	}
	for _, g := range n.Groups {
		e.groups[g.Name] = map[string]bool{}
		for _, p := range g.Privileges {
			e.groups[g.Name][p] = true
		}
	}
	for _, r := range n.Roles {
		e.roles[r.Name] = true
	}
	for _, u := range n.Users {
		e.users[u.Name] = true
	}
	for _, g := range n.Grants {
		e.grants[g] = true
	}
	for _, m := range n.Members {
		e.members[m] = true
	}
	return e
}

// Do follows an operation that the server carried out.
func (e *Expected) Do(op plan.Operation) {
	a := op.Args
	switch op.Name {
	case plan.CreateGroup:
		e.groups[a.Group] = map[string]bool{}
	case plan.DropGroup:
		delete(e.groups, a.Group)
	case plan.AddPrivileges, plan.RemovePrivileges:
		for _, p := range a.Privileges {
			set(e.group(a.Group), p, op.Name == plan.AddPrivileges)
		}
	case plan.CreateUser:
		e.users[a.User] = true
	case plan.DropUser:
		delete(e.users, a.User)
		maps.DeleteFunc(e.members, func(m schema.StateMember, _ bool) bool { return m.Principal == a.User })
	case plan.CreateRole:
		e.write(a.Role, a.Role, a.Privileges)
	case plan.UpdateRole:
		e.write(a.Role, a.Name, a.Privileges)
	case plan.AlterRole: // only its description
	case plan.DropRole, plan.ForceDropRole:
		delete(e.roles, a.Role)
		maps.DeleteFunc(e.grants, func(g schema.StateGrant, _ bool) bool { return g.Role == a.Role })
		maps.DeleteFunc(e.members, func(m schema.StateMember, _ bool) bool { return m.Role == a.Role })
	case plan.GrantPrivilege, plan.RevokePrivilege, plan.GrantPrivilegeV1, plan.RevokePrivilegeV1:
		e.grant(op)
	case plan.GrantRole, plan.RevokeRole:
		if r := e.catalog.Role(a.Role); r != nil && r.Implicit && r.Name == a.Role {
			return // what everyone holds is held by nobody in particular
		}
		set(e.members, schema.StateMember{Principal: a.User, Role: a.Role}, op.Name == plan.GrantRole)
	default:
		panic(fmt.Sprintf("apply: no such operation %q", op.Name))
	}
}

func set[K comparable](in map[K]bool, key K, there bool) {
	if there {
		in[key] = true
	} else {
		delete(in, key)
	}
}

func (e *Expected) group(name string) map[string]bool {
	if e.groups[name] == nil {
		e.groups[name] = map[string]bool{}
	}
	return e.groups[name]
}

// write makes a role, or puts one in the place of another with its holders. Where
// roles are not written whole it is created without privileges.
func (e *Expected) write(role, name string, privileges []string) {
	delete(e.roles, role)
	e.roles[name] = true
	maps.DeleteFunc(e.grants, func(g schema.StateGrant, _ bool) bool { return g.Role == role })
	for _, p := range privileges {
		e.grants[schema.StateGrant{Role: name, Privilege: p}] = true
	}
	if role == name {
		return
	}
	for m := range maps.Clone(e.members) {
		if m.Role == role {
			delete(e.members, m)
			m.Role = name
			e.members[m] = true
		}
	}
}

// grant follows what comes and goes with a privilege too.
func (e *Expected) grant(op plan.Operation) {
	a, b := op.Args, &e.catalog.Behaviour
	g := schema.StateGrant{Role: a.Role, Privilege: a.Privilege, ObjectType: cmp.Or(a.ObjectType, e.catalog.ObjectOf(a.Privilege))}
	if b.Scoped {
		g.Database, g.Collection = cmp.Or(a.Database, b.DefaultDatabase), cmp.Or(a.Collection, "*")
	}
	there := op.Name == plan.GrantPrivilege || op.Name == plan.GrantPrivilegeV1
	if first := op.Name == plan.GrantPrivilegeV1 || op.Name == plan.RevokePrivilegeV1; first && b.Objects[g.ObjectType] == "any" {
		g.Collection = "*" // the first version of the call keeps none for such an object
	}
	set(e.grants, g, there)
	p := e.catalog.Privilege(a.Privilege)
	if p == nil {
		return
	}
	for _, related := range p.Stores {
		g.Privilege, g.ObjectType = related, e.catalog.ObjectOf(related)
		set(e.grants, g, there)
	}
}

// Differences lists, in order, what a state has and should not have, and the
// other way round. What one side does not cover is not compared; that the state
// covers less than the first one is a difference itself.
func (e *Expected) Differences(s *schema.State) []string {
	is := Expect(e.catalog, s)
	var out []string
	for _, list := range e.covers {
		switch {
		case !slices.Contains(is.covers, list):
			out = append(out, fmt.Sprintf("%s can no longer be read", strings.ReplaceAll(list, "_", " ")))
		case list == schema.CoversGroups:
			out = append(out, e.compareGroups(is)...)
		case list == schema.CoversRoles:
			out = append(out, compare(e.roles, is.roles, strings.Compare, func(r string) string { return "role " + quote(r) })...)
		case list == schema.CoversUsers:
			out = append(out, compare(e.users, is.users, strings.Compare, func(u string) string { return "user " + quote(u) })...)
		case list == schema.CoversGrants:
			out = append(out, compare(e.grants, is.grants, schema.StateGrant.Compare, e.grantWords)...)
		case list == schema.CoversMembers:
			out = append(out, compare(e.members, is.members, schema.StateMember.Compare, memberWords)...)
		}
	}
	return out
}

func (e *Expected) compareGroups(is *Expected) []string {
	names := func(x *Expected) map[string]bool {
		out := map[string]bool{}
		for name := range x.groups {
			out[name] = true
		}
		return out
	}
	out := compare(names(e), names(is), strings.Compare, func(g string) string { return "privilege group " + quote(g) })
	for _, name := range slices.Sorted(maps.Keys(e.groups)) {
		if is.groups[name] != nil {
			out = append(out, compare(e.groups[name], is.groups[name], strings.Compare, func(p string) string { return fmt.Sprintf("%s in privilege group %s", quote(p), quote(name)) })...)
		}
	}
	return out
}

func compare[K comparable](want, is map[K]bool, order func(a, b K) int, words func(K) string) []string {
	var missing, more []K
	for k := range want {
		if !is[k] {
			missing = append(missing, k)
		}
	}
	for k := range is {
		if !want[k] {
			more = append(more, k)
		}
	}
	slices.SortFunc(missing, order)
	slices.SortFunc(more, order)
	var out []string
	for _, k := range missing {
		out = append(out, words(k)+" is gone")
	}
	for _, k := range more {
		out = append(out, words(k)+" is new")
	}
	return out
}

func (e *Expected) grantWords(g schema.StateGrant) string {
	if !e.catalog.Behaviour.Scoped {
		return fmt.Sprintf("%s of role %s", quote(g.Privilege), quote(g.Role))
	}
	return fmt.Sprintf("%s of role %s on %s.%s", quote(g.Privilege), quote(g.Role), g.Database, g.Collection)
}

func memberWords(m schema.StateMember) string {
	return fmt.Sprintf("role %s of %s", quote(m.Role), quote(m.Principal))
}

func quote(s string) string { return fmt.Sprintf("%q", s) }
