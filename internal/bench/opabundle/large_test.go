package opabundle

import (
	"context"
	"fmt"
	"testing"

	"github.com/open-policy-agent/opa/v1/rego"
	"github.com/open-policy-agent/opa/v1/topdown"

	"github.com/rolecall/rolecall/bundle"
	"github.com/rolecall/rolecall/compiler"
)

// steps counts what OPA does for a decision.
type steps int

func (s *steps) Enabled() bool               { return true }
func (s *steps) TraceEvent(topdown.Event)    { *s++ }
func (s *steps) Config() topdown.TraceConfig { return topdown.TraceConfig{} }

// large is a program of n roles, each with a condition, five rows and a principal.
func large(n int) *compiler.Program {
	target := bundle.Target{Kind: "k", Name: "large", Version: "1"}
	p := &compiler.Program{ID: target.Name, Table: bundle.Table{Target: target}, CEL: bundle.CEL{Target: target, Variables: variables,
		Conditions: map[string]bundle.CELCondition{}, Roles: map[string]bundle.CELRole{}}}
	for i := range n {
		role, condition := fmt.Sprintf("r%d", i), fmt.Sprintf("c%d", i)
		p.CEL.Conditions[condition] = bundle.CELCondition{Expression: fmt.Sprintf("principal.tenant == 't%d'", i)}
		for j := range 5 {
			p.Table.Grants = append(p.Table.Grants, bundle.Grant{Role: role, Privilege: fmt.Sprintf("P%d", j), Database: "d", Collection: fmt.Sprintf("c%d", i), EnforcedBy: "server", Source: "a:1:1"})
		}
		p.Table.Grants = append(p.Table.Grants, bundle.Grant{Role: role, Privilege: "Q", Database: "d", Collection: "*", Condition: condition, EnforcedBy: "service", Source: "a:1:1"})
		p.Table.Members = append(p.Table.Members, bundle.Member{Principal: fmt.Sprintf("u%d", i), Role: role, Source: "a:1:1"})
	}
	p.Table.Normalize()
	return p
}

// A decision takes as many steps and as much memory by a policy thirty times the
// size: rows are looked up, not gone through, and what is not needed is not read.
func TestSizeDoesNotCount(t *testing.T) {
	var before map[string]float64
	for _, n := range []int{10, 300} {
		b := open(t, large(n))
		costs := map[string]float64{}
		for name, input := range map[string]any{
			"yes": map[string]any{"principal": "u3", "privilege": "P2", "database": "d", "collection": "c3"},
			"no":  map[string]any{"principal": "u3", "privilege": "Q", "database": "d", "collection": "c3", "attributes": map[string]any{"principal": map[string]any{"tenant": "t4"}}},
		} {
			ask := func(options ...rego.EvalOption) {
				if _, err := b.opa.Eval(context.Background(), append(options, rego.EvalInput(input), rego.EvalTime(now))...); err != nil {
					t.Fatal(err)
				}
			}
			var s steps
			ask(rego.EvalQueryTracer(&s))
			costs[name+", steps"] = float64(s)
			costs[name+", allocations"] = testing.AllocsPerRun(20, func() { ask() })
		}
		for what, cost := range before {
			if cost == 0 || costs[what] > 1.05*cost {
				t.Errorf("%s: %v of 60 rows, %v of 1800", what, cost, costs[what])
			}
		}
		before = costs
	}
}
