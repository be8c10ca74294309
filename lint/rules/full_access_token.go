package rules

import (
	"fmt"

	"github.com/rolecall/rolecall/lint"
	"github.com/rolecall/rolecall/schema"
)

// FullAccessToken reports tokens that may do everything on a cluster: those that
// say so, and, as errors, those that say nothing, since a token without access claims has all of it.
var FullAccessToken = &lint.Rule{ID: "RC217", Name: "full-access-token", Severity: schema.Warning, Check: checkFullAccessToken}

func checkFullAccessToken(p *lint.Pass) {
	if !p.Model.Catalog.Behaviour.Tokens {
		return
	}
	const help = "whoever has it may read, change and drop every collection and make snapshots of the whole cluster: name the collections, " +
		"as in access { collection = \"products\", access = \"r\" }, or write access = \"r\" for one that only reads"
	for _, t := range p.Model.Document.Tokens {
		if len(t.Access) == 0 && !p.Broken {
			p.Report(schema.Finding{
				Severity: schema.Error, Range: t.Range, Subject: t.Address("token"), Help: help + "; for all of it write access = \"manage\"",
				Message: fmt.Sprintf("token %q says nothing of access, and so has all of it", t.Label.Value),
			})
		}
		for _, a := range t.Access {
			if a.Collection.Value == "" && a.Access.Value == "manage" {
				p.Reportf(a.Access.Range, t.Address("token"), help, "token %q manages the whole cluster", t.Label.Value)
			}
		}
	}
}
