package report_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"pgregory.net/rapid"

	"github.com/rolecall/rolecall/diff"
	"github.com/rolecall/rolecall/diff/gate"
	"github.com/rolecall/rolecall/diff/report"
	"github.com/rolecall/rolecall/schema"
	"github.com/rolecall/rolecall/schema/target/all"
)

// revision reports on a change with every gate asked.
func revision(base, m *schema.Model, server *diff.Result, words string) *report.Report {
	r := diff.Revise(diff.Revision{Base: base, Model: m, Now: now})
	r.Server = server
	if server != nil {
		r.Drift = server.Changes
	}
	accepted := []gate.Acceptance{{Address: words, Gates: []string{gate.Widen}, Reason: words, Until: now, At: words}}
	return &report.Report{
		Results: []*diff.Result{r}, Gates: gate.Judge(gate.Input{
			Results: []*diff.Result{r}, Asked: append([]string{gate.InvariantPrefix + words}, gate.Names...), Accepted: accepted, Now: now, Doubts: []string{words},
		}),
		Against: &report.Against{Revision: words, Commit: words, MergeBase: true, Sources: words}, Sources: words,
		Suppressions: []report.Suppression{{Place: words, Text: words}}, Doubts: []string{words}, Edits: words, Command: words,
	}
}

func formatted(t interface{ Fatal(...any) }, format string, r *report.Report) string {
	f, _ := report.Find(format)
	var b bytes.Buffer
	if err := f.Write(&b, r); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// named makes a policy of which every name is one of those that are drawn.
func named(t *rapid.T) *schema.Model {
	name := rapid.Custom(func(t *rapid.T) schema.Text {
		return schema.Text{Value: rapid.SampledFrom(hostile).Draw(t, "name") + rapid.StringN(0, 4, 8).Draw(t, "rest")}
	})
	doc := &schema.Document{Target: &schema.Target{Kind: "milvus", Name: name.Draw(t, "target").Value, Version: schema.Text{Value: "2.6"}}}
	doc.Target.Plan, doc.Target.Unmanaged = name.Draw(t, "plan"), name.Draw(t, "unmanaged")
	for range rapid.IntRange(1, 3).Draw(t, "roles") {
		label := name.Draw(t, "role")
		g := &schema.GrantDecl{
			Privileges: []schema.Name{{Text: schema.Text{Value: rapid.SampledFrom([]string{"Search", "Insert", "CollectionAdmin"}).Draw(t, "privilege")}}},
			Databases:  []schema.Text{name.Draw(t, "database")}, Collections: []schema.Text{name.Draw(t, "collection")},
		}
		if rapid.Bool().Draw(t, "conditional") {
			g.Condition = &schema.ConditionUse{Expression: &schema.Template{Value: name.Draw(t, "expression").Value}}
		}
		doc.Roles = append(doc.Roles, &schema.RoleDecl{Block: schema.Block{Label: label}, Name: label, Description: name.Draw(t, "description"), Grants: []*schema.GrantDecl{g}})
		doc.Bindings = append(doc.Bindings, &schema.BindingDecl{
			Block: schema.Block{Label: name.Draw(t, "binding"), Range: schema.Range{File: name.Draw(t, "file").Value}},
			Roles: []schema.Name{{Ref: &schema.Ref{Kind: "role", Label: label.Value}}}, Principals: []schema.PrincipalDecl{{Kind: "user", Name: name.Draw(t, "user")}},
		})
		doc.Users = append(doc.Users, &schema.UserDecl{Block: schema.Block{Label: name.Draw(t, "declared user")}})
		doc.Tokens = append(doc.Tokens, &schema.TokenDecl{Block: schema.Block{Label: name.Draw(t, "token")}, Access: []schema.AccessDecl{{Collection: name.Draw(t, "of"), Access: name.Draw(t, "access")}}})
	}
	m, _ := all.Resolve(doc, false)
	return m
}

// Of a change, too, nothing that somebody has named is more than a name.
func TestHostileRevisions(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		server := diff.Compare(diff.Input{Model: resolve(t, smallPolicy), Deployed: hostileState(t)})
		r := revision(named(t), named(t), server, rapid.SampledFrom(hostile).Draw(t, "words"))
		for _, format := range []string{"text", "unified", "markdown"} {
			out := formatted(t, format, r)
			for _, c := range out {
				if c != '\n' && c != '\ufe0f' && !unicode.IsPrint(c) {
					t.Fatalf("%s: %q in\n%s", format, c, out)
				}
			}
		}
		checkMarkdown(t, strings.NewReplacer("## ❌", "### ❌", "## ✅", "### ✅", "<br>", "").Replace(formatted(t, "markdown", r)))
		for line := range strings.Lines(formatted(t, "unified", r)) {
			if !strings.ContainsRune(" +-@", rune(line[0])) {
				t.Fatalf("a line of the diff begins with %q", line)
			}
		}
		if !json.Valid([]byte(formatted(t, "json", r))) {
			t.Fatal("no JSON")
		}
	})
}

// However much changes, the comment keeps to its room, and gates and verdict come first.
func TestRevisionBudget(t *testing.T) {
	for _, c := range []struct{ objects, length int }{{1, 1}, {400, 1}, {3000, 1}, {50, 500}} {
		var b strings.Builder
		b.WriteString("target \"milvus\" \"prod\" { version = \"2.6\" }\n")
		long := strings.Repeat("x", c.length)
		for i := range c.objects {
			fmt.Fprintf(&b, "role \"r%[1]d%[2]s\" {\n grant {\n privileges = [\"CollectionAdmin\"]\n database = \"d%[1]d\"\n collection = \"c%[1]d%[2]s\"\n }\n}\nbinding \"b%[1]d\" {\n roles = [role[\"r%[1]d%[2]s\"]]\n users = [\"u%[1]d%[2]s\"]\n}\n", i, long)
		}
		r := revision(resolve(t, smallPolicy), resolve(t, b.String()), nil, "words "+strings.Repeat("y", c.length))
		out := formatted(t, "markdown", r)
		n := utf8.RuneCountInString(out)
		if n > 60_000 || strings.Count(out, "<details>") != strings.Count(out, "</details>") || !strings.HasPrefix(out, "## ❌ rolecall diff: 8 of 8 gates fail: `widen`, ") {
			t.Errorf("%+v: %d characters\n%.300s", c, n, out)
		}
		if c.objects > 300 && (n < 40_000 || !strings.Contains(out, "left out")) {
			t.Errorf("%+v: %d characters, and nothing is left out", c, n)
		}
		if !strings.Contains(out, "What the change does to its own check") || !strings.Contains(out, "again with") {
			t.Errorf("%+v: the end is missing", c)
		}
		if again := formatted(t, "markdown", r); again != out {
			t.Errorf("%+v: another run says something else", c)
		}
	}
}
