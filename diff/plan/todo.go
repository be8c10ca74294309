package plan

import (
	"cmp"
	"slices"
	"strings"

	"github.com/rolecall/rolecall/schema"
)

// plan lists the deeds that lead from what is deployed to the goal.
func (pl *planner) plan() {
	pl.renames()
	pl.planGroups()
	pl.planUsers()
	pl.planRoles()
	pl.planGrants()
	pl.planMembers()
	slices.SortStableFunc(pl.todo, func(a, b deed) int { return a.compare(b, pl.catalog) })
}

func (pl *planner) add(d deed) { pl.todo = append(pl.todo, d) }

// renames renames roles by one call, where the vendor has one: nothing of theirs moves.
func (pl *planner) renames() {
	if !pl.calls.WholeRoles {
		return
	}
	to := map[string]string{}
	for name, old := range pl.moved {
		there := slices.ContainsFunc(pl.start.Roles, func(r schema.StateRole) bool { return r.Name == old })
		goes := slices.ContainsFunc(pl.goal.Roles, func(r schema.StateRole) bool { return r.Name == name })
		if pl.unmoved[name] != "" || !there || !goes {
			continue
		}
		d := deed{kind: renameRole, role: old, name: name, because: pl.becauseOf(schema.StateRole{Name: name})}
		if reason := pl.refusal(d); reason != "" {
			pl.stuckMoves[name] = reason
			continue
		}
		to[old] = name
		pl.add(d)
	}
	if len(to) == 0 {
		return
	}
	renamed := cloneState(pl.start)
	rename(renamed, to)
	everyone, users := pl.now.everyone, pl.now.users
	pl.now = newServer(pl.now.names, renamed, pl.setting)
	pl.now.everyone, pl.now.users = everyone, users
	pl.first, pl.start = pl.start, renamed
}

// walk calls f for each object of two sorted lists, with what each has of it.
func walk[T any](a, b []T, compare func(T, T) int, f func(a, b *T)) {
	for len(a) > 0 || len(b) > 0 {
		switch {
		case len(b) == 0 || len(a) > 0 && compare(a[0], b[0]) < 0:
			f(&a[0], nil)
			a = a[1:]
		case len(a) == 0 || compare(a[0], b[0]) > 0:
			f(nil, &b[0])
			b = b[1:]
		default:
			f(&a[0], &b[0])
			a, b = a[1:], b[1:]
		}
	}
}

func (pl *planner) planGroups() {
	compare := func(a, b schema.StateGroup) int { return strings.Compare(a.Name, b.Name) }
	walk(pl.start.Groups, pl.goal.Groups, compare, func(s, g *schema.StateGroup) {
		why := ""
		switch {
		case s != nil && s.BuiltIn || g != nil && g.BuiltIn:
			return
		case g == nil:
			for _, p := range s.Privileges { // so that every step has an inverse of its own
				pl.add(deed{kind: removePrivilege, group: s.Name, privilege: p, because: pl.becauseOf(*s)})
			}
			pl.add(deed{kind: dropGroup, group: s.Name, because: pl.becauseOf(*s)})
			return
		case s == nil:
			s = &schema.StateGroup{}
			pl.add(deed{kind: createGroup, group: g.Name, because: pl.becauseOf(*g)})
		}
		why = pl.becauseOf(*g)
		for _, p := range g.Privileges {
			if !slices.Contains(s.Privileges, p) {
				pl.add(deed{kind: addPrivilege, group: g.Name, privilege: p, because: why})
			}
		}
		for _, p := range s.Privileges {
			if !slices.Contains(g.Privileges, p) {
				pl.add(deed{kind: removePrivilege, group: g.Name, privilege: p, because: why})
			}
		}
	})
}

func (pl *planner) planUsers() {
	compare := func(a, b schema.StateUser) int { return strings.Compare(a.Name, b.Name) }
	walk(pl.start.Users, pl.goal.Users, compare, func(s, g *schema.StateUser) {
		switch {
		case s == nil:
			if !pl.now.users[g.Name] {
				pl.add(deed{kind: createUser, user: g.Name, because: pl.becauseOf(*g)})
			}
		case g == nil:
			pl.add(deed{kind: dropUser, user: s.Name, because: pl.becauseOf(*s)})
		}
	})
}

func (pl *planner) planRoles() {
	compare := func(a, b schema.StateRole) int { return strings.Compare(a.Name, b.Name) }
	walk(pl.start.Roles, pl.goal.Roles, compare, func(s, g *schema.StateRole) {
		switch {
		case s != nil && s.BuiltIn || g != nil && g.BuiltIn:
		case s == nil:
			pl.add(deed{kind: createRole, role: g.Name, text: g.Description, because: pl.becauseOf(*g)})
		case g == nil:
			pl.add(deed{kind: dropRole, role: s.Name, text: s.Description, because: pl.becauseOf(*s)})
		case s.Description != g.Description && pl.described[g.Name]:
			pl.add(deed{kind: alterRole, role: g.Name, text: g.Description, was: s.Description, because: pl.becauseOf(*g)})
		}
	})
}

func (pl *planner) planGrants() {
	gone := pl.gone()
	walk(pl.start.Grants, pl.goal.Grants, schema.StateGrant.Compare, func(s, g *schema.StateGrant) {
		switch {
		case s == nil:
			pl.add(deed{kind: grant, grant: *g, because: pl.becauseOf(*g)})
		case g == nil && (pl.catalog.Behaviour.GrantedRoleDrop || !gone[s.Role]):
			pl.add(deed{kind: revoke, grant: *s, because: pl.becauseOf(*s)})
		}
	})
}

// gone lists the roles that are dropped.
func (pl *planner) gone() map[string]bool {
	gone := map[string]bool{}
	for _, d := range pl.todo {
		if d.kind == dropRole {
			gone[d.role] = true
		}
	}
	return gone
}

func (pl *planner) planMembers() {
	walk(pl.start.Members, pl.goal.Members, schema.StateMember.Compare, func(s, g *schema.StateMember) {
		if s != nil && g != nil {
			return
		}
		m := *cmp.Or(s, g)
		if why := pl.outside(m); why != "" {
			pl.cannot(pl.becauseOf(m), why)
			return
		}
		d := deed{kind: bind, user: m.Principal, role: m.Role, because: pl.becauseOf(m)}
		if s != nil {
			d.kind = unbind
		}
		pl.add(d)
	})
}
