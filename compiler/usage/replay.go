package usage

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/rolecall/rolecall/bundle"
	"github.com/rolecall/rolecall/compiler/query"
)

// mostReplayed is how many requests that differ are told of each kind.
const mostReplayed = 10_000

// Replayed is one kind of request that the policy answers otherwise than it was
// answered, or of which it cannot be told.
type Replayed struct {
	Principal  string    `json:"principal"`
	Privilege  string    `json:"privilege"`
	Database   string    `json:"database"`
	Collection string    `json:"collection"`
	Count      int       `json:"count"`
	First      time.Time `json:"first"`
	Last       time.Time `json:"last"`
	Why        string    `json:"why"`
}

// Replay is what became of every request.
type Replay struct {
	Same int `json:"same"`
	// Denied were allowed, and the policy denies them; Allowed were denied, and it allows them.
	Denied    []Replayed `json:"newly_denied"`
	Allowed   []Replayed `json:"newly_allowed"`
	Undecided []Replayed `json:"undecided"`
	// Counts of requests, those of kinds that are not listed included.
	NewlyDenied  int `json:"newly_denied_requests"`
	NewlyAllowed int `json:"newly_allowed_requests"`
	Undecidable  int `json:"undecided_requests"`
	Unlisted     int `json:"unlisted_requests"`
}

type replay struct {
	g        *query.Ground
	same     int
	unlisted int
	kinds    [3]map[string]*Replayed
	counts   [3]int
}

// Which list a request is in.
const (
	newlyDenied = iota
	newlyAllowed
	undecided
)

func newReplay(g *query.Ground) *replay {
	r := &replay{g: g}
	for i := range r.kinds {
		r.kinds[i] = map[string]*Replayed{}
	}
	return r
}

func (r *replay) add(e *Event, m *match, conditions bundle.Conditions) {
	switch {
	case m.answer == perhaps:
		r.tell(undecided, e, m, nil)
	case m.answer == yes && !e.Allowed && e.Missing&NoPrincipal != 0:
		r.tell(undecided, e, m, nil) // everyone may, but who asked may have been nobody, or a token
	case m.answer == yes && !e.Allowed:
		r.tell(newlyAllowed, e, m, conditions)
	case m.answer == no && e.Allowed && e.Own:
		r.tell(undecided, e, m, nil)
	case m.answer == no && e.Allowed:
		r.tell(newlyDenied, e, m, conditions)
	default:
		r.same++
	}
}

func (r *replay) tell(kind int, e *Event, m *match, conditions bundle.Conditions) {
	r.counts[kind]++
	privilege := privilegesOf(e)
	key := strings.Join([]string{e.Principal, privilege, m.scope.database, m.scope.collection}, "\x00")
	x := r.kinds[kind][key]
	if x == nil {
		if len(r.kinds[kind]) >= mostReplayed {
			r.unlisted++
			return
		}
		x = &Replayed{Principal: e.Principal, Privilege: privilege, Database: m.scope.database, Collection: m.scope.collection, First: e.At, Last: e.At, Why: r.why(kind, e, m, conditions)}
		r.kinds[kind][strings.Clone(key)] = x
	}
	x.Count++
	if e.At.Before(x.First) {
		x.First = e.At
	}
	if e.At.After(x.Last) {
		x.Last = e.At
	}
}

// privilegesOf names what a request needs, for people.
func privilegesOf(e *Event) string {
	var all []string
	for _, need := range e.Needs {
		all = append(all, strings.Join(need, " or "))
	}
	return strings.Join(all, ", ")
}

func (r *replay) why(kind int, e *Event, m *match, conditions bundle.Conditions) string {
	switch {
	case kind != undecided:
		req := e.request()
		req.Database, req.Collection = m.scope.database, m.scope.collection
		return r.g.Bundle.Decide(&req, e.At, conditions).Reason
	case m.answer == no:
		return "the server lets everyone do it to their own user, and the log does not say to whom it was done"
	}
	var lacks []string
	for i, name := range fieldNames {
		if e.Missing&(1<<i) != 0 {
			lacks = append(lacks, name)
		}
	}
	return "the log does not say " + strings.Join(lacks, ", ")
}

func (r *replay) result() *Replay {
	out := &Replay{Same: r.same, NewlyDenied: r.counts[newlyDenied], NewlyAllowed: r.counts[newlyAllowed], Undecidable: r.counts[undecided], Unlisted: r.unlisted}
	for i, to := range []*[]Replayed{&out.Denied, &out.Allowed, &out.Undecided} {
		*to = []Replayed{}
		for _, x := range r.kinds[i] {
			*to = append(*to, *x)
		}
		slices.SortFunc(*to, func(a, b Replayed) int {
			return cmp.Or(strings.Compare(a.Principal, b.Principal), strings.Compare(a.Database, b.Database), strings.Compare(a.Collection, b.Collection), strings.Compare(a.Privilege, b.Privilege))
		})
	}
	return out
}
