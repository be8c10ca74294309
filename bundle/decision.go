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
// alias resolved. An error denies the row; its text goes into the reason.
type Conditions interface {
	Holds(id string, req *Request, at time.Time) (bool, error)
}

// Decide answers the request as of at, the moment that expiry is judged by.
//
// A row covers the request where its privilege is the request's and its
// database and collection are the request's or [Any]. Unconditional rows come
// before conditional ones, then table order; so the answer is the same each
// time. Everything else denies: a nil request, an empty principal or
// privilege, an unknown role, an expired binding, a condition that is false or
// cannot be evaluated, any condition where conds is nil.
func (b *Bundle) Decide(req *Request, at time.Time, conds Conditions) Decision {
	if b == nil || b.index == nil {
		return Decision{Reason: "no bundle is loaded"}
	}
	x := b.index
	var buf [32]uint32
	roles, refusal := x.held(buf[:0], req, at)
	if refusal != "" {
		return Decision{Reason: refusal}
	}
	database, collection := x.scope(req)
	q := x.query(req.Privilege, database, collection)
	if row := x.unconditional(roles, q); row >= 0 {
		return x.yes(row)
	}
	rows := x.conditional(roles, q)
	if len(rows) == 0 {
		return Decision{Reason: x.no(req, at, roles, nil)}
	}
	seen := *req
	seen.Database, seen.Collection = database, collection
	row, doubts := x.firstThatHolds(rows, &seen, at, conds)
	if row >= 0 {
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

// unconditional finds the first row without a condition, -1 for none.
func (x *index) unconditional(roles []uint32, q query) int32 {
	first := int32(-1)
	for _, role := range roles {
		x.rows(role, q, func(row int32) bool {
			if x.table.Grants[row].Condition == "" && (first < 0 || row < first) {
				first = row
			}
			return true
		})
	}
	return first
}

// conditional lists the rows with a condition, in table order.
func (x *index) conditional(roles []uint32, q query) []int32 {
	var found []int32
	for _, role := range roles {
		x.rows(role, q, func(row int32) bool {
			if x.table.Grants[row].Condition != "" {
				found = append(found, row)
			}
			return true
		})
	}
	slices.Sort(found)
	return slices.Compact(found)
}

// doubt is a row whose condition does not hold, or, with an error, cannot be evaluated.
type doubt struct {
	row int32
	err error
}

// firstThatHolds asks for each condition once and returns the first row whose
// condition holds, or -1 and why the others do not count.
func (x *index) firstThatHolds(rows []int32, req *Request, at time.Time, conds Conditions) (int32, []doubt) {
	var doubts []doubt
	for _, row := range rows {
		id := x.table.Grants[row].Condition
		asked := slices.IndexFunc(doubts, func(d doubt) bool { return x.table.Grants[d.row].Condition == id })
		if asked >= 0 {
			doubts = append(doubts, doubt{row, doubts[asked].err})
			continue
		}
		ok, err := holds(conds, id, req, at)
		if ok && err == nil {
			return row, nil
		}
		doubts = append(doubts, doubt{row, err})
	}
	return -1, doubts
}

func holds(conds Conditions, id string, req *Request, at time.Time) (bool, error) {
	if conds == nil {
		return false, errNoConditions
	}
	return conds.Holds(id, req, at)
}
