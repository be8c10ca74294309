package rules

import (
	"fmt"
	"slices"

	"github.com/rolecall/rolecall/lint"
	"github.com/rolecall/rolecall/schema"
)

// DestructiveWithService reports principals that only read, but for something
// with which they can destroy what they read.
var DestructiveWithService = &lint.Rule{ID: "RC506", Name: "destructive-with-service", Severity: schema.Warning, Check: checkDestructiveWithService}

func checkDestructiveWithService(p *lint.Pass) {
	if p.Broken || !p.Model.Target.Setting("authorization", true) {
		return
	}
	weights := map[schema.BoundRole]map[string]bool{}
	found := map[*schema.Binding]map[*schema.Role]*destroyer{}
	var order []*destroyer
	for _, h := range p.Access.Holders() {
		by, reads := onlyDestroys(p, h, weights)
		if by == nil || !reads {
			continue
		}
		if found[by.Binding] == nil {
			found[by.Binding] = map[*schema.Role]*destroyer{}
		}
		d := found[by.Binding][by.Role]
		if d == nil {
			d = &destroyer{by: *by}
			found[by.Binding][by.Role] = d
			order = append(order, d)
		}
		d.principals = append(d.principals, h.Principal)
	}
	for _, d := range order {
		d.report(p)
	}
}

// destroyer is a bound role that lets principals destroy who otherwise read.
type destroyer struct {
	by         schema.Bound
	principals []string
}

// onlyDestroys finds the first role with which a holder can destroy, nil where
// it has none or may also write, and whether it reads at all.
func onlyDestroys(p *lint.Pass, h schema.Holder, weights map[schema.BoundRole]map[string]bool) (by *schema.Bound, reads bool) {
	for i := range h.Bound {
		b := &h.Bound[i]
		if b.Binding.Expired(p.Now) {
			continue
		}
		if b.Builtin != nil && (b.Builtin.Bypass || b.Builtin.Unknown != "") {
			return nil, false
		}
		risks := risksOf(p, b.BoundRole, weights)
		if risks["write"] || risks["admin"] {
			return nil, false
		}
		reads = reads || risks["read"]
		if risks["destructive"] && by == nil {
			by = b
		}
	}
	return by, reads
}

// risksOf are the kinds of what a role gives.
func risksOf(p *lint.Pass, r schema.BoundRole, known map[schema.BoundRole]map[string]bool) map[string]bool {
	key := schema.BoundRole{Role: r.Role, Builtin: r.Builtin}
	if known[key] == nil {
		set := map[string]bool{}
		for _, row := range p.Access.Rows(r) {
			set[row.Privilege.Risk] = true
		}
		known[key] = set
	}
	return known[key]
}

func (d *destroyer) report(p *lint.Pass) {
	var rows []schema.Row
	var places []schema.Related
	for _, row := range p.Access.Rows(d.by.BoundRole) {
		if row.Privilege.Risk != "destructive" {
			continue
		}
		rows = append(rows, row)
		at := schema.Related{Message: fmt.Sprintf("role %q is given it here", d.by.Name()), Range: rowPlace(row)}
		if !at.Range.IsZero() && !slices.Contains(places, at) {
			places = append(places, at)
		}
	}
	p.Report(schema.Finding{
		Range: d.by.Range, Subject: d.by.Binding.Address, Related: firstRelated(places),
		Message: fmt.Sprintf("%s only %s, but for %s by role %q", naming(d.principals), verb(len(d.principals), "read"), accessOf(p.Model.Catalog, rows, 3), d.by.Name()),
		Help:    "a stolen key or a slip of the service then costs the data: give that to another principal, which does nothing else, or suppress this with the reason",
	})
}
