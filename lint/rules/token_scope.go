package rules

import (
	"fmt"
	"maps"
	"slices"

	"github.com/rolecall/rolecall/lint"
	"github.com/rolecall/rolecall/schema"
)

// tokenAliases reports, for grant-on-alias, tokens that name an alias: an error,
// since what such a token opens is decided by whoever moves the alias.
func tokenAliases(p *lint.Pass, aliases map[string]map[string]string) {
	for _, t := range p.Model.Document.Tokens {
		for _, a := range t.Access {
			for _, d := range slices.Sorted(maps.Keys(aliases)) {
				real := aliases[d][a.Collection.Value]
				if real == "" {
					continue
				}
				p.Report(schema.Finding{
					Severity: schema.Error, Range: a.Collection.Range, Subject: t.Address("token"),
					Message: fmt.Sprintf("%q is an alias of %q in database %q, and names in a token are compared before aliases are resolved", a.Collection.Value, real, d),
					Help: fmt.Sprintf("the token opens whatever the alias is pointed at, for as long as it is valid, and requests that name %q are refused: "+
						"write %q, and have clients use that name", real, real),
				})
				break
			}
		}
	}
}

// tokenScopes reports, for unknown-scope, tokens that name a collection that no
// database of the inventory has.
func tokenScopes(p *lint.Pass, known map[string]*stock) {
	for _, t := range p.Model.Document.Tokens {
		w := scopeWriter{Pass: p, known: known, subject: t.Address("token")}
		for _, a := range t.Access {
			if !blankEnded(a.Collection) {
				w.collections([]schema.Text{{Value: "*"}}, []schema.Text{a.Collection})
			}
		}
	}
}
