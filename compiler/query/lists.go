package query

import (
	"iter"
	"slices"

	"github.com/rolecall/rolecall/bundle"
)

// WhoCan lists who has what is asked for, by every row that gives some of it: every
// known principal, with what everyone holds. The rows come sorted by principal,
// role, project, database, collection, privilege and condition, while they are asked for.
func (g *Ground) WhoCan(a Asked) iter.Seq[bundle.Access] {
	return func(yield func(bundle.Access) bool) {
		waiting := g.users
		for row := range g.Bundle.WhoCanAny(a.Privileges, a.Database, a.Collection, g.Now) {
			for len(waiting) > 0 && waiting[0] < row.Principal {
				if !g.unbound(waiting[0], a, yield) {
					return
				}
				waiting = waiting[1:]
			}
			if !yield(row) {
				return
			}
		}
		for _, name := range waiting {
			if !g.unbound(name, a, yield) {
				return
			}
		}
	}
}

// unbound lists what everyone holds, for a principal that no member names.
func (g *Ground) unbound(name string, a Asked, yield func(bundle.Access) bool) bool {
	for row := range g.Bundle.WhatCan(name, g.Now) {
		if slices.Contains(a.Privileges, row.Privilege) && a.meets(row.Database, row.Collection) && !yield(row) {
			return false
		}
	}
	return true
}

// WhatCan lists what a principal can do, a known one or not, sorted by role,
// project, database, collection, privilege and condition, while it is asked for.
func (g *Ground) WhatCan(principal string) iter.Seq[bundle.Access] {
	return g.Bundle.WhatCan(principal, g.Now)
}
