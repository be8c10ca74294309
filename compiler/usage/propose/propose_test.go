package propose_test

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/rolecall/rolecall/bundle"
	"github.com/rolecall/rolecall/bundle/condition"
	"github.com/rolecall/rolecall/compiler/query"
	"github.com/rolecall/rolecall/compiler/usage"
	"github.com/rolecall/rolecall/compiler/usage/propose"
	"github.com/rolecall/rolecall/internal/anypolicy"
	"github.com/rolecall/rolecall/internal/txtest"
	"github.com/rolecall/rolecall/lint"
	"github.com/rolecall/rolecall/lint/rules"
	"github.com/rolecall/rolecall/schema"
	"github.com/rolecall/rolecall/schema/parse"
	"github.com/rolecall/rolecall/schema/target/all"
)

var now = time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)

// failer is what a test and a property have in common.
type failer interface {
	Helper()
	Fatal(args ...any)
	Fatalf(format string, args ...any)
}

// policy is a policy that was read.
type policy struct {
	files   []parse.File
	project *schema.Project
	ground  *query.Ground
	found   []schema.Finding
}

func read(t failer, files []parse.File) *policy {
	t.Helper()
	p := &policy{files: files}
	p.project, p.found = parse.Project(files, parse.Options{})
	var models []*schema.Model
	for _, d := range p.project.Documents {
		m, more := all.Resolve(d, p.project.Broken)
		if m == nil {
			t.Fatal(more[0].Message)
		}
		models, p.found = append(models, m), append(p.found, more...)
	}
	if len(models) == 0 {
		t.Fatalf("no target: %v", p.found)
	}
	var err error
	if p.ground, err = query.OfPolicy(models[0], now); err != nil {
		t.Fatal(err)
	}
	if p.found, err = lint.Run(rules.All, lint.Input{Project: p.project, Models: models, Now: now}, p.found); err != nil {
		t.Fatal(err)
	}
	return p
}

// warnings says what lint objects to, in lines that hold wherever things stand.
func (p *policy) warnings() map[string]bool {
	out := map[string]bool{}
	for _, f := range p.found {
		if f.Severity >= schema.Warning && f.Suppressed == nil {
			out[f.Rule+" "+f.Subject+" "+f.Message] = true
		}
	}
	return out
}

func (p *policy) tally(t failer, events []usage.Event, o usage.Options) *usage.Tally {
	t.Helper()
	tally, err := usage.New(p.ground, o)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range events {
		tally.Add(&e)
	}
	return tally
}

func (p *policy) propose(t failer, tally *usage.Tally, percent int) *propose.Proposal {
	t.Helper()
	out, err := propose.New(propose.Input{
		Ground: p.ground, Project: p.project, Files: p.files, Demand: tally.Demand(&usage.Lines{}, percent), Resolve: all.Resolve, Now: now,
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// drawEvents draws requests and has them decided by the policy; some of them leave out what a log may.
func drawEvents(t *rapid.T, g *query.Ground) []usage.Event {
	c := g.Catalog
	names := make([]string, len(c.Privileges))
	for i := range c.Privileges {
		names[i] = c.Privileges[i].Name
	}
	set, err := condition.Load(g.Bundle)
	if err != nil {
		t.Fatal(err)
	}
	var events []usage.Event
	for range rapid.IntRange(1, 15).Draw(t, "requests") {
		r := bundle.Request{Principal: rapid.SampledFrom([]string{"u0", "u1", "root", "a-stranger"}).Draw(t, "principal"), Privilege: rapid.SampledFrom(names).Draw(t, "privilege")}
		if c.Behaviour.Scoped {
			r.Database = rapid.SampledFrom([]string{"db1", "db1", "db2", "*"}).Draw(t, "database")
			r.Collection = rapid.SampledFrom([]string{"c1", "c2", "live", "*", "", "other"}).Draw(t, "collection")
		}
		if rows := slices.Collect(g.WhatCan(r.Principal)); len(rows) > 0 && rapid.IntRange(0, 3).Draw(t, "given") > 0 {
			aim(&r, rapid.SampledFrom(rows).Draw(t, "row"), c)
		}
		if rapid.Bool().Draw(t, "attributes") {
			r.Attributes.Principal = map[string]any{"tenant": "acme"}
		}
		at := now.AddDate(0, 0, -rapid.IntRange(0, 3).Draw(t, "days ago"))
		d := g.Bundle.Decide(&r, at, set)
		e := usage.Event{At: at, Principal: r.Principal, Needs: [][]string{{r.Privilege}}, Database: r.Database, Collection: r.Collection, Attributes: r.Attributes, Allowed: d.Allowed, Role: d.Role, Condition: d.Condition}
		switch rapid.IntRange(0, 9).Draw(t, "left out") {
		case 0:
			e.Missing, e.Principal = usage.NoPrincipal, ""
		case 1:
			e.Missing, e.Database, e.Collection = usage.NoDatabase|usage.NoCollection, "", ""
		case 2:
			e.Missing, e.Needs = usage.NoPrivilege, nil
		}
		events = append(events, e)
	}
	return events
}

// aim makes a request one that a row gives.
func aim(r *bundle.Request, row bundle.Access, c *schema.Catalog) {
	r.Privilege = row.Privilege
	if c.Behaviour.Scoped && row.Database != bundle.Any {
		r.Database = row.Database
	}
	if c.Behaviour.Scoped && row.Collection != bundle.Any {
		r.Collection = row.Collection
	}
}

// A proposal gives nobody more, denies nothing of the log that it comes from, and
// leaves lint nothing to object to that it did not object to before.
func TestProposal(t *testing.T) {
	changed := 0
	rapid.Check(t, func(t *rapid.T) {
		// On lines of its own an attribute can stand before others.
		text := strings.NewReplacer("{ version", "{\n  version", "{ plan", "{\n  plan").Replace(anypolicy.Draw(t))
		before := read(t, []parse.File{{Path: "x.hcl", Data: []byte(text)}})
		events := drawEvents(t, before.ground)
		proposal := before.propose(t, before.tally(t, events, usage.Options{Complete: rapid.Bool().Draw(t, "complete")}), 0)
		changed += len(proposal.Changed)
		after := read(t, proposal.Files)
		r := after.tally(t, events, usage.Options{Replay: true}).Result(usage.Lines{}).Replay
		mine := before.tally(t, events, usage.Options{Replay: true}).Result(usage.Lines{}).Replay
		if r.NewlyDenied > mine.NewlyDenied || r.NewlyAllowed > mine.NewlyAllowed {
			t.Fatalf("denied %+v, allowed %+v\n%s\nfrom\n%s", r.Denied, r.Allowed, proposal.Files[0].Data, before.files[0].Data)
		}
		known := before.warnings()
		for w := range after.warnings() {
			if !known[w] {
				t.Fatalf("lint says %s\n%s\nfrom\n%s", w, proposal.Files[0].Data, before.files[0].Data)
			}
		}
		for _, name := range []string{"u0", "u1", "a-stranger"} {
			if gained := gains(before.ground, after.ground, name); gained != "" {
				t.Fatalf("%s gains %s\n%s\nfrom\n%s", name, gained, proposal.Files[0].Data, before.files[0].Data)
			}
		}
	})
	if changed == 0 {
		t.Error("nothing ever became smaller")
	}
}

// gains is the first row that a principal has after and did not have before.
func gains(before, after *query.Ground, name string) string {
	for row := range after.WhatCan(name) {
		has := false
		for old := range before.WhatCan(name) {
			has = has || old.Privilege == row.Privilege && (old.Database == "*" || old.Database == row.Database) &&
				(old.Collection == "*" || old.Collection == row.Collection) && (old.Condition == "" || old.Condition == row.Condition)
		}
		if !has {
			return fmt.Sprintf("%+v", row)
		}
	}
	return ""
}

// Each archive is a policy and the requests of a log, a line "PRINCIPAL PRIVILEGE
// DATABASE COLLECTION COUNT" each, spread over 100 days, with the proposal that comes of it.
func TestArchives(t *testing.T) {
	txtest.Run(t, "../../../testdata/usage/propose/*.txtar", func(t *testing.T, a *txtest.Archive) {
		var files []parse.File
		for _, f := range a.Under("policy/") {
			files = append(files, parse.File{Path: f.Name, Data: f.Data})
		}
		p := read(t, files)
		tally := p.tally(t, events(t, string(a.File(t, "requests"))), usage.Options{Complete: true})
		proposal := p.propose(t, tally, 50)
		for _, f := range proposal.Files {
			a.Golden(t, "proposal/"+f.Path, f.Data)
		}
		var told bytes.Buffer
		for _, c := range proposal.Changed {
			fmt.Fprintf(&told, "%s %s: %s\n", c.Source, c.What, c.How)
		}
		for _, c := range proposal.Kept {
			fmt.Fprintf(&told, "%s %s stays: %s\n", c.Source, c.What, c.How)
		}
		a.Golden(t, "told", told.Bytes())
	})
}

func events(t *testing.T, text string) []usage.Event {
	t.Helper()
	var out []usage.Event
	for line := range strings.Lines(text) {
		var e usage.Event
		var privilege string
		n := 0
		if _, err := fmt.Sscan(line, &e.Principal, &privilege, &e.Database, &e.Collection, &n); err != nil {
			t.Fatalf("%q: %v", line, err)
		}
		e.Needs, e.Allowed = [][]string{{privilege}}, true
		for i := range n {
			e.At = now.AddDate(0, 0, -(i % 100))
			out = append(out, e)
		}
	}
	return out
}
