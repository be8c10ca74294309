package query

import (
	"cmp"
	"slices"
	"sort"
	"strings"
	"time"

	"github.com/rolecall/rolecall/bundle"
)

// ledger finds rows by role and scope, and members by principal and by role. It
// stands beside the bundle's own index, which answers requests and not what a
// change would add to them.
type ledger struct {
	table   *bundle.Table
	now     time.Time
	rows    []bundle.Grant  // sorted as Normalize does
	members []bundle.Member // likewise
	holders map[string][]string
}

func newLedger(t *bundle.Table, now time.Time) *ledger {
	l := &ledger{table: t, now: now, rows: t.Grants, members: t.Members}
	if !slices.IsSortedFunc(t.Grants, compareRows) || !slices.IsSortedFunc(t.Members, comparePrincipals) {
		own := bundle.Table{Grants: slices.Clone(t.Grants), Members: slices.Clone(t.Members)}
		own.Normalize()
		l.rows, l.members = own.Grants, own.Members
	}
	l.holders = map[string][]string{}
	for i := range l.members {
		m := &l.members[i]
		if list := l.holders[m.Role]; l.active(m) && (len(list) == 0 || list[len(list)-1] != m.Principal) {
			l.holders[m.Role] = append(list, m.Principal)
		}
	}
	return l
}

func compareRows(a, b bundle.Grant) int {
	return cmp.Or(strings.Compare(a.Role, b.Role), strings.Compare(a.Database, b.Database), strings.Compare(a.Collection, b.Collection),
		strings.Compare(a.Privilege, b.Privilege), strings.Compare(a.Condition, b.Condition))
}

func comparePrincipals(a, b bundle.Member) int {
	return cmp.Or(strings.Compare(a.Principal, b.Principal), strings.Compare(a.Role, b.Role), strings.Compare(a.Project, b.Project), strings.Compare(a.Expires, b.Expires))
}

// expiry is when a member ends; ok is false for one that never does.
func expiry(m *bundle.Member) (at time.Time, ok bool) {
	if m.Expires == "" {
		return time.Time{}, false
	}
	at, _ = time.Parse(time.RFC3339, m.Expires) // a table's members were read: it parses
	return at, true
}

// active reports whether a member gives anything now.
func (l *ledger) active(m *bundle.Member) bool {
	at, ends := expiry(m)
	return !ends || l.now.Before(at)
}

// rowsOf gives the rows of a role.
func (l *ledger) rowsOf(role string) []bundle.Grant {
	from := sort.Search(len(l.rows), func(i int) bool { return l.rows[i].Role >= role })
	n := sort.Search(len(l.rows)-from, func(i int) bool { return l.rows[from+i].Role > role })
	return l.rows[from : from+n]
}

// membersOf gives the members of a principal, expired ones too.
func (l *ledger) membersOf(principal string) []bundle.Member {
	from := sort.Search(len(l.members), func(i int) bool { return l.members[i].Principal >= principal })
	n := sort.Search(len(l.members)-from, func(i int) bool { return l.members[from+i].Principal > principal })
	return l.members[from : from+n]
}

// holding is a role as somebody holds it: for one project or, where that is empty, for all.
type holding struct{ role, project string }

// holdings are what a principal holds now, what everyone holds included where it is no token, sorted, each once.
func (l *ledger) holdings(principal string) []holding {
	var all []holding
	for _, role := range l.table.ImplicitOf(principal) {
		all = append(all, holding{role: role})
	}
	members := l.membersOf(principal)
	for i := range members {
		if l.active(&members[i]) {
			all = append(all, holding{members[i].Role, members[i].Project})
		}
	}
	return distinctHoldings(all)
}

func distinctHoldings(all []holding) []holding {
	slices.SortFunc(all, func(a, b holding) int {
		return cmp.Or(strings.Compare(a.role, b.role), strings.Compare(a.project, b.project))
	})
	return slices.Compact(all)
}

// key is a piece of access, whoever has it.
type key struct{ privilege, database, collection, condition, project string }

// gives reports whether what is held gives all of a piece of access: on its scope
// or a wider one, under its condition or under none, in its project or in all.
func (l *ledger) gives(held []holding, k key) bool {
	for _, h := range held {
		if h.project != "" && h.project != k.project {
			continue
		}
		rows := l.rowsOf(h.role)
		for wider := range k.wider() {
			if hasRow(rows, wider) {
				return true
			}
		}
	}
	return false
}

// wider yields a piece of access and all that contain it, its project aside.
func (k key) wider() func(yield func(key) bool) {
	return func(yield func(key) bool) {
		for _, condition := range atLeast(k.condition, "") {
			for _, database := range atLeast(k.database, bundle.Any) {
				for _, collection := range atLeast(k.collection, bundle.Any) {
					if !yield(key{k.privilege, database, collection, condition, k.project}) {
						return
					}
				}
			}
		}
	}
}

// atLeast is a name and what is wider, where that is another.
func atLeast(name, widest string) []string {
	if name == widest {
		return []string{name}
	}
	return []string{name, widest}
}

// hasRow reports whether the sorted rows of one role have one.
func hasRow(rows []bundle.Grant, k key) bool {
	_, found := slices.BinarySearchFunc(rows, k, func(g bundle.Grant, k key) int {
		return cmp.Or(strings.Compare(g.Database, k.database), strings.Compare(g.Collection, k.collection),
			strings.Compare(g.Privilege, k.privilege), strings.Compare(g.Condition, k.condition))
	})
	return found
}
