package rules

import (
	"github.com/rolecall/rolecall/lint"
	"github.com/rolecall/rolecall/schema"
)

// UnusedDeclaration reports groups, conditions, attributes, locals and variables
// that nothing in the project reads. Roles are unbound-role's.
var UnusedDeclaration = &lint.Rule{ID: "RC602", Name: "unused-declaration", Severity: schema.Warning, Check: checkUnusedDeclaration}

// uses say what nothing does with a declaration of a kind.
var uses = map[string]string{
	"local": "reads it", "variable": "reads it", "attribute": "asks for it", "condition": "depends on it", "privilege_group": "grants it",
}

func checkUnusedDeclaration(p *lint.Pass) {
	if p.Broken {
		return // what reads it may stand in what could not be read
	}
	for _, u := range p.Model.Document.Unused {
		if u.Kind == "attribute" && !readable(u.Address) || u.Kind == "privilege_group" && !p.Model.Catalog.Behaviour.CustomGroups {
			continue // it cannot be used at all, which was told
		}
		help := "whoever changes it believes that it changes something: delete it, or use it"
		if u.Kind == "privilege_group" {
			help = "the server keeps it, and whoever grants it later may not look at what is in it: delete it, or grant it"
		}
		p.Reportf(u.Range, u.Address, help, "%s is declared and nothing %s", u.Address, uses[u.Kind])
	}
}
