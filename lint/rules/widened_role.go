package rules

import (
	"slices"

	"github.com/rolecall/rolecall/lint"
	"github.com/rolecall/rolecall/schema"
)

// WidenedRole tells of roles that give more than they did in the revision that a
// change is compared with, grant by grant, and who holds them.
var WidenedRole = &lint.Rule{ID: "RC218", Name: "widened-role", Severity: schema.Info, Check: checkWidenedRole, Needs: lint.NeedsBase}

func checkWidenedRole(p *lint.Pass) {
	if p.Broken {
		return
	}
	former := formerRoles(p)
	extra := map[*schema.Role][]schema.Row{}
	for _, role := range p.Model.Roles {
		if was := former[role.Name]; was != nil {
			extra[role] = beyond(p.Model.Rows(role), p.Base.Rows(was))
		}
	}
	who := newSubjects(p)
	for _, role := range p.Model.Roles {
		places := map[schema.Range][]schema.Row{}
		var order []schema.Range
		for _, row := range extra[role] {
			if row.Grant.Role != role && holdsRow(extra[row.Grant.Role], row) {
				continue // told of the role that it is taken over from
			}
			at := widenedAt(role, row)
			if places[at] == nil {
				order = append(order, at)
			}
			places[at] = append(places[at], row)
		}
		for _, at := range order {
			reportWidened(p, who, role, at, places[at])
		}
	}
}

// formerRoles are the roles of the base by the names that they have now.
func formerRoles(p *lint.Pass) map[string]*schema.Role {
	roles := map[string]*schema.Role{}
	for _, r := range p.Base.Roles {
		roles[r.Name] = r
	}
	for _, mv := range p.Model.Document.Moved {
		if mv.To.Ref == nil {
			continue
		}
		if to := p.Model.Referred(mv.To.Ref); to != nil && roles[to.Name] == nil {
			roles[to.Name] = roles[formerName(p, mv.From)]
		}
	}
	return roles
}

// beyond lists the rows that others do not give, and not as often. Catalogs of
// two versions are not the same: privileges are compared by name.
func beyond(rows, others []schema.Row) []schema.Row {
	index := map[string][]schema.Row{}
	for _, o := range others {
		index[o.Privilege.Name] = append(index[o.Privilege.Name], o)
	}
	return slices.DeleteFunc(slices.Clone(rows), func(row schema.Row) bool {
		return slices.ContainsFunc(index[row.Privilege.Name], func(o schema.Row) bool {
			return covers(o, row) && asOften(o, row) && (o.Condition == nil || o.Grant.Deployable() || !row.Grant.Deployable())
		})
	})
}

func holdsRow(rows []schema.Row, row schema.Row) bool {
	return slices.ContainsFunc(rows, func(o schema.Row) bool { return o.Grant == row.Grant && sameRow(o, row) })
}

// widenedAt is what makes a row one of the role: its grant, or the include that
// takes it over.
func widenedAt(role *schema.Role, row schema.Row) schema.Range {
	if row.Grant.Role == role {
		return row.Grant.Decl.Range
	}
	for _, inc := range role.Includes {
		if inc.Role == row.Grant.Role || included(inc.Role)[row.Grant.Role] {
			return inc.Range
		}
	}
	return row.Grant.Decl.Range
}

func reportWidened(p *lint.Pass, who *subjects, role *schema.Role, at schema.Range, rows []schema.Row) {
	held := "nobody holds it"
	if holders := heldBy(who.of(role)); holders != "" {
		held = "held by " + holders
	}
	while := ""
	if c := rows[0].Condition; c != nil && !slices.ContainsFunc(rows, func(r schema.Row) bool { return r.Condition != c }) {
		while = ", while " + conditionName(c) + " holds"
	}
	p.Reportf(at, role.Address, "who reads the change by its lines may not see it: let whoever answers for the holders agree; rolecall diff --against tells who gains what",
		"role %q gives %s%s, which it did not before; %s", role.Name, accessOf(p.Model.Catalog, rows, 3), while, held)
}
