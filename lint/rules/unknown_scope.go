package rules

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/rolecall/rolecall/lint"
	"github.com/rolecall/rolecall/schema"
)

// UnknownScope reports databases and collections that are in no inventory, in
// grants, in tokens and in what guards them: an error where the name is close to one that
// is, a warning otherwise, since collections also appear at run time.
var UnknownScope = &lint.Rule{ID: "RC113", Name: "unknown-scope", Severity: schema.Error, Check: checkUnknownScope}

func checkUnknownScope(p *lint.Pass) {
	known := inventoryOf(p)
	if len(known) == 0 {
		return
	}
	tokenScopes(p, known)
	if !p.Model.Catalog.Behaviour.Scoped {
		return
	}
	for g := range grants(p.Model) {
		w := scopeWriter{Pass: p, known: known, subject: g.Role.Address}
		// What is no name of anything is invalid-name's: patterns, and blanks around a name.
		w.databases(slices.DeleteFunc(slices.Clone(g.Decl.Databases), blankEnded))
		w.collections(g.Decl.Databases, slices.DeleteFunc(slices.Clone(g.Decl.Collections), func(c schema.Text) bool {
			return blankEnded(c) || strings.ContainsAny(c.Value, "*?[")
		}))
	}
	for _, inv := range p.Model.Invariants {
		w := scopeWriter{Pass: p, known: known, subject: inv.Address, effect: "as written the invariant forbids nothing there"}
		for _, n := range inv.Never {
			w.databases(n.Decl.Databases)
			within := n.Decl.Databases
			if within == nil {
				within = []schema.Text{{Value: "*"}}
			}
			w.collections(within, n.Decl.Collections)
		}
	}
	testScopes(p, known)
	for _, b := range p.Model.Boundaries {
		w := scopeWriter{Pass: p, known: known, subject: b.Address, effect: "as written the boundary allows nothing there"}
		w.databases(b.Decl.Databases)
	}
}

// scopeWriter judges the scopes that one block names. effect says what an unknown
// one does to the block, where that cannot be seen.
type scopeWriter struct {
	*lint.Pass
	known           map[string]*stock
	subject, effect string
	slips           bool // report only what is close to a name that is known
}

func blankEnded(t schema.Text) bool { return strings.TrimSpace(t.Value) != t.Value }

// databases reports those that the target does not have.
func (w *scopeWriter) databases(written []schema.Text) {
	for _, d := range namedScopes(written) {
		if d.Value != "" && w.known[d.Value] == nil && d.Value != w.Model.Catalog.Behaviour.DefaultDatabase {
			w.report(d, "database", targetName(w.Pass), slices.Sorted(maps.Keys(w.known)))
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

func (w *scopeWriter) collections(databases, written []schema.Text) {
	for _, c := range namedScopes(written) {
		w.collection(databases, c)
	}
}

// collection reports one that none of the databases has. With several databases
// and several collections not each pair need exist.
func (w *scopeWriter) collection(within []schema.Text, c schema.Text) {
	var databases []schema.Text
	for _, d := range within {
		for _, name := range meant(d.Value, w.known, w.Model.Catalog.Behaviour.DefaultDatabase) {
			s := w.known[name]
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
		there = append(there, slices.Sorted(maps.Keys(w.known[d.Value].names))...)
	}
	w.report(c, "collection", scope("database", databases), there)
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

func (w *scopeWriter) report(name schema.Text, what, of string, candidates []string) {
	f := schema.Finding{
		Range: name.Range, Subject: w.subject, Severity: schema.Warning,
		Message: fmt.Sprintf("%s %q is not among the %ss of %s", what, name.Value, what, of),
		Help:    fmt.Sprintf("none there is called like it: correct the name, add it to the target's database block, or, where the %s is made at run time, suppress this and say so", what),
	}
	near := schema.Nearest(name.Value, candidates)
	if near == "" && w.slips {
		return
	}
	if near != "" {
		f.Severity = schema.Error
		f.Help = fmt.Sprintf("did you mean %q?", near)
		f.Fix = replace(w.Pass, name, near, false)
	}
	if w.effect != "" {
		f.Help += "; " + w.effect
	}
	w.Report(f)
}
