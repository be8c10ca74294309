package rules

import (
	"fmt"

	"github.com/rolecall/rolecall/lint"
	"github.com/rolecall/rolecall/schema"
)

// IneffectiveMove tells of moved and removed blocks that change nothing: what
// they name is not on the server, or is called the same before and after.
var IneffectiveMove = &lint.Rule{ID: "RC214", Name: "ineffective-move", Severity: schema.Info, Check: checkIneffectiveMove, Gains: []lint.Needs{lint.NeedsState}}

func checkIneffectiveMove(p *lint.Pass) {
	m := p.Model
	if p.Broken {
		return
	}
	for _, mv := range m.Document.Moved {
		from := vendorName(m, mv.From)
		if from == "" || mv.To.Ref == nil || vendorOwned(m.Catalog, from) != nil {
			continue // told elsewhere
		}
		to := declaredAs(m, mv.To.Ref)
		switch {
		case to == nil:
		case to.Name == from:
			p.Reportf(mv.Range, to.Address, "a rename is of the name on the server: take the block out, or give from the name that the role had",
				"role %q is moved to its own name", from)
		case mv.From.Ref != nil && declaredAs(m, mv.From.Ref) != nil:
			p.Reportf(mv.Range, to.Address, fmt.Sprintf("the server keeps it, and %q is made anew: delete the old role block, or take the moved block out", to.Name),
				"role %q is moved and still declared", from)
		case !mayExist(p.State, from):
			help := fmt.Sprintf("%q is made anew, and holds what its bindings say: correct the name, or take the block out", to.Name)
			if mayExist(p.State, to.Name) {
				help = fmt.Sprintf("%q is there, so the rename is done: take the block out", to.Name)
			}
			p.Reportf(mv.Range, to.Address, help, "target %q has no role %q to move", m.Target.ID(), from)
		}
	}
	for _, rm := range m.Document.Removed {
		name := vendorName(m, rm.From)
		if name == "" || vendorOwned(m.Catalog, name) != nil || mayExist(p.State, name) {
			continue
		}
		p.Reportf(rm.Range, schema.RefAddress("role", name, "", false), "it is gone already, or was called something else: take the block out, or correct the name",
			"target %q has no role %q to remove", m.Target.ID(), name)
	}
}
