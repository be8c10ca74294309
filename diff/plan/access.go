package plan

import (
	"slices"

	"github.com/rolecall/rolecall/schema"
)

// row is a privilege in a scope; 0 of d and c is any.
type row struct{ p, d, c uint32 }

func (r row) compare(o row) int {
	switch {
	case r.p != o.p:
		return int(r.p) - int(o.p)
	case r.d != o.d:
		return int(r.d) - int(o.d)
	}
	return int(r.c) - int(o.c)
}

// meet is what two rows have in common.
func (r row) meet(o row) (row, bool) {
	if r.p != o.p || r.d != 0 && o.d != 0 && r.d != o.d || r.c != 0 && o.c != 0 && r.c != o.c {
		return row{}, false
	}
	return row{r.p, max(r.d, o.d), max(r.c, o.c)}, true
}

// wider lists the rows that cover r, itself first.
func (r row) wider() [4]row {
	return [4]row{r, {r.p, r.d, 0}, {r.p, 0, r.c}, {r.p, 0, 0}}
}

// names numbers privileges and names of scopes.
type names struct {
	catalog    *schema.Catalog
	privileges map[*schema.Privilege]uint32
	number     map[string]uint32
	scopes     []string
}

func newNames(c *schema.Catalog) *names {
	n := &names{catalog: c, privileges: map[*schema.Privilege]uint32{}, number: map[string]uint32{"*": 0}, scopes: []string{"*"}}
	for i := range c.Privileges {
		n.privileges[&c.Privileges[i]] = uint32(i)
	}
	return n
}

func (n *names) row(p *schema.Privilege, database, collection string) row {
	return row{n.privileges[p], n.scope(database), n.scope(collection)}
}

func (n *names) scope(name string) uint32 {
	i, ok := n.number[name]
	if !ok {
		i = uint32(len(n.scopes))
		n.number[name] = i
		n.scopes = append(n.scopes, name)
	}
	return i
}

// vendorRows are what a role of the vendor has by itself, besides grants; nil for others.
func (n *names) vendorRows(role string, granted bool, setting func(string, bool) bool) []row {
	r := n.catalog.Role(role)
	if r == nil || r.Name != role || r.Grantable || r.Unknown != "" && granted {
		return nil
	}
	var rows []row
	x := schema.Expander{Catalog: n.catalog}
	x.BuiltinRows(r, setting, func(p *schema.Privilege, database, collection, _ string) {
		rows = append(rows, n.row(p, database, collection))
	})
	return rows
}

// book is what roles give and who holds them in a state that stays as it is.
type book struct {
	names   *names
	state   *schema.State
	setting func(string, bool) bool
	x       schema.Expander
	grants  map[string][]schema.StateGrant
	held    map[string][]string // by principal; roles everyone holds are not among them
	rows    map[string][]row    // sorted, by role, once asked for
}

func newBook(n *names, s *schema.State, setting func(string, bool) bool) *book {
	b := &book{
		names: n, state: s, setting: setting, x: schema.Expander{Catalog: n.catalog, Groups: map[string][]string{}},
		grants: map[string][]schema.StateGrant{}, held: map[string][]string{}, rows: map[string][]row{},
	}
	for _, g := range s.Groups {
		b.x.Groups[g.Name] = g.Privileges
	}
	for _, g := range s.Grants {
		b.grants[g.Role] = append(b.grants[g.Role], g)
	}
	for _, m := range s.Members {
		if m.Project == "" {
			b.held[m.Principal] = append(b.held[m.Principal], m.Role)
		}
	}
	return b
}

func (b *book) of(role string) []row {
	rows, ok := b.rows[role]
	if !ok {
		rows = b.names.vendorRows(role, len(b.grants[role]) > 0, b.setting)
		for _, g := range b.grants[role] {
			b.x.Expand(g, func(p *schema.Privilege, database, collection, _ string) {
				rows = append(rows, b.names.row(p, database, collection))
			})
		}
		slices.SortFunc(rows, row.compare)
		rows = slices.Compact(rows)
		b.rows[role] = rows
	}
	return rows
}

// each calls f with the rows of every role of a principal until it returns true.
func (b *book) each(principal string, f func([]row) bool) bool {
	for _, role := range b.held[principal] {
		if f(b.of(role)) {
			return true
		}
	}
	for _, r := range b.names.catalog.Implicit() {
		if f(b.of(r.Name)) {
			return true
		}
	}
	return false
}

// gives reports whether a principal has all of r. One row gives it or none does:
// scopes that no row names are part of whatever is any.
func (b *book) gives(principal string, r row) bool {
	return b.each(principal, func(rows []row) bool {
		for _, w := range r.wider() {
			if _, found := slices.BinarySearchFunc(rows, w, row.compare); found {
				return true
			}
		}
		return false
	})
}

// within is the part of some rows that a principal has.
func (b *book) within(principal string, parts []row) []row {
	var out []row
	for _, r := range parts {
		if b.gives(principal, r) {
			out = append(out, r)
			continue
		}
		if r.d != 0 && r.c != 0 {
			continue
		}
		b.each(principal, func(rows []row) bool {
			from, _ := slices.BinarySearchFunc(rows, row{r.p, 0, 0}, row.compare)
			for _, o := range rows[from:] {
				if o.p != r.p {
					break
				}
				if m, ok := r.meet(o); ok {
					out = append(out, m)
				}
			}
			return false
		})
	}
	return out
}
