package diff_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/rolecall/rolecall/bundle"
	"github.com/rolecall/rolecall/compiler"
	"github.com/rolecall/rolecall/diff"
	"github.com/rolecall/rolecall/schema"
	"github.com/rolecall/rolecall/schema/target/all"
)

// randomRevision is a policy as a revision of it may be: of any version, with
// any settings, and with a condition whose expression varies.
func randomRevision(t *rapid.T) string {
	text := randomPolicy(t, "remove")
	text = strings.Replace(text, "> 20", pick(t, "expression", []string{"> 20", "> 20", "> 21"}), 1)
	return strings.Replace(text, " unmanaged =", pick(t, "settings", []string{"", "", " settings = { public_privileges = false }\n", " settings = { root_needs_role = true }\n"})+" unmanaged =", 1)
}

// compiled answers by a compiled table, row by row. Of what the server enforces
// the table does not tell: that is read from the desired state.
type compiled struct {
	model  *schema.Model
	table  *bundle.Table
	server *naive
	held   map[[2]string][]bundle.Grant // by principal and privilege, once asked
}

func newCompiled(t failer, m *schema.Model) *compiled {
	t.Helper()
	program, err := compiler.Compile(m)
	if err != nil {
		t.Fatal(err)
	}
	s := m.Desired(now)
	if m.Target.Setting("public_privileges", true) {
		for _, p := range []string{"DescribeCollection", "IndexDetail", "ListAliases"} {
			s.Grants = append(s.Grants, schema.StateGrant{Role: "public", Privilege: p, Database: "*", Collection: "*"})
		}
	}
	return &compiled{model: m, table: &program.Table, server: newNaive(m.Catalog, s, m.Target.Setting), held: map[[2]string][]bundle.Grant{}}
}

// ways in which access may hold: always, under the condition where services
// decide, and under it with the server not asking.
const (
	always = iota
	service
	unchecked
)

func (c *compiled) expression(id string) string {
	for _, cond := range c.model.Conditions {
		if cond.ID == id {
			return cond.Expression.Value
		}
	}
	return ""
}

// holds reports whether a principal has a privilege in one of the ways, under an expression.
func (c *compiled) holds(who, privilege, database, collection string, way int, expression string) bool {
	for _, g := range c.rows(who, privilege) {
		if g.Database != "*" && g.Database != database || g.Collection != "*" && g.Collection != collection {
			continue
		}
		if g.Condition == "" || way == service && c.expression(g.Condition) == expression {
			return true
		}
	}
	p := c.model.Catalog.Privilege(privilege)
	own := slices.ContainsFunc(c.model.Conditions, func(cond *schema.Condition) bool { return cond.Expression.Value == expression })
	return way == unchecked && own && p != nil && c.server.allowed(who, p, database, collection)
}

// Between two revisions, access is what brute force over both compiled tables
// finds, for every principal, privilege, point and way.
func TestRevisionIsTheDifferenceOfTables(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		base, model := resolveText(t, randomRevision(t)), resolveText(t, randomRevision(t))
		if rapid.IntRange(0, 9).Draw(t, "the same") == 0 {
			model = base
		}
		checkRevision(t, base, model)
	})
}

func checkRevision(t *rapid.T, base, model *schema.Model) {
	r := diff.Revise(diff.Revision{Base: base, Model: model, Now: now})
	before, after := newCompiled(t, base), newCompiled(t, model)
	entries := map[string][]diff.Entry{}
	seen := map[string]bool{}
	for e := range r.Access.All() {
		entries[e.Principal] = append(entries[e.Principal], e)
		id := fmt.Sprint(e.Principal, e.Privilege, e.Database, e.Collection, e.Change, wayOf(e), expressionOf(e))
		if seen[id] {
			t.Fatalf("twice: %+v", e)
		}
		seen[id] = true
	}
	known := map[string]bool{"root": true}
	for _, m := range []*schema.Model{base, model} {
		for _, mb := range m.Desired(now).Members {
			known[mb.Principal] = true
		}
		for _, u := range m.Document.Users {
			known[u.Label.Value] = true
		}
	}
	privileges := map[string]bool{}
	for _, m := range []*schema.Model{base, model} {
		for _, p := range m.Catalog.Privileges {
			privileges[p.Name] = true
		}
	}
	for _, who := range append([]string{"a_stranger"}, principalNames...) {
		of := entries[who]
		if !known[who] {
			of = entries[diff.Anyone]
		}
		for _, e := range of {
			stranger := func(name string) string { return strings.Replace(name, "*", "a_stranger", 1) }
			d, c := stranger(e.Database), stranger(e.Collection)
			was, is := before.holds(who, e.Privilege, d, c, wayOf(e), expressionOf(e)), after.holds(who, e.Privilege, d, c, wayOf(e), expressionOf(e))
			if was == is || is != (e.Change == diff.Gained) {
				t.Fatalf("%s: before %v, after %v: %+v", who, was, is, e)
			}
		}
		for privilege := range privileges {
			for _, d := range []string{"d1", "d2", "default", "a_stranger"} {
				for _, c := range []string{"c1", "c2", "c3", "live", "a_stranger"} {
					for _, expression := range []string{"request.time.getHours() > 20", "request.time.getHours() > 21"} {
						for way := always; way <= unchecked; way++ {
							was, is := before.holds(who, privilege, d, c, way, expression), after.holds(who, privilege, d, c, way, expression)
							gained, lost := told(of, privilege, d, c, way, expression)
							if (gained && !was) != (is && !was) || (lost && !is) != (was && !is) {
								t.Fatalf("%s %s %s.%s way %d of %s: before %v, after %v, gained %v, lost %v\n%+v", who, privilege, d, c, way, expression, was, is, gained, lost, of)
							}
						}
					}
				}
			}
		}
	}
}

// rows are those of the table that count for a principal and a privilege.
func (c *compiled) rows(who, privilege string) []bundle.Grant {
	key := [2]string{who, privilege}
	if rows, ok := c.held[key]; ok {
		return rows
	}
	roles := slices.Clone(c.table.Implicit)
	for _, m := range c.table.Members {
		expires, err := time.Parse(time.RFC3339, m.Expires)
		if m.Principal == who && (err != nil || now.Before(expires)) {
			roles = append(roles, m.Role)
		}
	}
	var rows []bundle.Grant
	for _, g := range c.table.Grants {
		if g.Privilege == privilege && slices.Contains(roles, g.Role) {
			rows = append(rows, g)
		}
	}
	c.held[key] = rows
	return rows
}

func wayOf(e diff.Entry) int {
	switch {
	case e.Condition == "":
		return always
	case e.Grant.Deployable():
		return unchecked
	}
	return service
}

func expressionOf(e diff.Entry) string {
	if e.Condition == "" {
		return ""
	}
	return e.Grant.Condition.Expression.Value
}

// told reports whether entries speak of a point.
func told(entries []diff.Entry, privilege, database, collection string, way int, expression string) (gained, lost bool) {
	for _, e := range entries {
		if e.Privilege != privilege || e.Database != "*" && e.Database != database || e.Collection != "*" && e.Collection != collection {
			continue
		}
		w := wayOf(e)
		if w != always && (expressionOf(e) != expression || w != way && !(w == unchecked && way == service)) {
			continue
		}
		gained = gained || e.Change == diff.Gained
		lost = lost || e.Change == diff.Lost
	}
	return gained, lost
}

// However a policy is put, nobody gains or loses anything: grants one by one,
// half of a role taken over from another, everything said twice, from the back.
func TestRefactorsChangeNoAccess(t *testing.T) {
	refactors := map[string]func(*schema.Document){"grants one by one": singly, "includes": included, "twice": twice, "reversed": reversed}
	rapid.Check(t, func(t *rapid.T) {
		text := randomRevision(t)
		base := resolveText(t, text)
		for _, name := range slices.Sorted(maps.Keys(refactors)) {
			doc := resolveText(t, text).Document
			refactors[name](doc)
			model, _ := all.Resolve(doc, false)
			r := diff.Revise(diff.Revision{Base: base, Model: model, Now: now})
			if gained, lost := r.Access.Count(); gained+lost > 0 {
				t.Fatalf("%s: %+v", name, slices.Collect(r.Access.All()))
			}
			for _, c := range r.Changes {
				if c.Kind != diff.KindRole && !(name == "includes" && c.Kind == diff.KindGrant) {
					t.Fatalf("%s: %+v", name, c)
				}
			}
		}
	})
}

func singly(doc *schema.Document) {
	for _, role := range doc.Roles {
		var grants []*schema.GrantDecl
		for _, g := range role.Grants {
			for i := range g.Privileges {
				one := *g
				one.Privileges = g.Privileges[i : i+1]
				grants = append(grants, &one)
			}
		}
		role.Grants = grants
	}
}

func included(doc *schema.Document) {
	for _, role := range slices.Clone(doc.Roles) {
		half := len(role.Grants) / 2
		label := schema.Text{Value: "half_of_" + role.Label.Value}
		part := &schema.RoleDecl{Block: schema.Block{Label: label}, Name: label, Grants: role.Grants[half:]}
		role.Grants = role.Grants[:half]
		role.Includes = append(role.Includes, schema.Name{Ref: &schema.Ref{Kind: "role", Label: label.Value}})
		doc.Roles = append(doc.Roles, part)
	}
}

func twice(doc *schema.Document) {
	for _, role := range doc.Roles {
		role.Grants = append(role.Grants, role.Grants...)
	}
	for _, b := range slices.Clone(doc.Bindings) {
		again := *b
		again.Label.Value += "_again"
		doc.Bindings = append(doc.Bindings, &again)
	}
}

func reversed(doc *schema.Document) {
	slices.Reverse(doc.Roles)
	slices.Reverse(doc.Bindings)
	slices.Reverse(doc.Groups)
	for _, role := range doc.Roles {
		slices.Reverse(role.Grants)
	}
}
