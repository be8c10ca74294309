package policytest

import (
	"maps"

	"github.com/rolecall/rolecall/bundle"
)

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
