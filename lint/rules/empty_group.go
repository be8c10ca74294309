package rules

import (
	"github.com/rolecall/rolecall/lint"
	"github.com/rolecall/rolecall/schema"
)

// EmptyGroup reports privilege groups without privileges: they give nothing,
// and servers do not check where they are granted.
var EmptyGroup = &lint.Rule{ID: "RC111", Name: "empty-group", Severity: schema.Warning, Check: checkEmptyGroup}

func checkEmptyGroup(p *lint.Pass) {
	if !p.Model.Catalog.Behaviour.CustomGroups {
		return
	}
	for _, g := range p.Model.Groups {
		if len(g.Decl.Privileges) > 0 || g.Decl.Dropped {
			continue
		}
		at := g.Decl.List
		if at.IsZero() {
			at = g.Decl.Range
		}
		help := "the server refuses a group without privileges: list some, or take the group out"
		if p.Model.Catalog.Behaviour.EmptyGroups {
			help = "a group without a level is granted at any scope unchecked, so what is added later may reach where it should not: list its privileges, or take the group out"
		}
		p.Reportf(at, g.Address, help, "%s holds no privilege", g.Address)
	}
}
