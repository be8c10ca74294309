package bench

import (
	"time"

	"github.com/rolecall/rolecall/bundle"
	"github.com/rolecall/rolecall/bundle/condition"
)

// decider answers the request of a number.
type decider func(i int) bool

var now = time.Now()

func rolecall(w *workload) (decider, error) {
	b, err := bundle.New(w.table, w.cel)
	if err != nil {
		return nil, err
	}
	conditions, err := condition.Load(b)
	if err != nil {
		return nil, err
	}
	return func(i int) bool { return b.Allowed(w.requests[i], now, conditions) }, nil
}

// maps is the table as a Go program would have it at once: a map by strings.
func maps(w *workload) (decider, error) {
	type key struct{ role, privilege, database, collection string }
	rows := map[key][]string{}
	for _, g := range w.table.Grants {
		k := key{g.Role, g.Privilege, g.Database, g.Collection}
		rows[k] = append(rows[k], g.Condition)
	}
	return func(i int) bool {
		req := w.requests[i]
		for _, role := range w.roles[req.Principal] {
			for _, scope := range [3][2]string{{req.Database, req.Collection}, {req.Database, bundle.Any}, {bundle.Any, bundle.Any}} {
				for _, condition := range rows[key{role, req.Privilege, scope[0], scope[1]}] {
					if condition == "" || condition == w.tenant[i] {
						return true
					}
				}
			}
		}
		return false
	}, nil
}
