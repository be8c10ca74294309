package rules

import (
	"fmt"
	"regexp"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/rolecall/rolecall/lint"
	"github.com/rolecall/rolecall/schema"
)

// InvalidName reports names that the target's version does not take: of roles,
// groups, principals, databases and collections, each once.
var InvalidName = &lint.Rule{ID: "RC403", Name: "invalid-name", Severity: schema.Error, Check: checkInvalidName}

func checkInvalidName(p *lint.Pass) {
	n := names{Pass: p, seen: map[[2]string]bool{}}
	m := p.Model
	for _, d := range m.Target.Databases {
		n.check("database", d.Name, "target."+m.Target.ID())
		n.checkAll("collection", d.Collections, "target."+m.Target.ID())
		for _, a := range d.Aliases {
			n.check("collection", a.Alias, "target."+m.Target.ID())
		}
	}
	for _, r := range m.Roles {
		if vendorOwned(m.Catalog, r.Name) == nil {
			n.check("role", r.Decl.Name, r.Address)
		}
		for _, g := range r.Decl.Grants {
			n.checkAll("database", g.Databases, r.Address)
			n.checkAll("grant_collection", g.Collections, r.Address)
		}
	}
	for _, g := range m.Groups {
		n.check("privilege_group", g.Decl.Name, g.Address)
	}
	for _, u := range m.Document.Users {
		n.check("user", u.Label, u.Address("user"))
	}
	for _, b := range m.Bindings {
		for _, h := range b.Principals {
			if onServer(b) {
				n.check(h.Kind, h.Name, b.Address)
			}
		}
	}
	for _, t := range m.Document.Tokens {
		n.check("token", t.Label, t.Address("token"))
		for _, a := range t.Access {
			n.check("collection", a.Collection, t.Address("token"))
		}
	}
}

// names checks names against the catalog's rules, each name of a kind once.
type names struct {
	*lint.Pass
	seen map[[2]string]bool
}

func (n *names) checkAll(of string, ts []schema.Text, subject string) {
	for _, t := range ts {
		n.check(of, t, subject)
	}
}

func (n *names) check(of string, t schema.Text, subject string) {
	rule := n.rule(of)
	// A scope may be left open, and a missing name has been reported by whoever missed it.
	scope := of != "role" && of != "privilege_group" && of != "user"
	if rule == nil || t.Range.IsZero() || scope && (t.Value == "*" || t.Value == "") || n.seen[[2]string{of, t.Value}] {
		return
	}
	n.seen[[2]string{of, t.Value}] = true
	what := strings.TrimPrefix(strings.ReplaceAll(of, "_", " "), "grant ")
	title := n.Model.Catalog.Title
	switch count := utf8.RuneCountInString(t.Value); {
	case strings.TrimSpace(t.Value) != t.Value:
		n.Reportf(t.Range, subject, "blanks cannot be seen and make another name of it, which no one will type again; "+ruleText(what, rule),
			"%s name %q begins or ends with a blank", what, t.Value)
	case rule.Max > 0 && count > rule.Max:
		n.Reportf(t.Range, subject, ruleText(what, rule), "%s name %q has %d characters, and %s takes %d", what, short(t.Value), count, title, rule.Max)
	case count < rule.Min:
		n.Reportf(t.Range, subject, ruleText(what, rule), "%s name %q is too short for %s", what, t.Value, title)
	case !pattern(rule.Pattern).MatchString(t.Value):
		help := ruleText(what, rule)
		if scope && strings.Contains(t.Value, "*") {
			help = "only a \"*\" by itself means any: list the names one by one; " + help
		}
		n.Reportf(t.Range, subject, help, "%s name %q is not one that %s takes", what, t.Value, title)
	}
}

// rule is the catalog's rule; what a grant may name follows the rule of collections where it has none of its own.
func (n *names) rule(of string) *schema.NameRule {
	r := n.Model.Catalog.NameRule(of)
	if r == nil && of == "grant_collection" {
		r = n.Model.Catalog.NameRule("collection")
	}
	return r
}

// ruleText says a rule in words.
func ruleText(what string, r *schema.NameRule) string {
	text := fmt.Sprintf("a %s name has %s", what, r.Rule)
	if r.Max > 0 && !strings.Contains(r.Rule, "characters") {
		text += fmt.Sprintf("; at most %d characters", r.Max)
	}
	return text
}

// short is the beginning of a name that is too long to repeat.
func short(name string) string {
	if utf8.RuneCountInString(name) <= 40 {
		return name
	}
	return string([]rune(name)[:40]) + "…"
}

var patterns sync.Map // string → *regexp.Regexp

// pattern compiles a catalog's pattern once. It panics for one that does not
// compile; the tests of the catalogs compile each.
func pattern(expression string) *regexp.Regexp {
	if re, ok := patterns.Load(expression); ok {
		return re.(*regexp.Regexp)
	}
	re := regexp.MustCompile(expression)
	patterns.Store(expression, re)
	return re
}
