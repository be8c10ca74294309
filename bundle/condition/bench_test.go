package condition_test

import (
	"testing"
	"time"

	"github.com/rolecall/rolecall/bundle"
	"github.com/rolecall/rolecall/bundle/condition"
)

// What a condition adds to a decision: the same request of a principal whose row has none, and one whose row has it.
func BenchmarkCondition(b *testing.B) {
	attrs := condition.Attributes{"principal.tenant": condition.String, "principal.groups": condition.Strings}
	for _, tt := range []struct{ name, expression string }{
		{"tenant", `principal.tenant == "acme"`},
		{"window", `request.time.getHours("Europe/Berlin") >= 8 && request.time.getHours("Europe/Berlin") < 18`},
		{"network", `cidr("10.0.0.0/8").containsIP(request.ip)`},
		{"list", `"ops" in principal.groups`},
	} {
		row := bundle.Grant{Role: "r", Privilege: "Search", Database: "*", Collection: "products", Condition: "c", EnforcedBy: "service", Source: "a:1:1"}
		plain := row
		plain.Role, plain.Condition = "plain", ""
		bun := must(bundle.New(bundle.Table{
			Grants:  []bundle.Grant{plain, row},
			Members: []bundle.Member{{Principal: "alice", Role: "r", Source: "b:1:1"}, {Principal: "bob", Role: "plain", Source: "b:1:1"}},
		}, bundle.CEL{Variables: attrs.Variables(), Conditions: map[string]bundle.CELCondition{"c": {Expression: tt.expression}}}))
		set := must(condition.Load(bun))
		for _, who := range []string{"alice", "bob"} {
			req := &bundle.Request{Principal: who, Privilege: "Search", Collection: "products", Attributes: bundle.Attributes{
				Principal: map[string]any{"tenant": "acme", "groups": []string{"dev", "ops"}},
				Request:   map[string]any{"ip": "10.1.2.3"},
			}}
			at := time.Date(2026, 11, 20, 10, 0, 0, 0, time.UTC)
			if !bun.Allowed(req, at, set) {
				b.Fatal(tt.name)
			}
			name := tt.name + "/with"
			if who == "bob" {
				name = tt.name + "/without"
			}
			b.Run(name, func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					bun.Allowed(req, at, set)
				}
			})
		}
	}
}
