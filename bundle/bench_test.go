package bundle_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/rolecall/rolecall/bundle"
)

// sizes are the policies that speed is judged by.
var sizes = []struct {
	name  string
	roles int
	rows  int
}{{"S", 40, 973}, {"M", 600, 47_034}}

// synthetic is a table of so many rows, spread evenly: role i has some
// privileges on collections of database i mod 10, and user i holds roles i to i+3.
func synthetic(roles, rows int) (bundle.Table, bundle.CEL) {
	target := bundle.Target{Kind: "milvus", Name: "prod", Version: "2.6"}
	t := bundle.Table{Format: bundle.TableFormat, Target: target, Implicit: []string{"public"}}
	c := bundle.CEL{Format: bundle.CELFormat, Target: target, Roles: map[string]bundle.CELRole{"public": {Expression: "false"}}}
	for i := range rows {
		role, n := i%roles, i/roles
		t.Grants = append(t.Grants, bundle.Grant{
			Role: fmt.Sprintf("role_%04d", role), Privilege: fmt.Sprintf("Privilege%02d", n%20), Level: "collection",
			Database: fmt.Sprintf("database_%d", role%10), Collection: fmt.Sprintf("collection_%04d", n/20),
			EnforcedBy: bundle.EnforcedByServer, Source: fmt.Sprintf("teams/t%d.hcl:%d:3", role, n/20+1),
		})
	}
	for i := range roles {
		for j := range 4 {
			t.Members = append(t.Members, bundle.Member{
				Principal: fmt.Sprintf("user_%04d", i), Role: fmt.Sprintf("role_%04d", (i+j)%roles), Source: fmt.Sprintf("bindings.hcl:%d:1", i),
			})
		}
	}
	t.Normalize()
	return t, c
}

func BenchmarkDecide(b *testing.B) {
	for _, size := range sizes {
		bun := newSynthetic(b, size.roles, size.rows)
		now := time.Now()
		for name, req := range map[string]*bundle.Request{
			"yes": {Principal: "user_0007", Privilege: "Privilege00", Database: "database_9", Collection: "collection_0000"},
			"no":  {Principal: "user_0007", Privilege: "Privilege00", Database: "database_3", Collection: "collection_0000"},
		} {
			if d := bun.Decide(req, now, nil); d.Allowed != (name == "yes") {
				b.Fatalf("%s: %+v", name, d)
			}
			b.Run(size.name+"/"+name, func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					bun.Decide(req, now, nil)
				}
			})
		}
	}
}

func BenchmarkParse(b *testing.B) {
	for _, size := range sizes {
		table, cel := synthetic(size.roles, size.rows)
		data := bundle.Encode(&table, &cel)
		b.Run(size.name, func(b *testing.B) {
			b.ReportAllocs()
			b.SetBytes(int64(len(data)))
			for b.Loop() {
				if _, err := bundle.Parse(data); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkEncode(b *testing.B) {
	for _, size := range sizes {
		table, cel := synthetic(size.roles, size.rows)
		b.Run(size.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				b.SetBytes(int64(len(bundle.Encode(&table, &cel))))
			}
		})
	}
}

func newSynthetic(b *testing.B, roles, rows int) *bundle.Bundle {
	table, cel := synthetic(roles, rows)
	return mustNew(b, table, cel)
}
