package rules

import (
	"slices"

	"github.com/rolecall/rolecall/bundle/condition"
	"github.com/rolecall/rolecall/lint"
	"github.com/rolecall/rolecall/schema"
)

// maxScopes is how many privileges and scopes of a grant are looked at; of a
// grant that gives more nothing is told.
const maxScopes = 1000

// reportNeverHere tells of grants whose condition is false for every request that
// they are about: it asks for another privilege, database or collection.
func reportNeverHere(p *lint.Pass) {
	never := map[schema.Range]*schema.Grant{} // nil: somewhere it may be true
	var places []schema.Range
	conditions := partials(p)
	for _, r := range p.Model.Roles {
		byGrant := map[*schema.Grant][]schema.Row{}
		for _, row := range p.Model.Rows(r) {
			if g := row.Grant; g != nil && g.Role == r && conditions[g.Condition] != nil {
				byGrant[g] = append(byGrant[g], row)
			}
		}
		for _, g := range r.Grants {
			rows := byGrant[g]
			if len(rows) == 0 {
				continue
			}
			at := g.Decl.Condition.Range
			if _, seen := never[at]; !seen {
				places = append(places, at)
				never[at] = g
			}
			if !conditions[g.Condition].neverFor(rows) {
				never[at] = nil
			}
		}
	}
	for _, at := range places {
		if g := never[at]; g != nil {
			p.Reportf(at, g.Role.Address,
				"it asks for a privilege, a database or a collection that the grant is not about, so the grant reads as if it gave access and never does: leave that to the grant, or change one of the two",
				"%s is false for every request that this grant of role %q is about", conditionName(g.Condition), g.Role.Name)
		}
	}
}

// partial is a condition that reads what a grant says.
type partial struct {
	*condition.Partial
	reads []string
}

// partials compiles the conditions that read what a grant says and are not constant anyway.
func partials(p *lint.Pass) map[*schema.Condition]*partial {
	all := map[*schema.Condition]*partial{}
	attrs := attributesOf(p.Model.Document)
	for _, c := range conditionsOf(p) {
		reads := slices.DeleteFunc(slices.Clone(c.checked.Variables), func(name string) bool { return knownOf(schema.Row{Privilege: &schema.Privilege{}}, name) == nil })
		if len(c.issues) > 0 || c.checked.Constant != nil || len(reads) == 0 {
			continue
		}
		if compiled := condition.NewPartial(attrs, c.Expression.Value); compiled != nil {
			all[c.Condition] = &partial{compiled, reads}
		}
	}
	return all
}

// knownOf points to what every request that a row decides has under a name; nil
// for names that a grant does not say.
func knownOf(row schema.Row, name string) *string {
	switch name {
	case "request.privilege":
		return &row.Privilege.Name
	case "resource.database":
		return &row.Database
	case "resource.collection":
		return &row.Collection
	}
	return nil
}

// neverFor reports whether the condition is false for every request that one of the rows decides.
func (c *partial) neverFor(rows []schema.Row) bool {
	done := map[[3]string]bool{}
	for _, row := range rows {
		key, known := [3]string{}, map[string]any{}
		for i, name := range c.reads {
			if value := *knownOf(row, name); value != "" && value != "*" {
				key[i], known[name] = value, value
			}
		}
		if done[key] {
			continue
		}
		done[key] = true
		if always := c.Constant(known); always == nil || *always || len(done) > maxScopes {
			return false
		}
	}
	return true
}
