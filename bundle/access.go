package bundle

import (
	"cmp"
	"iter"
	"slices"
	"sort"
	"strings"
	"time"
)

// Access is a row of the table as a principal has it.
type Access struct {
	Principal  string   `json:"principal"`
	Role       string   `json:"role"`
	Privilege  string   `json:"privilege"`
	Database   string   `json:"database"`
	Collection string   `json:"collection"`
	Condition  string   `json:"condition"` // the access is there only while it holds
	Via        []string `json:"via"`
	Source     string   `json:"source"`            // of the row
	Project    string   `json:"project,omitempty"` // the access is there only for requests of it
}

// WhatCan lists what a principal can do at at: every row of every role that it
// holds then, whether a condition holds or not. Roles that everyone holds count,
// also for a principal that is not known, but not for tokens; nothing is listed for an empty name. The
// rows come sorted by role, project, database, collection, privilege and condition,
// while they are asked for.
func (b *Bundle) WhatCan(principal string, at time.Time) iter.Seq[Access] {
	return func(yield func(Access) bool) {
		if b == nil || b.index == nil || principal == "" {
			return
		}
		o := b.index.sorted()
		for _, h := range o.holdings(principal, o.membersOf(principal), at) {
			for _, row := range o.rowsOf(h.role) {
				if !yield(h.access(principal, &b.Table.Grants[row])) {
					return
				}
			}
		}
	}
}

// WhoCan lists who has a privilege on a collection at at, by every row that gives
// it: the known principals, which are those with a binding, expired or not, with the
// roles that everyone holds. An empty database is the default one, an alias its
// collection, as in a request; but [Any] asks for whatever database or collection,
// not only for rows on all of them. The rows come sorted by principal, role,
// project, database, collection and condition, while they are asked for.
func (b *Bundle) WhoCan(privilege, database, collection string, at time.Time) iter.Seq[Access] {
	if privilege == "" {
		return func(func(Access) bool) {}
	}
	return b.WhoCanAny([]string{privilege}, database, collection, at)
}

// WhoCanAny is WhoCan for several privileges at once, such as those of a group: by
// every row that gives one of them. Of rows on one collection those are sorted by
// privilege, then condition.
func (b *Bundle) WhoCanAny(privileges []string, database, collection string, at time.Time) iter.Seq[Access] {
	return func(yield func(Access) bool) {
		if b == nil || b.index == nil {
			return
		}
		o := b.index.sorted()
		database, collection := b.index.scope(&Request{Database: database, Collection: collection})
		giving := o.giving(privileges, database, collection)
		for members := range o.principals() {
			principal := b.Table.Members[members[0]].Principal
			for _, h := range o.holdings(principal, members, at) {
				for _, row := range giving[h.role] {
					if !yield(h.access(principal, &b.Table.Grants[row])) {
						return
					}
				}
			}
		}
	}
}

// order is a table's grants and members as Normalize sorts them.
type order struct {
	*index
	grants  []int32
	members []int32
}

func newOrder(x *index) *order {
	t := x.table
	o := &order{x, numbers(len(t.Grants)), numbers(len(t.Members))}
	byRow := func(i, j int32) int {
		return cmp.Or(compareRows(t.Grants[i], t.Grants[j]), cmp.Compare(i, j))
	}
	byMember := func(i, j int32) int {
		return cmp.Or(compareMembers(t.Members[i], t.Members[j]), cmp.Compare(i, j))
	}
	if !slices.IsSortedFunc(o.grants, byRow) {
		slices.SortFunc(o.grants, byRow)
	}
	o.grants = slices.CompactFunc(o.grants, func(i, j int32) bool { return compareRows(t.Grants[i], t.Grants[j]) == 0 })
	if !slices.IsSortedFunc(o.members, byMember) {
		slices.SortFunc(o.members, byMember)
	}
	return o
}

func numbers(n int) []int32 {
	all := make([]int32, n)
	for i := range all {
		all[i] = int32(i)
	}
	return all
}

// rowsOf gives the rows of a role.
func (o *order) rowsOf(role string) []int32 {
	return run(o.grants, func(i int32) int { return strings.Compare(o.table.Grants[i].Role, role) })
}

// membersOf gives the members of a principal.
func (o *order) membersOf(principal string) []int32 {
	return run(o.members, func(i int32) int { return strings.Compare(o.table.Members[i].Principal, principal) })
}

// run gives the part of a sorted list that compares equal.
func run(list []int32, compare func(int32) int) []int32 {
	from := sort.Search(len(list), func(i int) bool { return compare(list[i]) >= 0 })
	n := sort.Search(len(list)-from, func(i int) bool { return compare(list[from+i]) > 0 })
	return list[from : from+n]
}

// principals gives the members of each principal.
func (o *order) principals() iter.Seq[[]int32] {
	return func(yield func([]int32) bool) {
		for rest := o.members; len(rest) > 0; {
			n := 1
			for n < len(rest) && o.table.Members[rest[n]].Principal == o.table.Members[rest[0]].Principal {
				n++
			}
			if !yield(rest[:n]) {
				return
			}
			rest = rest[n:]
		}
	}
}

// giving gives the rows of each role that give one of the privileges in the scope.
func (o *order) giving(privileges []string, database, collection string) map[string][]int32 {
	giving := map[string][]int32{}
	for _, i := range o.grants {
		if g := &o.table.Grants[i]; slices.Contains(privileges, g.Privilege) && meets(g.Database, database) && meets(g.Collection, collection) {
			giving[g.Role] = append(giving[g.Role], i)
		}
	}
	return giving
}

// meets reports whether a name of a row and one that is asked for have something in common.
func meets(row, asked string) bool { return row == asked || row == Any || asked == Any }

// holding is a role that a principal holds, for one project or, where that is empty, for all.
type holding struct{ role, project string }

// holdings gives what the members of a principal give at at and what everyone
// holds, sorted. A role that is held for all projects is not told for each.
func (o *order) holdings(principal string, members []int32, at time.Time) []holding {
	var all []holding
	for _, id := range o.commonTo(principal) {
		all = append(all, holding{role: o.sentences[id].name})
	}
	for _, i := range members {
		if m := &o.table.Members[i]; !o.expired(m, at) {
			all = append(all, holding{m.Role, m.Project})
		}
	}
	slices.SortFunc(all, func(a, b holding) int {
		return cmp.Or(strings.Compare(a.role, b.role), strings.Compare(a.project, b.project))
	})
	kept := all[:0]
	for _, h := range all {
		if n := len(kept); n == 0 || kept[n-1].role != h.role || kept[n-1].project != "" && kept[n-1].project != h.project {
			kept = append(kept, h)
		}
	}
	return kept
}

func (o *order) expired(m *Member, at time.Time) bool {
	if m.Expires == "" {
		return false
	}
	expires, err := time.Parse(time.RFC3339, m.Expires)
	return err != nil || !at.Before(expires)
}

func (h holding) access(principal string, g *Grant) Access {
	via := g.Via
	if via == nil {
		via = noVia
	}
	return Access{Principal: principal, Role: g.Role, Privilege: g.Privilege, Database: g.Database, Collection: g.Collection,
		Condition: g.Condition, Via: via, Source: g.Source, Project: h.project}
}
