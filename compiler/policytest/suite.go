package policytest

import (
	"fmt"
	"iter"
	"time"

	"github.com/rolecall/rolecall/bundle"
	"github.com/rolecall/rolecall/bundle/condition"
	"github.com/rolecall/rolecall/compiler"
	"github.com/rolecall/rolecall/schema"
)

// Suite is the tests of one target, ready to run.
type Suite struct {
	Target bundle.Target

	model   *schema.Model
	checked map[string]condition.Checked // conditions, by ID
	cel     bundle.CEL
	conds   *condition.Set
	policy  *decider
	tests   []*test
}

// test is a test and everything that it asks.
type test struct {
	*schema.Test
	roles  []string // in place of bindings; nil for the bindings
	at     time.Time
	checks []Check
}

// maxChecks bounds what the tests of one target ask.
const maxChecks = 1_000_000

// New prepares the tests of a model; those that pick rejects are left out. now is
// the clock of tests that name no time. A nil pick takes all.
func New(m *schema.Model, now time.Time, pick func(*schema.Test) bool) (*Suite, error) {
	program, err := compiler.Compile(m)
	if err != nil {
		return nil, err
	}
	s := &Suite{Target: program.Table.Target, model: m, cel: program.CEL, checked: compiler.Conditions(m)}
	if s.conds, err = condition.Load(&bundle.Bundle{CEL: s.cel}); err != nil {
		return nil, fmt.Errorf("test target %q: %w", m.Target.ID(), err)
	}
	if s.policy, err = newDecider(program.Table, s.cel, s.conds); err != nil {
		return nil, fmt.Errorf("test target %q: %w", m.Target.ID(), err)
	}
	asked, names := 0, newNames(m)
	for _, t := range m.Tests {
		if pick != nil && !pick(t) {
			continue
		}
		prepared := names.prepare(t, now, maxChecks-asked)
		if asked += len(prepared.checks); asked >= maxChecks {
			return nil, fmt.Errorf("test target %q: its tests ask more than %d questions, at %s", m.Target.ID(), maxChecks, t.Decl.Range)
		}
		s.tests = append(s.tests, prepared)
	}
	return s, nil
}

// Questions gives everything that the tests ask, in order.
func (s *Suite) Questions() iter.Seq[*Check] {
	return func(yield func(*Check) bool) {
		for _, t := range s.tests {
			for i := range t.checks {
				if !yield(&t.checks[i]) {
					return
				}
			}
		}
	}
}

// decider answers by one table.
type decider struct {
	bundle *bundle.Bundle
	conds  bundle.Conditions
	byRole map[string][]bundle.Grant // of the table
}

func newDecider(t bundle.Table, cel bundle.CEL, conds bundle.Conditions) (*decider, error) {
	b, err := bundle.New(t, cel)
	if err != nil {
		return nil, err
	}
	return &decider{bundle: b, conds: conds, byRole: byRole(t.Grants)}, nil
}

// byRole cuts sorted rows by their roles.
func byRole(rows []bundle.Grant) map[string][]bundle.Grant {
	of := map[string][]bundle.Grant{}
	for from := 0; from < len(rows); {
		to := from
		for to < len(rows) && rows[to].Role == rows[from].Role {
			to++
		}
		of[rows[from].Role] = rows[from:to]
		from = to
	}
	return of
}
