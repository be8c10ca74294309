package rules

import (
	"github.com/rolecall/rolecall/lint"
	"github.com/rolecall/rolecall/schema"
)

// NestedGroup reports groups within groups, which no server expands.
var NestedGroup = &lint.Rule{ID: "RC110", Name: "nested-group", Severity: schema.Error, Check: checkNestedGroup}

func checkNestedGroup(p *lint.Pass) {
	for _, g := range p.Model.Groups {
		for _, it := range g.Items {
			if it.IsGroup() {
				p.Reportf(it.Name.Range, g.Address,
					"the server expands a group one level, so the inner group would give nothing: list its privileges here, or grant both groups side by side",
					"%s holds the group %s, and groups do not nest", g.Address, named(it))
			}
		}
	}
}
