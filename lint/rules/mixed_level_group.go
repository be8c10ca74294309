package rules

import (
	"fmt"

	"github.com/rolecall/rolecall/lint"
	"github.com/rolecall/rolecall/schema"
)

// MixedLevelGroup reports privilege groups whose privileges are of several
// levels, or of none: servers grant a group at one level.
var MixedLevelGroup = &lint.Rule{ID: "RC109", Name: "mixed-level-group", Severity: schema.Error, Check: checkMixedLevelGroup}

func checkMixedLevelGroup(p *lint.Pass) {
	if !p.Model.Catalog.Behaviour.SingleLevel {
		return
	}
	for _, g := range p.Model.Groups {
		first, other := levels(g)
		switch {
		case other != nil && first.Level() != "" && other.Level() != "":
			p.Report(schema.Finding{
				Range: other.Name.Range, Subject: g.Address,
				Message: fmt.Sprintf("%s mixes %s-level %q with %s-level %q", g.Address, first.Level(), first.Name.Value, other.Level(), other.Name.Value),
				Help:    "the server answers \"privileges are not the same privilege level\", since a group is granted at one level: make a group for each level",
				Related: []schema.Related{{Message: fmt.Sprintf("%s-level", first.Level()), Range: first.Name.Range}},
			})
		case first != nil && (first.Level() == "" || other != nil):
			if other != nil && other.Level() == "" {
				first = other
			}
			p.Reportf(first.Name.Range, g.Address, "the server finds no level to grant such a group at: grant the privilege singly",
				"%q has no level on %s, so %s cannot be granted", first.Name.Value, p.Model.Catalog.Title, g.Address)
		}
	}
}

// levels gives the first privilege of a group and the first of another level; nil where there is none.
func levels(g *schema.Group) (first, other *schema.Item) {
	for i := range g.Items {
		it := &g.Items[i]
		switch {
		case it.Kind != schema.ItemPrivilege || it.Privilege.Level == schema.LevelOperation:
		case first == nil:
			first = it
		case it.Level() != first.Level():
			return first, it
		}
	}
	return first, nil
}

// isMixed reports whether a group is of several levels, so that nothing can be
// said of its own; g may be nil.
func isMixed(g *schema.Group) bool {
	if g == nil {
		return false
	}
	_, other := levels(g)
	return other != nil
}
