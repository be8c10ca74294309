package report

import (
	"fmt"
	"strings"

	"github.com/rolecall/rolecall/bundle"
	"github.com/rolecall/rolecall/compiler/query"
	findings "github.com/rolecall/rolecall/lint/report"
)

func name(s string) string  { return findings.Name(s) }
func plain(s string) string { return findings.Escape(s) }

// Styles of terminals.
const (
	bold   = "\x1b[1m"
	faint  = "\x1b[34m"
	red    = "\x1b[31m"
	green  = "\x1b[32m"
	yellow = "\x1b[33m"
)

// painter colours text, or does not.
type painter bool

func (p painter) in(style, text string) string {
	if !p || text == "" {
		return text
	}
	return style + text + "\x1b[0m"
}

// source is a place, set off from what it is of.
func (p painter) source(s string) string {
	if s == "" {
		return ""
	}
	return "  " + p.in(faint, plain(s))
}

// scope is " on DATABASE.COLLECTION", empty where any is meant.
func scope(g *query.Ground, database, collection string) string {
	if database == bundle.Any && collection == bundle.Any {
		return ""
	}
	return " on " + where(g, database, collection)
}

// where is a scope in a list. Where a target has no databases, only collections are told.
func where(g *query.Ground, database, collection string) string {
	switch {
	case g.Catalog.Behaviour.Scoped:
		return name(database) + "." + name(collection)
	case collection == bundle.Any:
		return "everything"
	}
	return "collection " + name(collection)
}

// target is what an answer is about.
func target(g *query.Ground) string {
	s := plain(g.Target.Name)
	if s != "" {
		s += ", "
	}
	return s + plain(g.Catalog.Title)
}

func count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

// names joins names with commas.
func names(list []string) string {
	out := make([]string, len(list))
	for i, s := range list {
		out[i] = name(s)
	}
	return strings.Join(out, ", ")
}
