package rules

import (
	"fmt"
	"slices"

	"github.com/rolecall/rolecall/lint"
	"github.com/rolecall/rolecall/schema"
)

// PlanUnsupported reports what the target's service plan does not offer. A
// target that names no plan is not judged.
var PlanUnsupported = &lint.Rule{ID: "RC404", Name: "plan-unsupported", Severity: schema.Error, Check: checkPlanUnsupported}

func checkPlanUnsupported(p *lint.Pass) {
	m := p.Model
	given := m.Target.Plan
	if given.Value == "" {
		return
	}
	plan := m.Catalog.Plan(given.Value)
	if plan == nil {
		reportUnknownPlan(p)
		return
	}
	if !plan.CustomRoles {
		reportCustomRoles(p, plan)
	}
	for _, b := range m.Bindings {
		for _, r := range b.Roles {
			if r.Builtin == nil || slices.Contains(plan.BuiltinRoles, r.Builtin.Name) || !planned(m.Catalog, r.Builtin.Name) {
				continue
			}
			p.Reportf(r.Range, b.Address,
				fmt.Sprintf("nobody can be given it there; the roles of the plan are %s%s", naming(plan.BuiltinRoles), sourceNote(plan)),
				"built-in role %q is not offered on the %q plan", r.Builtin.Name, plan.Name)
		}
	}
}

// planned reports whether it depends on the plan that a role is there: some plan lists it.
func planned(c *schema.Catalog, role string) bool {
	return slices.ContainsFunc(c.Plans, func(p schema.Plan) bool { return slices.Contains(p.BuiltinRoles, role) })
}

// reportCustomRoles reports all roles of the policy at once: they have one cause.
func reportCustomRoles(p *lint.Pass, plan *schema.Plan) {
	m := p.Model
	f := schema.Finding{Range: m.Target.Plan.Range, Subject: "target." + m.Target.ID()}
	var names []string
	for _, r := range m.Roles {
		if vendorOwned(m.Catalog, r.Name) != nil {
			continue
		}
		names = append(names, r.Name)
		if len(f.Related) < shown {
			f.Related = append(f.Related, schema.Related{Message: fmt.Sprintf("role %q is declared here", r.Name), Range: r.Decl.Range})
		}
	}
	if len(names) == 0 {
		return
	}
	f.Message = fmt.Sprintf("the %q plan has no custom roles, and this policy declares %s", plan.Name, naming(names))
	f.Help = "deploying them fails; bind the vendor's roles instead"
	if len(plan.BuiltinRoles) > 0 {
		f.Help += " (" + naming(plan.BuiltinRoles) + ")"
	}
	if others := customPlans(m.Catalog); len(others) > 0 {
		f.Help += fmt.Sprintf(", or move to the plan %s", naming(others))
	}
	f.Help += sourceNote(plan)
	p.Report(f)
}

func customPlans(c *schema.Catalog) []string {
	var names []string
	for _, p := range c.Plans {
		if p.CustomRoles {
			names = append(names, p.Name)
		}
	}
	return names
}

// sourceNote is what the catalog has to say about a plan, as the end of a help text.
func sourceNote(plan *schema.Plan) string {
	if plan.Note == "" {
		return ""
	}
	return " (" + plan.Note + ")"
}

func reportUnknownPlan(p *lint.Pass) {
	m := p.Model
	given := m.Target.Plan
	var names []string
	for _, plan := range m.Catalog.Plans {
		names = append(names, plan.Name)
	}
	help := "take the attribute out"
	if near := schema.Nearest(given.Value, names); near != "" {
		help = fmt.Sprintf("did you mean %q?", near)
	} else if len(names) > 0 {
		help = "the plans are " + naming(names)
	}
	p.Reportf(given.Range, "target."+m.Target.ID(), help, "%s has no plan %q", m.Catalog.Title, given.Value)
}
