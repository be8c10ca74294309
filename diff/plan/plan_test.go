package plan_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/rolecall/rolecall/diff"
	"github.com/rolecall/rolecall/diff/plan"
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
	server := modelserver.New(m.Catalog, s, limits(m))
	setting := func(name string, fallback bool) bool {
		if v, ok := r.Deployed().Settings[name]; ok {
			return v
		}
		return m.Target.Setting(name, fallback)
	}
	u := newUniverse(m.Catalog, setting, r.Deployed(), r.After())
	old, after := u.access(r.Deployed()), u.access(r.After())
	for i, step := range p.Steps {
		if step.N != i+1 || step.Call == "" || step.Inverse.Call == "" || step.Because == "" {
			t.Fatalf("step %d is %+v", i+1, step)
		}
		if err := server.Do(step.Operation); err != nil {
			t.Fatalf("step %d is refused: %v\n%s", step.N, err, show(p))
		}
		u.check(t, step, u.access(complete(m.Catalog, setting, r, server.State())), old, after, p)
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

// complete adds what the vendor gives by itself and states leave out.
func complete(c *schema.Catalog, setting func(string, bool) bool, r *diff.Result, s *schema.State) *schema.State {
	s.Members = append(s.Members, c.VendorMembers(setting)...)
	listed := slices.ContainsFunc(s.Grants, func(g schema.StateGrant) bool { return g.Role == "public" && defaults[g.Privilege] })
	if !listed {
		for _, g := range r.Deployed().Grants {
			if g.Role == "public" && defaults[g.Privilege] {
				s.Grants = append(s.Grants, g)
			}
		}
	}
	s.Sort()
	return s
}

// defaults are what everyone has on servers that have scopes.
var defaults = map[string]bool{"DescribeCollection": true, "IndexDetail": true, "ListAliases": true}

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

// universe is every privilege in every scope that some state names, and in one of
// each kind that none does.
type universe struct {
	catalog            *schema.Catalog
	setting            func(string, bool) bool
	databases, objects []string
	privileges         map[*schema.Privilege]int
	principals         []string
}

func newUniverse(c *schema.Catalog, setting func(string, bool) bool, states ...*schema.State) *universe {
	u := &universe{catalog: c, setting: setting, databases: []string{"?"}, objects: []string{"?"}, privileges: map[*schema.Privilege]int{}, principals: []string{""}}
	add := func(list *[]string, name string) {
		if name != "*" && !slices.Contains(*list, name) {
			*list = append(*list, name)
		}
	}
	for _, s := range states {
		for _, g := range s.Grants {
			add(&u.databases, g.Database)
			add(&u.objects, g.Collection)
		}
		for _, m := range s.Members {
			add(&u.principals, m.Principal)
		}
	}
	for i := range c.Privileges {
		u.privileges[&c.Privileges[i]] = i
	}
	return u
}

// access is what each principal may do: one bit for each privilege in each place.
func (u *universe) access(s *schema.State) map[string][]bool {
	x := &schema.Expander{Catalog: u.catalog, Groups: map[string][]string{}}
	for _, g := range s.Groups {
		x.Groups[g.Name] = g.Privileges
	}
	size := len(u.catalog.Privileges) * len(u.databases) * len(u.objects)
	roles := map[string][]bool{}
	of := func(role string) []bool {
		if roles[role] == nil {
			roles[role] = make([]bool, size)
		}
		return roles[role]
	}
	mark := func(role string) func(p *schema.Privilege, d, c, _ string) {
		return func(p *schema.Privilege, d, c, _ string) {
			bits := of(role)
			for i, database := range u.databases {
				for j, object := range u.objects {
					if (d == "*" || d == database) && (c == "*" || c == object) {
						bits[(u.privileges[p]*len(u.databases)+i)*len(u.objects)+j] = true
					}
				}
			}
		}
	}
	granted := map[string]bool{}
	for _, g := range s.Grants {
		granted[g.Role] = true
		x.Expand(g, mark(g.Role))
	}
	for i := range u.catalog.Roles {
		if r := &u.catalog.Roles[i]; !r.Grantable && !(r.Unknown != "" && granted[r.Name]) {
			x.BuiltinRows(r, u.setting, mark(r.Name))
		}
	}
	out := map[string][]bool{}
	for _, p := range u.principals {
		bits := make([]bool, size)
		join := func(role string) {
			for i, b := range of(role) {
				bits[i] = bits[i] || b
			}
		}
		for _, r := range u.catalog.Implicit() {
			join(r.Name)
		}
		for _, m := range s.Members {
			if m.Principal == p && m.Project == "" {
				join(m.Role)
			}
		}
		out[p] = bits
	}
	return out
}

func (u *universe) check(t failer, step plan.Step, is, old, after map[string][]bool, p *plan.Plan) {
	t.Helper()
	for _, who := range u.principals {
		for i, b := range is[who] {
			if b == (old[who][i] && after[who][i]) || b == (old[who][i] || after[who][i]) {
				continue
			}
			at := fmt.Sprintf("%s on %s.%s", u.catalog.Privileges[i/len(u.databases)/len(u.objects)].Name, u.databases[i/len(u.objects)%len(u.databases)], u.objects[i%len(u.objects)])
			t.Fatalf("after step %d %q has %s: %v, before all: %v, after all: %v\n%s", step.N, who, at, b, old[who][i], after[who][i], show(p))
		}
	}
}
