package rules

import (
	"fmt"
	"slices"

	"github.com/rolecall/rolecall/lint"
	"github.com/rolecall/rolecall/schema"
)

// NonCascadingScope reports groups of a wide level whose holders have nothing
// at a level below: levels share no privilege, so a cluster-level group reaches
// no database and a database-level group no data.
var NonCascadingScope = &lint.Rule{ID: "RC103", Name: "non-cascading-scope", Severity: schema.Warning, Check: checkNonCascadingScope}

func checkNonCascadingScope(p *lint.Pass) {
	if p.Broken || !p.Model.Target.Setting("authorization", true) {
		return // who has what is not known, or everyone may do everything
	}
	who := newSubjects(p)
	for g := range grants(p.Model) {
		if p.Model.Catalog.Role(g.Role.Name) != nil {
			continue // what is added to a vendor's role is judged with its holders' own
		}
		for _, it := range g.Items {
			if it.IsGroup() && !isMixed(it.Group) {
				judgeReach(p, who, g, it)
			}
		}
	}
}

func judgeReach(p *lint.Pass, who *subjects, g *schema.Grant, it schema.Item) {
	below := p.Model.Catalog.Below(it.Level())
	if len(below) == 0 {
		return
	}
	// Operations are what a vendor's own roles have, whatever their level.
	reaches := func(r schema.Row) bool {
		return r.Privilege.Level == schema.LevelOperation || slices.Contains(below, r.Privilege.Level)
	}
	if it.Level() == schema.LevelCluster {
		without := who.without(g.Role, reaches)
		reportReach(p, g, it, below, nil, without)
		return
	}
	var databases []schema.Text
	var without []string
	for _, d := range g.Decl.Databases {
		lacking := who.without(g.Role, func(r schema.Row) bool {
			return reaches(r) && (d.Value == "*" || r.Database == "*" || r.Database == d.Value)
		})
		if len(lacking) > 0 {
			databases = append(databases, d)
			without = append(without, lacking...)
		}
	}
	slices.Sort(without)
	reportReach(p, g, it, below, databases, slices.Compact(without))
}

func reportReach(p *lint.Pass, g *schema.Grant, it schema.Item, below []schema.Level, databases []schema.Text, without []string) {
	if len(without) == 0 {
		return
	}
	what, database := "no database and no data", "*"
	if len(databases) > 0 {
		what = "no data of " + scope("database", databases)
		database = databases[0].Value
	}
	group := narrowest(p.Model.Catalog, below[len(below)-1])
	p.Reportf(it.Name.Range, g.Role.Address,
		fmt.Sprintf("levels do not cascade: a %s-level group holds %s-level operations alone. Grant what is needed below beside it, the least being privileges = [%q], database = %q, collection = \"*\"",
			it.Level(), it.Level(), group, database),
		"%s reaches %s: %s cannot %s", named(it), what, several(without), oneOf(telling(p.Model.Catalog, below)))
}

// telling are operations that people miss first, as far as the target has them
// at one of the levels; else whatever it has there.
func telling(cat *schema.Catalog, levels []schema.Level) []string {
	var names []string
	for _, name := range []string{"CreateCollection", "Insert", "Search"} {
		if pr := cat.Privilege(name); pr != nil && slices.Contains(levels, pr.Level) {
			names = append(names, name)
		}
	}
	for i := range cat.Privileges {
		if pr := &cat.Privileges[i]; len(names) < 2 && !pr.Dead() && slices.Contains(levels, pr.Level) && !slices.Contains(names, pr.Name) {
			names = append(names, pr.Name)
		}
	}
	return names
}

// narrowest is the vendor's group of a level that gives least.
func narrowest(cat *schema.Catalog, l schema.Level) string {
	var least *schema.BuiltinGroup
	for i := range cat.Groups {
		if g := &cat.Groups[i]; g.Level == l && !g.Legacy && (least == nil || len(g.Privileges) < len(least.Privileges)) {
			least = g
		}
	}
	if least == nil {
		return telling(cat, []schema.Level{l})[0]
	}
	return least.Name
}
