package policytest

import (
	"fmt"
	"runtime"

	"golang.org/x/sync/errgroup"

	"github.com/rolecall/rolecall/bundle"
	"github.com/rolecall/rolecall/schema"
)

// Result is what the tests of a target came to.
type Result struct {
	Target   bundle.Target
	Tests    []TestResult // in the order of the model
	Coverage *Coverage
	Mutation *Mutation // nil where no mutants were tried
}

// TestResult is one test.
type TestResult struct {
	Test     *schema.Test
	Checks   int // questions asked
	Failures []Failure
}

// Passed reports whether every answer was as expected.
func (r *TestResult) Passed() bool { return len(r.Failures) == 0 }

// Failed counts the tests that did not pass.
func (r *Result) Failed() int {
	n := 0
	for i := range r.Tests {
		if !r.Tests[i].Passed() {
			n++
		}
	}
	return n
}

// Run asks everything. The order of the result is that of the tests.
func (s *Suite) Run() *Result {
	r := &Result{Target: s.Target, Tests: make([]TestResult, len(s.tests))}
	g := newGrounds(s.model)
	l := newLedger(s.model, g)
	verdicts := s.verdicts()
	for i, t := range s.tests {
		held := g.holdings(t)
		r.Tests[i] = TestResult{Test: t.Test, Checks: len(t.checks)}
		for j := range t.checks {
			c := &t.checks[j]
			s.agree(g, held, c)
			if verdicts[i][j] == passed {
				l.exercise(s, g, held, c)
				continue
			}
			r.Tests[i].Failures = append(r.Tests[i].Failures, s.explain(g, held, c, verdicts[i][j]))
		}
	}
	r.Coverage = l.coverage()
	return r
}

// verdicts judges every check of every test, in parallel.
func (s *Suite) verdicts() [][]verdict {
	out := make([][]verdict, len(s.tests))
	var g errgroup.Group
	g.SetLimit(runtime.GOMAXPROCS(0))
	for i, t := range s.tests {
		g.Go(func() error {
			out[i] = make([]verdict, len(t.checks))
			for j := range t.checks {
				out[i][j] = s.policy.judge(&t.checks[j])
			}
			return nil
		})
	}
	_ = g.Wait() // the functions never fail
	return out
}

// agree panics where the rows of the model and the table answer differently: what
// is told of a decision is read from those rows.
func (s *Suite) agree(g *grounds, held []holding, c *Check) {
	seen := s.policy.seen(&c.Request)
	yes := false
	for _, h := range held {
		g.covering(h.role, seen, func(row ground) {
			yes = yes || s.policy.conditionHolds(row.condition(), seen, c.At)
		})
	}
	if table := s.policy.bundle.Allowed(&c.Request, c.At, s.conds); table != yes {
		panic(fmt.Sprintf("policytest: the table says %v and the rows of the model %v of %+v", table, yes, c.Request))
	}
}
