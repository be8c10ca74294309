package rules

import (
	"github.com/rolecall/rolecall/lint"
	"github.com/rolecall/rolecall/schema"
)

// EndlessToken tells of tokens that never end. A token has no other limit in
// time, and cannot be taken back by itself.
var EndlessToken = &lint.Rule{ID: "RC216", Name: "endless-token", Severity: schema.Info, Check: checkEndlessToken}

func checkEndlessToken(p *lint.Pass) {
	for _, t := range p.Model.Document.Tokens {
		if !t.Never {
			continue
		}
		p.Reportf(t.Range, t.Address("token"),
			"it is good until the key that signed it is changed, which ends every other token with it: give it a day, and renew it before",
			"token %q never expires", t.Label.Value)
	}
}
