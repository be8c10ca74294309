package plan

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/rolecall/rolecall/schema"
)

// run makes one deed after the other, each as soon as it can be made. Where none
// can, a way round is looked for; without one what is left is given up.
func (pl *planner) run() {
	for len(pl.todo) > 0 {
		if pl.round() {
			continue
		}
		if !pl.wayRound() {
			pl.giveUp()
			return
		}
		slices.SortStableFunc(pl.todo, func(a, b deed) int { return a.compare(b, pl.catalog) })
	}
}

// round tries every deed once, in order, and reports whether any was made.
func (pl *planner) round() bool {
	made := false
	todo := pl.todo
	pl.todo = nil
	var left []deed
	for _, d := range todo {
		switch {
		case pl.superfluous(d):
			made = true
		case pl.refusal(d) == "" && pl.try(d):
			made = true
		default:
			left = append(left, d)
		}
	}
	pl.todo = append(left, pl.todo...) // what had to be done again
	slices.SortStableFunc(pl.todo, func(a, b deed) int { return a.compare(b, pl.catalog) })
	return made
}

// superfluous reports whether a deed has come about with another.
func (pl *planner) superfluous(d deed) bool {
	switch d.kind {
	case grant, revoke:
		there := pl.now.role(d.grant.Role).grants[d.grant]
		return there == (d.kind == grant) && (d.kind == revoke || pl.now.role(d.grant.Role).exists)
	case bind, unbind:
		return pl.now.held[d.user][d.role] == (d.kind == bind)
	case removePrivilege: // a group that is gone holds nothing
		return !slices.Contains(pl.now.x.Groups[d.group], d.privilege)
	case addPrivilege:
		return slices.Contains(pl.now.x.Groups[d.group], d.privilege)
	case renameRole, createGroup, createUser, createRole, alterRole, dropUser, dropRole, forceDropRole, dropGroup:
		return false
	}
	panic("plan: no such kind of deed")
}

// try makes a deed unless it breaks the invariant.
func (pl *planner) try(d deed) bool {
	if !d.kind.gives() && !d.kind.takes() {
		pl.make(d)
		return true
	}
	changes := pl.now.do(d)
	if !pl.sound(changes) {
		pl.now.undo(d, changes)
		return false
	}
	pl.made(d, changes)
	return true
}

func (pl *planner) make(d deed) { pl.made(d, pl.now.do(d)) }

// made notes a deed that was done. What it took along though the goal has it is
// to be given again, and what it brought along though it has not, to be taken.
func (pl *planner) made(d deed, changes []change) {
	pl.done = append(pl.done, d)
	if d.kind == createRole && pl.calls.WholeRoles && d.temporary == 0 {
		for _, g := range pl.fills(d.role) {
			pl.make(deed{kind: grant, grant: g, because: d.because})
		}
	}
	for _, c := range changes {
		for _, g := range c.grants {
			if g != d.grant && d.temporary == 0 && !pl.wanted(g) {
				pl.todo = append(pl.todo, deed{kind: revoke, grant: g, because: pl.becauseOf(g)})
			}
		}

		for _, g := range c.taken {
			if g != d.grant && pl.wanted(g) {
				pl.todo = append(pl.todo, deed{kind: grant, grant: g, because: pl.becauseOf(g)})
			}
		}
	}
}

// fills lists what the goal has a role grant.
func (pl *planner) fills(role string) []schema.StateGrant {
	from, _ := slices.BinarySearchFunc(pl.goal.Grants, role, func(g schema.StateGrant, role string) int { return strings.Compare(g.Role, role) })
	to := from
	for to < len(pl.goal.Grants) && pl.goal.Grants[to].Role == role {
		to++
	}
	return pl.goal.Grants[from:to]
}

// wanted reports whether the goal has a grant.
func (pl *planner) wanted(g schema.StateGrant) bool {
	_, found := slices.BinarySearchFunc(pl.goal.Grants, g, schema.StateGrant.Compare)
	return found
}

// sound reports whether the invariant stands after some changes.
func (pl *planner) sound(changes []change) bool {
	for _, c := range changes {
		for _, p := range pl.concerned(c) {
			if !pl.mayHave(p, c.gained) || len(pl.missed(p, c.lost)) > 0 {
				return false
			}
		}
	}
	return true
}

func (pl *planner) concerned(c change) []string {
	switch {
	case len(c.gained)+len(c.lost) == 0:
		return nil
	case c.only != "":
		return []string{c.only}
	}
	return pl.now.holders(c.role)
}

// mayHave reports whether a principal has all of some rows before or after.
func (pl *planner) mayHave(principal string, rows []row) bool {
	for _, k := range rows {
		if !pl.old.gives(principal, k) && !pl.new.gives(principal, k) {
			return false
		}
	}
	return true
}

// missed lists what of some rows a principal has before and after, and not now.
func (pl *planner) missed(principal string, rows []row) []row {
	missed := map[row]bool{}
	for _, k := range pl.new.within(principal, pl.old.within(principal, rows)) {
		if !pl.now.gives(principal, k) {
			missed[k] = true
		}
	}
	return slices.SortedFunc(maps.Keys(missed), row.compare)
}

// giveUp tells why what is left cannot be done.
func (pl *planner) giveUp() {
	for _, d := range pl.todo {
		if d.temporary > 0 { // it must not stay: try without it
			pl.hopeless[pl.rounds[d.temporary-1]], pl.again = true, true
			continue
		}
		pl.gaveUp = true
		reason := pl.refusal(d)
		switch d.kind {
		case createRole:
			pl.stick(d.role, reason)
		case dropRole: // two roles in place of one
			pl.stick(pl.renamedTo(d.role), fmt.Sprintf("%s cannot be dropped: %s", quote(d.role), reason))
		}
		if reason == "" {
			reason = pl.unsound(d)
		}
		if d.kind == grant && pl.kept[d.grant] { // the old name would go, and what is protected with it
			pl.stick(d.grant.Role, fmt.Sprintf("the role is protected, and what it has beyond the policy cannot be granted to the new name: %s: %s", grantWords(d.grant, pl.catalog.Behaviour.Scoped), reason))
		}
		pl.cannot(d.because, fmt.Sprintf("%s: %s", pl.words(d), reason))
	}
	pl.todo = nil
}

// renamedTo is what a role is to be called; empty where it keeps its name.
func (pl *planner) renamedTo(old string) string {
	for name, was := range pl.moved {
		if was == old {
			return name
		}
	}
	return ""
}

// stick notes that a role cannot be renamed, where it was to be. The first reason stands.
func (pl *planner) stick(role, reason string) {
	if pl.moved[role] != "" && pl.unmoved[role] == "" && pl.stuckMoves[role] == "" {
		pl.stuckMoves[role] = reason
	}
}

// unsound says how a deed would break the invariant.
func (pl *planner) unsound(d deed) string {
	changes := pl.now.do(d)
	defer pl.now.undo(d, changes)
	for _, c := range changes {
		for _, p := range pl.concerned(c) {
			who := quote(p)
			if p == anyone {
				who = "everyone"
			}
			if missed := pl.missed(p, c.lost); len(missed) > 0 {
				return fmt.Sprintf("%s would be without %s, which it has before and after, and nothing else gives it in the meantime", who, pl.rowWords(missed[0]))
			}
			for _, k := range c.gained {
				if !pl.mayHave(p, []row{k}) {
					return fmt.Sprintf("%s would come by %s, which it has neither before nor after", who, pl.rowWords(k))
				}
			}
		}
	}
	return "it depends on what cannot be done"
}

func (pl *planner) rowWords(k row) string {
	n := pl.now.names
	p := pl.catalog.Privileges[k.p].Name
	if !pl.catalog.Behaviour.Scoped {
		return p
	}
	return fmt.Sprintf("%s on %s.%s", p, n.scopes[k.d], n.scopes[k.c])
}

// words says what a deed does.
func (pl *planner) words(d deed) string {
	switch d.kind {
	case renameRole:
		return fmt.Sprintf("rename role %s to %s", quote(d.role), quote(d.name))
	case createGroup:
		return "create privilege group " + quote(d.group)
	case addPrivilege:
		return fmt.Sprintf("add %s to privilege group %s", quote(d.privilege), quote(d.group))
	case createUser:
		return "create user " + quote(d.user)
	case createRole:
		return "create role " + quote(d.role)
	case alterRole:
		return "describe role " + quote(d.role)
	case grant:
		return fmt.Sprintf("grant %s to role %s", grantWords(d.grant, pl.catalog.Behaviour.Scoped), quote(d.grant.Role))
	case bind:
		return fmt.Sprintf("give %s role %s", quote(d.user), quote(d.role))
	case unbind:
		return fmt.Sprintf("take role %s from %s", quote(d.role), quote(d.user))
	case dropUser:
		return "drop user " + quote(d.user)
	case revoke:
		return fmt.Sprintf("revoke %s from role %s", grantWords(d.grant, pl.catalog.Behaviour.Scoped), quote(d.grant.Role))
	case removePrivilege:
		return fmt.Sprintf("remove %s from privilege group %s", quote(d.privilege), quote(d.group))
	case dropRole, forceDropRole:
		return "drop role " + quote(d.role)
	case dropGroup:
		return "drop privilege group " + quote(d.group)
	}
	panic("plan: no such kind of deed")
}
