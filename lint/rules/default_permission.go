package rules

import (
	"github.com/rolecall/rolecall/lint"
	"github.com/rolecall/rolecall/schema"
)

// DefaultPermission tells of permissions that everyone has without being given them.
var DefaultPermission = &lint.Rule{ID: "RC505", Name: "default-permission", Severity: schema.Info, Check: checkDefaultPermission}

func checkDefaultPermission(p *lint.Pass) {
	for g := range grants(p.Model) {
		for _, it := range g.Items {
			if it.Kind == schema.ItemPrivilege && it.Privilege.Default {
				p.Report(schema.Finding{
					Range: it.Name.Range, Subject: g.Role.Address, Fix: removeName(p, it, g.Decl.List),
					Message: named(it) + " is everyone's by default",
					Help:    "granting it gives nothing and taking it away takes nothing: leave it out",
				})
			}
		}
	}
}
