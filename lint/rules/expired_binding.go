package rules

import (
	"fmt"
	"time"

	"github.com/rolecall/rolecall/lint"
	"github.com/rolecall/rolecall/schema"
)

// ExpiredBinding reports bindings that give nothing any more, and those that
// soon will not. So it does tokens.
var ExpiredBinding = &lint.Rule{ID: "RC211", Name: "expired-binding", Severity: schema.Warning, Check: checkExpiredBinding}

// soon is how long before its end a binding is told of.
const soon = 14 * 24 * time.Hour

func checkExpiredBinding(p *lint.Pass) {
	for _, b := range p.Model.Bindings {
		var names []string
		for _, h := range b.Principals {
			names = append(names, h.ID())
		}
		judgeExpiry(p, b.Decl.Expires, b.Address, fmt.Sprintf("binding %q", b.Decl.Label.Value),
			naming(names)+" "+verb(len(names), "hold")+" nothing by it: delete it, or give it a new day",
			naming(names)+" then "+verb(len(names), "lose")+" what it gives: give it a new day in time, or let it end")
	}
	for _, t := range p.Model.Document.Tokens {
		judgeExpiry(p, t.Expires, t.Address("token"), fmt.Sprintf("token %q", t.Label.Value),
			"no server takes it any more: delete it, or sign one with a new day",
			"whoever uses it is refused from then on: sign one with a new day in time")
	}
}

func judgeExpiry(p *lint.Pass, e *schema.Expiry, subject, what, past, future string) {
	if e == nil || e.Time.IsZero() {
		return // a day that cannot be read was told of already
	}
	day := e.Time.Format(time.DateOnly)
	switch left := e.Time.Sub(p.Now); {
	case left <= 0:
		p.Reportf(e.Range, subject, past, "%s expired on %s", what, day)
	case left <= soon:
		p.Report(schema.Finding{
			Severity: schema.Info, Range: e.Range, Subject: subject, Help: future,
			Message: fmt.Sprintf("%s expires on %s, in %s", what, day, counted(int((left+24*time.Hour-1)/(24*time.Hour)), "day")),
		})
	}
}
