package diff

import (
	"cmp"
	"slices"

	"github.com/rolecall/rolecall/schema"
)

// row is a row of a role as the server enforces it, or a service.
type row struct {
	key
	grant int32  // of the role's grants; -1 for what the vendor gives
	group string // that the privilege comes through
}

// book holds the rows of one side by role. A role is expanded when it is first
// asked for: a comparison needs those of few.
type book struct {
	numbers *numbers
	catalog *schema.Catalog
	x       *schema.Expander
	setting func(string, bool) bool
	ledger  ledger
	read    map[string][]row
}

// ledger has the grants of one side, role by role.
type ledger interface {
	grants(role string) []stored
	// defaults reports whether what the vendor gives a role by default, and may
	// be taken away, is among its grants.
	defaults() bool
}

// stored is a grant as it is kept. Where it is of a policy, from says what it
// comes from; what stands in a state comes from nowhere.
type stored struct {
	schema.StateGrant
	from origin
}

func newBook(n *numbers, c *schema.Catalog, l ledger, groups []schema.StateGroup, setting func(string, bool) bool) *book {
	b := &book{
		numbers: n, catalog: c, setting: setting, ledger: l,
		x:    &schema.Expander{Catalog: c, Groups: make(map[string][]string, len(groups))},
		read: map[string][]row{},
	}
	for _, g := range groups {
		b.x.Groups[g.Name] = g.Privileges
	}
	return b
}

// stateLedger has the grants of a state, which are sorted by role.
type stateLedger struct {
	state *schema.State
	spans map[string][2]int
	read  map[string][]stored
}

func newStateLedger(s *schema.State) *stateLedger {
	l := &stateLedger{state: s, spans: map[string][2]int{}, read: map[string][]stored{}}
	for i := 0; i < len(s.Grants); {
		from := i
		for i < len(s.Grants) && s.Grants[i].Role == s.Grants[from].Role {
			i++
		}
		l.spans[s.Grants[from].Role] = [2]int{from, i}
	}
	return l
}

func (l *stateLedger) defaults() bool { return true }

func (l *stateLedger) listed(role string) []schema.StateGrant {
	span := l.spans[role]
	return l.state.Grants[span[0]:span[1]]
}

func (l *stateLedger) grants(role string) []stored {
	list, ok := l.read[role]
	if !ok {
		for _, g := range l.listed(role) {
			list = append(list, stored{StateGrant: g})
		}
		l.read[role] = list
	}
	return list
}

// rows are a role's, sorted, each once.
func (b *book) rows(role string) []row {
	if rows, ok := b.read[role]; ok {
		return rows
	}
	var rows []row
	number, on := int32(-1), uint32(0)
	add := func(p *schema.Privilege, database, collection, group string) {
		rows = append(rows, row{key{b.numbers.privilege[p], b.numbers.scope[database], b.numbers.scope[collection], on}, number, group})
	}
	if r := b.byItself(role); r != nil {
		b.x.BuiltinRows(r, b.setting, add)
	}
	grants := b.ledger.grants(role)
	rows = slices.Grow(rows, len(grants))
	for i := range grants {
		number, on = int32(i), b.numbers.on(grants[i].from.grant)
		b.x.Expand(grants[i].StateGrant, add)
	}
	slices.SortFunc(rows, func(x, y row) int {
		if c := x.compare(y.key); c != 0 {
			return c
		}
		// Of equal ones what is granted singly goes before what comes through a group.
		single := cmp.Compare(min(len(x.group), 1), min(len(y.group), 1))
		if single == 0 && x.grant >= 0 && y.grant >= 0 && grants[x.grant].from.grant != nil {
			single = grants[x.grant].from.compare(grants[y.grant].from)
		}
		return cmp.Or(single, cmp.Compare(x.grant, y.grant))
	})
	rows = slices.CompactFunc(rows, func(x, y row) bool { return x.key == y.key })
	b.read[role] = rows
	return rows
}

// byItself is the role of the vendor that has its rows from the catalog: not
// those whose defaults the state lists as grants, and not one of which the
// catalog knows less than the state.
func (b *book) byItself(role string) *schema.BuiltinRole {
	r := b.catalog.VendorRole(role)
	if r == nil || r.Grantable && b.ledger.defaults() || r.Unknown != "" && len(b.ledger.grants(role)) > 0 {
		return nil
	}
	return r
}

// implicit are the roles that everyone holds.
func (b *book) implicit() []holding {
	var hs []holding
	for _, r := range b.catalog.Implicit() {
		hs = append(hs, holding{role: r.Name})
	}
	return hs
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
		return k.under(func(k key) bool {
			return has(rows, k) || has(rows, key{k.p, k.d, 0, k.k}) || has(rows, key{k.p, 0, k.c, k.k}) || has(rows, key{k.p, 0, 0, k.k})
		})
	})
}

// touches reports whether a part of k is given, where not all of it is.
func (c coverage) touches(k key, project string) bool {
	return c.sets(project, func(rows []row) bool {
		switch {
		case k.d != 0 && k.c != 0:
			return false
		case k.d != 0: // d.*: some collection of it, or of any database
			return between(rows, key{k.p, k.d, 1, 0}, key{k.p, k.d + 1, 0, 0}, k.k) || between(rows, key{k.p, 0, 1, 0}, key{k.p, 1, 0, 0}, k.k)
		case k.c != 0: // *.c: it in some database
			for i := search(rows, key{k.p, 1, 0, 0}); i < len(rows) && rows[i].p == k.p; i++ {
				if (rows[i].c == k.c || rows[i].c == 0) && when(rows[i].k, k.k) {
					return true
				}
			}
			return false
		}
		return between(rows, key{k.p, 0, 0, 0}, key{k.p + 1, 0, 0, 0}, k.k)
	})
}

// inDatabase reports whether any row is about the database of k, or, for 0, about some named one.
func (c coverage) inDatabase(k key, project string) bool {
	return c.sets(project, func(rows []row) bool {
		if k.d == 0 {
			return between(rows, key{k.p, 1, 0, 0}, key{k.p + 1, 0, 0, 0}, k.k)
		}
		return between(rows, key{k.p, k.d, 0, 0}, key{k.p, k.d + 1, 0, 0}, k.k)
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

// between reports whether there is a row from one key on and before another
// that counts under a condition.
func between(rows []row, from, to key, on uint32) bool {
	for i := search(rows, from); i < len(rows) && rows[i].compare(to) < 0; i++ {
		if when(rows[i].k, on) {
			return true
		}
	}
	return false
}
