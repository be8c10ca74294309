package plan

import (
	"fmt"
	"slices"
	"strings"

	"github.com/rolecall/rolecall/diff"
	"github.com/rolecall/rolecall/schema"
)

// before is what is deployed, with what the state does not know as the policy
// wants it: what a comparison leaves, with its changes taken back.
func before(r *diff.Result) *schema.State {
	s := cloneState(r.After())
	old, added := map[string]string{}, objects{}
	for _, c := range r.Changes {
		if c.Action == diff.Move {
			old[c.After.(schema.StateRole).Name] = c.Before.(schema.StateRole).Name
		} else if c.After != nil {
			added[identity(c.After)] = true
		}
	}
	added.removeFrom(s)
	rename(s, old)
	for _, c := range r.Changes {
		switch b := c.Before.(type) {
		case schema.StateRole:
			if c.Action != diff.Move {
				s.Roles = append(s.Roles, b)
				continue
			}
			for i := range s.Roles {
				if s.Roles[i].Name == b.Name {
					s.Roles[i].Description = b.Description
				}
			}
		case schema.StateGroup:
			s.Groups = append(s.Groups, b)
		case schema.StateGrant:
			s.Grants = append(s.Grants, b)
		case schema.StateMember:
			s.Members = append(s.Members, b)
		case schema.StateUser:
			s.Users = append(s.Users, b)
		}
	}
	s.Sort()
	return s
}

// objects is a set of objects by what identifies them.
type objects map[any]bool

// identity is an object so that equal ones are equal.
func identity(object any) any {
	switch o := object.(type) {
	case schema.StateRole:
		return [2]string{"role", o.Name}
	case schema.StateGroup:
		return [2]string{"group", o.Name}
	case schema.StateGrant, schema.StateMember, schema.StateUser:
		return o
	}
	panic(fmt.Sprintf("plan: no such object: %T", object))
}

func (set objects) removeFrom(s *schema.State) {
	s.Roles = slices.DeleteFunc(s.Roles, func(r schema.StateRole) bool { return set[identity(r)] })
	s.Groups = slices.DeleteFunc(s.Groups, func(g schema.StateGroup) bool { return set[identity(g)] })
	s.Grants = slices.DeleteFunc(s.Grants, func(g schema.StateGrant) bool { return set[g] })
	s.Members = slices.DeleteFunc(s.Members, func(m schema.StateMember) bool { return set[m] })
	s.Users = slices.DeleteFunc(s.Users, func(u schema.StateUser) bool { return set[u] })
}

// rename renames roles.
func rename(s *schema.State, to map[string]string) {
	if len(to) == 0 {
		return
	}
	for i := range s.Roles {
		if name, ok := to[s.Roles[i].Name]; ok {
			s.Roles[i].Name = name
		}
	}
	for i := range s.Grants {
		if name, ok := to[s.Grants[i].Role]; ok {
			s.Grants[i].Role = name
		}
	}
	for i := range s.Members {
		if name, ok := to[s.Members[i].Role]; ok {
			s.Members[i].Role = name
		}
	}
	s.Sort()
}

func cloneState(s *schema.State) *schema.State {
	n := *s
	n.Groups, n.Roles, n.Users = slices.Clone(s.Groups), slices.Clone(s.Roles), slices.Clone(s.Users)
	n.Grants, n.Members = slices.Clone(s.Grants), slices.Clone(s.Members)
	return &n
}

// aim is where a plan goes: the state that a deployment leaves, less what it is
// not to do. Each of the reductions says so.
func (pl *planner) aim(r *diff.Result, in Input) *schema.State {
	if in.OnlyExpired {
		return pl.withoutExpired(r)
	}
	s := cloneState(r.After())
	pl.protect(s, r)
	if len(pl.unmoved) > 0 {
		back := map[string]string{}
		for to, from := range pl.moved {
			if reason, ok := pl.unmoved[to]; ok {
				back[to] = from
				pl.cannot(pl.becauseOf(schema.StateRole{Name: to}), fmt.Sprintf("%s cannot be renamed to %s: %s", quote(from), quote(to), reason))
			}
		}
		rename(s, back)
	}
	return s
}

// withoutExpired is what is deployed less what expired bindings gave.
func (pl *planner) withoutExpired(r *diff.Result) *schema.State {
	s, expired := cloneState(pl.start), objects{}
	for _, c := range r.Changes {
		m, ok := c.Before.(schema.StateMember)
		if ok && c.Action == diff.Remove && strings.HasPrefix(c.Address, "binding") {
			expired[m] = true
		}
	}
	expired.removeFrom(s)
	return s
}

// protect keeps what roles grant from which nothing is to be taken.
func (pl *planner) protect(s *schema.State, r *diff.Result) {
	protected := map[string]*schema.Role{}
	for _, role := range pl.model.Roles {
		if role.Decl.Protected {
			protected[role.Name] = role
		}
	}
	if len(protected) == 0 {
		return
	}
	now := map[string]string{}
	for to, from := range pl.moved {
		now[from] = to
	}
	grouped := map[string]*schema.Role{} // groups that protected roles are granted
	for _, c := range r.Changes {
		g, ok := c.Before.(schema.StateGrant)
		if !ok || c.Action != diff.Remove {
			continue
		}
		if to := now[g.Role]; to != "" {
			g.Role = to
		}
		if role := protected[g.Role]; role != nil {
			s.Grants = append(s.Grants, g)
			pl.kept[g] = true
			pl.cannot(role.Address, fmt.Sprintf("the role is protected, so %s is not taken from it", grantWords(g, pl.catalog.Behaviour.Scoped)))
		}
	}
	for _, g := range s.Grants {
		if role := protected[g.Role]; role != nil {
			grouped[g.Privilege] = role
		}
	}
	pl.protectGroups(s, r, grouped)
	s.Sort()
}

func (pl *planner) protectGroups(s *schema.State, r *diff.Result, grouped map[string]*schema.Role) {
	for _, c := range r.Changes {
		b, ok := c.Before.(schema.StateGroup)
		if !ok || grouped[b.Name] == nil {
			continue
		}
		want, _ := c.After.(schema.StateGroup)
		kept := slices.DeleteFunc(slices.Clone(b.Privileges), func(p string) bool { return slices.Contains(want.Privileges, p) })
		if c.After != nil && len(kept) == 0 {
			continue
		}
		objects{identity(b): true}.removeFrom(s)
		s.Groups = append(s.Groups, schema.StateGroup{Name: b.Name, Privileges: append(slices.Clone(want.Privileges), kept...)})
		role := grouped[b.Name]
		pl.cannot(c.Address, fmt.Sprintf("%s is protected and is granted the group, so nothing is taken from the group: %s", role.Address, strings.Join(kept, ", ")))
	}
}

func grantWords(g schema.StateGrant, scoped bool) string {
	if !scoped {
		return quote(g.Privilege)
	}
	return fmt.Sprintf("%s on %s.%s", quote(g.Privilege), g.Database, g.Collection)
}

// beyond tells of what no plan does: conditions are nothing that a server checks,
// and some holders are not reached by these calls.
func (pl *planner) beyond() {
	for _, role := range pl.model.Roles {
		for _, g := range role.Grants {
			if !g.Deployable() {
				pl.cannot(role.Address, fmt.Sprintf("the grant at %s is under condition %s, which the server cannot check, so it is not deployed; services decide by it", g.Decl.Range, quote(g.Condition.ID)))
			}
		}
	}
}

// outside says why these calls do not change a membership; empty where they do.
func (pl *planner) outside(m schema.StateMember) string {
	if k, _, ok := strings.Cut(m.Principal, ":"); ok && slices.Contains(pl.catalog.Principals, k) && !slices.Contains(pl.calls.Principals, k) {
		return fmt.Sprintf("roles of %s are not changed by the calls that a plan makes: %s", strings.ReplaceAll(k, "_", " ")+"s", quote(m.Principal))
	}
	r := pl.catalog.Role(m.Role)
	switch {
	case r != nil && r.Name != m.Role:
		r = nil
	case r != nil && pl.calls.Fixed[r.Name] != "":
		return fmt.Sprintf("who holds %s is not changed by a plan: %s", quote(m.Role), pl.calls.Fixed[r.Name])
	case r != nil && !slices.Contains(pl.calls.RolesOf, r.Of):
		return fmt.Sprintf("%s is a role of the %s, which the calls that a plan makes do not give or take", quote(m.Role), r.Of)
	}
	if m.Project != "" {
		return fmt.Sprintf("roles of project %s are not changed by the calls that a plan makes", quote(m.Project))
	}
	return ""
}
