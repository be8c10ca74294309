package rules

import (
	"strings"

	"github.com/rolecall/rolecall/lint"
	"github.com/rolecall/rolecall/schema"
)

// ReservedGroupName reports privilege groups called like a privilege or a group of the vendor's.
var ReservedGroupName = &lint.Rule{ID: "RC112", Name: "reserved-group-name", Severity: schema.Error, Check: checkReservedGroupName}

func checkReservedGroupName(p *lint.Pass) {
	cat := p.Model.Catalog
	for _, g := range p.Model.Groups {
		name := strings.TrimSpace(g.Name) // servers trim it, too
		what := "a privilege"
		if b := cat.Group(name); b != nil && b.Name == name {
			what = "a built-in group"
		} else if cat.Privilege(name) == nil {
			continue
		}
		at := g.Decl.Name.Range
		if at.IsZero() {
			at = g.Decl.Range
		}
		p.Reportf(at, g.Address,
			"the server keeps these names to itself and refuses to create the group: give it another label or name",
			"%s is called %q, the name of %s of %s", g.Address, g.Name, what, cat.Title)
	}
}
