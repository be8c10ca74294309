package query

import (
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/rolecall/rolecall/bundle"
)

// MatrixOptions say what a matrix shows. The zero options are roles by scopes, all of them.
type MatrixOptions struct {
	Principals   bool   // rows are principals and what they have by all their roles; else roles
	ByPrivilege  bool   // columns are privileges; else scopes
	Names        string // a glob of the names of rows; empty for all
	Asked        *Asked // only these privileges in this scope; nil for all
	wholeScopes  []scopeOf
	columnsIndex map[string]int
}

// Matrix is who has what at a glance. Columns and rows are sorted; rows and columns
// without anything are there where they are known.
type Matrix struct {
	Rows    string      `json:"rows"`    // role or principal
	Columns string      `json:"columns"` // scope or privilege
	Heads   []string    `json:"heads"`   // of the columns
	Lines   []MatrixRow `json:"lines"`
}

// MatrixRow is what one role or principal has.
type MatrixRow struct {
	Name  string `json:"name"`
	Cells []Cell `json:"cells"` // those that have anything, in the order of the heads
}

// Cell is what is held in one column. In a column of a scope, whatever covers all of
// the scope counts. Marks are the risks of privileges (read, write, destructive,
// admin), or, in a column of a privilege, how far it goes (everywhere, database, collection).
type Cell struct {
	Column      int      `json:"column"`
	Marks       []string `json:"marks"`
	Conditional []string `json:"conditional"` // marks that are there under a condition alone
	Privileges  int      `json:"privileges"`  // how many
}

// What a privilege's column is marked with.
const (
	Everywhere   = "everywhere"
	OnDatabase   = "database"
	OnCollection = "collection"
)

// Marks lists the marks that a matrix may have, in their order.
func (m *Matrix) Marks() []string {
	if m.Columns == "privilege" {
		return []string{Everywhere, OnDatabase, OnCollection}
	}
	return []string{"read", "write", "destructive", "admin"}
}

type scopeOf struct{ database, collection string }

func (s scopeOf) name() string {
	if s.database == bundle.Any && s.collection == bundle.Any {
		return bundle.Any
	}
	return s.database + "." + s.collection
}

// covers reports whether a row on a scope counts in the column of another.
func (s scopeOf) covers(o scopeOf) bool {
	return (s.database == bundle.Any || s.database == o.database) && (s.collection == bundle.Any || s.collection == o.collection)
}

// Matrix makes a matrix. A glob that does not parse is an error.
func (g *Ground) Matrix(o MatrixOptions) (*Matrix, error) {
	if _, err := path.Match(o.Names, ""); err != nil {
		return nil, fmt.Errorf("%q is no pattern of names: %w", o.Names, err)
	}
	m := &Matrix{Rows: "role", Columns: "scope", Lines: []MatrixRow{}}
	names := slices.Sorted(maps.Keys(g.roles()))
	rows := func(role string) []bundle.Grant { return g.rowsOf(role) }
	if o.Principals {
		m.Rows, names, rows = "principal", g.Principals(), g.grantsOf
	}
	if o.ByPrivilege {
		m.Columns = "privilege"
	}
	var held [][]bundle.Grant
	for _, name := range names {
		if ok, _ := path.Match(o.Names, name); o.Names != "" && !ok {
			continue
		}
		kept := slices.DeleteFunc(slices.Clone(rows(name)), func(r bundle.Grant) bool { return !o.shows(&r) })
		held = append(held, kept)
		m.Lines = append(m.Lines, MatrixRow{Name: name})
	}
	o.columns(m, held)
	for i := range m.Lines {
		m.Lines[i].Cells = g.cells(&o, m, held[i])
	}
	return m, nil
}

// roles are all that the table speaks of.
func (g *Ground) roles() map[string]bool {
	names := map[string]bool{}
	for name := range g.Bundle.CEL.Roles {
		names[name] = true
	}
	for i := range g.Bundle.Table.Grants {
		names[g.Bundle.Table.Grants[i].Role] = true
	}
	return names
}

// grantsOf is what a principal has, as rows.
func (g *Ground) grantsOf(principal string) []bundle.Grant {
	var rows []bundle.Grant
	for a := range g.WhatCan(principal) {
		rows = append(rows, bundle.Grant{Role: a.Role, Privilege: a.Privilege, Database: a.Database, Collection: a.Collection, Condition: a.Condition})
	}
	return rows
}

func (o *MatrixOptions) shows(r *bundle.Grant) bool {
	return o.Asked == nil || (len(o.Asked.Privileges) == 0 || slices.Contains(o.Asked.Privileges, r.Privilege)) && o.Asked.meets(r.Database, r.Collection)
}

// columns gives the matrix its columns: the scopes of rows, or their privileges.
func (o *MatrixOptions) columns(m *Matrix, held [][]bundle.Grant) {
	o.columnsIndex = map[string]int{}
	scopes := map[scopeOf]bool{}
	for _, rows := range held {
		for i := range rows {
			scopes[scopeOf{rows[i].Database, rows[i].Collection}] = true
			o.columnsIndex[rows[i].Privilege] = 0
		}
	}
	if o.ByPrivilege {
		m.Heads = slices.Sorted(maps.Keys(o.columnsIndex))
	} else {
		for s := range scopes {
			o.wholeScopes = append(o.wholeScopes, s)
		}
		slices.SortFunc(o.wholeScopes, func(a, b scopeOf) int { return strings.Compare(a.name(), b.name()) })
		for _, s := range o.wholeScopes {
			m.Heads = append(m.Heads, s.name())
		}
	}
	for i, head := range m.Heads {
		o.columnsIndex[head] = i
	}
}

// marked collects a cell.
type marked struct {
	marks, conditional map[string]bool
	privileges         map[string]bool
}

func (g *Ground) cells(o *MatrixOptions, m *Matrix, rows []bundle.Grant) []Cell {
	found := map[int]*marked{}
	mark := func(column int, r *bundle.Grant, what string) {
		c := found[column]
		if c == nil {
			c = &marked{map[string]bool{}, map[string]bool{}, map[string]bool{}}
			found[column] = c
		}
		c.privileges[r.Privilege] = true
		if r.Condition == "" {
			c.marks[what] = true
		} else {
			c.conditional[what] = true
		}
	}
	for i := range rows {
		r := &rows[i]
		if o.ByPrivilege {
			mark(o.columnsIndex[r.Privilege], r, reachOf(r))
			continue
		}
		own := scopeOf{r.Database, r.Collection}
		if !g.limited(r.Privilege) { // what is no matter of databases holds where it is written
			mark(o.columnsIndex[own.name()], r, g.risk(r.Privilege))
			continue
		}
		for column, s := range o.wholeScopes {
			if own.covers(s) {
				mark(column, r, g.risk(r.Privilege))
			}
		}
	}
	cells := []Cell{}
	for _, column := range slices.Sorted(maps.Keys(found)) {
		c := found[column]
		cell := Cell{Column: column, Marks: []string{}, Conditional: []string{}, Privileges: len(c.privileges)}
		for _, what := range m.Marks() {
			switch {
			case c.marks[what]:
				cell.Marks = append(cell.Marks, what)
			case c.conditional[what]:
				cell.Conditional = append(cell.Conditional, what)
			}
		}
		cells = append(cells, cell)
	}
	return cells
}

func reachOf(r *bundle.Grant) string {
	switch {
	case r.Database == bundle.Any && r.Collection == bundle.Any:
		return Everywhere
	case r.Collection == bundle.Any:
		return OnDatabase
	}
	return OnCollection
}

// risk is that of a privilege, or of an action by the least access that is enough
// for it; what the catalog does not say is taken for a write.
func (g *Ground) risk(privilege string) string {
	if p := g.Catalog.Privilege(privilege); p != nil && p.Risk != "" {
		return p.Risk
	}
	x := g.action(privilege)
	if x == nil {
		return "write"
	}
	risk := "admin"
	for i := range g.Catalog.Tokens.Accesses {
		a := &g.Catalog.Tokens.Accesses[i]
		of, known := map[string]string{"r": "read", "rw": "write"}[a.Access]
		if known && a.Allows(x) && rankRisk(of) > rankRisk(risk) {
			risk = of
		}
	}
	return risk
}
