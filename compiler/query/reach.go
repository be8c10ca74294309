package query

import (
	"iter"
	"slices"

	"github.com/rolecall/rolecall/bundle"
	"github.com/rolecall/rolecall/schema"
)

// Reach is access that a row gives where the policy does not put it: the server
// authorises requests against the database of the connection, so a row on one
// database is good for equal collection names in others. A reach of "*" is any other
// database (for a named collection, that has one of the name).
type Reach struct {
	bundle.Access
	Reaches []string `json:"reaches"`
}

// mostReaches is how many databases a reach names; more of them are "*".
const mostReaches = 20

// WhoReaches lists who reaches what is asked for besides those that WhoCan lists, or
// by other ways: rows on other databases than the one that is asked for, or, where
// any is asked for, what else they reach. What a principal is given there anyway is
// left out. The order is that of WhoCan.
func (g *Ground) WhoReaches(a Asked) iter.Seq[Reach] {
	elsewhere := a
	elsewhere.Database = bundle.Any
	return g.reaches(a, g.WhoCan(elsewhere))
}

// WhatReaches lists what a principal reaches besides what WhatCan lists.
func (g *Ground) WhatReaches(principal string) iter.Seq[Reach] {
	return g.reaches(Asked{Database: bundle.Any, Collection: bundle.Any}, g.WhatCan(principal))
}

// reaches goes through rows principal by principal.
func (g *Ground) reaches(a Asked, rows iter.Seq[bundle.Access]) iter.Seq[Reach] {
	return func(yield func(Reach) bool) {
		if g.Catalog.Behaviour.RequestDatabase != "connection" {
			return
		}
		var one []bundle.Access // the rows of one principal
		for row := range rows {
			if len(one) > 0 && one[0].Principal != row.Principal {
				if !g.reachesOf(a, one, yield) {
					return
				}
				one = one[:0]
			}
			one = append(one, row)
		}
		g.reachesOf(a, one, yield)
	}
}

func (g *Ground) reachesOf(a Asked, rows []bundle.Access, yield func(Reach) bool) bool {
	var given map[use][]*bundle.Access
	for i := range rows {
		row := &rows[i]
		if row.Database == bundle.Any || a.Database == row.Database || !g.limited(row.Privilege) {
			continue
		}
		if given == nil {
			given = usesOf(rows)
		}
		if to := g.reachesTo(a, row, given); len(to) > 0 && !yield(Reach{*row, to}) {
			return false
		}
	}
	return true
}

// use is a privilege on collections of a name.
type use struct{ privilege, collection string }

func usesOf(rows []bundle.Access) map[use][]*bundle.Access {
	uses := make(map[use][]*bundle.Access, len(rows))
	for i := range rows {
		u := use{rows[i].Privilege, rows[i].Collection}
		uses[u] = append(uses[u], &rows[i])
	}
	return uses
}

// gives reports whether one of the rows gives what another does, in a database.
func gives(rows []*bundle.Access, row *bundle.Access, database string) bool {
	return slices.ContainsFunc(rows, func(r *bundle.Access) bool {
		return (r.Database == database || r.Database == bundle.Any) && (r.Condition == "" || r.Condition == row.Condition) && (r.Project == "" || r.Project == row.Project)
	})
}

// limited reports whether a privilege is used on a database or collection.
func (g *Ground) limited(privilege string) bool {
	if x := g.action(privilege); x != nil {
		return x.Level() == schema.LevelCollection
	}
	p := g.Catalog.Privilege(privilege)
	return p != nil && (p.Scope == schema.LevelDatabase || p.Scope == schema.LevelCollection)
}

// reachesTo names the databases that a row reaches besides its own.
func (g *Ground) reachesTo(a Asked, row *bundle.Access, given map[use][]*bundle.Access) []string {
	collection := row.Collection
	if collection == bundle.Any {
		collection = a.Collection
	}
	same, wider := given[use{row.Privilege, collection}], []*bundle.Access(nil)
	if collection != bundle.Any {
		wider = given[use{row.Privilege, bundle.Any}]
	}
	reached := func(database string) bool { return !gives(same, row, database) && !gives(wider, row, database) }
	switch {
	case a.Database != bundle.Any:
		if reached(a.Database) && g.mayHave(a.Database, collection) {
			return []string{a.Database}
		}
		return nil
	case collection == bundle.Any:
		if reached(bundle.Any) {
			return anywhere
		}
		return nil
	}
	var names []string
	for _, database := range g.having()[collection] {
		if database == row.Database || !reached(database) {
			continue
		}
		if len(names) == mostReaches {
			return anywhere
		}
		names = append(names, database)
	}
	return names
}

var anywhere = []string{bundle.Any}

// mayHave reports whether a database has a collection, as far as an inventory says.
func (g *Ground) mayHave(database, collection string) bool {
	for i := range g.databases {
		d := &g.databases[i]
		if d.Name == database && len(d.Collections) > 0 {
			_, alias := d.Aliases[collection]
			return collection == bundle.Any || alias || slices.Contains(d.Collections, collection)
		}
	}
	return true
}

// placesOfCollections says which databases have a collection of a name, as far as
// the inventory and the rows say, sorted.
func (g *Ground) placesOfCollections() map[string][]string {
	places := map[string][]string{}
	add := func(database, collection string) {
		if at, found := slices.BinarySearch(places[collection], database); !found {
			places[collection] = slices.Insert(places[collection], at, database)
		}
	}
	for _, d := range g.databases {
		for _, c := range d.Collections {
			add(d.Name, c)
		}
	}
	var before *bundle.Grant
	for i := range g.Bundle.Table.Grants {
		row := &g.Bundle.Table.Grants[i]
		if before != nil && before.Database == row.Database && before.Collection == row.Collection {
			continue
		}
		before = row
		if row.Database != bundle.Any && row.Collection != bundle.Any && g.limited(row.Privilege) {
			add(row.Database, row.Collection)
		}
	}
	return places
}
