package adopt

import (
	"maps"
	"slices"
	"strings"
)

// fold puts grants into blocks whose lists come to exactly them. Privileges that
// are granted in the same places share a block, or places where the same is
// granted: whichever takes fewer blocks.
func fold(grants []written) []block {
	byPrivilege, byScope := foldBy(grants, true), foldBy(grants, false)
	blocks := byPrivilege
	if len(byScope) < len(byPrivilege) {
		blocks = byScope
	}
	slices.SortFunc(blocks, block.compare)
	return blocks
}

// foldBy groups by what is granted or by where, puts together what has the same
// counterparts, and writes their places as products.
func foldBy(grants []written, privileges bool) []block {
	type entry struct {
		kind
		privilege string
		scope     scope
	}
	counterparts := map[entry][]entry{}
	for _, g := range grants {
		what, where := entry{kind: g.kind, privilege: g.privilege}, entry{kind: g.kind, scope: scope{g.database, g.collection}}
		if privileges {
			counterparts[what] = append(counterparts[what], where)
		} else {
			counterparts[where] = append(counterparts[where], what)
		}
	}
	type group struct{ own, others []entry }
	groups := map[string]*group{}
	for e, others := range counterparts {
		slices.SortFunc(others, func(a, b entry) int {
			return compareAll(a.privilege, b.privilege, a.scope.database, b.scope.database, a.scope.collection, b.scope.collection)
		})
		others = slices.Compact(others)
		var key strings.Builder
		for _, s := range []string{string(e.level), e.object, map[bool]string{true: "v"}[e.verbatim]} {
			key.WriteString(s + "\x00")
		}
		for _, o := range others {
			key.WriteString(o.privilege + "\x00" + o.scope.database + "\x00" + o.scope.collection + "\x01")
		}
		g := groups[key.String()]
		if g == nil {
			g = &group{others: others}
			groups[key.String()] = g
		}
		g.own = append(g.own, e)
	}
	var blocks []block
	for _, k := range slices.Sorted(maps.Keys(groups)) {
		g := groups[k]
		what, where := g.own, g.others
		if !privileges {
			what, where = g.others, g.own
		}
		var names []string
		for _, e := range what {
			names = append(names, e.privilege)
		}
		var scopes []scope
		for _, e := range where {
			scopes = append(scopes, e.scope)
		}
		for _, r := range products(scopes) {
			blocks = append(blocks, block{kind: g.own[0].kind, privileges: inOrder(slices.Clone(names)), databases: r.databases, collections: r.collections})
		}
	}
	return blocks
}

// product is every one of some databases with every one of some collections.
type product struct{ databases, collections []string }

// products writes places as products that have none in common. "*" is no name
// among others: what it covers is told apart from what is listed.
func products(scopes []scope) []product {
	classes := map[[2]bool][]scope{}
	for _, s := range scopes {
		c := [2]bool{s.database == "*", s.collection == "*"}
		classes[c] = append(classes[c], s)
	}
	var out []product
	for _, c := range [][2]bool{{true, true}, {true, false}, {false, true}, {false, false}} {
		byDatabase := rectangles(classes[c], func(s scope) (string, string) { return s.database, s.collection })
		byCollection := rectangles(classes[c], func(s scope) (string, string) { return s.collection, s.database })
		if len(byCollection) < len(byDatabase) {
			for _, r := range byCollection {
				out = append(out, product{r.others, r.own})
			}
			continue
		}
		for _, r := range byDatabase {
			out = append(out, product{r.own, r.others})
		}
	}
	return out
}

type rectangle struct{ own, others []string }

// rectangles puts together the names that have the same others.
func rectangles(scopes []scope, split func(scope) (own, other string)) []rectangle {
	others := map[string][]string{}
	for _, s := range scopes {
		own, other := split(s)
		others[own] = append(others[own], other)
	}
	same := map[string]*rectangle{}
	for _, own := range slices.Sorted(maps.Keys(others)) {
		list := others[own]
		slices.Sort(list)
		list = slices.Compact(list)
		k := strings.Join(list, "\x00")
		if same[k] == nil {
			same[k] = &rectangle{others: list}
		}
		same[k].own = append(same[k].own, own)
	}
	var out []rectangle
	for _, k := range slices.Sorted(maps.Keys(same)) {
		out = append(out, *same[k])
	}
	return out
}
