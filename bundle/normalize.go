package bundle

import (
	"cmp"
	"math"
	"slices"
	"strconv"
	"strings"
)

// Normalize puts the table into the one form that all tables of the same
// meaning share. Grants are sorted by role, database, collection, privilege and
// condition; of those equal in these five the one with the shortest via, then
// the earliest source, is kept. Rows that others cover stay. Members are sorted
// by principal, role, project and expiry, the never expiring first; of equal ones
// the earliest source is kept. Sources are compared by file, then line and column
// as numbers; what the catalog says comes last.
func (t *Table) Normalize() {
	slices.SortFunc(t.Grants, func(a, b Grant) int {
		return cmp.Or(compareRows(a, b), cmp.Compare(len(a.Via), len(b.Via)), CompareSources(a.Source, b.Source),
			slices.Compare(a.Via, b.Via), strings.Compare(a.Level, b.Level), strings.Compare(a.EnforcedBy, b.EnforcedBy))
	})
	t.Grants = slices.CompactFunc(t.Grants, func(a, b Grant) bool { return compareRows(a, b) == 0 })

	slices.SortFunc(t.Members, func(a, b Member) int {
		return cmp.Or(compareMembers(a, b), CompareSources(a.Source, b.Source))
	})
	t.Members = slices.CompactFunc(t.Members, func(a, b Member) bool { return compareMembers(a, b) == 0 })

	slices.Sort(t.Implicit)
	t.Implicit = slices.Compact(t.Implicit)
}

func compareRows(a, b Grant) int {
	return cmp.Or(strings.Compare(a.Role, b.Role), strings.Compare(a.Database, b.Database),
		strings.Compare(a.Collection, b.Collection), strings.Compare(a.Privilege, b.Privilege),
		strings.Compare(a.Condition, b.Condition))
}

func compareMembers(a, b Member) int {
	return cmp.Or(strings.Compare(a.Principal, b.Principal), strings.Compare(a.Role, b.Role),
		strings.Compare(a.Project, b.Project), strings.Compare(a.Expires, b.Expires))
}

// CompareSources orders sources, written file:line:column or catalog:NAME:
// by file, then line and column as numbers; the catalog comes last.
func CompareSources(a, b string) int {
	x, y := parseSource(a), parseSource(b)
	return cmp.Or(cmp.Compare(x.rank, y.rank), strings.Compare(x.file, y.file),
		cmp.Compare(x.line, y.line), cmp.Compare(x.column, y.column), strings.Compare(a, b))
}

type source struct {
	rank         int // 0 a file, 1 the catalog
	file         string
	line, column int
}

// parseSource reads from the right, since a file name may have colons. Without
// numbers all of it is the file.
func parseSource(s string) source {
	if name, ok := strings.CutPrefix(s, "catalog:"); ok {
		return source{rank: 1, file: name}
	}
	rest, column, ok := cutNumber(s)
	if !ok {
		return source{file: s}
	}
	file, line, ok := cutNumber(rest)
	if !ok {
		return source{file: s}
	}
	return source{file: file, line: line, column: column}
}

func cutNumber(s string) (before string, n int, ok bool) {
	i := strings.LastIndexByte(s, ':')
	if i < 0 {
		return s, 0, false
	}
	n, err := strconv.Atoi(s[i+1:])
	return s[:i], n, err == nil && n >= 0 && n <= math.MaxInt32
}
