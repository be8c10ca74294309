package rules

import (
	"github.com/rolecall/rolecall/lint"
	"github.com/rolecall/rolecall/schema"
)

// EmptyRole reports roles that give nothing, and grants that name no privilege.
// An empty list of databases or collections is RC102's.
var EmptyRole = &lint.Rule{ID: "RC207", Name: "empty-role", Severity: schema.Warning, Check: checkEmptyRole}

func checkEmptyRole(p *lint.Pass) {
	if p.Broken {
		return // what a block lacks may be what could not be read
	}
	for _, r := range p.Model.Roles {
		if len(r.Decl.Grants) == 0 && len(r.Decl.Includes) == 0 && !r.Decl.Dropped {
			p.Reportf(r.Decl.Range, r.Address,
				"whoever holds it gets nothing from it: add a grant or an include, or delete the role and its bindings",
				"role %q has no grants and includes no role", r.Name)
		}
		for _, g := range r.Decl.Grants {
			if len(g.Privileges) == 0 && !g.List.IsZero() && !g.Dropped {
				p.Reportf(g.List, r.Address,
					"no list is not every privilege: the grant gives nothing; fill the list, or delete the grant",
					"grant of role %q names no privilege", r.Name)
			}
		}
	}
}
