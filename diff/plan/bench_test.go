package plan_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/rolecall/rolecall/diff/plan"
	"github.com/rolecall/rolecall/schema"
	"github.com/rolecall/rolecall/schema/target/all"
)

// large is a policy of 1,000 roles with 100 grants each and 10,000 users, and the
// state it wants.
func large(b *testing.B) (*schema.Model, *schema.State) {
	var text strings.Builder
	text.WriteString("target \"milvus\" \"prod\" {\n version = \"2.6\"\n limits = { roles = 2000, users = 20000 }\n}\n")
	for r := range 1000 {
		fmt.Fprintf(&text, "role \"r%d\" {\n grant {\n privileges = [\"Search\", \"Query\", \"Insert\", \"Delete\"]\n database = \"d%d\"\n collection = [", r, r%7)
		for c := range 25 {
			fmt.Fprintf(&text, "\"c%d\", ", c)
		}
		fmt.Fprintf(&text, "]\n }\n}\nbinding \"b%d\" {\n roles = [role.r%d]\n users = [", r, r)
		for u := range 10 {
			fmt.Fprintf(&text, "\"u%d\", ", r*10+u)
		}
		text.WriteString("]\n}\n")
	}
	m := resolve(b, text.String())
	s := m.Desired(now)
	for u := range 10000 {
		s.Users = append(s.Users, schema.StateUser{Name: fmt.Sprintf("u%d", u)})
	}
	return m, s
}

func BenchmarkPlan(b *testing.B) {
	m, s := large(b)
	vendor, _ := all.Find(m.Target.Kind)
	some := *s // a tenth of the grants and of the members has to be made, as much to be taken
	some.Grants, some.Members = nil, nil
	for i, g := range s.Grants {
		if i%10 == 0 {
			g.Privilege = "Upsert"
		}
		some.Grants = append(some.Grants, g)
	}
	for i, m := range s.Members {
		if i%10 == 0 {
			m.Role = "r0"
		}
		some.Members = append(some.Members, m)
	}
	some.Sort()
	none := &schema.State{Format: s.Format, Target: s.Target, Groups: []schema.StateGroup{}, Roles: []schema.StateRole{}, Users: s.Users, Grants: []schema.StateGrant{}, Members: []schema.StateMember{}, Databases: []schema.StateDatabase{}}
	for _, of := range []struct {
		name  string
		state *schema.State
	}{{"same", s}, {"tenth", &some}, {"empty", none}} {
		b.Run(of.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				p := plan.New(plan.Input{Model: m, Deployed: of.state, Calls: vendor.Calls(), Now: now})
				b.ReportMetric(float64(len(p.Steps)), "steps")
				b.ReportMetric(float64(len(p.Unreachable)), "unreachable")
			}
		})
	}
}
