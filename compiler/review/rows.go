package review

import (
	"slices"
	"strings"

	"github.com/rolecall/rolecall/bundle"
	"github.com/rolecall/rolecall/compiler/query"
)

// rows folds the rows of each role to pieces: rows that differ by privilege alone.
func (b *builder) rows() {
	rows := b.ground.Bundle.Table.Grants
	if !slices.IsSortedFunc(rows, func(x, y bundle.Grant) int { return strings.Compare(x.Role, y.Role) }) {
		sorted := bundle.Table{Grants: slices.Clone(rows)}
		sorted.Normalize()
		rows = sorted.Grants
	}
	for len(rows) > 0 {
		n := 1
		for n < len(rows) && rows[n].Role == rows[0].Role {
			n++
		}
		b.rowsOf(rows[:n])
		rows = rows[n:]
	}
}

// piece is what rows have in common.
type piece struct{ scope, condition, way int32 }

func (b *builder) rowsOf(rows []bundle.Grant) {
	r := b.roles.all[b.roles.number[rows[0].Role]]
	r.Rows = len(rows)
	var order []piece
	held := map[piece][]int{}
	for i := range rows {
		p := piece{int32(b.scope(rows[i].Database, rows[i].Collection)), int32(b.condition(rows[i].Condition)), int32(b.way(&rows[i]))}
		if held[p] == nil {
			order = append(order, p)
		}
		held[p] = append(held[p], b.privilege(rows[i].Privilege))
	}
	for _, p := range order {
		r.Pieces = append(r.Pieces, p.scope, p.condition, p.way, int32(b.set(held[p])))
	}
	b.pieces += len(order)
}

func (b *builder) scope(database, collection string) int {
	s := [2]string{database, collection}
	return b.scopes.of(s, func() [2]string { return s })
}

// condition is the number of a condition, -1 for none.
func (b *builder) condition(id string) int {
	if id == "" {
		return -1
	}
	return b.conditions.of(id, func() condition { return condition{ID: id} })
}

func (b *builder) privilege(name string) int {
	return b.privileges.of(name, func() query.Privilege { return b.ground.Privilege(name) })
}

// set is the number of a set of privileges, which are put in their order by name.
func (b *builder) set(privileges []int) int {
	slices.SortFunc(privileges, func(x, y int) int {
		return strings.Compare(b.privileges.all[x].Name, b.privileges.all[y].Name)
	})
	privileges = slices.Compact(privileges)
	return b.sets.of(numbersKey(privileges), func() []int { return privileges })
}

func (b *builder) way(row *bundle.Grant) int {
	service := row.EnforcedBy == bundle.EnforcedByService
	key := strings.Join(append([]string{row.Role, row.Source, row.EnforcedBy}, row.Via...), "\x00")
	return b.ways.of(key, func() way {
		w := way{Service: service}
		for _, l := range b.ground.Links(row) {
			if l.Kind == query.LinkGrant {
				l.Name = "" // its scope is the piece's
			}
			w.Links = append(w.Links, b.link(l))
		}
		return w
	})
}
