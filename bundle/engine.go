package bundle

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// Engine answers for one role in place of its rows. The request is as
// [Conditions] sees it. An error denies.
type Engine interface {
	Allows(role string, req *Request, at time.Time) (bool, error)
}

// DecideWith answers as [Bundle.Decide] does, with an engine in place of the
// rows: who holds which role is still the table's to say, what a role allows is
// the engine's. Role, source, condition and reason are those of Decide wherever
// the engine agrees with it, so that the two answers can be compared as they
// stand; where it does not, the reason speaks of expressions.
func (b *Bundle) DecideWith(e Engine, req *Request, at time.Time, conds Conditions) Decision {
	byRows := b.Decide(req, at, conds)
	if e == nil || b == nil || b.index == nil {
		return byRows
	}
	x := b.index
	held, ok := x.held(nil, req, at)
	if !ok {
		return byRows
	}
	seen := *req
	seen.Database, seen.Collection = x.scope(req)
	names := make([]string, 0, len(held)+1)
	if byRows.Allowed { // ask for it first: the answer is most likely the same
		names = append(names, byRows.Role)
	}
	for _, id := range held {
		names = append(names, x.sentences[id].name)
	}
	slices.Sort(names[len(names)-len(held):])
	return decideByRole(e, names, &seen, at, byRows)
}

func decideByRole(e Engine, roles []string, req *Request, at time.Time, byRows Decision) Decision {
	var errs []string
	for i, role := range roles {
		if i > 1 && role == roles[i-1] {
			continue
		}
		ok, err := e.Allows(role, req, at)
		switch {
		case err != nil:
			errs = append(errs, fmt.Sprintf("role %q: %s", role, oneLine(err.Error())))
		case ok && byRows.Allowed && i == 0:
			return byRows
		case ok:
			return Decision{Allowed: true, Role: role, Reason: fmt.Sprintf("the expression of role %q allows it", role)}
		}
	}
	if !byRows.Allowed {
		return byRows
	}
	slices.Sort(errs)
	return Decision{Reason: strings.Join(append([]string{"no expression of a role allows it"}, slices.Compact(errs)...), "; ")}
}
