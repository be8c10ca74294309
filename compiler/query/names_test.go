package query_test

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"pgregory.net/rapid"

	"github.com/rolecall/rolecall/bundle"
	"github.com/rolecall/rolecall/compiler/query"
	"github.com/rolecall/rolecall/compiler/query/report"
	"github.com/rolecall/rolecall/internal/anypolicy"
	"github.com/rolecall/rolecall/schema"
	"github.com/rolecall/rolecall/schema/target/all"
)

// hostile draws a name as somebody who means harm would choose it.
func hostile() *rapid.Generator[string] {
	return rapid.OneOf(rapid.StringN(1, 20, 80), rapid.SampledFrom([]string{
		"\x1b[31mred\x1b[0m", "a\nrole admin", "=cmd()|' /C calc'!A0", "+1", "@x", "-x", "\t=1", "${var.x}", "%{if true}x%{endif}", `"`, `\`, "\u202eevil", "<b>", "|", "`x`", "a,b", "＝1", "\x00",
	}))
}

// written reports whether a policy can have a name as it is: HCL composes characters, of which
// those below the combining ones have none to compose.
func written(s string) bool {
	return utf8.ValidString(s) && len(s) < 100 && !strings.ContainsFunc(s, func(r rune) bool { return r >= 0x300 && r != '\u202e' })
}

// What a suggestion says to write is a policy of the names as they are, whatever stands in them.
func TestWrittenSuggestionsOfHostileNames(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		principal := hostile().Filter(func(s string) bool { return written(s) && s != "*" }).Draw(t, "principal")
		collection := hostile().Filter(written).Draw(t, "collection")
		src := "target \"milvus\" \"x\" { version = \"2.6\" }\n"
		g := ofPolicy(t, anypolicy.Model(t, src))
		q := question{principal, "Search", "db", collection}
		answer := g.Can(principal, mustAsk(t, g, q), bundle.Attributes{})
		if answer.Verdict != query.No || len(answer.Suggestions) == 0 {
			t.Fatalf("%+v", answer)
		}
		for i := range answer.Suggestions {
			after := ofPolicy(t, carriedOut(t, src, principal, &answer.Suggestions[i]))
			if got := after.Can(principal, mustAsk(t, after, q), bundle.Attributes{}); got.Verdict != query.Yes {
				t.Fatalf("%s\nstill %s", answer.Suggestions[i].Write, got.Verdict)
			}
		}
	})
}

// Answers about hostile names: text has no control characters, JSON has the names as
// they are, and no cell of CSV is a formula.
func TestReportsOfHostileNames(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		names := rapid.SliceOfN(hostile(), 5, 5).Draw(t, "names")
		c, _ := all.Targets[0].Catalog("2.5")
		g, err := query.OfState(&schema.State{
			Target:  schema.StateTarget{Name: names[0]},
			Roles:   []schema.StateRole{{Name: names[1]}},
			Grants:  []schema.StateGrant{{Role: names[1], Privilege: "Search", Database: names[2], Collection: names[3]}},
			Members: []schema.StateMember{{Principal: names[4], Role: names[1], Project: names[0]}},
		}, c, nil, now)
		if err != nil {
			return // longer than names can be
		}
		a := mustAsk(t, g, question{privilege: "Search"})
		lists := func(document string) *report.Report {
			return &report.Report{Format: document, Lists: []report.List{report.WhoCan(g, a), report.WhatCan(g, names[4])}}
		}
		var text, doc, table bytes.Buffer
		for _, err := range []error{
			report.Text(&text, lists(report.WhoCanFormat)), report.JSON(&doc, lists(report.WhoCanFormat)), report.CSV(&table, lists(report.WhoCanFormat)),
			report.Can(&text, g, g.Can(names[4], mustAsk(t, g, question{privilege: "Insert", database: names[2], collection: names[3]}), bundle.Attributes{}), false),
			report.Can(&text, g, g.Can(names[4], a, bundle.Attributes{Resource: map[string]any{"project": names[0]}}), false),
		} {
			if err != nil {
				t.Fatal(err)
			}
		}
		for _, r := range text.String() {
			if r != '\n' && !unicode.IsPrint(r) {
				t.Fatalf("%q is printed in\n%s", r, text.String())
			}
		}
		var read struct {
			Targets []struct{ Rows []bundle.Access }
		}
		if err := json.Unmarshal(doc.Bytes(), &read); err != nil || len(read.Targets) != 2 {
			t.Fatalf("%v in %s", err, doc.String())
		}
		valid := strings.ToValidUTF8(names[4], "\uFFFD")
		if !slices.ContainsFunc(read.Targets[0].Rows, func(r bundle.Access) bool { return r.Principal == valid || !utf8.ValidString(names[4]) }) {
			t.Fatalf("%q is not among the rows of %s", names[4], doc.String())
		}
		cells, err := csv.NewReader(&table).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		for _, line := range cells {
			for _, cell := range line {
				if cell != "" && strings.ContainsRune("=+-@\t\r", rune(cell[0])) || strings.ContainsFunc(cell, unicode.IsControl) {
					t.Fatalf("a spreadsheet would take %q for a formula", cell)
				}
			}
		}
	})
}

func TestAttributes(t *testing.T) {
	g := ofPolicy(t, anypolicy.Model(t, `
target "milvus" "x" { version = "2.6" }
attribute "principal" "teams" { type = list(string) }
attribute "principal" "level" { type = number }
attribute "request" "urgent" { type = bool }
`))
	got, err := g.Attributes([]string{"principal.teams=a, b", "principal.level=3", "request.urgent=true", "request.ip=10.0.0.7", "request.time=2026-11-20T10:00:00Z", "resource.project=p"})
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(got.Principal["teams"].([]string), []string{"a", "b"}) || got.Principal["level"] != 3.0 || got.Request["urgent"] != true ||
		got.Request["ip"] != "10.0.0.7" || got.Request["time"] != "2026-11-20T10:00:00Z" || got.Resource["project"] != "p" {
		t.Errorf("got %v", got)
	}
	if list, err := g.Attributes([]string{`principal.teams=["a,b"]`}); err != nil || !slices.Equal(list.Principal["teams"].([]string), []string{"a,b"}) {
		t.Errorf("a list of JSON is read as %v, %v", list, err)
	}
	for _, wrong := range [][]string{
		{"principal.teams"}, {"principal.level=high"}, {"request.urgent=maybe"}, {"request.ip=here"}, {"request.time=now"}, {"principal.name=x"}, {"x=1"},
		{`principal.teams=[1]`}, {"principal.level=1", "principal.level=2"},
	} {
		if got, err := g.Attributes(wrong); err == nil {
			t.Errorf("%q is read as %v", wrong, got)
		}
	}
}
