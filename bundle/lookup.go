package bundle

import (
	"slices"
	"sync"
	"time"
)

// roleBuffer is how many roles are gathered without an allocation.
const roleBuffer = 16

// Answer is what [Bundle.Lookup] finds. The zero Answer denies.
type Answer struct {
	Allowed bool
	// Row is the row of [Table.Grants] that allows the request; it means nothing where Allowed is false.
	Row int32
}

// Allowed answers as [Bundle.Decide] does without saying why. It does not
// allocate, unless conds does.
func (b *Bundle) Allowed(req *Request, at time.Time, conds Conditions) bool {
	if b == nil || b.index == nil {
		return false
	}
	x := b.index
	var buf [roleBuffer]uint32
	roles, ok := x.held(buf[:0], req, at)
	if !ok {
		return false
	}
	q, known := x.queryOf(req)
	if !known {
		return false
	}
	return x.allowed(roles, &q, req, at, conds)
}

func (x *index) allowed(roles []uint32, q *query, req *Request, at time.Time, conds Conditions) bool {
	mask := x.union(roles, q)
	if mask&q.bit != 0 {
		return true
	}
	return mask&hasConds != 0 && conds != nil && x.byCondition(roles, q, req, at, conds) != noRow
}

// Lookup answers as [Bundle.Decide] does, with the row in place of the sentence:
// what a service writes to its log. [Bundle.Explain] makes a Decision of it. It
// does not allocate, unless conds does.
func (b *Bundle) Lookup(req *Request, at time.Time, conds Conditions) Answer {
	if b == nil || b.index == nil {
		return Answer{}
	}
	x := b.index
	var buf [roleBuffer]uint32
	roles, ok := x.held(buf[:0], req, at)
	if !ok {
		return Answer{}
	}
	q, known := x.queryOf(req)
	if !known {
		return Answer{}
	}
	row, mask := x.first(roles, &q)
	if row == noRow && mask&hasConds != 0 && conds != nil {
		row = x.byCondition(roles, &q, req, at, conds)
	}
	if row == noRow {
		return Answer{}
	}
	return Answer{Allowed: true, Row: row}
}

// Explain gives the Decision of an answer that allows: its role, source,
// condition and reason. Of any other it gives the zero Decision: why something
// is denied is for [Bundle.Decide] to say, from the request.
func (b *Bundle) Explain(a Answer) Decision {
	if b == nil || b.index == nil || !a.Allowed || a.Row < 0 || int(a.Row) >= len(b.Table.Grants) {
		return Decision{}
	}
	return b.index.yes(a.Row)
}

// byCondition gives the row that firstThatHolds gives.
func (x *index) byCondition(roles []uint32, q *query, req *Request, at time.Time, conds Conditions) int32 {
	var few [16]condRow
	rows := few[:0]
	for _, id := range roles {
		x.each(id, q, func(row int32, condition uint32) bool {
			if condition != always {
				rows = append(rows, condRow{row: row, condition: condition})
			}
			return true
		})
	}
	if len(rows) == 0 {
		return noRow
	}
	slices.SortFunc(rows, func(a, b condRow) int { return int(a.row) - int(b.row) })
	seen := x.lend(req)
	row := int32(noRow)
	for i, c := range rows {
		if slices.ContainsFunc(rows[:i], func(e condRow) bool { return e.condition == c.condition }) {
			continue // it did not hold
		}
		if ok, err := conds.Holds(x.conditions[c.condition], seen, at); ok && err == nil {
			row = c.row
			break
		}
	}
	giveBack(seen)
	return row
}

// lent are requests for conditions: a copy, so that the caller's own can stay on its stack.
var lent = sync.Pool{New: func() any { return new(Request) }}

// lend gives the request as conditions see it.
func (x *index) lend(req *Request) *Request {
	seen := lent.Get().(*Request)
	*seen = *req
	seen.Database, seen.Collection = x.scope(req)
	return seen
}

func giveBack(seen *Request) {
	*seen = Request{}
	lent.Put(seen)
}
