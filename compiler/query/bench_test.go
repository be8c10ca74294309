package query_test

import (
	"fmt"
	"io"
	"runtime"
	"sync"
	"testing"

	"github.com/rolecall/rolecall/bundle"
	"github.com/rolecall/rolecall/compiler/query"
	"github.com/rolecall/rolecall/compiler/query/report"
	"github.com/rolecall/rolecall/schema/target/all"
)

// large is a table of a million rows: a thousand roles with ten privileges on a
// hundred collections each, and ten thousand principals with three roles each.
var large = sync.OnceValue(func() bundle.Table {
	c, _ := all.Targets[0].Catalog("2.6")
	var privileges []string
	for i := range c.Privileges {
		if p := &c.Privileges[i]; !p.Dead() && p.Level == "collection" && len(privileges) < 10 {
			privileges = append(privileges, p.Name)
		}
	}
	t := bundle.Table{Target: bundle.Target{Kind: "milvus", Name: "large", Version: "2.6"}}
	for r := range 1000 {
		for col := range 100 {
			for _, p := range privileges {
				t.Grants = append(t.Grants, bundle.Grant{
					Role: fmt.Sprintf("role_%04d", r), Privilege: p, Level: "collection", Database: fmt.Sprintf("db_%02d", r%50), Collection: fmt.Sprintf("collection_%03d", (col+r)%1000),
					EnforcedBy: bundle.EnforcedByServer, Source: fmt.Sprintf("roles/%04d.hcl:%d:3", r, col),
				})
			}
		}
	}
	for p := range 10_000 {
		for i := range 3 {
			t.Members = append(t.Members, bundle.Member{Principal: fmt.Sprintf("user_%05d", p), Role: fmt.Sprintf("role_%04d", (p*7+i*331)%1000), Source: "bindings.hcl:1:1"})
		}
	}
	t.Normalize()
	return t
})

func largeGround(b *testing.B) *query.Ground {
	b.Helper()
	opened, err := bundle.New(large(), bundle.CEL{})
	if err != nil {
		b.Fatal(err)
	}
	c, _ := all.Targets[0].Catalog("2.6")
	g, err := query.OfBundle(opened, c, now)
	if err != nil {
		b.Fatal(err)
	}
	return g
}

// Each question is asked of a ground that is just opened, as a command does.
func BenchmarkMillionRows(b *testing.B) {
	ask := func(g *query.Ground, privilege, database, collection string) query.Asked {
		a, err := g.Ask(privilege, database, collection)
		if err != nil {
			b.Fatal(err)
		}
		return a
	}
	list := func(l report.List) {
		if err := report.JSON(io.Discard, &report.Report{Format: report.WhoCanFormat, Lists: []report.List{l}}); err != nil {
			b.Fatal(err)
		}
	}
	p := large().Grants[0].Privilege
	for name, question := range map[string]func(g *query.Ground){
		"who can on a collection":    func(g *query.Ground) { list(report.WhoCan(g, ask(g, p, "db_01", "collection_001"))) },
		"who can anywhere, 3e6 rows": func(g *query.Ground) { list(report.WhoCan(g, ask(g, p, "*", "*"))) },
		"what can":                   func(g *query.Ground) { list(report.WhatCan(g, "user_00042")) },
		"can, yes":                   func(g *query.Ground) { g.Can("user_00001", ask(g, p, "db_07", "collection_010"), bundle.Attributes{}) },
		"can, no, with suggestions":  func(g *query.Ground) { g.Can("user_00042", ask(g, p, "db_01", "collection_001"), bundle.Attributes{}) },
		"matrix of a database": func(g *query.Ground) {
			a, _ := g.AskScope("db_01", "*")
			_, _ = g.Matrix(query.MatrixOptions{Asked: &a})
		},
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				b.StopTimer()
				g := largeGround(b)
				runtime.GC()
				b.StartTimer()
				question(g)
			}
		})
	}
}
