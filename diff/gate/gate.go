package gate

import (
	"slices"
	"strings"
	"time"

	"github.com/rolecall/rolecall/diff"
	"github.com/rolecall/rolecall/schema"
)

// Gates that can be asked for by name, besides [InvariantPrefix] and a name.
const (
	Widen        = "widen"         // somebody gains access
	Escalate     = "escalate"      // somebody gains access with which to gain more
	BoundRole    = "bound-role"    // a role goes while somebody holds it
	NewPrincipal = "new-principal" // somebody gains access who had none
	Destructive  = "destructive"   // somebody gains what destroys, or a deployment drops an object
	Unmanaged    = "unmanaged"     // the server has what the policy does not declare
	Drift        = "drift"         // the server is not as the policy says, and not by this change
)

// InvariantPrefix stands before the name of an invariant that is asked for as a gate.
const InvariantPrefix = "invariant:"

// Names lists the gates in the order in which they are told of.
var Names = []string{Widen, Escalate, BoundRole, NewPrincipal, Destructive, Unmanaged, Drift}

// Input is what gates judge by.
type Input struct {
	Results []*diff.Result // one a target
	Asked   []string       // gates, by name; one that is asked for twice is one
	// Accepted are changes that somebody answers for; may be empty.
	Accepted []Acceptance
	Now      time.Time
	// Doubts says why a comparison may lack something that every gate needs; empty for nothing.
	Doubts []string
	// Invariants says of each invariant that is asked for, by name, what breaks
	// it; one that holds has an empty list.
	Invariants map[string][]Reason
	// Unmanaged is what the server has and the policy does not declare, by target
	// ID, whatever the policy says of such things; a target without one is unknown.
	Unmanaged map[string][]diff.Unmanaged
}

// Outcome is how one gate came out.
type Outcome struct {
	Gate   string
	Passed bool
	// Reasons say why it does not hold; beyond [MostReasons] they are counted.
	Reasons []Reason
	More    int
	// Accepted counts what is accepted and would break it else.
	Accepted int
}

// MostReasons is how many reasons of a gate are kept.
const MostReasons = 200

// Reason is one thing that breaks a gate, in words, and where the policy says it.
type Reason struct {
	Target  string `json:"target"`
	Message string `json:"message"`
	Source  string `json:"source"` // file:line:column, or empty
}

// Report is how all gates came out.
type Report struct {
	Outcomes []Outcome // in the order of Names, invariants last, by name
	Accepted []Accepted
	Stale    []Acceptance // accept nothing of this change
	Expired  []Acceptance // accept nothing any more
}

// Passed reports whether every gate holds.
func (r *Report) Passed() bool {
	return !slices.ContainsFunc(r.Outcomes, func(o Outcome) bool { return !o.Passed })
}

// Judge says how each gate comes out. The same input gives the same report,
// whatever the order in which gates are asked for.
func Judge(in Input) *Report {
	j := &judge{in: in, ledger: newLedger(in.Accepted, in.Now)}
	r := &Report{}
	for _, name := range ordered(in.Asked) {
		j.out = Outcome{Gate: name, Passed: true}
		for _, d := range in.Doubts {
			j.fail("", "", d)
		}
		for _, result := range in.Results {
			j.one(name, result)
		}
		if inv, ok := strings.CutPrefix(name, InvariantPrefix); ok {
			for _, reason := range in.Invariants[inv] {
				j.fail(reason.Target, reason.Source, reason.Message)
			}
		}
		r.Outcomes = append(r.Outcomes, j.out)
	}
	r.Accepted, r.Stale, r.Expired = j.ledger.used(), j.ledger.stale(), j.ledger.expired
	return r
}

// ordered lists gates in the order in which they are told of, each once.
func ordered(asked []string) []string {
	var list, invariants []string
	for _, name := range Names {
		if slices.Contains(asked, name) {
			list = append(list, name)
		}
	}
	for _, name := range asked {
		if strings.HasPrefix(name, InvariantPrefix) {
			invariants = append(invariants, name)
		}
	}
	slices.Sort(invariants)
	return append(list, slices.Compact(invariants)...)
}

// judge is the work in hand: one gate at a time.
type judge struct {
	in     Input
	ledger *ledger
	out    Outcome
}

func (j *judge) one(name string, r *diff.Result) {
	switch name {
	case Widen:
		j.widen(r)
	case Escalate:
		j.escalate(r)
	case BoundRole:
		j.boundRole(r)
	case NewPrincipal:
		j.newPrincipal(r)
	case Destructive:
		j.destructive(r)
	case Unmanaged:
		j.unmanaged(r)
	case Drift:
		j.drift(r)
	}
}

// fail adds a reason.
func (j *judge) fail(target, source, message string) {
	j.out.Passed = false
	if len(j.out.Reasons) == MostReasons {
		j.out.More++
		return
	}
	j.out.Reasons = append(j.out.Reasons, Reason{target, message, source})
}

// needs fails the gate where the state does not cover what it depends on.
func (j *judge) needs(r *diff.Result, lists ...string) {
	if r.Deployed() == nil {
		return // revisions of a policy say everything of themselves
	}
	for _, list := range lists {
		if list == schema.CoversGroups && !r.Catalog().Behaviour.CustomGroups {
			continue
		}
		if !r.Deployed().Knows(list) {
			j.fail(r.Target.Name, "", "the state does not cover "+strings.ReplaceAll(list, "_", " ")+": whether it holds is unknown")
		}
	}
}
