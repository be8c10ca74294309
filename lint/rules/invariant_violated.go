package rules

import (
	"fmt"
	"slices"
	"strings"

	"github.com/rolecall/rolecall/lint"
	"github.com/rolecall/rolecall/schema"
)

// InvariantViolated reports access that an invariant forbids and somebody has,
// role by role, with the exact rows. Where the server lets a principal past an
// invariant that the policy keeps, that is told as info.
var InvariantViolated = &lint.Rule{ID: "RC213", Name: "invariant-violated", Severity: schema.Error, Check: checkInvariantViolated}

func checkInvariantViolated(p *lint.Pass) {
	judgeInvariants(p)
	if p.Base != nil && !p.Broken {
		checkFormerInvariants(p)
	}
}

// judgeInvariants judges a policy by the invariants that it has.
func judgeInvariants(p *lint.Pass) {
	for _, inv := range p.Model.Invariants {
		if len(inv.Decl.Never) == 0 && !p.Broken {
			p.Report(schema.Finding{
				Severity: schema.Warning, Range: inv.Decl.Range, Subject: inv.Address,
				Message: fmt.Sprintf("invariant %q forbids nothing: it has no never block", inv.Decl.Label.Value),
				Help:    "say what nobody may have, as in never { privileges = [\"DropDatabase\"] }, or delete it",
			})
		}
		for _, n := range inv.Never {
			if empty := emptyList(n.Decl); empty != "" && !p.Broken {
				p.Report(schema.Finding{
					Severity: schema.Warning, Range: n.Decl.Range, Subject: inv.Address,
					Message: fmt.Sprintf("a never block of invariant %q forbids nothing: its list of %s is empty", inv.Decl.Label.Value, empty),
					Help:    "name what it is to forbid, or delete the block; a scope that is left out is any",
				})
				continue
			}
			v := p.Access.Judge(n, p.Now)
			broken := byRole(v.Violations)
			for _, g := range broken {
				reportViolation(p, inv, n, g, v)
			}
			if len(broken) == 0 && len(v.AlsoReaches) > 0 {
				reportReaching(p, inv, n, v)
			}
		}
	}
}

// emptyList is the list of a never block that is written and has nothing in it.
func emptyList(n *schema.NeverDecl) string {
	switch {
	case len(n.Privileges) == 0:
		return "privileges"
	case n.Databases != nil && len(n.Databases) == 0:
		return "databases"
	case n.Collections != nil && len(n.Collections) == 0:
		return "collections"
	case n.Principals != nil && len(n.Principals) == 0:
		return "principals"
	}
	return ""
}

// giving is what one role gives that is forbidden, and to whom.
type giving struct {
	role schema.BoundRole
	who  []string // sorted; empty: everyone
	rows []schema.Row
	by   []lint.Held // one for each principal, with its binding
}

// byRole puts together what comes through the same role, in the order found.
func byRole(held []lint.Held) []*giving {
	index := map[schema.BoundRole]*giving{}
	var all []*giving
	for _, h := range held {
		key := schema.BoundRole{Role: h.Role.Role, Builtin: h.Role.Builtin}
		g := index[key]
		if g == nil {
			g = &giving{role: h.Role}
			index[key] = g
			all = append(all, g)
		}
		if h.Principal != "" && !slices.Contains(g.who, h.Principal) {
			g.who = append(g.who, h.Principal)
			g.by = append(g.by, h)
		}
		if !slices.ContainsFunc(g.rows, func(r schema.Row) bool { return sameRow(r, h.Row) }) {
			g.rows = append(g.rows, h.Row)
		}
	}
	for _, g := range all {
		slices.Sort(g.who)
	}
	return all
}

func sameRow(a, b schema.Row) bool {
	return a.Privilege == b.Privilege && a.Database == b.Database && a.Collection == b.Collection && a.Condition == b.Condition
}

// holders names who has it.
func (g *giving) holders() string {
	if len(g.who) == 0 {
		return "everyone"
	}
	return naming(g.who)
}

func reportViolation(p *lint.Pass, inv *schema.Invariant, n *schema.Never, g *giving, v lint.Verdict) {
	f := schema.Finding{Range: n.Decl.Range, Subject: inv.Address + " " + roleAddress(g.role)}
	f.Message = fmt.Sprintf("invariant %q does not hold: %s can %s through %s",
		inv.Decl.Label.Value, g.holders(), accessOf(p.Model.Catalog, g.rows, 3), roleAddress(g.role))
	f.Help = fmt.Sprintf("take the access out of the role or the role from its holders; where it is meant, say so with except = [%s]", roleAddress(g.role))
	f.Help += alsoReached(p, v) + leftOut(v.Bypass) + unjudged(v.Unjudged)
	for _, row := range g.rows {
		f.Related = append(f.Related, schema.Related{Message: rowText(p.Model.Catalog, row), Range: rowPlace(row)})
	}
	for _, h := range g.by {
		if h.Binding != nil {
			f.Related = append(f.Related, schema.Related{
				Message: fmt.Sprintf("%q holds %s by binding %q", h.Principal, roleAddress(h.Role), h.Binding.Decl.Label.Value), Range: bindingPlace(h.Binding, h.Principal),
			})
		}
	}
	f.Related = slices.DeleteFunc(f.Related, func(r schema.Related) bool { return r.Range.IsZero() })
	p.Report(f)
}

// rowText is a row in words, with the way it comes and its condition.
func rowText(c *schema.Catalog, row schema.Row) string {
	text := row.Privilege.Name + scopeOf(c, row.Database, row.Collection)
	if len(row.Via) > 0 {
		text += " through " + strings.Join(row.Via, " → ")
	}
	if row.Condition != nil {
		text += ", while " + conditionName(row.Condition) + " holds"
	}
	return text
}

func rowPlace(row schema.Row) schema.Range {
	if row.Grant == nil {
		return schema.Range{}
	}
	return row.Grant.Decl.Range
}

// reportReaching tells of an invariant that the policy keeps and the server does not.
func reportReaching(p *lint.Pass, inv *schema.Invariant, n *schema.Never, v lint.Verdict) {
	var ways []string
	f := schema.Finding{Severity: schema.Info, Range: n.Decl.Range, Subject: inv.Address}
	for _, g := range byRole(v.AlsoReaches) {
		ways = append(ways, fmt.Sprintf("%s by %s through %s", g.holders(), accessOf(p.Model.Catalog, g.rows, 3), roleAddress(g.role)))
		for _, row := range g.rows {
			f.Related = append(f.Related, schema.Related{Message: rowText(p.Model.Catalog, row), Range: rowPlace(row)})
		}
	}
	f.Message = fmt.Sprintf("the server lets principals past invariant %q: %s", inv.Decl.Label.Value, firstOf(ways, 2))
	f.Help = "it checks the database that a client connected to, not the one that a request names, so these reach the databases of the invariant as well; " +
		"give collections that must be kept apart different names, or keep them on different servers" + leftOut(v.Bypass) + unjudged(v.Unjudged)
	f.Related = slices.DeleteFunc(f.Related, func(r schema.Related) bool { return r.Range.IsZero() })
	f.Related = firstRelated(f.Related)
	p.Report(f)
}

// alsoReached tells, as the end of a help text, who the server lets past besides.
func alsoReached(p *lint.Pass, v lint.Verdict) string {
	var ways []string
	for _, g := range byRole(v.AlsoReaches) {
		ways = append(ways, fmt.Sprintf("%s by %s through %s", g.holders(), accessOf(p.Model.Catalog, g.rows, 2), roleAddress(g.role)))
	}
	if len(ways) == 0 {
		return ""
	}
	return "; over connections to other databases it is also reached: " + firstOf(ways, 2)
}

// unjudged tells, as the end of a help text, of roles that could not be judged.
func unjudged(members []schema.StateMember) string {
	var parts []string
	for _, m := range members {
		who := "everyone"
		if m.Principal != "" {
			who = fmt.Sprintf("%q", m.Principal)
		}
		parts = append(parts, fmt.Sprintf("%s through %q", who, m.Role))
	}
	if len(parts) == 0 {
		return ""
	}
	return " (not judged, since the vendor does not publish it as privileges: what " + firstOf(parts, shown) + " can do)"
}
