package rules

import (
	"github.com/rolecall/rolecall/lint"
	"github.com/rolecall/rolecall/schema"
)

// EmptyRole reports roles that give nothing, and grants that name no privilege,
// no database or no collection.
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
				continue
			}
			if what := emptyScope(p, g); what != "" && !g.Dropped {
				p.Reportf(g.Range, r.Address,
					"an empty list is not every one: the grant gives nothing; name some, write \"*\" for any, or delete the grant",
					"grant of role %q has an empty list of %ss", r.Name, what)
			}
		}
	}
}

// emptyScope is what a grant lists none of; empty where its lists have something.
func emptyScope(p *lint.Pass, g *schema.GrantDecl) string {
	switch {
	case !p.Model.Catalog.Behaviour.Scoped:
		return ""
	case isEmpty(g.Databases):
		return "database"
	case isEmpty(g.Collections):
		return "collection"
	}
	return ""
}
