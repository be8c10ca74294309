package rules

import (
	"fmt"
	"slices"

	"github.com/rolecall/rolecall/lint"
	"github.com/rolecall/rolecall/schema"
)

// WiderThanWritten reports grants on named collections that the server enforces
// on their whole database. Where the level alone forbids the collection,
// scope-level-mismatch speaks and says so; here are the privileges that a
// server counts as collection-level and checks without the collection.
var WiderThanWritten = &lint.Rule{ID: "RC104", Name: "wider-than-written", Severity: schema.Warning, Check: checkWiderThanWritten}

func checkWiderThanWritten(p *lint.Pass) {
	for g := range grants(p.Model) {
		if len(g.Decl.Databases) == 0 || len(namedScopes(g.Decl.Collections)) < len(g.Decl.Collections) || g.Decl.Collections == nil {
			continue
		}
		for _, it := range g.Items {
			if it.Level() == schema.LevelCollection {
				judgeWidth(p, g, it)
			}
		}
	}
}

func judgeWidth(p *lint.Pass, g *schema.Grant, it schema.Item) {
	var wide []string
	for _, pr := range privilegesOf(p.Model.Catalog, it) {
		if !isWide(p.Model.Catalog, pr) || it.IsGroup() && pr.Risk == "read" || everyoneHas(p, pr, g) {
			continue
		}
		wide = append(wide, pr.Name)
	}
	if len(wide) == 0 {
		return
	}
	collections := scope("collection", g.Decl.Collections)
	all := "every collection of " + databasesOf(g)
	if !it.IsGroup() {
		p.Reportf(it.Name.Range, g.Role.Address,
			"the server checks this privilege without the collection; write collection = \"*\" in a grant of its own to say what holds, or take it away",
			"%s on %s holds for %s", named(it), collections, all)
		return
	}
	p.Reportf(it.Name.Range, g.Role.Address, narrower(p.Model.Catalog, it, wide)+raises(p.Model.Catalog, wide),
		"%s on %s gives %s on %s", named(it), collections, firstOf(wide, shown), all)
}

// privilegesOf are the privileges that an item comes down to.
func privilegesOf(cat *schema.Catalog, it schema.Item) []*schema.Privilege {
	var names []string
	switch it.Kind {
	case schema.ItemPrivilege:
		return []*schema.Privilege{it.Privilege}
	case schema.ItemBuiltin:
		names = it.Builtin.Privileges
	case schema.ItemGroup:
		names = it.Group.Members()
	case schema.ItemLegacy, schema.ItemWildcard, schema.ItemUnknown:
		return nil
	}
	var ps []*schema.Privilege
	for _, name := range names {
		if pr := cat.Privilege(name); pr != nil {
			ps = append(ps, pr)
		}
	}
	return ps
}

// isWide reports whether a collection-level privilege is enforced at a wider level.
func isWide(cat *schema.Catalog, pr *schema.Privilege) bool {
	return cat.Wide(pr)
}

// everyoneHas reports whether everyone may use the privilege on all collections
// of the grant's databases anyway.
func everyoneHas(p *lint.Pass, pr *schema.Privilege, g *schema.Grant) bool {
	for _, d := range g.Decl.Databases {
		if !slices.ContainsFunc(p.Access.Implicit(), func(r schema.Row) bool {
			return r.Privilege == pr && r.Collection == "*" && r.Condition == nil && (r.Database == "*" || r.Database == d.Value)
		}) {
			return false
		}
	}
	return true
}

// raises says, as the end of a help text, what else can be done with one of the privileges.
func raises(cat *schema.Catalog, names []string) string {
	for _, name := range names {
		if pr := cat.Privilege(name); pr.Escalation != "" {
			return fmt.Sprintf(" (%s %s)", name, pr.Escalation)
		}
	}
	return ""
}

// narrower says what to grant in place of a group that is too wide.
func narrower(cat *schema.Catalog, it schema.Item, wide []string) string {
	const why = "the server checks these without the collection, so they reach others, too"
	if it.Kind == schema.ItemGroup {
		return fmt.Sprintf("%s; take %s out of %s, or write collection = \"*\" to say what holds", why, firstOf(wide, shown), it.Group.Address)
	}
	var best *schema.BuiltinGroup
	for i := range cat.Groups {
		g := &cat.Groups[i]
		has := func(name string) bool { return slices.Contains(g.Privileges, name) }
		if g.Level == it.Level() && !g.Legacy && !slices.ContainsFunc(wide, has) && (best == nil || len(g.Privileges) > len(best.Privileges)) {
			best = g
		}
	}
	if best == nil {
		return why + "; write collection = \"*\" to say what holds"
	}
	return fmt.Sprintf("%s; %q is the widest group without them, or write collection = \"*\" to say what holds", why, best.Name)
}
