package rules

import (
	"fmt"
	"slices"

	"github.com/rolecall/rolecall/lint"
	"github.com/rolecall/rolecall/schema"
)

// BuiltInGroupChanged reports groups of the vendor that a policy grants and the
// server defines otherwise: what the policy gives there is not what it says here.
var BuiltInGroupChanged = &lint.Rule{ID: "RC409", Name: "built-in-group-changed", Severity: schema.Warning, Check: checkBuiltInGroupChanged, Needs: lint.NeedsState}

func checkBuiltInGroupChanged(p *lint.Pass) {
	if !p.State.Knows(schema.CoversGroups) {
		return
	}
	deployed := map[*schema.BuiltinGroup][]string{}
	for _, g := range p.State.Normalized(p.Model.Catalog).Groups {
		if b := p.Model.Catalog.Group(g.Name); b != nil && b.Name == g.Name && !b.Legacy && len(g.Privileges) > 0 {
			deployed[b] = g.Privileges
		}
	}
	found := map[*schema.BuiltinGroup]*schema.Finding{}
	var order []*schema.Finding
	for g := range grants(p.Model) {
		for _, it := range g.Items {
			if it.Kind != schema.ItemBuiltin || deployed[it.Builtin] == nil {
				continue
			}
			if f := found[it.Builtin]; f != nil {
				f.Related = append(f.Related, schema.Related{Message: "granted here too", Range: it.Name.Range})
				continue
			}
			if what := changed(it.Builtin.Privileges, deployed[it.Builtin]); what != "" {
				found[it.Builtin] = &schema.Finding{
					Range: it.Name.Range, Subject: g.Role.Address,
					Message: fmt.Sprintf("on the server %q %s", it.Builtin.Name, what),
					Help:    aboutGroups(p.Model.Catalog) + "What a plan or a compiled table says of it is not what holds there: set the server back, or grant the single privileges that are meant",
				}
				order = append(order, found[it.Builtin])
			}
		}
	}
	for _, f := range order {
		f.Related = firstRelated(f.Related)
		p.Report(*f)
	}
}

// aboutGroups is what the catalog knows of how groups come to differ.
func aboutGroups(c *schema.Catalog) string {
	for _, n := range c.Notes {
		if n.About == "built-in groups" {
			return n.Text + " "
		}
	}
	return ""
}

// changed says what a deployed group lacks and has besides; nothing where it is the same.
func changed(want, has []string) string {
	var lacking, besides []string
	for _, name := range want {
		if !slices.Contains(has, name) {
			lacking = append(lacking, name)
		}
	}
	for _, name := range has {
		if !slices.Contains(want, name) {
			besides = append(besides, name)
		}
	}
	switch {
	case len(lacking) > 0 && len(besides) > 0:
		return "lacks " + firstOf(lacking, 3) + ", and has " + firstOf(besides, 3) + " besides"
	case len(lacking) > 0:
		return "lacks " + firstOf(lacking, 3)
	case len(besides) > 0:
		return "has " + firstOf(besides, 3) + " besides"
	}
	return ""
}
