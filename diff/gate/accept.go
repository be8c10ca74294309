package gate

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/rolecall/rolecall/diff"
)

// Acceptance is a change that somebody answers for until a day. It accepts
// either access (a principal, a role and privileges within a scope) or an object
// by its address; nothing in it is a pattern, but that "*" is any privilege,
// database or collection, as it is in a policy.
type Acceptance struct {
	Gates      []string  // that it is accepted by; empty: all those about access
	Target     string    // the ID of a target; empty: any
	Principal  string    // exactly; "*" is anyone who is not named
	Role       string    // exactly
	Privileges []string  // "*" for any
	Database   string    // "*" for any
	Collection string    // "*" for any
	Address    string    // of an object, as changes have it
	Reason     string    // never empty
	Until      time.Time // the last day on which it accepts anything
	At         string    // file:line of it
}

// Accepted is an acceptance and how much of a change it accepts.
type Accepted struct {
	Acceptance
	Count int // entries of access or objects, each once
}

// accessGates are the gates that an acceptance of access counts for where it names none.
var accessGates = []string{Widen, Escalate, NewPrincipal, Destructive}

// ledger keeps which acceptances were used and by what.
type ledger struct {
	valid   []Acceptance
	expired []Acceptance
	uses    []map[string]bool // of each valid one
}

func newLedger(all []Acceptance, now time.Time) *ledger {
	l := &ledger{}
	for _, a := range all {
		if !now.Before(a.Until.AddDate(0, 0, 1)) {
			l.expired = append(l.expired, a)
			continue
		}
		l.valid = append(l.valid, a)
		l.uses = append(l.uses, map[string]bool{})
	}
	return l
}

// row reports whether an entry of access is accepted by a gate.
func (l *ledger) row(target, gate string, e diff.Entry) bool {
	return l.use(target, gate, strings.Join([]string{target, e.Principal, e.Role, e.Privilege, e.Database, e.Collection, e.Condition}, "\x00"), accessGates, func(a *Acceptance) bool {
		within := func(scope, name string) bool { return scope == "*" || scope == name }
		return a.Address == "" && a.Principal == e.Principal && a.Role == e.Role &&
			(slices.Contains(a.Privileges, e.Privilege) || slices.Contains(a.Privileges, "*")) &&
			within(a.Database, e.Database) && within(a.Collection, e.Collection)
	})
}

// object reports whether the change of an object is accepted by a gate.
func (l *ledger) object(target, gate, address string) bool {
	return l.use(target, gate, target+"\x00"+address, nil, func(a *Acceptance) bool { return address != "" && a.Address == address })
}

// use finds the acceptances that fit and notes what they are used for.
func (l *ledger) use(target, gate, what string, gates []string, fits func(*Acceptance) bool) bool {
	found := false
	for i := range l.valid {
		a := &l.valid[i]
		counts := a.Gates
		if len(counts) == 0 {
			counts = gates
		}
		if slices.Contains(counts, gate) && (a.Target == "" || a.Target == target) && fits(a) {
			l.uses[i][what] = true
			found = true
		}
	}
	return found
}

func (l *ledger) used() []Accepted {
	var out []Accepted
	for i, a := range l.valid {
		if n := len(l.uses[i]); n > 0 {
			out = append(out, Accepted{a, n})
		}
	}
	slices.SortStableFunc(out, func(a, b Accepted) int {
		return cmp.Or(strings.Compare(a.Principal, b.Principal), strings.Compare(a.Address, b.Address))
	})
	return out
}

func (l *ledger) stale() []Acceptance {
	var out []Acceptance
	for i, a := range l.valid {
		if len(l.uses[i]) == 0 {
			out = append(out, a)
		}
	}
	return out
}
