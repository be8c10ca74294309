package rules

import (
	"fmt"
	"slices"

	"github.com/rolecall/rolecall/lint"
	"github.com/rolecall/rolecall/schema"
)

// GrantOnAlias reports grants on a name that is an alias, and says what the
// version makes of it.
var GrantOnAlias = &lint.Rule{ID: "RC114", Name: "grant-on-alias", Severity: schema.Warning, Check: checkGrantOnAlias, Gains: []lint.Needs{lint.NeedsState}}

func checkGrantOnAlias(p *lint.Pass) {
	aliases := aliasesOf(p)
	if len(aliases) == 0 {
		return
	}
	tokenAliases(p, aliases)
	for g := range grants(p.Model) {
		if !slices.ContainsFunc(g.Items, func(it schema.Item) bool { return it.Level() == schema.LevelCollection }) {
			continue
		}
		for _, c := range namedScopes(g.Decl.Collections) {
			for _, d := range namedScopes(g.Decl.Databases) {
				if real := aliases[d.Value][c.Value]; real != "" {
					reportAlias(p, g, d, c, real)
					break
				}
			}
		}
	}
}

// aliasesOf are the aliases that the inventory or the state knows, by database.
func aliasesOf(p *lint.Pass) map[string]map[string]string {
	all := map[string]map[string]string{}
	add := func(database, alias, collection string) {
		if all[database] == nil {
			all[database] = map[string]string{}
		}
		all[database][alias] = collection
	}
	if p.State != nil {
		for _, d := range p.State.Databases {
			for alias, collection := range d.Aliases {
				add(d.Name, alias, collection)
			}
		}
	}
	for _, d := range p.Model.Target.Databases {
		for _, a := range d.Aliases {
			add(d.Name.Value, a.Alias.Value, a.Collection)
		}
	}
	return all
}

func reportAlias(p *lint.Pass, g *schema.Grant, database, alias schema.Text, real string) {
	f := schema.Finding{
		Range: alias.Range, Subject: g.Role.Address,
		Message: fmt.Sprintf("%q is an alias of %q in database %q, which the server does not resolve: the grant holds for requests by the alias alone", alias.Value, real, database.Value),
		Help: fmt.Sprintf("a request that names %q is denied, and whoever points the alias elsewhere takes the access along; "+
			"write %q, and have clients use that name", real, real),
	}
	if c := p.Model.Catalog; c.Has(c.Behaviour.AliasesSince) && g.Decl.Verbatim {
		f.Message = fmt.Sprintf("%q is an alias of %q in database %q, and the grant is stored for the alias: it holds for no request", alias.Value, real, database.Value)
		f.Help = fmt.Sprintf("the server resolves aliases before it checks; this grant is older than that, or than the alias, and comes to life where a collection is called %q: take it out, or grant %q", alias.Value, real)
		p.Report(f)
		return
	} else if c.Has(c.Behaviour.AliasesSince) {
		f.Message = fmt.Sprintf("%q is an alias of %q in database %q, and the grant is stored for %q", alias.Value, real, database.Value, real)
		f.Help = fmt.Sprintf("the server resolves an alias when the grant is made, so it stays with %q when the alias is pointed elsewhere, and the server never shows the alias again; write %q", real, real)
	}
	one := len(g.Decl.Databases) == 1 && !slices.ContainsFunc(g.Decl.Collections, func(t schema.Text) bool { return t.Value == real })
	if c := p.Model.Catalog; one {
		f.Fix = replace(p, alias, real, c.Has(c.Behaviour.AliasesSince) && p.Model.Target.Key == "")
	}
	p.Report(f)
}
