package rules

import (
	"fmt"
	"slices"

	"github.com/rolecall/rolecall/lint"
	"github.com/rolecall/rolecall/schema"
)

// ConditionNotDeployable tells of grants with a condition, which no server can
// evaluate: the grant is left to services, or given to the server without it.
var ConditionNotDeployable = &lint.Rule{ID: "RC303", Name: "condition-not-deployable", Severity: schema.Info, Check: checkConditionNotDeployable}

func checkConditionNotDeployable(p *lint.Pass) {
	for _, r := range p.Model.Roles {
		for _, g := range r.Grants {
			if g.Condition == nil || unreadable(p, g.Condition) {
				continue
			}
			f := schema.Finding{Range: g.Decl.Condition.Range, Subject: r.Address}
			opened := openedRows(p, r, g)
			switch {
			case !g.Deployable():
				f.Message = fmt.Sprintf("the server cannot enforce %s: the grant is left to services", conditionName(g.Condition))
				f.Help = "the grant stands in the table and in the bundle, and the server is not given it, so a client that connects to it directly is denied; " +
					"where such clients must pass, and something in front of the server checks the condition, write deploy = \"unconditional\""
			case len(opened) == 0:
				f.Message = fmt.Sprintf("the server cannot enforce %s and gives the grant unconditionally", conditionName(g.Condition))
				f.Help = "what it gives is given without a condition elsewhere too, so the server opens nothing more by it; the condition changes nothing and can go"
			default:
				f.Severity = schema.Warning
				f.Message = fmt.Sprintf("the server gives role %q %s whatever %s says", r.Name, accessOf(p.Model.Catalog, opened, 2), conditionName(g.Condition))
				f.Help = "deploy = \"unconditional\" gives the server the grant without its condition, which holds back only those who come through a service that asks rolecall; " +
					"leave deploy out where all of them do, or grant less"
			}
			p.Report(f)
		}
	}
}

// openedRows is what the grant's rows would give without their condition and nothing else gives.
func openedRows(p *lint.Pass, r *schema.Role, g *schema.Grant) []schema.Row {
	if !g.Deployable() {
		return nil
	}
	var opened []schema.Row
	rows := p.Model.Rows(r)
	for _, row := range rows {
		without := func(o schema.Row) bool { return o.Condition == nil && covers(o, row) }
		if row.Grant == g && !slices.ContainsFunc(rows, without) && !slices.ContainsFunc(p.Access.Implicit(), without) {
			opened = append(opened, row)
		}
	}
	return opened
}

// conditionName is how messages call a condition.
func conditionName(c *schema.Condition) string {
	if c.Decl == nil {
		return "the condition"
	}
	return fmt.Sprintf("condition %q", c.ID)
}
