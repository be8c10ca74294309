package rules

import (
	"fmt"
	"slices"

	"github.com/rolecall/rolecall/lint"
	"github.com/rolecall/rolecall/schema"
)

// constraint is a block of an earlier revision that a change takes out or makes
// another one.
type constraint struct {
	kind, address, label string
	place                schema.Range // where it is now; the target where it is no more
	gone                 bool
}

// tell tells of the change, for whoever reviews it.
func (c *constraint) tell(p *lint.Pass) {
	f := schema.Finding{Severity: schema.Info, Range: c.place, Subject: c.address, Against: true}
	f.Message = fmt.Sprintf("the change alters %s %q", c.kind, c.label)
	if c.gone {
		f.Message = fmt.Sprintf("the change takes %s %q out", c.kind, c.label)
	}
	f.Help = "what it gives is judged as the revision before has the block too: the change of the block counts once it is merged"
	p.Report(f)
}

// judgeCarried reports what a change makes of the constraints that it takes out
// or alters: errors that a check finds in the policy with those of the base, and
// neither in the policy as it is nor in the base.
func judgeCarried(p *lint.Pass, carried, was *schema.Model, check func(*lint.Pass)) {
	key := func(f schema.Finding) string { return f.Subject + "\x00" + f.Message }
	told := map[string]bool{}
	for _, f := range slices.Concat(p.Try(p.Model, check), p.Try(was, check)) {
		told[key(f)] = true
	}
	for _, f := range p.Try(carried, check) {
		if f.Severity != schema.Error || told[key(f)] {
			continue
		}
		f.Against = true
		f.Message += ", as the revision before has it"
		f.Help += "; a change of the block counts once it is merged"
		p.Report(f)
	}
}

// formerConstraint is how a block of the base stands now.
func formerConstraint(p *lint.Pass, kind, address string, was *schema.Block, now *schema.Block) *constraint {
	c := &constraint{kind: kind, address: address, label: was.Label.Value, place: p.Model.Target.Range, gone: now == nil}
	if now != nil {
		c.place = now.Range
	}
	return c
}

// checkFormerInvariants judges the change by the invariants of the base that it
// takes out or alters.
func checkFormerInvariants(p *lint.Pass) {
	carried, was := *p.Model, *p.Base
	carried.Invariants, was.Invariants = nil, nil
	for _, inv := range p.Base.Invariants {
		var block *schema.Block
		var kept []*schema.Never
		if i := slices.IndexFunc(p.Model.Invariants, func(o *schema.Invariant) bool { return o.Address == inv.Address }); i >= 0 {
			block = &p.Model.Invariants[i].Decl.Block
			kept = p.Model.Invariants[i].Never
		}
		never := slices.DeleteFunc(lint.Carried(p.Model, inv.Never), func(n *schema.Never) bool {
			return slices.ContainsFunc(kept, func(o *schema.Never) bool { return forbidsAsMuch(p.Model.Catalog, o, n) })
		})
		if len(never) == 0 {
			continue
		}
		c := formerConstraint(p, "invariant", inv.Address, &inv.Decl.Block, block)
		c.tell(p)
		decl := *inv.Decl
		decl.Range = c.place
		for _, n := range never {
			d := *n.Decl
			d.Range, n.Decl = c.place, &d
		}
		carried.Invariants = append(carried.Invariants, &schema.Invariant{Decl: &decl, Address: inv.Address, Never: never})
		was.Invariants = append(was.Invariants, inv)
	}
	if len(carried.Invariants) > 0 {
		judgeCarried(p, &carried, &was, judgeInvariants)
	}
}

// forbidsAsMuch reports whether a shape forbids all that another does.
func forbidsAsMuch(c *schema.Catalog, now, was *schema.Never) bool {
	forbidden := now.Privileges(c)
	for pr := range was.Privileges(c) {
		if !forbidden[pr] {
			return false
		}
	}
	wide := func(now, was []schema.Text) bool { return now == nil || was != nil && within(was, now) }
	return !slices.ContainsFunc(now.Except, func(r schema.BoundRole) bool { return !namesRole(was.Except, r) }) &&
		wide(now.Decl.Databases, was.Decl.Databases) && wide(now.Decl.Collections, was.Decl.Collections) && wide(now.Decl.Principals, was.Decl.Principals)
}

// within reports whether every name of a list is one of another.
func within(list, of []schema.Text) bool {
	return !slices.ContainsFunc(list, func(t schema.Text) bool {
		return !slices.ContainsFunc(of, func(o schema.Text) bool { return o.Value == t.Value })
	})
}

// checkFormerSeparations does so by separations.
func checkFormerSeparations(p *lint.Pass) {
	carried, was := *p.Model, *p.Base
	carried.Separations, was.Separations = nil, nil
	for _, s := range p.Base.Separations {
		roles := lint.CarriedRoles(p.Model, s.Roles)
		var block *schema.Block
		if i := slices.IndexFunc(p.Model.Separations, func(o *schema.Separation) bool { return o.Address == s.Address }); i >= 0 {
			now := p.Model.Separations[i]
			block = &now.Decl.Block
			if now.AtMost <= s.AtMost && !slices.ContainsFunc(roles, func(r schema.BoundRole) bool { return !namesRole(now.Roles, r) }) {
				continue
			}
		}
		c := formerConstraint(p, "separation", s.Address, &s.Decl.Block, block)
		c.tell(p)
		decl := *s.Decl
		decl.Range = c.place
		carried.Separations = append(carried.Separations, &schema.Separation{Decl: &decl, Address: s.Address, Roles: roles, AtMost: s.AtMost})
		was.Separations = append(was.Separations, s)
	}
	if len(carried.Separations) > 0 {
		judgeCarried(p, &carried, &was, judgeSeparations)
	}
}

func namesRole(roles []schema.BoundRole, r schema.BoundRole) bool {
	return slices.ContainsFunc(roles, func(o schema.BoundRole) bool { return o.Role == r.Role && o.Builtin == r.Builtin })
}

// checkFormerBoundaries does so by boundaries.
func checkFormerBoundaries(p *lint.Pass) {
	carried, was := *p.Model, *p.Base
	carried.Boundaries, was.Boundaries = nil, nil
	for _, b := range p.Base.Boundaries {
		var block *schema.Block
		if i := slices.IndexFunc(p.Model.Boundaries, func(o *schema.Boundary) bool { return o.Address == b.Address }); i >= 0 {
			block = &p.Model.Boundaries[i].Decl.Block
			if boundsAsMuch(p.Model.Boundaries[i].Decl, b.Decl) {
				continue
			}
		}
		c := formerConstraint(p, "boundary", b.Address, &b.Decl.Block, block)
		c.tell(p)
		decl := *b.Decl
		decl.Range = c.place
		carried.Boundaries = append(carried.Boundaries, &schema.Boundary{Decl: &decl, Address: b.Address})
		was.Boundaries = append(was.Boundaries, b)
	}
	if len(carried.Boundaries) > 0 {
		judgeCarried(p, &carried, &was, judgeBoundaries)
	}
}

// boundsAsMuch reports whether a boundary holds for all files that another does
// and allows nothing that it does not.
func boundsAsMuch(now, was *schema.BoundaryDecl) bool {
	roles := was.Roles.Range.IsZero() || now.Roles.Value == was.Roles.Value
	databases := was.Databases == nil || now.Databases != nil && within(now.Databases, was.Databases)
	return within(was.Files, now.Files) && roles && databases
}
