package rules

import (
	"github.com/rolecall/rolecall/lint"
	"github.com/rolecall/rolecall/schema"
)

// DeadPrivilege reports privileges that guard nothing on the target's version.
// Those that come within a vendor's group are none of the policy's doing.
var DeadPrivilege = &lint.Rule{ID: "RC107", Name: "dead-privilege", Severity: schema.Warning, Check: checkDeadPrivilege}

func checkDeadPrivilege(p *lint.Pass) {
	for _, g := range p.Model.Groups {
		judgeDead(p, g.Address, g.Items, g.Decl.List)
	}
	for g := range grants(p.Model) {
		judgeDead(p, g.Role.Address, g.Items, g.Decl.List)
	}
}

func judgeDead(p *lint.Pass, subject string, items []schema.Item, list schema.Range) {
	for _, it := range items {
		if it.Kind != schema.ItemPrivilege || !it.Privilege.Dead() {
			continue
		}
		f := schema.Finding{
			Range: it.Name.Range, Subject: subject, Fix: remove(p, it.Name, list),
			Message: named(it) + " guards nothing on " + p.Model.Catalog.Title,
			Help:    "take it out",
		}
		if it.Privilege.Note != "" {
			f.Help = it.Privilege.Note + "; take it out, unless it is there to make its database visible"
		}
		p.Report(f)
	}
}
