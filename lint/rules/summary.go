package rules

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/rolecall/rolecall/schema"
)

// shown is how many of many names a message gives that is about those names.
const shown = 5

// naming writes names in quotes, the first five of many: "a", "b" and 3 more.
func naming(names []string) string { return firstOf(quoteEach(names), shown) }

func quoteEach(names []string) []string {
	words := make([]string, len(names))
	for i, n := range names {
		words[i] = strconv.Quote(n)
	}
	return words
}

// firstOf joins words with commas and an "and"; of more than most the rest is counted.
func firstOf(words []string, most int) string {
	if len(words) > most {
		return fmt.Sprintf("%s and %d more", strings.Join(words[:most], ", "), len(words)-most)
	}
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	last := len(words) - 1
	return strings.Join(words[:last], ", ") + " and " + words[last]
}

// counted writes a number with its noun: "1 role", "2 roles".
func counted(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

// verb is the verb for n subjects: "holds" for one, "hold" for more.
func verb(n int, infinitive string) string {
	switch {
	case n != 1:
		return infinitive
	case strings.HasSuffix(infinitive, "ch"):
		return infinitive + "es"
	}
	return infinitive + "s"
}

// accessOf sums up what rows give, scope by scope: "Search, Query and 10 more
// on catalog.products", with as many privileges named. What weighs most comes first.
func accessOf(c *schema.Catalog, rows []schema.Row, named int) string {
	byScope := map[string][]string{}
	var scopes []string
	rows = slices.Clone(rows)
	slices.SortStableFunc(rows, func(a, b schema.Row) int { return cmp.Compare(weight(b.Privilege), weight(a.Privilege)) })
	for _, r := range rows {
		s := scopeOf(c, r.Database, r.Collection)
		if byScope[s] == nil {
			scopes = append(scopes, s)
		}
		if !slices.Contains(byScope[s], r.Privilege.Name) {
			byScope[s] = append(byScope[s], r.Privilege.Name)
		}
	}
	var parts []string
	for _, s := range scopes {
		parts = append(parts, firstOf(byScope[s], named)+s)
	}
	if len(parts) > 3 {
		parts = append(parts[:2], fmt.Sprintf("more on %d other scopes", len(parts)-2))
	}
	return strings.Join(parts, ", ")
}

// weight orders privileges by what their loss or gain means.
func weight(p *schema.Privilege) int {
	return slices.Index([]string{"read", "write", "destructive", "admin"}, p.Risk)
}

// scopeOf is " on catalog.products", and nothing where grants have no scope.
func scopeOf(c *schema.Catalog, database, collection string) string {
	switch {
	case !c.Behaviour.Scoped:
		return ""
	case database == "*" && collection == "*":
		return " everywhere"
	}
	return " on " + database + "." + collection
}

// covers reports whether a gives at least what b gives, conditions aside.
func covers(a, b schema.Row) bool {
	return a.Privilege.Name == b.Privilege.Name &&
		(a.Database == "*" || a.Database == b.Database) &&
		(a.Collection == "*" || a.Collection == b.Collection)
}

// rowSet answers which rows it covers; a large one with an index.
type rowSet struct {
	rows  []schema.Row
	index map[*schema.Privilege][]schema.Row
}

// small is how many rows are looked through faster than an index is made.
const small = 64

func (s *rowSet) covers(row schema.Row, such func(schema.Row) bool) bool {
	rows := s.rows
	if len(rows) > small {
		if s.index == nil {
			s.index = map[*schema.Privilege][]schema.Row{}
			for _, r := range rows {
				s.index[r.Privilege] = append(s.index[r.Privilege], r)
			}
		}
		rows = s.index[row.Privilege]
	}
	for i := range rows {
		if rows[i].Privilege == row.Privilege && covers(rows[i], row) && (such == nil || such(rows[i])) {
			return true
		}
	}
	return false
}

// anyCovers reports whether one of rows gives at least what row gives.
func anyCovers(rows []schema.Row, row schema.Row) bool {
	return slices.ContainsFunc(rows, func(o schema.Row) bool { return covers(o, row) })
}

// sameAccess reports whether two sets of rows give the same.
func sameAccess(a, b []schema.Row) bool {
	within := func(a, b []schema.Row) bool {
		return !slices.ContainsFunc(a, func(row schema.Row) bool { return !anyCovers(b, row) })
	}
	return within(a, b) && within(b, a)
}

// clusters puts those together of whom the same is to be said.
type clusters struct {
	texts []string
	who   map[string][]string
}

func (c *clusters) add(who, text string) {
	if c.who == nil {
		c.who = map[string][]string{}
	}
	if c.who[text] == nil {
		c.texts = append(c.texts, text)
	}
	c.who[text] = append(c.who[text], who)
}

// text says it: they lose A; or "a" loses A; "b" and "c" lose B.
func (c *clusters) text(infinitive string) string {
	if len(c.texts) == 1 && len(c.who[c.texts[0]]) > 1 {
		return "they " + infinitive + " " + c.texts[0]
	}
	var parts []string
	for i, t := range c.texts {
		if i == 3 {
			parts = append(parts, "others "+infinitive+" other access")
			break
		}
		parts = append(parts, naming(c.who[t])+" "+verb(len(c.who[t]), infinitive)+" "+t)
	}
	return strings.Join(parts, "; ")
}
