package rules

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/rolecall/rolecall/lint"
	"github.com/rolecall/rolecall/schema"
)

// WildcardPrivilege reports "*" and legacy groups, whose names promise what
// they do not give, and says what they do give on this version and scope.
var WildcardPrivilege = &lint.Rule{ID: "RC105", Name: "wildcard-privilege", Severity: schema.Error, Check: checkWildcardPrivilege}

func checkWildcardPrivilege(p *lint.Pass) {
	for _, g := range p.Model.Groups {
		for _, it := range g.Items {
			if it.Kind == schema.ItemWildcard {
				p.Reportf(it.Name.Range, g.Address, "list the privileges that are meant", "\"*\" within a privilege group gives nothing")
			}
		}
	}
	for g := range grants(p.Model) {
		for _, it := range g.Items {
			if it.Kind == schema.ItemWildcard || it.Kind == schema.ItemLegacy {
				reportWildcard(p, g, it)
			}
		}
	}
}

// given is what a name in a grant comes down to.
func given(m *schema.Model, g *schema.Grant, it schema.Item) map[*schema.Privilege]bool {
	all := map[*schema.Privilege]bool{}
	m.Stored(g.Role, func(s schema.Stored) {
		if s.Grant == g && s.Item.Name == it.Name {
			m.Expander().Expand(s.StateGrant, func(pr *schema.Privilege, _, _, _ string) { all[pr] = true })
		}
	})
	return all
}

func reportWildcard(p *lint.Pass, g *schema.Grant, it schema.Item) {
	where := ""
	if g.Decl.Databases != nil {
		where = " on " + scope("database", g.Decl.Databases)
	} else if it.Kind == schema.ItemLegacy {
		where = " without a database"
	}
	help := note(p.Model.Catalog, it)
	if help != "" {
		help = strings.TrimSuffix(help, ".") + "; "
	}
	all := given(p.Model, g, it)
	if len(all) > 0 {
		help += fmt.Sprintf("it gives %s; ", firstOf(heaviest(all), mostGiven))
	}
	help += "write the groups or privileges that are meant"
	p.Reportf(it.Name.Range, g.Role.Address, help, "%q%s gives %s", it.Name.Value, where, inventory(p.Model.Catalog, it, all))
}

// mostGiven is how many privileges the help names; a name that gives more is
// worth fewer words than each of them.
const mostGiven = 12

// heaviest names privileges, those that weigh most first.
func heaviest(given map[*schema.Privilege]bool) []string {
	all := slices.SortedFunc(maps.Keys(given), func(a, b *schema.Privilege) int {
		return cmp.Or(cmp.Compare(weight(b), weight(a)), strings.Compare(a.Name, b.Name))
	})
	names := make([]string, len(all))
	for i, pr := range all {
		names[i] = pr.Name
	}
	return names
}

// inventory counts privileges by level and names what people would expect among them.
func inventory(cat *schema.Catalog, it schema.Item, given map[*schema.Privilege]bool) string {
	if len(given) == 0 {
		return "nothing"
	}
	byLevel := map[schema.Level]int{}
	for pr := range given {
		byLevel[pr.Level]++
	}
	var counts []string
	for _, l := range append(slices.Clone(cat.Levels), "") {
		switch n := byLevel[l]; {
		case n > 0 && l == "":
			counts = append(counts, fmt.Sprintf("%d without a level", n))
		case n > 0:
			counts = append(counts, fmt.Sprintf("%d %s-level", n, l))
		}
	}
	text := fmt.Sprintf("%s (%s)", count(len(given), "privilege"), strings.Join(counts, ", "))
	var missing []string
	for _, name := range []string{"Insert", "Search", "Load"} {
		expected := it.Kind == schema.ItemWildcard || len(it.Builtin.Privileges) == 0 || slices.Contains(it.Builtin.Privileges, name)
		if pr := cat.Privilege(name); expected && pr != nil && !given[pr] {
			missing = append(missing, name)
		}
	}
	if len(missing) > 0 {
		text += ", but not " + oneOf(missing)
	}
	return text
}

// note is what the catalog says of a name.
func note(cat *schema.Catalog, it schema.Item) string {
	if it.Kind == schema.ItemLegacy {
		return it.Builtin.Note
	}
	for _, n := range cat.Notes {
		if n.About == it.Name.Value {
			return n.Text
		}
	}
	return ""
}
