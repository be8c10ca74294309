package rules

import (
	"fmt"
	"slices"

	"github.com/rolecall/rolecall/lint"
	"github.com/rolecall/rolecall/schema"
)

// IneffectiveMove tells of moved and removed blocks that change nothing: what
// they name is not on the server, or is called the same before and after. A
// warning are moves to a role that is there already, for that is a deletion.
var IneffectiveMove = &lint.Rule{ID: "RC214", Name: "ineffective-move", Severity: schema.Info, Check: checkIneffectiveMove, Gains: []lint.Needs{lint.NeedsState, lint.NeedsBase}}

func checkIneffectiveMove(p *lint.Pass) {
	m := p.Model
	if p.Broken {
		return
	}
	for _, mv := range m.Document.Moved {
		from := formerName(p, mv.From)
		if from == "" || mv.To.Ref == nil || vendorOwned(m.Catalog, from) != nil {
			continue // told elsewhere
		}
		to := m.Referred(mv.To.Ref)
		switch {
		case to == nil:
		case to.Name == from:
			p.Reportf(mv.Range, to.Address, "a rename is of the name on the server: take the block out, or give from the name that the role had",
				"role %q is moved to its own name", from)
		case mv.From.Ref != nil && m.Referred(mv.From.Ref) != nil:
			p.Reportf(mv.Range, to.Address, fmt.Sprintf("the server keeps it, and %q is made anew: delete the old role block, or take the moved block out", to.Name),
				"role %q is moved and still declared", from)
		case takesPlace(p, from, to.Name):
			p.Report(schema.Finding{
				Severity: schema.Warning, Range: mv.Range, Subject: to.Address,
				Message: fmt.Sprintf("role %q is moved to %q, which is there already", from, to.Name),
				Help:    fmt.Sprintf("two roles do not become one by a rename: %q is deleted, and who holds it gets nothing in its place; bind its holders to %s first, and take the moved block out", from, to.Address),
			})
		case missesBase(p, from) && !slices.ContainsFunc(p.Base.Document.Moved, func(b *schema.MovedDecl) bool { return formerName(p, b.From) == from }):
			p.Reportf(mv.Range, to.Address, fmt.Sprintf("%q is made anew, and holds what its bindings say: correct the name, or take the block out", to.Name),
				"the revision before has no role %q to move", from)
		case !mayExist(p.State, from):
			help := fmt.Sprintf("%q is made anew, and holds what its bindings say: correct the name, or take the block out", to.Name)
			if mayExist(p.State, to.Name) {
				help = fmt.Sprintf("%q is there, so the rename is done: take the block out", to.Name)
			}
			p.Reportf(mv.Range, to.Address, help, "%s has no role %q to move", targetName(p), from)
		}
	}
	for _, rm := range m.Document.Removed {
		name := formerName(p, rm.From)
		if name == "" || vendorOwned(m.Catalog, name) != nil {
			continue
		}
		if missesBase(p, name) && !slices.ContainsFunc(p.Base.Document.Removed, func(b *schema.RemovedDecl) bool { return formerName(p, b.From) == name }) {
			p.Reportf(rm.Range, schema.RefAddress("role", name, "", false), "correct the name, or take the block out",
				"the revision before has no role %q to remove", name)
		}
		if mayExist(p.State, name) {
			continue
		}
		p.Reportf(rm.Range, schema.RefAddress("role", name, "", false), "it is gone already, or was called something else: take the block out, or correct the name",
			"%s has no role %q to remove", targetName(p), name)
	}
}

// takesPlace reports whether a role is to get the name of one that was there
// beside it: on the server where a state says so, else in an earlier revision.
func takesPlace(p *lint.Pass, from, to string) bool {
	if p.State != nil {
		return p.State.Knows(schema.CoversRoles) && deployed(p.State, from) && deployed(p.State, to)
	}
	had := func(name string) bool {
		return slices.ContainsFunc(p.Base.Roles, func(r *schema.Role) bool { return r.Name == name })
	}
	return p.Base != nil && had(from) && had(to) && !renamedSince(p)[from]
}

// missesBase reports whether nothing but an earlier revision says which roles
// there are, and it does not have this one. What that revision moved or removed
// already is not told again.
func missesBase(p *lint.Pass, name string) bool {
	return p.State == nil && p.Base != nil && !slices.ContainsFunc(p.Base.Roles, func(r *schema.Role) bool { return r.Name == name })
}
