package query

import (
	"fmt"
	"slices"

	"github.com/rolecall/rolecall/bundle"
	"github.com/rolecall/rolecall/schema"
)

// reached are the grants of the policy that come to the principal and that count
// for what is asked, one for each block.
func (w *wayfinder) reached() []*schema.Grant {
	var grants []*schema.Grant
	for _, name := range w.ownRoles() {
		role := w.ground.role(name)
		if role == nil {
			continue
		}
		for _, f := range role.Flat() {
			had := slices.ContainsFunc(grants, func(g *schema.Grant) bool { return sameBlock(g, f.Grant) })
			if !had && w.usable(f.Grant) {
				grants = append(grants, f.Grant)
			}
		}
	}
	return grants
}

// sameBlock reports whether two grants are made by one block: for_each and dynamic make several.
func sameBlock(g, other *schema.Grant) bool { return g.Decl.Range == other.Decl.Range }

// blockOf lists, for each role that a block comes to, the grants that it makes.
func (w *wayfinder) blockOf(g *schema.Grant) (all []made, instances int) {
	seen := map[*schema.Grant]bool{}
	for _, r := range w.ground.Model.Roles {
		for _, f := range r.Flat() {
			if sameBlock(f.Grant, g) {
				all = append(all, made{r.Name, f.Grant})
				seen[f.Grant] = true
			}
		}
	}
	return all, len(seen)
}

// made is a grant as it comes to a role.
type made struct {
	role  string
	grant *schema.Grant
}

// usable reports whether what is added to a grant would count for what is asked.
func (w *wayfinder) usable(g *schema.Grant) bool {
	if g.Condition == nil {
		return true
	}
	id := g.Condition.ID
	if _, checks := w.ground.Bundle.CEL.Conditions[id]; !checks {
		return false
	}
	return !slices.ContainsFunc(w.needs(), func(p string) bool {
		return w.condition(&bundle.Access{Privilege: p, Database: w.asked.Database, Collection: w.asked.Collection, Condition: id}).Holds != Yes
	})
}

func conditionOf(g *schema.Grant) string {
	if g.Condition == nil {
		return ""
	}
	return g.Condition.ID
}

// extended suggests that a grant on the right scope lists what is asked for, too.
func (w *wayfinder) extended() []Suggestion {
	item, takes := w.item()
	var out []Suggestion
	for _, g := range w.reached() {
		if slices.ContainsFunc(g.Items, func(it schema.Item) bool { return it.Stored() == item }) {
			continue
		}
		block, instances := w.blockOf(g)
		s := Suggestion{
			Kind: AddPrivilege, Grant: g, Role: g.Role.Name, Privilege: item, Address: g.Role.Address, Source: g.Decl.Range.String(),
			Change: fmt.Sprintf("add %s to the privileges of the grant of %s", w.ground.itemReference(item), g.Role.Address),
			Note:   note(takes, shared(instances, "grants")),
		}
		all := true
		for _, one := range block {
			places, fits := w.places(one.grant)
			all = all && fits
			for _, place := range places {
				s.change.rows = append(s.change.rows, w.rows(one.role, item, place[0], place[1], conditionOf(one.grant))...)
			}
		}
		if all {
			out = append(out, s)
		}
	}
	return out
}

// places lists the scopes of a grant, where they are written as what is asked for needs it.
func (w *wayfinder) places(g *schema.Grant) (places [][2]string, fits bool) {
	d := g.Decl
	databases, collections := w.written(d.Databases), w.written(d.Collections)
	if !w.ground.Catalog.Behaviour.Scoped {
		return [][2]string{{bundle.Any, bundle.Any}}, true
	}
	switch w.asked.Level {
	case schema.LevelCluster:
		return [][2]string{{bundle.Any, bundle.Any}}, d.Databases == nil && d.Collections == nil
	case schema.LevelDatabase:
		collections, fits = []string{bundle.Any}, d.Databases != nil && d.Collections == nil
	case schema.LevelCollection:
		fits = d.Databases != nil && d.Collections != nil
	}
	for _, database := range databases {
		for _, collection := range collections {
			places = append(places, [2]string{database, w.real(database, collection)})
		}
	}
	return places, fits && w.taken(places)
}

// taken reports whether the server takes a grant of what is asked for in all places.
func (w *wayfinder) taken(places [][2]string) bool {
	item, _ := w.item()
	return w.ground.Catalog.Privilege(item) != nil || w.asked.Level != schema.LevelCollection ||
		!slices.ContainsFunc(places, func(p [2]string) bool { return p[0] == bundle.Any && p[1] != bundle.Any })
}

func (w *wayfinder) written(ts []schema.Text) []string {
	names := make([]string, len(ts))
	for i, t := range ts {
		names[i] = t.Value
		if t.Value == "" {
			names[i] = w.ground.Catalog.Behaviour.DefaultDatabase
		}
	}
	return names
}

// real is what a collection of a grant is stored as.
func (w *wayfinder) real(database, collection string) string {
	if real, ok := w.ground.Bundle.Table.Aliases[database][collection]; ok {
		return real
	}
	return collection
}

// widened suggests that a grant of what is asked for names its scope, too: one
// more collection, or one more database.
func (w *wayfinder) widened() []Suggestion {
	var out []Suggestion
	if w.asked.Database == bundle.Any {
		return nil
	}
	for _, g := range w.reached() {
		databases, collections := w.written(g.Decl.Databases), w.written(g.Decl.Collections)
		if slices.Contains(databases, bundle.Any) {
			continue // every database that it may mean is there
		}
		switch inDatabase := slices.Contains(databases, w.asked.Database); {
		case inDatabase && w.asked.Collection != bundle.Any && len(collections) > 0 && !slices.Contains(collections, bundle.Any) && w.plain(g, false):
			out = append(out, w.more(g, "", w.asked.Collection))
		case !inDatabase && w.plain(g, true):
			out = append(out, w.more(g, w.asked.Database, ""))
		}
	}
	return out
}

// plain reports whether a database or collection more is the same as elsewhere in
// all that a block makes: no list is empty, and no name stands for another
// collection in one database than in another.
func (w *wayfinder) plain(g *schema.Grant, database bool) bool {
	block, _ := w.blockOf(g)
	return !slices.ContainsFunc(block, func(one made) bool {
		databases, collections := w.written(one.grant.Decl.Databases), w.written(one.grant.Decl.Collections)
		return len(databases) == 0 || !database && len(collections) == 0 || database && w.hasAlias(databases, collections)
	})
}

func (w *wayfinder) hasAlias(databases, collections []string) bool {
	return slices.ContainsFunc(append(databases, w.asked.Database), func(d string) bool {
		return slices.ContainsFunc(collections, func(c string) bool { return w.real(d, c) != c })
	})
}

// more is a grant on one more database or collection: all that it has elsewhere, there too.
func (w *wayfinder) more(g *schema.Grant, database, collection string) Suggestion {
	s := Suggestion{
		Kind: WidenGrant, Grant: g, Role: g.Role.Name, Database: database, Collection: collection, Address: g.Role.Address, Source: g.Decl.Range.String(),
		Change: fmt.Sprintf("add %q to the collections of the grant of %s", collection, g.Role.Address),
	}
	if database != "" {
		s.Change = fmt.Sprintf("add %q to the databases of the grant of %s", database, g.Role.Address)
	}
	_, instances := w.blockOf(g)
	s.Note = note(shared(instances, "grants"))
	for _, role := range w.ground.Model.Roles {
		type stored struct {
			schema.StateGrant
			condition string
		}
		seen := map[stored]bool{}
		w.ground.Model.Stored(role, func(st schema.Stored) {
			there := st.StateGrant
			switch {
			case !sameBlock(st.Grant, g) || database != "" && there.Database == bundle.Any || collection != "" && there.Collection == bundle.Any:
				return
			case database != "":
				there.Database = database
			default:
				there.Collection = w.real(there.Database, collection)
			}
			if one := (stored{there, conditionOf(st.Grant)}); !seen[one] {
				seen[one] = true
				s.change.rows = append(s.change.rows, conditioned(w.ground.expand(there, "suggestion"), one.condition)...)
			}
		})
	}
	return s
}

// conditioned puts rows under a condition.
func conditioned(rows []bundle.Grant, condition string) []bundle.Grant {
	for i := range rows {
		rows[i].Condition = condition
	}
	return rows
}
