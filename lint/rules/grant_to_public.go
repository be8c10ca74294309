package rules

import (
	"fmt"
	"slices"

	"github.com/rolecall/rolecall/lint"
	"github.com/rolecall/rolecall/schema"
)

// GrantToPublic reports grants to a role that everyone holds. What it has by
// default may be written down.
var GrantToPublic = &lint.Rule{ID: "RC203", Name: "grant-to-public", Severity: schema.Warning, Check: checkGrantToPublic}

func checkGrantToPublic(p *lint.Pass) {
	for _, r := range p.Model.Roles {
		b := vendorOwned(p.Model.Catalog, r.Name)
		if b == nil || !b.Implicit || !b.Grantable {
			continue
		}
		byDefault := p.Model.BuiltinRows(b)
		rows := p.Model.Rows(r)
		for _, f := range r.Flat() {
			var wider []schema.Row
			for _, row := range rows {
				if row.Grant == f.Grant && !slices.ContainsFunc(byDefault, func(o schema.Row) bool { return covers(o, row) }) {
					wider = append(wider, row)
				}
			}
			if len(wider) == 0 {
				continue
			}
			at := f.Grant.Decl.Range
			if f.Grant.Role != r {
				at = placeIn(r, wider[0])
			}
			p.Reportf(at, r.Address,
				fmt.Sprintf("every user holds %q, those to come included, and nobody can be taken out of it: give the access to a role of its own and bind that", b.Name),
				"everyone is given %s by role %q", accessOf(p.Model.Catalog, wider, 3), b.Name)
		}
	}
}
