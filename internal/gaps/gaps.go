// Package gaps sees, for tests, that nobody is without access on the way from one
// state to another, and that nobody comes by any: it reads states a naive way of
// its own, one bit for each privilege in each place.
package gaps

import (
	"fmt"
	"slices"

	"github.com/rolecall/rolecall/diff"
	"github.com/rolecall/rolecall/schema"
)

// Watch knows what everyone has before a deployment and after it.
type Watch struct {
	*universe
	deployed   *schema.State
	old, after map[string][]bool
}

// Between watches the way from what is deployed to what a policy leaves there; r
// compares the two.
func Between(m *schema.Model, r *diff.Result) *Watch {
	setting := func(name string, fallback bool) bool {
		if v, ok := r.Deployed().Settings[name]; ok {
			return v
		}
		return m.Target.Setting(name, fallback)
	}
	u := newUniverse(m.Catalog, setting, r.Deployed(), r.After())
	return &Watch{universe: u, deployed: r.Deployed(), old: u.access(r.Deployed()), after: u.access(r.After())}
}

// Gap tells of somebody who is without what it has both before and after, or has
// what it has in neither; empty where there is nobody. s may be added to.
func (w *Watch) Gap(s *schema.State) string {
	is := w.access(w.complete(s))
	for _, who := range w.principals {
		for i, b := range is[who] {
			before, after := w.old[who][i], w.after[who][i]
			if b == (before && after) || b == (before || after) {
				continue
			}
			at := fmt.Sprintf("%s on %s.%s", w.catalog.Privileges[i/len(w.databases)/len(w.objects)].Name, w.databases[i/len(w.objects)%len(w.databases)], w.objects[i%len(w.objects)])
			return fmt.Sprintf("%q has %s: %v, before all: %v, after all: %v", who, at, b, before, after)
		}
	}
	return ""
}

// complete adds what the vendor gives by itself and states leave out.
func (w *Watch) complete(s *schema.State) *schema.State {
	s.Members = append(s.Members, w.catalog.VendorMembers(w.setting)...)
	listed := slices.ContainsFunc(s.Grants, func(g schema.StateGrant) bool { return g.Role == "public" && defaults[g.Privilege] })
	if !listed {
		for _, g := range w.deployed.Grants {
			if g.Role == "public" && defaults[g.Privilege] {
				s.Grants = append(s.Grants, g)
			}
		}
	}
	s.Sort()
	return s
}

// defaults are what everyone has on servers that have scopes.
var defaults = map[string]bool{"DescribeCollection": true, "IndexDetail": true, "ListAliases": true}
