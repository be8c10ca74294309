package diff_test

import (
	"fmt"
	"io"
	"slices"
	"testing"

	"github.com/rolecall/rolecall/diff"
	"github.com/rolecall/rolecall/schema"
	"github.com/rolecall/rolecall/schema/target/all"
)

// bigModel is a policy of roles that give 10 privileges on 100 collections each,
// and of users who hold two of them.
func bigModel(b *testing.B, roles, users int) *schema.Model {
	b.Helper()
	text := func(s string) schema.Text { return schema.Text{Value: s} }
	doc := &schema.Document{Target: &schema.Target{Kind: "milvus", Name: "big", Version: text("2.6")}}
	for i := range roles {
		g := &schema.GrantDecl{Databases: []schema.Text{text(fmt.Sprintf("db%d", i%50))}}
		for _, p := range []string{"Query", "Search", "Insert", "Delete", "Upsert", "Release", "GetStatistics", "HasPartition", "CreateIndex", "DropIndex"} {
			g.Privileges = append(g.Privileges, schema.Name{Text: text(p)})
		}
		for j := range 100 {
			g.Collections = append(g.Collections, text(fmt.Sprintf("c%d", j)))
		}
		name := text(fmt.Sprintf("role%d", i))
		doc.Roles = append(doc.Roles, &schema.RoleDecl{Block: schema.Block{Label: name}, Name: name, Grants: []*schema.GrantDecl{g}})
	}
	for i := range users {
		d := &schema.BindingDecl{Block: schema.Block{Label: text(fmt.Sprintf("b%d", i))}, Principals: []schema.PrincipalDecl{{Kind: "user", Name: text(fmt.Sprintf("u%d", i))}}}
		for _, r := range []int{i % roles, (i * 7) % roles} {
			d.Roles = append(d.Roles, schema.Name{Ref: &schema.Ref{Kind: "role", Label: fmt.Sprintf("role%d", r)}})
		}
		doc.Bindings = append(doc.Bindings, d)
	}
	m, found := all.Resolve(doc, false)
	if len(found) > 0 {
		b.Fatal(found)
	}
	return m
}

// One million rows on each side.
func BenchmarkCompare(b *testing.B) {
	m := bigModel(b, 1000, 10_000)
	same := m.Desired(now)
	one := m.Desired(now)
	one.Grants = one.Grants[:len(one.Grants)-10]
	half := m.Desired(now)
	for i := range half.Grants {
		if i%2 == 0 {
			half.Grants[i].Collection += "_old"
		}
	}
	empty := &schema.State{Format: schema.StateFormat, Groups: []schema.StateGroup{}, Roles: []schema.StateRole{}, Users: []schema.StateUser{}, Grants: []schema.StateGrant{}, Members: []schema.StateMember{}}
	for _, c := range []struct {
		name string
		s    *schema.State
	}{{"same", same}, {"ten grants", one}, {"half", half}, {"first deployment", empty}} {
		b.Run(c.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				r := diff.Compare(diff.Input{Model: m, Deployed: c.s, Now: now})
				gained, lost := r.Access.Count()
				b.ReportMetric(float64(gained+lost), "entries")
				fmt.Fprint(io.Discard, r.StateDigest)
			}
		})
	}
}

// One million rows in each of two revisions. Each role has ten holders.
func BenchmarkRevise(b *testing.B) {
	base := bigModel(b, 1000, 0)
	text := func(s string) schema.Text { return schema.Text{Value: s} }
	revised := func(f func(*schema.Document)) *schema.Model {
		doc := bigModel(b, 1000, 0).Document
		f(doc)
		for i := range 10_000 {
			doc.Bindings = append(doc.Bindings, &schema.BindingDecl{
				Block: schema.Block{Label: text(fmt.Sprintf("b%d", i))}, Principals: []schema.PrincipalDecl{{Kind: "user", Name: text(fmt.Sprintf("u%d", i))}},
				Roles: []schema.Name{{Ref: &schema.Ref{Kind: "role", Label: fmt.Sprintf("role%d", i%1000)}}},
			})
		}
		m, _ := all.Resolve(doc, false)
		return m
	}
	base = revised(func(*schema.Document) {})
	for _, c := range []struct {
		name string
		m    *schema.Model
	}{
		{"same", revised(func(*schema.Document) {})},
		{"one privilege of one role", revised(func(d *schema.Document) { d.Roles[7].Grants[0].Privileges = d.Roles[7].Grants[0].Privileges[1:] })},
		{"another order", revised(func(d *schema.Document) {
			for _, r := range d.Roles {
				slices.Reverse(r.Grants[0].Privileges)
			}
		})},
		{"one privilege of every role", revised(func(d *schema.Document) {
			for _, r := range d.Roles {
				r.Grants[0].Privileges = r.Grants[0].Privileges[1:]
			}
		})},
		{"half of all rows", revised(func(d *schema.Document) {
			for _, r := range d.Roles {
				for i := range r.Grants[0].Collections {
					if i%2 == 0 {
						r.Grants[0].Collections[i].Value += "_new"
					}
				}
			}
		})},
	} {
		b.Run(c.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				r := diff.Revise(diff.Revision{Base: base, Model: c.m, Now: now})
				gained, lost := r.Access.Count()
				b.ReportMetric(float64(gained+lost), "entries")
			}
		})
	}
}
