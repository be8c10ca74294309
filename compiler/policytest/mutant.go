package policytest

import (
	"time"

	"github.com/rolecall/rolecall/bundle"
	"github.com/rolecall/rolecall/schema"
)

// Mutant is a policy with one small change.
type Mutant struct {
	Widens  bool   // it gives more; else it gives less
	Address string // of the block that is changed, as in role.searcher
	Message string // the change, as in without "Insert"
	Range   schema.Range

	apply func(*schema.Document) // makes the change, in a document whose blocks are its own
	// condition and means are of a mutant that changes what a condition says: the
	// document stays as it is. Empty means is that it never holds.
	condition, means string
	everyone         []string     // roles that everybody holds, in the table
	roles            []string     // whose rows the change may change, with those that include them; by the vendor's name
	principals       []string     // whose roles it changes
	more             *schema.Role // that it gives them
}

// Mutation is what became of the mutants of a target.
type Mutation struct {
	Mutants    int
	Noticed    int      // by at least one test
	Equivalent int      // give everyone the same access as the policy does
	Survived   []Mutant // noticed by no test, in the order of the source
}

// copyOf is a document whose lists can be changed: blocks and grants are copies.
func copyOf(d *schema.Document) *schema.Document {
	out := *d
	out.Tests = nil
	out.Invariants, out.Separations, out.Boundaries = nil, nil, nil
	return &out
}

// replace puts a changed copy in the place of one block.
func replace[T any](list []*T, block *T, change func(*T)) []*T {
	out := make([]*T, len(list))
	copy(out, list)
	for i := range out {
		if out[i] == block {
			changed := *block
			change(&changed)
			out[i] = &changed
		}
	}
	return out
}

// without is a list without one element.
func without[T any](list []T, i int) []T {
	out := make([]T, 0, len(list)-1)
	return append(append(out, list[:i]...), list[i+1:]...)
}

// with is a list and one element more.
func with[T any](list []T, more T) []T {
	out := make([]T, 0, len(list)+1)
	return append(append(out, list...), more)
}

// overridden are the conditions of a policy, one of which says something else.
type overridden struct {
	bundle.Conditions
	id    string
	means string // the ID of what it says; empty: it never holds
}

// Holds implements [bundle.Conditions].
func (o overridden) Holds(id string, req *bundle.Request, at time.Time) (bool, error) {
	if id == o.id {
		if o.means == "" {
			return false, nil
		}
		id = o.means
	}
	return o.Conditions.Holds(id, req, at)
}
