package bundle

import (
	"slices"
	"time"
)

// Decision answers a request. The zero Decision denies.
type Decision struct {
	Allowed   bool   `json:"allowed"`
	Role      string `json:"role"`      // the role that allows it
	Source    string `json:"source"`    // the row that allows it
	Condition string `json:"condition"` // the condition that held for it
	Reason    string `json:"reason"`    // a sentence for people, in yes and in no
}

// Conditions evaluates the conditions that rows name. The request has its
// database and collection as the server sees them: the default filled in, an
// alias resolved. It is lent for the call: another request stands in it
// afterwards. An error denies the row; its text goes into the reason.
type Conditions interface {
	Holds(id string, req *Request, at time.Time) (bool, error)
}

// Decide answers the request as of at, the moment that expiry is judged by, and
// says why. Where nobody asks why, [Bundle.Allowed] gives the same answer without
// the sentence, and [Bundle.Lookup] with the row.
//
// A row covers the request where its privilege is the request's and its
// database and collection are the request's or [Any]. Unconditional rows come
// before conditional ones, then table order; so the answer is the same each
// time. Everything else denies: a nil request, an empty principal or
// privilege, an unknown role, an expired binding, a condition that is false or
// cannot be evaluated, any condition where conds is nil. Of a privilege that no row
// at all names the reason says so in the end: it may be misspelt.
func (b *Bundle) Decide(req *Request, at time.Time, conds Conditions) Decision {
	if b == nil || b.index == nil {
		return Decision{Reason: "no bundle is loaded"}
	}
	x := b.index
	var buf [roleBuffer]uint32
	roles, ok := x.held(buf[:0], req, at)
	if !ok {
		return Decision{Reason: x.refusal(req)}
	}
	q, known := x.queryOf(req)
	if !known {
		return Decision{Reason: x.no(req, at, roles, nil) + "; no row of the bundle names privilege " + quote(req.Privilege)}
	}
	if row, _ := x.first(roles, &q); row != noRow {
		return x.yes(row)
	}
	row, doubts := x.firstThatHolds(roles, &q, req, at, conds)
	if row != noRow {
		return x.yes(row)
	}
	return Decision{Reason: x.no(req, at, roles, doubts)}
}

// scope is the database and collection that the server authorises.
func (x *index) scope(req *Request) (database, collection string) {
	database, collection = req.Database, req.Collection
	if database == "" {
		database = DefaultDatabase
	}
	if real, ok := x.table.Aliases[database][collection]; ok {
		collection = real
	}
	return database, collection
}

// queryOf gives the numbers of what is requested. It is false where no row has the privilege.
func (x *index) queryOf(req *Request) (query, bool) {
	database := req.Database
	if database == "" {
		database = DefaultDatabase
	}
	return x.query(req.Privilege, database, req.Collection)
}

// doubt is a row whose condition does not hold, or, with an error, cannot be evaluated.
type doubt struct {
	row       int32
	condition uint32
	err       error
}

// firstThatHolds asks for each condition once, in table order, and returns the
// first row whose condition holds, or noRow and why the others do not count.
func (x *index) firstThatHolds(roles []uint32, q *query, req *Request, at time.Time, conds Conditions) (int32, []doubt) {
	var rows []doubt
	for _, id := range roles {
		x.each(id, q, func(row int32, condition uint32) bool {
			if condition != always {
				rows = append(rows, doubt{row: row, condition: condition})
			}
			return true
		})
	}
	if len(rows) == 0 {
		return noRow, nil
	}
	slices.SortFunc(rows, func(a, b doubt) int { return int(a.row) - int(b.row) })
	rows = slices.CompactFunc(rows, func(a, b doubt) bool { return a.row == b.row })
	seen := x.lend(req)
	defer giveBack(seen)
	for i := range rows {
		d := &rows[i]
		if asked := slices.IndexFunc(rows[:i], func(e doubt) bool { return e.condition == d.condition }); asked >= 0 {
			d.err = rows[asked].err
			continue
		}
		ok, err := holds(conds, x.conditions[d.condition], seen, at)
		if ok && err == nil {
			return d.row, nil
		}
		d.err = err
	}
	return noRow, rows
}

func holds(conds Conditions, id string, req *Request, at time.Time) (bool, error) {
	if conds == nil {
		return false, errNoConditions
	}
	return conds.Holds(id, req, at)
}
