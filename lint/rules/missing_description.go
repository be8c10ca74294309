package rules

import (
	"github.com/rolecall/rolecall/lint"
	"github.com/rolecall/rolecall/schema"
)

// MissingDescription tells of what reviewers read and nobody explains: roles,
// privilege groups, conditions and invariants.
var MissingDescription = &lint.Rule{ID: "RC601", Name: "missing-description", Severity: schema.Info, Check: checkMissingDescription}

func checkMissingDescription(p *lint.Pass) {
	m := p.Model
	judge := func(kind string, b *schema.Block, description schema.Text) {
		if description.Value == "" {
			p.Reportf(b.Range, schema.RefAddress(kind, b.Label.Value, "", false),
				"whoever reviews access sees its name and what it gives, and not what it is for: write description = \"…\"",
				"%s has no description", schema.RefAddress(kind, b.Label.Value, "", false))
		}
	}
	for _, g := range m.Groups {
		if !m.Catalog.Behaviour.CustomGroups {
			break // they are to go
		}
		judge("privilege_group", &g.Decl.Block, g.Decl.Description)
	}
	for _, r := range m.Roles {
		if vendorOwned(m.Catalog, r.Name) == nil {
			judge("role", &r.Decl.Block, r.Decl.Description)
		}
	}
	for _, c := range m.Conditions {
		if c.Decl != nil {
			judge("condition", &c.Decl.Block, c.Decl.Description)
		}
	}
	for _, x := range m.Invariants {
		judge("invariant", &x.Decl.Block, x.Decl.Description)
	}
}
