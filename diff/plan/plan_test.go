package plan_test

import (
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/rolecall/rolecall/diff"
	"github.com/rolecall/rolecall/diff/plan"
	"github.com/rolecall/rolecall/internal/gaps"
	"github.com/rolecall/rolecall/internal/modelserver"
	"github.com/rolecall/rolecall/schema"
	"github.com/rolecall/rolecall/schema/parse"
	"github.com/rolecall/rolecall/schema/target/all"
)

var now = time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)

// failer is what tests and properties have in common.
type failer interface {
	Helper()
	Fatal(args ...any)
	Fatalf(format string, args ...any)
}

// resolve gives the only model of a policy.
func resolve(t failer, text string) *schema.Model {
	t.Helper()
	project, found := parse.Project([]parse.File{{Path: "policy.hcl", Data: []byte(text)}}, parse.Options{})
	if len(project.Documents) != 1 {
		t.Fatalf("%d targets: %v\n%s", len(project.Documents), found, text)
	}
	m, more := all.Resolve(project.Documents[0], project.Broken)
	if m == nil {
		t.Fatal(more[0].Message)
	}
	return m
}

func planOf(m *schema.Model, s *schema.State) *plan.Plan {
	vendor, _ := all.Find(m.Target.Kind)
	return plan.New(plan.Input{Model: m, Deployed: s, Calls: vendor.Calls(), Now: now})
}

func limits(m *schema.Model) map[string]int {
	l := map[string]int{}
	for name, v := range m.Target.Limits {
		l[name] = v.Value
	}
	return l
}

// What a plan must be: no step is refused, nobody is without access or comes by
// access on the way, the last state is the policy but for what is unreachable,
// and a plan from there has no steps.
func TestPlans(t *testing.T) {
	for _, v := range vendors {
		name := v.name
		if v.dense {
			name += " dense"
		}
		t.Run(name, func(t *testing.T) {
			pairs, stuck, whole, round, steps := 0, 0, 0, 0, 0
			rapid.Check(t, func(t *rapid.T) {
				m, s := v.pair(t)
				p := planOf(m, s)
				if s.Covers != nil {
					return // what the server has besides is not known, so there is nothing to follow
				}
				follow(t, m, s, p)
				steps += len(p.Steps)
				if strings.Contains(show(p), "rolecall_tmp_") {
					round++
				}
				if pairs++; len(p.Unreachable) == 0 {
					whole++
				}
				for _, u := range p.Unreachable {
					if strings.Contains(u.Reason, "before and after") || strings.Contains(u.Reason, "neither before") {
						stuck++
						break
					}
				}
			})
			t.Logf("%d pairs, %d steps, %d pairs with something temporary, %d without anything unreachable, %d where something would have left a gap", pairs, steps, round, whole, stuck)
		})
	}
}

func follow(t failer, m *schema.Model, s *schema.State, p *plan.Plan) {
	t.Helper()
	r := diff.Compare(diff.Input{Model: m, Deployed: s, Now: now})
	if o := diff.Objects(diff.Input{Model: m, Deployed: s, Now: now}); !reflect.DeepEqual(o.Changes, r.Changes) || o.StateDigest != r.StateDigest {
		t.Fatalf("without access other changes are found: %+v, not %+v", o.Changes, r.Changes)
	}
	server := modelserver.New(m.Catalog, s, limits(m))
	watch := gaps.Between(m, r)
	for i, step := range p.Steps {
		if step.N != i+1 || step.Call == "" || step.Inverse.Call == "" || step.Because == "" {
			t.Fatalf("step %d is %+v", i+1, step)
		}
		if err := server.Do(step.Operation); err != nil {
			t.Fatalf("step %d is refused: %v\n%s", step.N, err, show(p))
		}
		if gap := watch.Gap(server.State()); gap != "" {
			t.Fatalf("after step %d %s\n%s", step.N, gap, show(p))
		}
	}
	last := server.State()
	if len(p.Unreachable) == 0 {
		if again := diff.Compare(diff.Input{Model: m, Deployed: last, Now: now}); len(again.Changes) > 0 {
			t.Fatalf("after all steps there still is %+v\n%s", again.Changes, show(p))
		}
	}
	again := planOf(m, last)
	if len(again.Steps) > 0 {
		t.Fatalf("a second plan has steps:\n%s\nafter\n%s", show(again), show(p))
	}
}

func show(p *plan.Plan) string {
	var b strings.Builder
	for _, s := range p.Steps {
		fmt.Fprintf(&b, "%d %s %+v  # %s\n", s.N, s.Name, s.Args, s.Because)
	}
	for _, u := range p.Unreachable {
		fmt.Fprintf(&b, "! %s: %s\n", u.Address, u.Reason)
	}
	return b.String()
}
