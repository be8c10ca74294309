package report

import (
	"iter"

	"github.com/rolecall/rolecall/bundle"
	"github.com/rolecall/rolecall/compiler/query"
)

// Formats of the documents that this package writes.
const (
	WhoCanFormat  = "rolecall.who-can/v1"
	WhatCanFormat = "rolecall.what-can/v1"
	CanFormat     = "rolecall.can/v1"
)

// Report is lists for one target or several, and how to write them.
type Report struct {
	Format string // of the JSON document
	Lists  []List
	Color  bool
}

// List is the answer of one target to a question about all rows.
type List struct {
	Ground   *query.Ground
	Question string // as in who can Search on catalog.products
	// Privilege is the one that all rows give, empty where they give several: then
	// text names the privileges of each row.
	Privilege   string
	Rows        iter.Seq[bundle.Access]
	Reaches     iter.Seq[query.Reach]
	NotModelled []query.Unmodelled
}

// WhoCan lists who has what is asked for.
func WhoCan(g *query.Ground, a query.Asked) List {
	l := List{Ground: g, Question: "who can " + a.Name + scope(g, a.Database, a.Collection), Rows: g.WhoCan(a), Reaches: g.WhoReaches(a), NotModelled: g.Unmodelled(a.Privileges, "")}
	if !a.Group {
		l.Privilege = a.Name
	}
	return l
}

// WhatCan lists what a principal can do.
func WhatCan(g *query.Ground, principal string) List {
	return List{Ground: g, Question: "what can " + name(principal) + " do", Rows: g.WhatCan(principal), Reaches: g.WhatReaches(principal), NotModelled: g.Unmodelled(nil, principal)}
}
