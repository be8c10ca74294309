package plan

import (
	"fmt"
	"maps"
	"slices"

	"github.com/rolecall/rolecall/schema"
)

// wayRound finds a way to go on where no deed can be made, and reports whether it
// did: something temporary holds the access that a deed would take too early, a
// group is emptied so that a grant of it can be taken back, or a role goes
// together with grants that no other call takes back.
func (pl *planner) wayRound() bool {
	for _, by := range []func(deed) bool{pl.byGroups, pl.byRoles} {
		for i, d := range pl.todo {
			if d.kind.takes() && d.kind != dropUser && pl.mayGoRound(d) && pl.refusal(d) == "" && by(d) {
				pl.todo = slices.Delete(pl.todo, i, i+1)
				pl.commit(d)
				return true
			}
		}
	}
	for _, d := range pl.todo {
		if d.kind == revoke && pl.mayGoRound(d) && pl.now.groups[d.grant.Privilege] && d.grant.ObjectType == pl.catalog.ObjectOf(d.grant.Privilege) && pl.emptied(d) {
			return true
		}
	}
	for i, d := range pl.todo {
		if d.kind != dropRole || len(pl.now.role(d.role).grants) == 0 {
			continue
		}
		if d.kind = forceDropRole; pl.refusal(d) == "" {
			pl.todo = slices.Delete(pl.todo, i, i+1)
			pl.todo = slices.DeleteFunc(pl.todo, func(o deed) bool { return o.kind == revoke && o.grant.Role == d.role })
			pl.make(d)
			return true
		}
	}
	return false
}

// mayGoRound reports whether a way round is worth looking for: one for what is
// temporary itself would have no end, and one that was tried and could not be taken
// down again is none. If one is found it is the last of rounds.
func (pl *planner) mayGoRound(d deed) bool {
	if d.temporary > 0 || pl.hopeless[d] {
		return false
	}
	pl.rounds = append(pl.rounds, d)
	return true
}

// commit makes a deed that something temporary has made sound.
func (pl *planner) commit(d deed) {
	if !pl.try(d) {
		panic("plan: what is temporary does not hold: " + pl.words(d))
	}
}

// losses is what principals would miss after a deed, by the role it goes from.
func (pl *planner) losses(ds ...deed) (byRole map[string][]row, byPrincipal map[string][]row) {
	byRole, byPrincipal = map[string][]row{}, map[string][]row{}
	done := make([][]change, len(ds))
	for i, d := range ds {
		done[i] = pl.now.do(d)
	}
	for _, changes := range done {
		for _, c := range changes {
			for _, p := range pl.concerned(c) {
				missed := pl.missed(p, c.lost)
				byRole[c.role] = merge(byRole[c.role], missed)
				byPrincipal[p] = merge(byPrincipal[p], missed)
			}
		}
	}
	for i := len(ds) - 1; i >= 0; i-- {
		pl.now.undo(ds[i], done[i])
	}
	maps.DeleteFunc(byRole, func(_ string, rows []row) bool { return len(rows) == 0 })
	maps.DeleteFunc(byPrincipal, func(_ string, rows []row) bool { return len(rows) == 0 })
	return byRole, byPrincipal
}

func merge(a, b []row) []row {
	all := slices.Concat(a, b)
	slices.SortFunc(all, row.compare)
	return slices.Compact(all)
}

// byGroups lets the roles that a deed takes from hold the rest by temporary
// groups. Nothing comes along with what a group grants.
func (pl *planner) byGroups(d deed) bool {
	if d.kind == unbind {
		return false
	}
	byRole, _ := pl.losses(d)
	return pl.prop(byRole, d.because)
}

func (pl *planner) prop(byRole map[string][]row, because string) bool {
	if !pl.calls.Has(CreateGroup) {
		return false
	}
	for role, rows := range byRole {
		for _, p := range pl.now.holders(role) {
			if !pl.mayHave(p, rows) {
				return false
			}
		}
	}
	for _, role := range slices.Sorted(maps.Keys(byRole)) {
		pl.propRole(role, byRole[role], because)
	}
	return true
}

// propRole grants a role exactly some rows, by groups that are granted while they
// are empty, since an empty group has no level and is taken in any scope.
func (pl *planner) propRole(role string, rows []row, because string) {
	type place struct {
		level schema.Level
		d, c  uint32
	}
	by := map[place][]string{}
	for _, k := range rows {
		p := &pl.catalog.Privileges[k.p]
		at := place{p.Level, k.d, k.c}
		by[at] = append(by[at], p.Name)
	}
	places := slices.SortedFunc(maps.Keys(by), func(a, b place) int {
		return row{uint32(slices.Index(pl.catalog.Levels, a.level) + 1), a.d, a.c}.compare(row{uint32(slices.Index(pl.catalog.Levels, b.level) + 1), b.d, b.c})
	})
	for _, at := range places {
		name := pl.temporary("group")
		g := schema.StateGrant{Role: role, Privilege: name, ObjectType: pl.catalog.ObjectOf(name), Database: pl.now.names.scopes[at.d], Collection: pl.now.names.scopes[at.c]}
		pl.make(deed{kind: createGroup, group: name, because: because, temporary: len(pl.rounds)})
		pl.make(deed{kind: grant, grant: g, because: because, temporary: len(pl.rounds)})
		for _, p := range by[at] {
			pl.make(deed{kind: addPrivilege, group: name, privilege: p, because: because, temporary: len(pl.rounds)})
			pl.todo = append(pl.todo, deed{kind: removePrivilege, group: name, privilege: p, because: because, temporary: len(pl.rounds)})
		}
		pl.todo = append(pl.todo,
			deed{kind: revoke, grant: g, because: because, temporary: len(pl.rounds)},
			deed{kind: dropGroup, group: name, because: because, temporary: len(pl.rounds)})
	}
}

// temporary is a name that nothing has.
func (pl *planner) temporary(what string) string {
	for {
		pl.temporaries++
		name := fmt.Sprintf("rolecall_tmp_%s_%d", what, pl.temporaries)
		taken := pl.known[name] || slices.ContainsFunc(pl.model.Roles, func(r *schema.Role) bool { return r.Name == name }) ||
			slices.ContainsFunc(pl.model.Groups, func(g *schema.Group) bool { return g.Name == name })
		if !taken {
			return name
		}
	}
}

// byRoles lets principals hold by temporary roles what a deed would take from
// them, one role for all who miss the same.
func (pl *planner) byRoles(d deed) bool {
	_, byPrincipal := pl.losses(d)
	var sets [][]row
	var whose [][]string
	for _, p := range slices.Sorted(maps.Keys(byPrincipal)) {
		if p == anyone || !pl.now.users[p] || pl.outside(schema.StateMember{Principal: p}) != "" {
			return false
		}
		rows := byPrincipal[p]
		i := slices.IndexFunc(sets, func(s []row) bool { return slices.Equal(s, rows) })
		if i < 0 {
			i = len(sets)
			sets, whose = append(sets, rows), append(whose, nil)
		}
		whose[i] = append(whose[i], p)
	}
	if l := pl.catalog.Limit("roles"); l != nil && pl.full("roles", pl.now.own+l.Builtin+len(sets)-1) != "" {
		return false
	}
	for i := range sets {
		pl.stand(sets[i], whose[i], d.because)
	}
	return true
}

// stand makes a temporary role that gives some principals exactly some rows.
func (pl *planner) stand(rows []row, principals []string, because string) {
	name := pl.temporary("role")
	pl.make(deed{kind: createRole, role: name, because: because, temporary: len(pl.rounds)})
	var after []deed
	if pl.calls.WholeRoles {
		for _, k := range rows {
			g := schema.StateGrant{Role: name, Privilege: pl.catalog.Privileges[k.p].Name}
			pl.make(deed{kind: grant, grant: g, because: because, temporary: len(pl.rounds)})
		}
	} else {
		pl.propRole(name, rows, because)
	}
	for _, p := range principals {
		pl.make(deed{kind: bind, user: p, role: name, because: because, temporary: len(pl.rounds)})
		after = append(after, deed{kind: unbind, user: p, role: name, because: because, temporary: len(pl.rounds)})
	}
	pl.todo = append(pl.todo, append(after, deed{kind: dropRole, role: name, because: because, temporary: len(pl.rounds)})...)
}

// emptied empties a group for a moment, so that grants of it are taken back from
// scopes in which the server no longer takes it.
func (pl *planner) emptied(d deed) bool {
	group := d.grant.Privilege
	var ds []deed
	for _, p := range pl.now.x.Groups[group] {
		o := deed{kind: removePrivilege, group: group, privilege: p, because: d.because}
		if pl.refusal(o) != "" {
			return false
		}
		ds = append(ds, o)
	}
	if len(ds) == 0 {
		return false
	}
	byRole, _ := pl.losses(ds...)
	if !pl.prop(byRole, d.because) {
		return false
	}
	for _, o := range ds {
		pl.commit(o)
	}
	var left []deed
	for _, o := range pl.todo {
		ours := o.kind == revoke && o.grant.Privilege == group && o.temporary == 0
		if !ours || pl.refusal(o) != "" || !pl.try(o) {
			left = append(left, o)
		}
	}
	pl.todo = left
	for _, g := range pl.goal.Groups {
		if g.Name != group {
			continue
		}
		for _, p := range g.Privileges {
			pl.todo = append(pl.todo, deed{kind: addPrivilege, group: group, privilege: p, because: d.because})
		}
	}
	return true
}
