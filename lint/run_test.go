package lint

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/rolecall/rolecall/schema"
)

// The rules here report what a test tells them to; real ones are tried in package rules.

func models(names ...string) []*schema.Model {
	ms := make([]*schema.Model, len(names))
	for i, n := range names {
		doc := &schema.Document{Target: &schema.Target{Name: n}}
		ms[i] = &schema.Model{Document: doc, Target: doc.Target, Catalog: &schema.Catalog{}}
	}
	return ms
}

func project(src string, comments ...schema.Comment) *schema.Project {
	return &schema.Project{Sources: map[string][]byte{"a.hcl": []byte(src)}, Comments: comments}
}

// at is the place of the first occurrence of a text in a source.
func at(src, text string) schema.Range {
	i := strings.Index(src, text)
	line := strings.Count(src[:i], "\n") + 1
	column := i - strings.LastIndexByte(src[:i], '\n')
	return schema.Range{
		File: "a.hcl", Start: schema.Pos{Line: line, Column: column, Byte: i},
		End: schema.Pos{Line: line, Column: column + len(text), Byte: i + len(text)},
	}
}

// says is a rule that reports a message at each place.
func says(id string, message string, places ...schema.Range) *Rule {
	return &Rule{ID: id, Name: "rule-" + strings.ToLower(id), Severity: schema.Warning, Check: func(p *Pass) {
		for _, r := range places {
			p.Reportf(r, "role.x", "", "%s", message)
		}
	}}
}

func TestRunFailingRule(t *testing.T) {
	src := "one\ntwo\n"
	broken := &Rule{ID: "RC902", Name: "broken", Severity: schema.Error, Check: func(p *Pass) {
		p.Reportf(at(src, "one"), "", "", "half a thought")
		var places []schema.Range
		p.Reportf(places[len(p.findings)], "", "", "and the other half")
	}}
	rules := []*Rule{says("RC901", "first", at(src, "one")), broken, says("RC903", "last", at(src, "two"))}
	fs, err := Run(rules, Input{Project: project(src), Models: models("a", "b")}, nil)
	if len(fs) != 2 || fs[0].Rule != "RC901" || fs[1].Rule != "RC903" {
		t.Errorf("the other rules gave %v", fs)
	}
	if err == nil || strings.Count(err.Error(), `run rule RC902 "broken" on target`) != 2 || !strings.Contains(err.Error(), "run_test.go:") {
		t.Errorf("error is %v", err)
	}
}

func TestRunSame(t *testing.T) {
	src := "one two three\n"
	var rules []*Rule
	for i := range 20 {
		rules = append(rules, says(fmt.Sprintf("RC9%02d", i), "again", at(src, "two"), at(src, "one")))
	}
	found := []schema.Finding{{Rule: "RC901", Message: "again", Range: at(src, "one"), Severity: schema.Error}}
	first, err := Run(rules, Input{Project: project(src), Models: models("a", "b", "c")}, found)
	if err != nil || len(first) != 40 {
		t.Fatalf("%d findings, %v", len(first), err)
	}
	for range 10 {
		again, _ := Run(rules, Input{Project: project(src), Models: models("a", "b", "c")}, found)
		if fmt.Sprint(again) != fmt.Sprint(first) {
			t.Fatal("two runs differ")
		}
	}
	if first[1].Rule != "RC901" || first[1].Severity != schema.Error || first[1].Name != "rule-rc901" {
		t.Errorf("what was found before does not come first: %v", first[1])
	}
}

// A finding that several targets share names them all; what is about a file stays so.
func TestRunTargets(t *testing.T) {
	src := "one two\n"
	shared := says("RC901", "same", at(src, "one"))
	worse := &Rule{ID: "RC902", Name: "worse", Severity: schema.Warning, Check: func(p *Pass) {
		if id := p.Model.Target.ID(); id != "a" {
			p.Report(schema.Finding{Message: "same", Range: at(src, "two"), Severity: map[string]schema.Severity{"b": schema.Info, "c": schema.Error}[id]})
		}
	}}
	file := says("RC903", "of the file", at(src, "two"))
	found := []schema.Finding{{Rule: "RC903", Message: "of the file", Range: at(src, "two")}}
	fs, err := Run([]*Rule{shared, worse, file}, Input{Project: project(src), Models: models("c", "a", "b")}, found)
	if err != nil || len(fs) != 3 {
		t.Fatalf("%v, %v", fs, err)
	}
	if fs[0].Target != "a, b, c" || fs[1].Target != "b, c" || fs[1].Severity != schema.Error || fs[2].Target != "" {
		t.Errorf("targets %q, %q (%s) and %q", fs[0].Target, fs[1].Target, fs[1].Severity, fs[2].Target)
	}
	if !Concerns(fs[1], "b") || Concerns(fs[1], "a") || Concerns(fs[2], "a") {
		t.Error("what a finding concerns is not told from its targets")
	}
}

func TestRunConfig(t *testing.T) {
	src := "one\n"
	rules := []*Rule{says("RC001", "", at(src, "one")), says("RC901", "a", at(src, "one")), says("RC902", "b", at(src, "one"))}
	rules[0].Check = nil
	found := []schema.Finding{{Rule: "RC001", Message: "broken", Range: at(src, "one"), Severity: schema.Error}}
	c := Config{Levels: Levels{
		{Rules: map[string]Level{"RC901": Off, "RC001": Off, "RC902": AtInfo}},
		{Rules: map[string]Level{"RC001": AtInfo}},
	}}
	fs, err := Run(rules, Input{Project: project(src), Models: models("a"), Config: c}, found)
	if err != nil || len(fs) != 2 || fs[0].Rule != "RC001" || fs[0].Severity != schema.Error || fs[1].Severity != schema.Info {
		t.Errorf("%v, %v", fs, err)
	}
}

func TestFingerprint(t *testing.T) {
	run := func(src string) []string {
		rule := says("RC901", "a", at(src, "one"), at(src, "two"))
		fs, _ := Run([]*Rule{rule}, Input{Project: project(src), Models: models("a")}, nil)
		var prints []string
		for _, f := range fs {
			prints = append(prints, f.Fingerprint)
		}
		return prints
	}
	want := run("x one two\n")
	if len(want) != 2 || len(want[0]) != 16 || want[0] == want[1] {
		t.Fatalf("fingerprints %v", want)
	}
	for _, src := range []string{"\n\nx one two\nmore\n", "  x\tone  two", "x one two # rolecall:ignore RC904 reason=\"x\"\n"} {
		if got := run(src); fmt.Sprint(got) != fmt.Sprint(want) {
			t.Errorf("%q: %v, want %v", src, got, want)
		}
	}
	if got := run("y one two\n"); got[0] == want[0] {
		t.Error("another line has the same fingerprint")
	}
}

// A finding that has come to say more is another one; one that is put in other
// words, or told of another version, is not.
func TestFingerprintOfMessage(t *testing.T) {
	print := func(message string) string {
		rule := &Rule{ID: "RC901", Name: "a", Severity: schema.Error, Check: func(p *Pass) { p.Reportf(schema.Range{}, "", "", "%s", message) }}
		fs, _ := Run([]*Rule{rule}, Input{Project: project("x\n"), Models: models("a")}, nil)
		return fs[0].Fingerprint
	}
	was := print(`"*" gives Insert on catalog.* of "shop": it is wide, on Milvus 2.6`)
	for _, same := range []string{`Insert is given by "*" on catalog.*, in Milvus 2.6.9 and "shop"`} {
		if print(same) != was {
			t.Errorf("%q: another fingerprint", same)
		}
	}
	for _, other := range []string{
		`"*" gives Delete on catalog.* of "shop": it is wide, on Milvus 2.6`,
		`"*" gives Insert and 3 more on catalog.* of "shop": it is wide, on Milvus 2.6`,
		`"*" gives Insert on catalog.* of "other": it is wide, on Milvus 2.6`,
		`"*" gives Insert on * of "shop": it is wide, on Milvus 2.6`,
	} {
		if print(other) == was {
			t.Errorf("%q: the same fingerprint", other)
		}
	}
}

func TestSuppress(t *testing.T) {
	src := "one\ntwo\nthree\n"
	now := time.Date(2026, 11, 21, 0, 0, 0, 0, time.UTC)
	line := schema.Range{File: "a.hcl", Start: schema.Pos{Byte: 0}, End: schema.Pos{Byte: 4}}
	ignore := func(rule, reason, until string) schema.Comment {
		return schema.Comment{
			Rules:  []schema.Text{{Value: rule, Range: at(src, "three")}},
			Reason: schema.Text{Value: reason}, Until: schema.Text{Value: until}, Range: at(src, "three"), Scope: line,
		}
	}
	state := &Rule{ID: "RC903", Name: "with-state", Severity: schema.Error, Needs: NeedsState, Check: func(*Pass) {}}
	rules := []*Rule{says("RC901", "a", at(src, "one"), at(src, "two")), says("RC902", "b"), state}
	for _, c := range []struct {
		comment schema.Comment
		input   Input
		silent  bool   // the finding on the first line
		problem string // of RC006
	}{
		{comment: ignore("RC901", "why", ""), silent: true},
		{comment: ignore("rule-rc901", "why", "2026-11-22"), silent: true},
		{comment: ignore("RC901", "why", "2026-11-21T00:00:01Z"), silent: true},
		{comment: ignore("RC901", "why", "2026-11-21"), problem: "suppression expired on 2026-11-21 and silences nothing"},
		{comment: ignore("RC901", "why", "soon"), problem: `suppression ends on "soon", which is no day`},
		{comment: ignore("RC901", "", ""), problem: "suppression has no reason"},
		{comment: ignore("RC909", "why", ""), problem: `suppression names "RC909", which is no rule`},
		{comment: ignore("RC902", "why", ""), problem: "suppression of RC902 silences nothing"},
		{comment: ignore("RC902", "why", ""), input: Input{Config: Config{Levels: Levels{{Rules: map[string]Level{"RC902": Off}}}}}},
		{comment: ignore("RC903", "why", "")},
		{comment: ignore("RC903", "why", ""), input: Input{State: map[string]*schema.State{"a": {}}}, problem: "suppression of RC903 silences nothing"},
		{comment: schema.Comment{Problem: "cannot read this", Range: at(src, "three"), Scope: line}, problem: "cannot read this"},
		{comment: schema.Comment{Range: at(src, "three"), Scope: line}, problem: "suppression names no rule"},
	} {
		c.input.Project, c.input.Models, c.input.Now = project(src, c.comment), models("a"), now
		fs, err := Run(rules, c.input, nil)
		if err != nil || len(fs) < 2 {
			t.Fatalf("%v, %v", fs, err)
		}
		if (fs[0].Suppressed != nil) != c.silent || fs[1].Suppressed != nil {
			t.Errorf("%+v: silences %v, %v", c.comment, fs[0].Suppressed, fs[1].Suppressed)
		}
		var problem string
		for _, f := range fs[2:] {
			problem += f.Message
		}
		if problem != c.problem {
			t.Errorf("%+v: problem %q, want %q", c.comment, problem, c.problem)
		}
	}
}

func TestSuppressBroken(t *testing.T) {
	src := "one\n"
	c := schema.Comment{Rules: []schema.Text{{Value: "RC901"}}, Reason: schema.Text{Value: "why"}, Scope: at(src, "one")}
	p := project(src, c)
	p.Broken = true
	fs, _ := Run([]*Rule{says("RC901", "a")}, Input{Project: p, Models: models("a")}, nil)
	if len(fs) != 0 {
		t.Errorf("a comment is called useless while a file is broken: %v", fs)
	}
}
