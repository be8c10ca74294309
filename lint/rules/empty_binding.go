package rules

import (
	"github.com/rolecall/rolecall/lint"
	"github.com/rolecall/rolecall/schema"
)

// EmptyBinding reports bindings that give nothing, or give it to nobody.
var EmptyBinding = &lint.Rule{ID: "RC208", Name: "empty-binding", Severity: schema.Warning, Check: checkEmptyBinding}

func checkEmptyBinding(p *lint.Pass) {
	if p.Broken {
		return // what a block lacks may be what could not be read
	}
	for _, b := range p.Model.Bindings {
		if b.Decl.Dropped {
			continue // what it lacks was written, and told to mean nothing
		}
		lacks := ""
		switch roles, principals := len(b.Decl.Roles), len(b.Decl.Principals); {
		case roles == 0 && principals == 0:
			lacks = "names no role and nobody to hold one"
		case roles == 0:
			lacks = "names no role"
		case principals == 0:
			lacks = "gives its roles to nobody"
		default:
			continue
		}
		p.Reportf(b.Decl.Range, b.Address,
			"it reads as if it gave access and gives none: name both roles and holders, or delete it",
			"binding %q %s", b.Decl.Label.Value, lacks)
	}
}
