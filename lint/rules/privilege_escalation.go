package rules

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/rolecall/rolecall/lint"
	"github.com/rolecall/rolecall/schema"
)

// PrivilegeEscalation reports access with which holders can get more access,
// and says how.
var PrivilegeEscalation = &lint.Rule{ID: "RC501", Name: "privilege-escalation", Severity: schema.Warning, Check: checkPrivilegeEscalation, Gains: []lint.Needs{lint.NeedsState}}

func checkPrivilegeEscalation(p *lint.Pass) {
	if p.Broken || !p.Model.Target.Setting("authorization", true) {
		return
	}
	who := newSubjects(p)
	aliases := aliasesOf(p)
	for g := range grants(p.Model) {
		for _, it := range g.Items {
			reportRaising(p, who, g, it)
			reportPairs(p, who, g, it)
			reportRepointing(p, who, g, it, aliases)
		}
	}
	for _, b := range p.Model.Bindings {
		if b.Expired(p.Now) {
			continue
		}
		for _, r := range b.Roles {
			if r.Builtin != nil && !r.Builtin.Bypass {
				reportRaisingRole(p, b, r)
			}
		}
	}
}

// reportRaising reports privileges of an item that raise a holder by themselves.
func reportRaising(p *lint.Pass, who *subjects, g *schema.Grant, it schema.Item) {
	var raising []*schema.Privilege
	for _, pr := range privilegesOf(p.Model.Catalog, it) {
		if pr.Escalation != "" && !isWide(p.Model.Catalog, pr) {
			raising = append(raising, pr)
		}
	}
	if len(raising) == 0 {
		return
	}
	f := raisingFinding(raising, named(it), "holders of "+g.Role.Address+" raise themselves")
	f.Range, f.Subject = it.Name.Range, g.Role.Address
	if holders := heldBy(who.of(g.Role)); holders != "" {
		f.Help = "held by " + holders + "; " + f.Help
	}
	p.Report(f)
}

// heldBy names the principals among subjects.
func heldBy(found []subject) string {
	var names []string
	for _, s := range found {
		if s.isHolder() {
			names = append(names, s.name)
		}
	}
	return firstOf(names, shown)
}

// raisingFinding says how what is called by that name has its effect, which is that somebody raises itself.
func raisingFinding(raising []*schema.Privilege, name, effect string) schema.Finding {
	slices.SortStableFunc(raising, func(a, b *schema.Privilege) int { return cmp.Compare(directness(b), directness(a)) })
	f := schema.Finding{Help: "whoever holds it holds everything in the end: keep it to those who may do everything anyway, and grant the others the single privileges that they need"}
	if directness(raising[0]) == 0 {
		f.Help = "what it reads may be enough to become somebody else: keep it to few, guard what they do with it, and suppress this with the reason"
	}
	if len(raising) == 1 && fmt.Sprintf("%q", raising[0].Name) == name {
		f.Message = fmt.Sprintf("%s lets %s: it %s", name, effect, raising[0].Escalation)
		return f
	}
	var names, paths []string
	for i, pr := range raising {
		names = append(names, pr.Name)
		if i > 0 && i < 3 {
			paths = append(paths, pr.Name+" "+pr.Escalation)
		}
	}
	f.Message = fmt.Sprintf("%s lets %s through %s: %s %s", name, effect, firstOf(names, 3), raising[0].Name, raising[0].Escalation)
	if len(paths) > 0 {
		f.Help = strings.Join(paths, "; ") + "; " + f.Help
	}
	return f
}

// directness orders ways to more access by what the catalog says they do: what
// gives it outright, then what leads there, then what only reads a secret.
func directness(pr *schema.Privilege) int {
	switch verb, _, _ := strings.Cut(pr.Escalation, " "); verb {
	case "gives", "grants":
		return 2
	case "reads":
		return 0
	}
	return 1
}

// reportPairs reports two privileges of a holder that allow together what neither does alone.
func reportPairs(p *lint.Pass, who *subjects, g *schema.Grant, it schema.Item) {
	if it.Kind != schema.ItemPrivilege {
		return
	}
	for _, o := range it.Privilege.Operations {
		for _, with := range o.With {
			other := p.Model.Catalog.Privilege(with)
			if other == nil || weight(other) >= weight(it.Privilege) || pairOperation(p.Model.Catalog, it.Privilege.Name, with) == "" {
				continue // told at the one of the two that weighs more
			}
			var both []string
			for _, s := range who.of(g.Role) {
				if who.has(s, func(r schema.Row) bool { return r.Privilege == other }) {
					both = append(both, s.name)
				}
			}
			if len(both) > 0 {
				p.Reportf(it.Name.Range, g.Role.Address, "neither allows that by itself: give the two to different people, or accept that whoever has both gets at what the other checks guard",
					"%q and %q together let %s raise %s: they allow %s", it.Privilege.Name, with, several(both), themselves(len(both)), o.Name[strings.LastIndexByte(o.Name, '.')+1:])
			}
		}
	}
}

func themselves(n int) string {
	if n == 1 {
		return "their own access" // a person or a service
	}
	return "themselves"
}

// pairOperation is the operation that two privileges allow together, where both
// change something and neither raises a holder by itself; empty where there is none.
func pairOperation(cat *schema.Catalog, a, b string) string {
	x, y := cat.Privilege(a), cat.Privilege(b)
	if x == nil || y == nil || x.Risk == "read" || y.Risk == "read" || x.Escalation != "" || y.Escalation != "" {
		return ""
	}
	for _, o := range x.Operations {
		if slices.Contains(o.With, b) {
			return o.Name
		}
	}
	return ""
}

// reportRepointing reports holders that may point an alias which they are
// granted at another collection, on versions that compare it as a name.
func reportRepointing(p *lint.Pass, who *subjects, g *schema.Grant, it schema.Item, aliases map[string]map[string]string) {
	cat := p.Model.Catalog
	if len(aliases) == 0 || cat.Has(cat.Behaviour.AliasesSince) {
		return
	}
	for _, pr := range privilegesOf(cat, it) {
		if pr.Escalation == "" || !isWide(cat, pr) {
			continue
		}
		for _, d := range g.Decl.Databases {
			for _, s := range who.of(g.Role) {
				row := who.find(s, func(r schema.Row) bool {
					return (d.Value == "*" || r.Database == d.Value) && aliases[r.Database][r.Collection] != ""
				})
				if row == nil {
					continue
				}
				p.Reportf(it.Name.Range, g.Role.Address, "the server compares the name of a request with the name of the grant and looks up neither: grant on the collection itself, or take "+pr.Name+" away",
					"%s lets %s raise their own access: %s points alias %q, on which they hold %s, at any collection of database %q", named(it), s.name, pr.Name, row.Collection, row.Privilege.Name, row.Database)
				return
			}
		}
	}
}

// reportRaisingRole reports a vendor's role that is bound and raises its holders.
func reportRaisingRole(p *lint.Pass, b *schema.Binding, r schema.BoundRole) {
	var raising []*schema.Privilege
	for _, row := range p.Model.BuiltinRows(r.Builtin) {
		if row.Privilege.Escalation != "" && !isWide(p.Model.Catalog, row.Privilege) && !slices.Contains(raising, row.Privilege) {
			raising = append(raising, row.Privilege)
		}
	}
	var names []string
	for _, h := range b.Principals {
		if u := p.Model.Catalog.User(h.ID()); u == nil || !slices.Contains(u.Roles, r.Builtin.Name) {
			names = append(names, h.ID())
		}
	}
	if len(raising) == 0 || len(names) == 0 {
		return
	}
	f := raisingFinding(raising, fmt.Sprintf("role %q", r.Builtin.Name), naming(names)+" raise "+themselves(len(names)))
	f.Range, f.Subject = r.Range, b.Address
	p.Report(f)
}
