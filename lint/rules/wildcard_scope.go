package rules

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/rolecall/rolecall/lint"
	"github.com/rolecall/rolecall/schema"
)

// WildcardScope reports "*" in a scope of grants that change something: on every
// database as a warning, on every collection of a named one as info, unless the
// role may drop the collections there anyway.
var WildcardScope = &lint.Rule{ID: "RC106", Name: "wildcard-scope", Severity: schema.Warning, Check: checkWildcardScope}

func checkWildcardScope(p *lint.Pass) {
	if !p.Model.Catalog.Behaviour.Scoped {
		return
	}
	for g := range grants(p.Model) {
		if b := vendorOwned(p.Model.Catalog, g.Role.Name); b != nil {
			continue // what the vendor's roles are given is another matter
		}
		database, collection := wildcardOf(g.Decl.Databases), wildcardOf(g.Decl.Collections)
		switch {
		case database != nil:
			changes := changing(p.Model.Catalog, g, schema.LevelDatabase, schema.LevelCollection)
			reportWildcardScope(p, g, *database, schema.Warning, changes, "every database", "name the databases that are meant, as in database = [\"catalog\", \"reviews\"]")
		case collection != nil && len(g.Decl.Databases) > 0 && !owns(p.Model, g.Role, g.Decl.Databases):
			changes := changing(p.Model.Catalog, g, schema.LevelCollection)
			reportWildcardScope(p, g, *collection, schema.Info, changes, "every collection of "+databasesOf(g), "name the collections where they are known")
		}
	}
}

// owns reports whether a role may drop whatever stands in each of the databases.
func owns(m *schema.Model, r *schema.Role, databases []schema.Text) bool {
	for _, d := range databases {
		if !slices.ContainsFunc(m.Rows(r), func(row schema.Row) bool {
			return row.Privilege.Level == schema.LevelDatabase && row.Privilege.Risk == "destructive" && (row.Database == "*" || row.Database == d.Value)
		}) {
			return false
		}
	}
	return true
}

// wildcardOf is the "*" of a scope; nil where it has none.
func wildcardOf(scopes []schema.Text) *schema.Text {
	if i := slices.IndexFunc(scopes, func(t schema.Text) bool { return t.Value == "*" }); i >= 0 {
		return &scopes[i]
	}
	return nil
}

// changing lists the privileges of a grant that change something and are
// enforced at one of the levels, those that destroy first. Wildcards and legacy
// groups are left to the rule that is about them.
func changing(cat *schema.Catalog, g *schema.Grant, levels ...schema.Level) []string {
	var found []*schema.Privilege
	for _, it := range g.Items {
		for _, pr := range privilegesOf(cat, it) {
			if pr.Risk != "read" && slices.Contains(levels, pr.Scope) && slices.Contains(levels, pr.Level) && !slices.Contains(found, pr) {
				found = append(found, pr)
			}
		}
	}
	slices.SortStableFunc(found, func(a, b *schema.Privilege) int { return cmp.Compare(weight(b), weight(a)) })
	names := make([]string, len(found))
	for i, pr := range found {
		names[i] = pr.Name
	}
	return names
}

func reportWildcardScope(p *lint.Pass, g *schema.Grant, at schema.Text, s schema.Severity, changes []string, where, cure string) {
	if len(changes) == 0 {
		return
	}
	p.Report(schema.Finding{
		Severity: s, Range: at.Range, Subject: g.Role.Address,
		Message: fmt.Sprintf("\"*\" gives %s on %s", firstOf(changes, 3), where),
		Help:    "what is created later comes along, whoever it belongs to; " + cure,
	})
}
