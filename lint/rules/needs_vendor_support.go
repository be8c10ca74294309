package rules

import (
	"fmt"

	"github.com/rolecall/rolecall/lint"
	"github.com/rolecall/rolecall/schema"
)

// NeedsVendorSupport reports what the vendor has to enable first: privilege
// groups of one's own and single privileges. All of it has one cause, so it is
// one finding a target.
var NeedsVendorSupport = &lint.Rule{ID: "RC405", Name: "needs-vendor-support", Severity: schema.Warning, Check: checkNeedsVendorSupport}

func checkNeedsVendorSupport(p *lint.Pass) {
	m := p.Model
	takes := enabling(m)
	if takes == "" {
		return
	}
	f := schema.Finding{Range: m.Target.Range, Subject: "target." + m.Target.ID()}
	var what []string
	var groups []string
	for _, g := range m.Groups {
		groups = append(groups, g.Name)
		f.Related = append(f.Related, schema.Related{Message: fmt.Sprintf("privilege group %q is declared here", g.Name), Range: g.Decl.Range})
	}
	if len(groups) > 0 {
		what = append(what, "privilege group"+plural(len(groups))+" "+naming(groups))
	}
	var singles []string
	for g := range grants(m) {
		for _, it := range g.Items {
			if it.Kind == schema.ItemPrivilege && it.Privilege.Level != schema.LevelOperation {
				singles = append(singles, it.Privilege.Name)
				f.Related = append(f.Related, schema.Related{Message: fmt.Sprintf("%q is granted by itself here", it.Privilege.Name), Range: it.Name.Range})
			}
		}
	}
	if singles = distinct(singles); len(singles) > 0 {
		what = append(what, "single privilege"+plural(len(singles))+" "+naming(singles))
	}
	if len(what) == 0 {
		return
	}
	f.Message = fmt.Sprintf("%s takes %s before it has %s", m.Catalog.Title, takes, firstOf(what, 2))
	f.Help = "until then deploying them fails, and the console never shows them: grant the vendor's own groups instead, or have it enabled, suppress this and name the ticket"
	f.Related = firstRelated(f.Related)
	p.Report(f)
}

// enabling is what it takes on the target's plan to have own groups; on a target
// that names none, what it takes on a plan that has custom roles. A plan without
// them is another rule's.
func enabling(m *schema.Model) string {
	if plan := m.Catalog.Plan(m.Target.Plan.Value); plan != nil {
		return plan.CustomGroups
	}
	for _, plan := range m.Catalog.Plans {
		if plan.CustomGroups != "" {
			return plan.CustomGroups
		}
	}
	return ""
}

func plural(n int) string {
	if n == 1 {
		return ""
	}
	return "s"
}

// distinct leaves out repetitions, in order.
func distinct(words []string) []string {
	seen := map[string]bool{}
	var out []string
	for _, w := range words {
		if !seen[w] {
			seen[w] = true
			out = append(out, w)
		}
	}
	return out
}
