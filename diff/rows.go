package diff

import (
	"cmp"
	"slices"

	"github.com/rolecall/rolecall/schema"
)

// row is a row of a role as the server enforces it.
type row struct {
	key
	grant int32  // of the state's grants; -1 for what the vendor gives
	group string // that the privilege comes through
}

// book holds the rows of one state by role. A role is expanded when it is first
// asked for: a comparison needs those of few.
type book struct {
	numbers *numbers
	state   *schema.State
	x       *schema.Expander
	setting func(string, bool) bool
	spans   map[string][2]int // of the state's grants, which are sorted by role
	read    map[string][]row
}

func newBook(n *numbers, s *schema.State, setting func(string, bool) bool) *book {
	b := &book{
		numbers: n, state: s, setting: setting,
		x:     &schema.Expander{Catalog: n.catalog, Groups: make(map[string][]string, len(s.Groups))},
		spans: map[string][2]int{}, read: map[string][]row{},
	}
	for _, g := range s.Groups {
		b.x.Groups[g.Name] = g.Privileges
	}
	for i := 0; i < len(s.Grants); {
		from := i
		for i < len(s.Grants) && s.Grants[i].Role == s.Grants[from].Role {
			i++
		}
		b.spans[s.Grants[from].Role] = [2]int{from, i}
	}
	return b
}

func (b *book) grants(role string) []schema.StateGrant {
	span := b.spans[role]
	return b.state.Grants[span[0]:span[1]]
}

// rows are a role's, sorted, each once.
func (b *book) rows(role string) []row {
	if rows, ok := b.read[role]; ok {
		return rows
	}
	var rows []row
	number := int32(-1)
	add := func(p *schema.Privilege, database, collection, group string) {
		rows = append(rows, row{key{b.numbers.privilege[p], b.numbers.scope[database], b.numbers.scope[collection]}, number, group})
	}
	if r := b.byItself(role); r != nil {
		b.x.BuiltinRows(r, b.setting, add)
	}
	span := b.spans[role]
	for i := span[0]; i < span[1]; i++ {
		number = int32(i)
		b.x.Expand(b.state.Grants[i], add)
	}
	slices.SortFunc(rows, func(x, y row) int {
		if c := x.compare(y.key); c != 0 {
			return c
		}
		// Of equal ones what is granted singly goes before what comes through a group.
		return cmp.Or(cmp.Compare(min(len(x.group), 1), min(len(y.group), 1)), cmp.Compare(x.grant, y.grant))
	})
	rows = slices.CompactFunc(rows, func(x, y row) bool { return x.key == y.key })
	b.read[role] = rows
	return rows
}

// byItself is the role of the vendor that has its rows from the catalog: not
// those whose defaults the state lists as grants, and not one of which the
// catalog knows less than the state.
func (b *book) byItself(role string) *schema.BuiltinRole {
	r := b.numbers.catalog.VendorRole(role)
	if r == nil || r.Grantable || r.Unknown != "" && len(b.grants(role)) > 0 {
		return nil
	}
	return r
}

// minus lists the rows of a that b does not have as they are.
func minus(a, b []row) []row {
	var out []row
	walk(a, b, func(x, y row) int { return x.compare(y.key) }, func(x, y *row) {
		if y == nil {
			out = append(out, *x)
		}
	})
	return out
}

// holding is a role as somebody holds it: within a project, or everywhere.
type holding struct{ role, project string }

// coverage answers what holdings give.
type coverage struct {
	book     *book
	holdings []holding
}

// sets calls f with the rows of every holding that counts for a project, until it returns true.
func (c coverage) sets(project string, f func(rows []row) bool) bool {
	for _, h := range c.holdings {
		if (h.project == "" || h.project == project) && f(c.book.rows(h.role)) {
			return true
		}
	}
	return false
}

// covers reports whether all of k is given by one row.
func (c coverage) covers(k key, project string) bool {
	return c.sets(project, func(rows []row) bool {
		return has(rows, k) || has(rows, key{k.p, k.d, 0}) || has(rows, key{k.p, 0, k.c}) || has(rows, key{k.p, 0, 0})
	})
}

// touches reports whether a part of k is given, where not all of it is.
func (c coverage) touches(k key, project string) bool {
	return c.sets(project, func(rows []row) bool {
		switch {
		case k.d != 0 && k.c != 0:
			return false
		case k.d != 0: // d.*: some collection of it, or of any database
			return between(rows, key{k.p, k.d, 1}, key{k.p, k.d + 1, 0}) || between(rows, key{k.p, 0, 1}, key{k.p, 1, 0})
		case k.c != 0: // *.c: it in some database
			for i := search(rows, key{k.p, 1, 0}); i < len(rows) && rows[i].p == k.p; i++ {
				if rows[i].c == k.c || rows[i].c == 0 {
					return true
				}
			}
			return false
		}
		return between(rows, key{k.p, 0, 0}, key{k.p + 1, 0, 0})
	})
}

// inDatabase reports whether any row is about this database, or, for 0, about some named one.
func (c coverage) inDatabase(p, d uint32, project string) bool {
	return c.sets(project, func(rows []row) bool {
		if d == 0 {
			return between(rows, key{p, 1, 0}, key{p + 1, 0, 0})
		}
		return between(rows, key{p, d, 0}, key{p, d + 1, 0})
	})
}

// search is where k stands in sorted rows, or would.
func search(rows []row, k key) int {
	i, _ := slices.BinarySearchFunc(rows, k, func(r row, k key) int { return r.compare(k) })
	return i
}

func has(rows []row, k key) bool {
	i := search(rows, k)
	return i < len(rows) && rows[i].key == k
}

// between reports whether there is a row from one key on and before another.
func between(rows []row, from, to key) bool {
	i := search(rows, from)
	return i < len(rows) && rows[i].compare(to) < 0
}
