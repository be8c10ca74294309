package review_test

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"
	"pgregory.net/rapid"

	"github.com/rolecall/rolecall/bundle"
	"github.com/rolecall/rolecall/compiler/query"
	"github.com/rolecall/rolecall/compiler/review"
	"github.com/rolecall/rolecall/diff"
	"github.com/rolecall/rolecall/internal/anypolicy"
	"github.com/rolecall/rolecall/internal/txtest"
	"github.com/rolecall/rolecall/lint"
	"github.com/rolecall/rolecall/lint/rules"
	"github.com/rolecall/rolecall/schema"
	"github.com/rolecall/rolecall/schema/parse"
	"github.com/rolecall/rolecall/schema/target/all"
)

var now = time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)

type failer interface {
	Helper()
	Fatal(args ...any)
	Fatalf(format string, args ...any)
}

// page is the page of a policy and, where there is one, of a deployed state.
func page(t failer, policy string, state []byte) *review.Page {
	t.Helper()
	project, found := parse.Project([]parse.File{{Path: "policy.hcl", Data: []byte(policy)}}, parse.Options{})
	p := &review.Page{Version: "1.0.0"}
	var models []*schema.Model
	for _, doc := range project.Documents {
		m, more := all.Resolve(doc, project.Broken)
		if m == nil {
			t.Fatal(more[0].Message)
		}
		models, found = append(models, m), append(found, more...)
		p.Targets = append(p.Targets, targets(t, m, state)...)
	}
	var err error
	if p.Findings, err = lint.Run(rules.All, lint.Input{Project: project, Models: models, Now: now}, found); err != nil {
		t.Fatal(err)
	}
	return p
}

func targets(t failer, m *schema.Model, state []byte) []review.Target {
	t.Helper()
	g, err := query.OfPolicy(m, now)
	if err != nil {
		t.Fatal(err)
	}
	if len(state) == 0 {
		return []review.Target{{Ground: g}}
	}
	s, err := schema.DecodeState(state)
	if err != nil {
		t.Fatal(err)
	}
	deployed, err := query.OfState(s, m.Catalog, m.Target.Setting, now)
	if err != nil {
		t.Fatal(err)
	}
	r := diff.Compare(diff.Input{Model: m, Deployed: s, Now: now})
	return []review.Target{{Ground: g, Diff: r}, {Ground: deployed, Diff: r}}
}

func written(t failer, p *review.Page) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := review.HTML(&b, p); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// parts are the scripts, data and text of a page, as a browser reads it.
func parts(t failer, page []byte) (data []byte, scripts int, text string) {
	t.Helper()
	var b strings.Builder
	inside := ""
	for z := html.NewTokenizer(bytes.NewReader(page)); ; {
		kind := z.Next()
		if kind == html.ErrorToken {
			return data, scripts, b.String()
		}
		token := z.Token()
		switch kind {
		case html.StartTagToken:
			inside = ""
			if token.Data != "script" && token.Data != "style" {
				continue
			}
			inside = token.Data
			if len(token.Attr) == 2 && token.Attr[0].Val == "application/json" {
				inside = "data"
			} else if token.Data == "script" {
				scripts++
			}
		case html.TextToken:
			switch inside {
			case "data":
				data = append(data, token.Data...)
			case "":
				b.WriteString(token.Data)
			}
		case html.EndTagToken:
			inside = ""
		}
	}
}

// An archive has a policy, maybe a deployed state, the data of the page, and the CSV.
func TestPages(t *testing.T) {
	txtest.Run(t, "../../testdata/review/*.txtar", func(t *testing.T, a *txtest.Archive) {
		var state []byte
		if a.Has("state.json") {
			state = a.File(t, "state.json")
		}
		p := page(t, string(a.File(t, "policy.hcl")), state)
		data, _, _ := parts(t, written(t, p))
		var indented bytes.Buffer
		if err := json.Indent(&indented, data, "", " "); err != nil {
			t.Fatal(err)
		}
		a.Golden(t, "data.json", append(flat(indented.Bytes()), '\n'))
		var b bytes.Buffer
		if err := review.CSV(&b, p); err != nil {
			t.Fatal(err)
		}
		a.Golden(t, "access.csv", b.Bytes())
	})
}

// Drawings are long, and graph's own archives hold them; what is in no other list or
// object stands on a line.
var drawing, plain, space = regexp.MustCompile(`"graph": ".*"`), regexp.MustCompile(`[\[{][^\[\]{}]*[\]}]`), regexp.MustCompile(`\n\s+`)

func flat(data []byte) []byte {
	data = drawing.ReplaceAll(data, []byte(`"graph": "…"`))
	return plain.ReplaceAllFunc(data, func(list []byte) []byte { return space.ReplaceAll(list, nil) })
}

// read is what a page's scripts see of the access in its data.
type read struct {
	Targets []struct {
		ID         string
		Privileges []query.Privilege
		Scopes     [][2]string
		Conditions []struct{ ID string }
		Links      []query.Link
		Ways       []struct {
			Links   []int
			Service bool
		}
		Sets  [][]int
		Roles []struct {
			Name   string
			Pieces []int
		}
		Principals []struct {
			Name  string
			Holds []struct {
				Role    int
				Ended   bool
				Project string
			}
		}
	}
}

// What pieces say is what the table says: every row, once.
func TestRandomPolicies(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := page(t, anypolicy.Draw(t), nil)
		out := written(t, p)
		if !bytes.Equal(out, written(t, p)) {
			t.Fatal("written again, it is another")
		}
		data, scripts, _ := parts(t, out)
		var d read
		if err := json.Unmarshal(data, &d); err != nil || scripts != 1 {
			t.Fatalf("%d scripts, %v", scripts, err)
		}
		table := p.Targets[0].Ground.Bundle.Table
		var got, want []string
		for _, r := range d.Targets[0].Roles {
			for i := 0; i < len(r.Pieces); i += 4 {
				s, w := d.Targets[0].Scopes[r.Pieces[i]], d.Targets[0].Ways[r.Pieces[i+2]]
				condition := ""
				if n := r.Pieces[i+1]; n >= 0 {
					condition = d.Targets[0].Conditions[n].ID
				}
				source := d.Targets[0].Links[w.Links[len(w.Links)-1]]
				for _, n := range d.Targets[0].Sets[r.Pieces[i+3]] {
					got = append(got, fmt.Sprint(r.Name, s, condition, w.Service, d.Targets[0].Privileges[n].Name))
				}
				if source.Kind != query.LinkGrant {
					t.Fatalf("a way ends with %+v", source)
				}
			}
		}
		for _, g := range table.Grants {
			want = append(want, fmt.Sprint(g.Role, [2]string{g.Database, g.Collection}, g.Condition, g.EnforcedBy == bundle.EnforcedByService, g.Privilege))
		}
		slices.Sort(got)
		slices.Sort(want)
		if !slices.Equal(got, want) {
			t.Fatalf("the page has\n%q, the table\n%q", got, want)
		}
	})
}

// The CSV has each row that somebody has, as questions are answered.
func TestCSVIsWhatCan(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := page(t, anypolicy.Draw(t), nil)
		var b bytes.Buffer
		if err := review.CSV(&b, p); err != nil {
			t.Fatal(err)
		}
		lines, err := csv.NewReader(&b).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		var want [][]string
		g := p.Targets[0].Ground
		for _, name := range g.Principals() {
			for a := range g.WhatCan(name) {
				want = append(want, []string{a.Principal, a.Role, a.Privilege, a.Database, a.Collection, a.Condition})
			}
		}
		if len(lines)-1 != len(want) {
			t.Fatalf("%d lines, not %d", len(lines)-1, len(want))
		}
		for i, l := range lines[1:] {
			if got := []string{l[2], l[4], l[9], l[12], l[13], l[14]}; !slices.Equal(got, want[i]) {
				t.Fatalf("line %d is %q, not %q", i, got, want[i])
			}
		}
	})
}

// Names are others' work: whatever stands in them, they make no markup, no script, no
// formula, and come back as they are.
func TestHostileNames(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		name := rapid.OneOf(rapid.String(), rapid.SampledFrom([]string{
			"</script><script>alert(1)</script>", "<!--<script>", "]]>", "\u2028\u2029", "=cmd|' /C calc'!A0", "\u202eevil", "\x00", `"onload="alert(1)`, "{{x}}", "__proto__",
		})).Filter(func(s string) bool { return s != "" }).Draw(t, "name")
		c, _ := all.Targets[0].Catalog("2.6")
		s := &schema.State{
			Target: schema.StateTarget{Name: name},
			Roles:  []schema.StateRole{{Name: name, Description: name}}, Users: []schema.StateUser{{Name: name}},
			Grants:  []schema.StateGrant{{Role: name, Privilege: "Insert", Database: name, Collection: name}},
			Members: []schema.StateMember{{Principal: name, Role: name}},
		}
		g, err := query.OfState(s, c, nil, now)
		if err != nil {
			return // longer than names can be
		}
		p := &review.Page{Targets: []review.Target{{Ground: g}}, Findings: []schema.Finding{{Rule: "RC101", Severity: schema.Error, Message: name, Help: name, Subject: name}}}
		out := written(t, p)
		data, scripts, text := parts(t, out)
		if scripts != 1 || bytes.Count(out, []byte("<script")) != 2 || strings.ContainsRune(text, '\u202e') || strings.ContainsRune(text, 0) {
			t.Fatalf("%d scripts, and the text is %q", scripts, text)
		}
		var d read
		if err := json.Unmarshal(data, &d); err != nil {
			t.Fatal(err)
		}
		if want := strings.ToValidUTF8(name, "\uFFFD"); d.Targets[0].ID != want {
			t.Fatalf("%q is read as %q", want, d.Targets[0].ID)
		}
		checkFormulas(t, p)
	})
}

func checkFormulas(t failer, p *review.Page) {
	t.Helper()
	var b bytes.Buffer
	if err := review.CSV(&b, p); err != nil {
		t.Fatal(err)
	}
	lines, err := csv.NewReader(&b).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range lines {
		for _, cell := range l {
			if cell != "" && strings.Contains("=+-@\t\r\n", cell[:1]) {
				t.Fatalf("%q may be a formula", cell)
			}
		}
	}
}

// A page that would be too large says so, and is not written.
func TestTooLarge(t *testing.T) {
	c, _ := all.Targets[0].Catalog("2.6")
	s := &schema.State{}
	for r := range 401 {
		role := fmt.Sprintf("r%d", r)
		s.Roles = append(s.Roles, schema.StateRole{Name: role})
		for i := range 1000 {
			s.Grants = append(s.Grants, schema.StateGrant{Role: role, Privilege: "Insert", Database: "db", Collection: fmt.Sprintf("c%d", i)})
		}
	}
	g, err := query.OfState(s, c, nil, now)
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	err = review.HTML(&b, &review.Page{Targets: []review.Target{{Ground: g}}})
	if large := (review.TooLarge{}); !errors.As(err, &large) || large.Pieces < 401_000 || b.Len() > 0 {
		t.Errorf("%d bytes, and %v", b.Len(), err)
	}
	if b.Reset(); review.CSV(&b, &review.Page{Targets: []review.Target{{Ground: g}}}) != nil {
		t.Error("the CSV has a limit")
	}
}

func TestCheckSourceURL(t *testing.T) {
	for template, ok := range map[string]bool{
		"https://git.example.com/x/blob/main/{file}#L{line}": true, "http://localhost/{file}": true,
		"javascript:alert(1)//{file}": false, "https://git.example.com/": false, "": false, " https://x/{file}": false,
	} {
		if err := review.CheckSourceURL(template); (err == nil) != ok {
			t.Errorf("%q: %v", template, err)
		}
	}
}
