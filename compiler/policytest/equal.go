package policytest

import (
	"maps"
	"slices"

	"github.com/rolecall/rolecall/bundle"
)

// same reports whether a mutant's table gives what the policy's does.
func (l *lab) same(m *Mutant, table *bundle.Table, affected map[string]bool) bool {
	if len(m.everyone) > 0 {
		return !slices.ContainsFunc(m.everyone, l.gives)
	}
	if len(m.principals) > 0 {
		return sameMembers(l.membersOf(l.policy.bundle.Table.Members, m), l.membersOf(table.Members, m))
	}
	return sameAccess(l.policy.byRole, byRole(table.Grants), slices.Sorted(maps.Keys(affected)), l.everyone)
}

// membersOf are the members whose roles a mutant changes, as far as their roles give anything.
func (l *lab) membersOf(members []bundle.Member, m *Mutant) []bundle.Member {
	return slices.DeleteFunc(slices.Clone(members), func(member bundle.Member) bool {
		return !slices.Contains(m.principals, member.Principal) || !l.gives(member.Role)
	})
}

// gives reports whether a role gives anything that not everyone has.
func (l *lab) gives(role string) bool {
	return len(accessOf(l.policy.byRole[role]).essence(l.everyone)) > 0
}

// access is a set of rows that gives what its rows give, whatever role they are of.
type access map[right]bool

// right is what a row gives.
type right struct{ privilege, database, collection, condition string }

func newAccess() access { return access{} }

func rightOf(g bundle.Grant) right {
	return right{g.Privilege, g.Database, g.Collection, g.Condition}
}

func (a access) add(g bundle.Grant) { a[rightOf(g)] = true }

// covers reports whether the set gives all that a row does.
func (a access) covers(g bundle.Grant) bool { return a[rightOf(g)] || a.beyond(rightOf(g)) }

// beyond reports whether another right of the set gives all that r does.
func (a access) beyond(r right) bool {
	for _, condition := range []string{"", r.condition} {
		for _, database := range []string{bundle.Any, r.database} {
			for _, collection := range []string{bundle.Any, r.collection} {
				if o := (right{r.privilege, database, collection, condition}); o != r && a[o] {
					return true
				}
			}
		}
	}
	return false
}

// essence is the set without what the rest of it, or what everyone has, gives anyway.
func (a access) essence(everyone access) access {
	out := access{}
	for r := range a {
		if !a.beyond(r) && !everyone[r] && !everyone.beyond(r) {
			out[r] = true
		}
	}
	return out
}

// sameAccess reports whether two tables give the roles of a list the same.
func sameAccess(a, b map[string][]bundle.Grant, roles []string, everyone access) bool {
	for _, role := range roles {
		if !maps.Equal(accessOf(a[role]).essence(everyone), accessOf(b[role]).essence(everyone)) {
			return false
		}
	}
	return true
}

func accessOf(rows []bundle.Grant) access {
	a := newAccess()
	for _, g := range rows {
		a.add(g)
	}
	return a
}

// holding is a member as far as it matters.
type membership struct{ principal, role, project, expires string }

// sameMembers reports whether two lists give the same principals the same roles.
func sameMembers(a, b []bundle.Member) bool {
	return maps.Equal(memberships(a), memberships(b))
}

// memberships leaves out what another membership gives for longer and everywhere.
func memberships(members []bundle.Member) map[membership]bool {
	all, out := map[membership]bool{}, map[membership]bool{}
	for _, m := range members {
		all[membership{m.Principal, m.Role, m.Project, m.Expires}] = true
	}
	for m := range all {
		forever, everywhere, both := m, m, m
		forever.expires, both.expires = "", ""
		everywhere.project, both.project = "", ""
		if !(forever != m && all[forever] || everywhere != m && all[everywhere] || both != m && all[both]) {
			out[m] = true
		}
	}
	return out
}
