package plan

import (
	"maps"
	"slices"

	"github.com/rolecall/rolecall/diff"
	"github.com/rolecall/rolecall/schema"
)

// mostTimes is how often a plan is gone on with. Each time makes room for the next,
// and nothing is known that takes more than two.
const mostTimes = 4

// short reports whether a plan leaves something undone that may be possible once
// all else is done: there is room for another role then, or nothing in the way.
func (pl *planner) short() bool { return pl.gaveUp || len(pl.unmoved) > 0 }

// goOn plans from where a plan ends, so that no second plan is needed. What holds of
// both parts holds of the whole: where the first ends, each principal has what it has
// before and after, and nothing that it has in neither.
func (p *Plan) goOn(in Input, pl *planner) {
	for range mostTimes {
		in.Deployed = pl.left()
		pl = best(in, diff.Objects(diff.Input{Model: in.Model, Deployed: in.Deployed, Now: in.Now}))
		steps := pl.steps()
		if len(steps) == 0 {
			return
		}
		for i := range steps {
			steps[i].N += len(p.Steps)
		}
		p.Steps, p.Unreachable = append(p.Steps, steps...), pl.unreachable
		if !pl.short() {
			return
		}
	}
}

// left is the state that the steps leave behind.
func (pl *planner) left() *schema.State {
	s := cloneState(pl.start)
	s.Groups = slices.DeleteFunc(s.Groups, func(g schema.StateGroup) bool { return !g.BuiltIn })
	for name := range pl.now.groups {
		s.Groups = append(s.Groups, schema.StateGroup{Name: name, Privileges: slices.Clone(pl.now.x.Groups[name])})
	}
	s.Members = slices.DeleteFunc(s.Members, func(m schema.StateMember) bool { return m.Project == "" })
	for principal, roles := range pl.now.held {
		for role := range roles {
			s.Members = append(s.Members, schema.StateMember{Principal: principal, Role: role})
		}
	}
	s.Grants = nil
	for _, r := range pl.now.roles {
		s.Grants = slices.AppendSeq(s.Grants, maps.Keys(r.grants))
	}
	for _, d := range pl.done {
		pl.listed(s, d)
	}
	s.Sort()
	return s
}

// listed brings a deed into the lists of roles and users.
func (pl *planner) listed(s *schema.State, d deed) {
	switch d.kind {
	case createUser:
		s.Users = append(s.Users, schema.StateUser{Name: d.user})
	case dropUser:
		s.Users = slices.DeleteFunc(s.Users, func(u schema.StateUser) bool { return u.Name == d.user })
	case createRole:
		s.Roles = append(s.Roles, schema.StateRole{Name: d.role, Description: d.text})
	case dropRole, forceDropRole:
		s.Roles = slices.DeleteFunc(s.Roles, func(r schema.StateRole) bool { return r.Name == d.role })
	case alterRole:
		for i := range s.Roles {
			if s.Roles[i].Name == d.role {
				s.Roles[i].Description = d.text
			}
		}
	case renameRole, createGroup, addPrivilege, grant, bind, unbind, revoke, removePrivilege, dropGroup:
	}
}
