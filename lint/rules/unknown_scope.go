package rules

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/rolecall/rolecall/lint"
	"github.com/rolecall/rolecall/schema"
)

// UnknownScope reports databases and collections that are in no inventory: an
// error where the name is close to one that is, a warning otherwise, since
// collections also appear at run time.
var UnknownScope = &lint.Rule{ID: "RC113", Name: "unknown-scope", Severity: schema.Error, Check: checkUnknownScope}

func checkUnknownScope(p *lint.Pass) {
	known := inventoryOf(p)
	if len(known) == 0 || !p.Model.Catalog.Behaviour.Scoped {
		return
	}
	for g := range grants(p.Model) {
		for _, d := range g.Decl.Databases {
			if name := d.Value; name != "" && name != "*" && known[name] == nil && name != p.Model.Catalog.Behaviour.DefaultDatabase {
				reportScope(p, g.Role.Address, d, "database", "target "+strconv.Quote(p.Model.Target.ID()), slices.Sorted(maps.Keys(known)))
			}
		}
		for _, c := range namedScopes(g.Decl.Collections) {
			if !strings.ContainsAny(c.Value, "*?[") { // a pattern is no name: invalid-name speaks
				judgeCollection(p, g, c, known)
			}
		}
	}
	for _, inv := range p.Model.Invariants {
		for _, n := range inv.Never {
			judgeNamed(p, inv.Address, n.Decl.Databases, known)
		}
	}
	for _, b := range p.Model.Boundaries {
		judgeNamed(p, b.Address, b.Decl.Databases, known)
	}
}

// judgeNamed reports databases that a misspelt name lets out of what an
// invariant or a boundary is about. They may well name one that is to come, so
// names that are close to nothing are left alone.
func judgeNamed(p *lint.Pass, subject string, databases []schema.Text, known map[string]*stock) {
	names := slices.Sorted(maps.Keys(known))
	for _, d := range namedScopes(databases) {
		if known[d.Value] == nil && d.Value != p.Model.Catalog.Behaviour.DefaultDatabase && schema.Nearest(d.Value, names) != "" {
			reportScope(p, subject, d, "database", "target "+strconv.Quote(p.Model.Target.ID()), names)
		}
	}
}

// stock is what a database is known to hold, aliases included. complete says
// that its collections are listed at all.
type stock struct {
	names    map[string]bool
	complete bool
}

func (s *stock) add(names ...string) {
	for _, n := range names {
		s.names[n] = true
	}
}

// inventoryOf joins what the target block declares and what the state knows, by database.
func inventoryOf(p *lint.Pass) map[string]*stock {
	known := map[string]*stock{}
	of := func(database string) *stock {
		if known[database] == nil {
			known[database] = &stock{names: map[string]bool{}}
		}
		return known[database]
	}
	for _, d := range p.Model.Target.Databases {
		s := of(d.Name.Value)
		s.complete = s.complete || d.Collections != nil
		s.add(texts(d.Collections)...)
		for _, a := range d.Aliases {
			s.add(a.Alias.Value)
		}
	}
	if p.State == nil || !p.State.Knows(schema.CoversDatabases) {
		return known
	}
	for _, d := range p.State.Databases {
		s := of(d.Name)
		s.complete = s.complete || d.Collections != nil
		s.add(d.Collections...)
		s.add(slices.Collect(maps.Keys(d.Aliases))...)
	}
	return known
}

// judgeCollection reports a collection that none of the grant's databases has.
// With several databases and several collections not each pair need exist.
func judgeCollection(p *lint.Pass, g *schema.Grant, c schema.Text, known map[string]*stock) {
	var databases []schema.Text
	for _, d := range g.Decl.Databases {
		for _, name := range meant(d.Value, known, p.Model.Catalog.Behaviour.DefaultDatabase) {
			s := known[name]
			if s == nil || !s.complete || s.names[c.Value] {
				return // not known, or there
			}
			databases = append(databases, schema.Text{Value: name})
		}
	}
	if len(databases) == 0 {
		return
	}
	var there []string
	for _, d := range databases {
		there = append(there, slices.Sorted(maps.Keys(known[d.Value].names))...)
	}
	reportScope(p, g.Role.Address, c, "collection", scope("database", databases), there)
}

// meant are the databases that a written one stands for.
func meant(database string, known map[string]*stock, byDefault string) []string {
	switch database {
	case "*":
		return slices.Sorted(maps.Keys(known))
	case "":
		return []string{byDefault}
	}
	return []string{database}
}

func reportScope(p *lint.Pass, subject string, name schema.Text, what, of string, candidates []string) {
	f := schema.Finding{
		Range: name.Range, Subject: subject, Severity: schema.Warning,
		Message: fmt.Sprintf("%s %q is not among the %ss of %s", what, name.Value, what, of),
		Help:    fmt.Sprintf("none there is called like it: correct the name, add it to the target's database block, or, where the %s is made at run time, suppress this and say so", what),
	}
	if near := schema.Nearest(name.Value, candidates); near != "" {
		f.Severity = schema.Error
		f.Help = fmt.Sprintf("did you mean %q?", near)
		f.Fix = replace(p, name, near, false)
	}
	p.Report(f)
}
