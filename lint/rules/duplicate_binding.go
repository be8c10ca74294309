package rules

import (
	"fmt"
	"slices"
	"time"

	"github.com/rolecall/rolecall/lint"
	"github.com/rolecall/rolecall/schema"
)

// DuplicateBinding reports bindings that give principals roles which another
// binding, or another line of the same one, gives them for as long.
var DuplicateBinding = &lint.Rule{ID: "RC209", Name: "duplicate-binding", Severity: schema.Warning, Check: checkDuplicateBinding}

// gift is one role given to one principal by one binding.
type gift struct {
	principal, role, project string
}

// giftPlace is where a gift is made.
type giftPlace struct {
	binding *schema.Binding
	role    schema.BoundRole
	at      schema.Range // of the principal
	name    schema.Text  // the principal as it is written
}

func checkDuplicateBinding(p *lint.Pass) {
	gifts := map[gift][]giftPlace{}
	var order []gift
	for _, b := range p.Model.Bindings {
		if b.Expired(p.Now) {
			continue
		}
		for _, r := range b.Roles {
			for _, h := range b.Principals {
				k := gift{h.ID(), r.Name(), b.Decl.Project.Value}
				if gifts[k] == nil {
					order = append(order, k)
				}
				gifts[k] = append(gifts[k], giftPlace{b, r, h.Name.Range, h.Name})
			}
		}
	}
	d := duplicates{Pass: p, index: map[duplicate]int{}}
	for _, k := range order {
		if all := gifts[k]; len(all) > 1 {
			d.judge(k, all)
		}
	}
	d.report()
}

// duplicate is what makes one finding: a binding that repeats another's gift of a role.
type duplicate struct {
	binding, by *schema.Binding
	role        string
}

type duplicates struct {
	*lint.Pass
	index map[duplicate]int
	found []duplicateFound
}

type duplicateFound struct {
	duplicate
	at         schema.Range
	principals []string
	fix        *schema.Fix
}

// judge finds which of several equal gifts the others make pointless: all but
// the one that lasts longest, and of those that last as long the first.
func (d *duplicates) judge(k gift, all []giftPlace) {
	best := all[0]
	for _, g := range all[1:] {
		if outlasts(g.binding, best.binding) {
			best = g
		}
	}
	kept := false
	for _, g := range all {
		if g == best && !kept {
			kept = true
			continue
		}
		key := duplicate{g.binding, best.binding, k.role}
		i, ok := d.index[key]
		if !ok {
			i = len(d.found)
			d.index[key] = i
			at, fix := g.role.Range, (*schema.Fix)(nil)
			if g.binding == best.binding && g.role.Range == best.role.Range {
				at, fix = g.at, d.dropRepeated(g) // a principal that stands there twice
			}
			d.found = append(d.found, duplicateFound{duplicate: key, at: at, fix: fix})
		}
		if f := &d.found[i]; !slices.Contains(f.principals, k.principal) {
			f.principals = append(f.principals, k.principal)
		}
	}
}

// dropRepeated is a safe fix for a principal that a binding names twice.
func (d *duplicates) dropRepeated(g giftPlace) *schema.Fix {
	fix := remove(d.Pass, g.name, g.binding.Decl.Body)
	if fix != nil {
		fix.Safe = true
	}
	return fix
}

// outlasts reports whether a binding gives its roles for longer than another.
func outlasts(a, b *schema.Binding) bool {
	switch {
	case b.Decl.Expires == nil:
		return false
	case a.Decl.Expires == nil:
		return true
	}
	return a.Decl.Expires.Time.After(b.Decl.Expires.Time)
}

func (d *duplicates) report() {
	for _, f := range d.found {
		who, role := naming(f.principals), f.role
		out := schema.Finding{Range: f.at, Subject: f.binding.Address, Fix: f.fix}
		switch {
		case f.binding == f.by:
			out.Message = fmt.Sprintf("binding %q gives %s role %q twice", f.binding.Decl.Label.Value, who, role)
			out.Help = "once is enough: take one of the two out"
		default:
			out.Message = fmt.Sprintf("%s %s role %q by binding %q already", who, verb(len(f.principals), "get"), role, f.by.Decl.Label.Value)
			out.Help = "who takes one of the two away believes the access gone: keep it in one place"
			out.Related = []schema.Related{{Message: "given here", Range: f.by.Decl.Range}}
		}
		if e := f.binding.Decl.Expires; e != nil && outlasts(f.by, f.binding) {
			out.Help = fmt.Sprintf("that this one ends on %s changes nothing, since the other lasts longer: keep one of them", e.Time.Format(time.DateOnly))
		}
		d.Report(out)
	}
}
