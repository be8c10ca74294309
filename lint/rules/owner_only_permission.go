package rules

import (
	"github.com/rolecall/rolecall/lint"
	"github.com/rolecall/rolecall/schema"
)

// OwnerOnlyPermission reports permissions that the vendor keeps for the owner of
// the account and a role of one's own cannot have.
var OwnerOnlyPermission = &lint.Rule{ID: "RC504", Name: "owner-only-permission", Severity: schema.Error, Check: checkOwnerOnlyPermission}

func checkOwnerOnlyPermission(p *lint.Pass) {
	for g := range grants(p.Model) {
		for _, it := range g.Items {
			if it.Kind != schema.ItemPrivilege || !it.Privilege.OwnerOnly {
				continue
			}
			help := "a role of one's own cannot have it, so the deployment fails or gives nothing: take it out, and leave to the owner what it is for"
			if it.Privilege.Note != "" {
				help += " (" + it.Privilege.Note + ")"
			}
			p.Report(schema.Finding{
				Range: it.Name.Range, Subject: g.Role.Address, Help: help, Fix: remove(p, it.Name, g.Decl.List),
				Message: named(it) + " belongs to the owner of the account alone",
			})
		}
	}
}
