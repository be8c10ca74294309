package diff

import (
	"cmp"
	"slices"
	"strings"

	"github.com/rolecall/rolecall/schema"
)

// differ finds what one class of principals has on one side and not on the other.
type differ struct {
	*Access
	same         func(role string) bool
	gained, lost map[string][]row // of roles that are held on both sides
}

// compare finds what a class gains and loses; false is nothing.
func (d *differ) compare(k *class) bool {
	gained := d.beyond(d.after, k.after, coverage{d.before, k.before}, d.gained, anyRow)
	known := anyRow
	if d.knows != nil {
		known = d.known
	}
	lost := d.beyond(d.before, k.before, coverage{d.after, k.after}, d.lost, known)
	for i := range lost {
		lost[i].lost = true
	}
	k.gained, k.lost = len(gained), len(lost)
	if len(gained)+len(lost) == 0 {
		return false
	}
	k.pieces = append(gained, lost...)
	role := func(p *piece) string {
		if p.lost {
			return d.oldName(k.before[p.by].role)
		}
		return k.after[p.by].role
	}
	slices.SortFunc(k.pieces, func(a, b piece) int {
		return cmp.Or(strings.Compare(role(&a), role(&b)), cmp.Compare(a.d, b.d), cmp.Compare(a.c, b.c), cmp.Compare(a.p, b.p),
			strings.Compare(k.by(&a).project, k.by(&b).project), cmp.Compare(a.k, b.k), compareTurns(a.lost, b.lost))
	})
	return true
}

// beyond lists what holdings on one side give that the other side does not,
// nothing twice: neither what another role gives as well nor what a wider piece
// says. Of the rows only those that count are looked at.
func (d *differ) beyond(here *book, holdings []holding, there coverage, more map[string][]row, counts func(holding, *row) bool) []piece {
	s := sieve{holdings: holdings, rank: d.rank(holdings)}
	for i, h := range holdings {
		var rows []row
		if slices.Contains(there.holdings, h) {
			rows = d.more(h.role, here, there.book, more)
		} else {
			rows = here.rows(h.role)
		}
		for _, r := range rows {
			if counts(h, &r) && !there.covers(r.key, h.project) {
				s.pieces = append(s.pieces, piece{row: r, by: int32(i)})
			}
		}
	}
	s.each()
	whole := sieve{holdings: holdings, rank: s.rank, pieces: make([]piece, 0, len(s.pieces))}
	parts := false
	for _, p := range s.pieces {
		if !s.wider(p) {
			d.split(p.key, holdings[p.by].project, there, func(k key) {
				part := p
				part.key = k
				parts = parts || k != p.key
				whole.pieces = append(whole.pieces, part)
			})
		}
	}
	if parts {
		whole.each() // those of two overlapping pieces may be the same
	}
	return whole.pieces
}

func anyRow(holding, *row) bool { return true }

// known reports whether the state knows that somebody has a row today: that he
// holds the role, that it has the grant, and that the group has the privilege.
// What is only assumed, or stands in a list that may be incomplete, nobody loses.
func (d *differ) known(h holding, r *row) bool {
	if v := d.before.catalog.VendorRole(h.role); (v == nil || !v.Implicit) && !d.knows(schema.CoversMembers) {
		return false
	}
	if r.grant >= 0 && !d.knows(schema.CoversGrants) {
		return false
	}
	return r.group == "" || d.before.catalog.Group(r.group) != nil || d.knows(schema.CoversGroups)
}

// rank orders holdings so that of several that give the same one is named: a
// role that is given before one that everyone holds, then by name.
func (d *differ) rank(holdings []holding) []int32 {
	order := make([]int32, len(holdings))
	for i := range order {
		order[i] = int32(i)
	}
	implicit := func(i int32) int {
		if r := d.after.catalog.VendorRole(holdings[i].role); r != nil && r.Implicit {
			return 1
		}
		return 0
	}
	slices.SortFunc(order, func(a, b int32) int {
		return cmp.Or(implicit(a)-implicit(b), strings.Compare(holdings[a].role, holdings[b].role), strings.Compare(holdings[a].project, holdings[b].project))
	})
	rank := make([]int32, len(holdings))
	for at, i := range order {
		rank[i] = int32(at)
	}
	return rank
}

// more lists the rows of a role on one side that the same role does not have on
// the other. A role with the same grants and groups has none, and is not expanded.
func (d *differ) more(role string, here, there *book, known map[string][]row) []row {
	rows, ok := known[role]
	if !ok {
		if !d.same(role) {
			rows = minus(here.rows(role), there.rows(role))
		}
		known[role] = rows
	}
	return rows
}

// sieve is a number of pieces of one side.
type sieve struct {
	holdings []holding
	rank     []int32
	pieces   []piece
}

// each sorts the pieces and keeps one for each scope and project.
func (s *sieve) each() {
	project := func(p piece) string { return s.holdings[p.by].project }
	slices.SortFunc(s.pieces, func(a, b piece) int {
		if c := a.row.compare(b.key); c != 0 {
			return c
		}
		return cmp.Or(strings.Compare(project(a), project(b)), cmp.Compare(s.rank[a.by], s.rank[b.by]), cmp.Compare(a.grant, b.grant))
	})
	s.pieces = slices.CompactFunc(s.pieces, func(a, b piece) bool { return a.key == b.key && project(a) == project(b) })
}

// wider reports whether another of the pieces has all of p.
func (s *sieve) wider(p piece) bool {
	project := s.holdings[p.by].project
	return p.under(func(k key) bool {
		return k.k != p.k && s.hasAny(k, project) || s.has(k, "") && project != "" ||
			k.c != 0 && s.hasAny(key{k.p, k.d, 0, k.k}, project) ||
			k.d != 0 && s.hasAny(key{k.p, 0, k.c, k.k}, project) ||
			k.c != 0 && k.d != 0 && s.hasAny(key{k.p, 0, 0, k.k}, project)
	})
}

// compareTurns puts what is gained before what is lost.
func compareTurns(a, b bool) int {
	if a == b {
		return 0
	}
	if b {
		return -1
	}
	return 1
}

func (s *sieve) hasAny(k key, project string) bool {
	return s.has(k, "") || project != "" && s.has(k, project)
}

func (s *sieve) has(k key, project string) bool {
	_, found := slices.BinarySearchFunc(s.pieces, k, func(o piece, k key) int {
		if c := o.row.compare(k); c != 0 {
			return c
		}
		return strings.Compare(s.holdings[o.by].project, project)
	})
	return found
}
