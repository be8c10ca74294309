package usage

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"github.com/rolecall/rolecall/bundle"
	"github.com/rolecall/rolecall/schema"
)

// How many days with requests it takes until what was not used in them counts
// as not used. What is destroyed, administered or restored is rarely so.
const (
	usualDays = 30
	rareDays  = 90
)

// usualRequests is how many requests of somebody count half of what any number would.
const usualRequests = 20

// Confidence says in percent how far a log can tell that something was not used,
// and why not further. It is the product of three parts:
//
//	days     days with requests, of 30, or of 90 for what is destructive or administers; at most 1
//	holders  ½ + ½·n/(n+20), where n is how many requests are of those who hold it
//	read     the part of the lines that could be read
//
// It is 0 where no request was allowed, and for what leaves no trace.
type Confidence struct {
	Percent int
	Because []string // what keeps it from 100, the largest part first
}

// confidence weighs the absence of uses of some privileges by holders with so many requests.
func (t *Tally) confidence(lines *Lines, privileges []string, requests int) Confidence {
	return t.confidenceOver(lines, t.daysOf(privileges), requests)
}

// daysOf is how many days it takes to tell that none of some privileges was used.
func (t *Tally) daysOf(privileges []string) int {
	for _, name := range privileges {
		if p := t.x.g.Catalog.Privilege(name); p != nil && (p.Risk == "destructive" || p.Risk == "admin") {
			return rareDays
		}
	}
	return usualDays
}

func (t *Tally) confidenceOver(lines *Lines, needed, requests int) Confidence {
	if t.all.requests == t.deniedSeen {
		return Confidence{0, []string{"the log has no request that was allowed"}}
	}
	days := float64(min(len(t.all.days), needed)) / float64(needed)
	n := float64(requests)
	holders := 0.5 + 0.5*n/(n+usualRequests)
	read := t.readable(lines)
	parts := []struct {
		value   float64
		because string
	}{
		{days, fmt.Sprintf("%s with requests, of %d that it takes to tell", count(len(t.all.days), "day", "days"), needed)},
		{holders, fmt.Sprintf("%s of holders", count(requests, "request", "requests"))},
		{read, fmt.Sprintf("%d%% of the requests could be read", int(100*read))},
	}
	slices.SortStableFunc(parts, func(a, b struct {
		value   float64
		because string
	}) int {
		return cmp.Compare(a.value, b.value)
	})
	c := Confidence{Percent: int(math.Floor(100*days*holders*read + 1e-9))}
	for _, p := range parts {
		if p.value < 0.95 {
			c.Because = append(c.Because, p.because)
		}
	}
	return c
}

// readable is the part of the requests that could be read: a line that is of no
// known format, or of an operation that is not known, may have been any.
func (t *Tally) readable(lines *Lines) float64 {
	all := t.all.requests + lines.Malformed
	for _, n := range lines.Unknown {
		all += n
	}
	if all == 0 {
		return 0
	}
	return float64(t.all.requests) / float64(all)
}

// traced reports whether uses of a row show in the logs that were read: a server
// writes down every call that takes the privilege, and judges no conditions; of
// services it is known only what they asked for at all.
func (t *Tally) traced(row *bundle.Grant) bool {
	p := t.x.g.Catalog.Privilege(row.Privilege)
	if t.server && p != nil && leavesTrace(p) && t.x.onServer(row) == yes {
		return true
	}
	return t.services[row.Privilege] || t.o.Complete && !t.server
}

// NoTrace is a privilege that is given and of which the logs cannot tell.
type NoTrace struct {
	Privilege string `json:"privilege"`
	Why       string `json:"why"`
}

// noTrace lists the privileges that are given and leave no trace.
func (t *Tally) noTrace() []NoTrace {
	out := []NoTrace{}
	for i := range t.x.table.Grants {
		row := &t.x.table.Grants[i]
		if t.x.grantOf[i] < 0 || t.traced(row) {
			continue
		}
		why := "no request of the log asks for it"
		if t.server {
			p := t.x.g.Catalog.Privilege(row.Privilege)
			why = "no call that it guards is in the server's log"
			if p != nil && leavesTrace(p) {
				why = "it is given under a condition, and the server knows none"
			}
		}
		out = append(out, NoTrace{row.Privilege, why})
	}
	slices.SortFunc(out, func(a, b NoTrace) int {
		return cmp.Or(cmp.Compare(a.Privilege, b.Privilege), cmp.Compare(a.Why, b.Why))
	})
	return slices.Compact(out)
}

// dead lists privileges of a policy that make no row: no log can tell of them.
func dead(m *schema.Model) []NoTrace {
	var out []NoTrace
	if m == nil {
		return nil
	}
	for _, r := range m.Roles {
		for _, g := range r.Grants {
			for _, it := range g.Items {
				if it.Kind == schema.ItemPrivilege && it.Privilege.Dead() {
					out = append(out, NoTrace{it.Privilege.Name, "it guards no call"})
				}
			}
		}
	}
	return out
}

func count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}
