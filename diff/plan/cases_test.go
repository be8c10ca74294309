package plan_test

import (
	"strings"
	"testing"

	"github.com/rolecall/rolecall/diff/plan"
	"github.com/rolecall/rolecall/internal/txtest"
	"github.com/rolecall/rolecall/schema"
	"github.com/rolecall/rolecall/schema/target/all"
)

// An archive of testdata/plan holds a policy.hcl and a state.json, and as text
// the plan that leads from one to the other; every one is followed on the model server.
func TestCases(t *testing.T) {
	txtest.Run(t, "../../testdata/plan/*.txtar", func(t *testing.T, a *txtest.Archive) {
		m := resolve(t, string(a.File(t, "policy.hcl")))
		s, err := schema.DecodeState(a.File(t, "state.json"))
		if err != nil {
			t.Fatal(err)
		}
		vendor, _ := all.Find(m.Target.Kind)
		in := plan.Input{Model: m, Deployed: s, Calls: vendor.Calls(), Now: now}
		p := plan.New(in)
		follow(t, m, s, p)
		var text, script strings.Builder
		if err := p.WriteText(&text); err != nil {
			t.Fatal(err)
		}
		a.Golden(t, "plan.txt", []byte(text.String()))
		if a.Has("script.sh") {
			if err := p.WriteScript(&script, vendor.Calls()); err != nil {
				t.Fatal(err)
			}
			_, steps, _ := strings.Cut(script.String(), "\n\n# ")
			a.Golden(t, "script.sh", []byte("# "+steps))
		}
		if a.Has("expired.txt") {
			in.OnlyExpired = true
			text.Reset()
			if err := plan.New(in).WriteText(&text); err != nil {
				t.Fatal(err)
			}
			a.Golden(t, "expired.txt", []byte(text.String()))
		}
	})
}
