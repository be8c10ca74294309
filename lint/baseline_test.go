package lint

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/rolecall/rolecall/schema"
)

// inFiles is a rule that reports every line of some files, the line being what it is about.
func inFiles(id string, files map[string]string) *Rule {
	return &Rule{ID: id, Name: "rule-" + strings.ToLower(id), Severity: schema.Warning, Check: func(p *Pass) {
		for file, text := range files {
			start := 0
			for line := range strings.Lines(text) {
				r := schema.Range{File: file, Start: schema.Pos{Line: 1, Column: 1, Byte: start}, End: schema.Pos{Line: 1, Column: 2, Byte: start + 1}}
				p.Reportf(r, "", "", "%s %d", strings.TrimSpace(line), start)
				start += len(line)
			}
		}
	}}
}

// inspect lints files by one rule whose findings are their lines.
func inspect(t *rapid.T, files map[string]string, b *Baseline) *Result {
	t.Helper()
	p := &schema.Project{Sources: map[string][]byte{}}
	for name, text := range files {
		p.Sources[name] = []byte(text)
	}
	r, err := Inspect([]*Rule{inFiles("RC901", files)}, Input{Project: p, Models: models("a"), Config: Config{Baseline: b}}, nil)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// drawFiles makes files of few different lines, so that equal findings are common.
func drawFiles(t *rapid.T) map[string]string {
	files := map[string]string{}
	for _, name := range []string{"a.hcl", "b.hcl", "c/d.hcl"} {
		lines := rapid.SliceOfN(rapid.SampledFrom([]string{"x\n", "y\n", "z\n"}), 0, 6).Draw(t, name)
		files[name] = strings.Join(lines, "")
	}
	return files
}

func standing(r *Result) int {
	n := 0
	for _, f := range r.Findings {
		if f.Suppressed == nil {
			n++
		}
	}
	return n
}

func total(entries []BaselineEntry) map[string]int {
	n := map[string]int{}
	for _, e := range entries {
		n[e.Fingerprint] += e.Count
	}
	return n
}

// What a baseline accepts: everything on the day it is made; later as many of
// each kind as then, wherever they stand; and it shrinks to what is still there,
// in one step.
func TestBaselineProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		before, after := drawFiles(t), drawFiles(t)
		b := inspect(t, before, nil).Accepted()
		if r := inspect(t, before, b); standing(r) != 0 || len(r.Stale) != 0 || !slices.Equal(r.Shrunk().Entries, b.Entries) {
			t.Fatalf("on the same day %d stand, stale %v, shrunk %v of %v", standing(r), r.Stale, r.Shrunk(), b)
		}
		r := inspect(t, after, b)
		was, is := total(b.Entries), total(inspect(t, after, nil).Accepted().Entries)
		left, shrunk := total(r.Stale), total(r.Shrunk().Entries)
		want := 0
		for print, n := range is {
			want += max(0, n-was[print])
		}
		if standing(r) != want {
			t.Fatalf("%d stand, want %d", standing(r), want)
		}
		for print, n := range was {
			if shrunk[print] != min(n, is[print]) || shrunk[print]+left[print] != n {
				t.Fatalf("of %d, %d stay and %d are stale; there are %d", n, shrunk[print], left[print], is[print])
			}
		}
		again := inspect(t, after, r.Shrunk())
		if standing(again) != want || len(again.Stale) != 0 || !slices.Equal(again.Shrunk().Entries, r.Shrunk().Entries) {
			t.Fatalf("shrinking again changes %v to %v, stale %v", r.Shrunk(), again.Shrunk(), again.Stale)
		}
		data, _ := json.Marshal(b)
		if read, err := DecodeBaseline(data); err != nil || !slices.Equal(read.Entries, b.Entries) {
			t.Fatalf("read back: %v, %v", read, err)
		}
	})
}

// A finding of the entry's own file is accepted before an equal one of another.
func TestBaselineOwnFileFirst(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		b := inspect(t, map[string]string{"b.hcl": "x\n"}, nil).Accepted()
		r := inspect(t, map[string]string{"a.hcl": "x\n", "b.hcl": "x\n"}, b)
		if r.Findings[0].Suppressed != nil || r.Findings[1].Suppressed == nil || r.Findings[1].Suppressed.Kind != "baseline" {
			t.Fatalf("%v", r.Findings)
		}
		r = inspect(t, map[string]string{"a.hcl": "x\n"}, b)
		if r.Findings[0].Suppressed == nil || r.Shrunk().Entries[0].File != "a.hcl" {
			t.Fatalf("a finding that moved is not accepted: %v", r.Shrunk())
		}
	})
}

// What cannot be accepted is not, and what a comment silences is not counted.
func TestBaselineLeavesOut(t *testing.T) {
	src := "one\ntwo\nthree\n"
	c := schema.Comment{Rules: []schema.Text{{Value: "RC901"}}, Reason: schema.Text{Value: "why"}, Scope: at(src, "two")}
	in := Input{Project: project(src, c), Models: models("a")}
	rules := []*Rule{
		says("RC001", "broken", at(src, "one")), says("RC006", "bad comment", at(src, "one")), says("RC007", "large", at(src, "one")),
		says("RC901", "a", at(src, "two"), at(src, "three")),
	}
	r, _ := Inspect(rules, in, nil)
	b := r.Accepted()
	if len(b.Entries) != 1 || b.Entries[0].Rule != "RC901" || b.Entries[0].Message != "a" {
		t.Fatalf("accepts %v", b.Entries)
	}
	for _, f := range r.Findings {
		b.Entries = append(b.Entries, BaselineEntry{Fingerprint: f.Fingerprint, Rule: f.Rule, File: "a.hcl", Count: 1})
	}
	in.Config.Baseline = b
	r, _ = Inspect(rules, in, nil)
	if n := standing(r); n != 3 {
		t.Errorf("%d stand", n)
	}
}

// What the run could not see is neither stale nor dropped: rules that are off or
// lack what they compare with, targets left out, files that do not parse.
func TestBaselineUnseen(t *testing.T) {
	src := "one\n"
	rule := says("RC901", "a", at(src, "one"))
	rules := []*Rule{rule}
	in := Input{Project: project(src), Models: models("a")}
	in.Project.Documents = []*schema.Document{in.Models[0].Document}
	r, _ := Inspect(rules, in, nil)
	b := r.Accepted()
	silent := Levels{{Rules: map[string]Level{"RC901": Off}}}
	for name, change := range map[string]func(*Input){
		"rule off":        func(in *Input) { in.Config.Levels = silent },
		"off in the path": func(in *Input) { in.Config.Levels = Levels{{Glob: "*.hcl", Rules: silent[0].Rules}} },
		"one target":      func(in *Input) { in.Models = nil },
		"broken":          func(in *Input) { in.Project.Broken = true },
		"no state":        func(*Input) { rules[0] = &Rule{ID: "RC901", Needs: NeedsState, Check: rule.Check} },
		"no base":         func(*Input) { rules[0] = &Rule{ID: "RC901", Gains: []Needs{NeedsBase}, Check: func(*Pass) {}} },
	} {
		seen, p := in, *in.Project
		seen.Project, seen.Config.Baseline = &p, b
		change(&seen)
		r, _ := Inspect(rules, seen, nil)
		if len(r.Stale) != 0 || !slices.Equal(r.Shrunk().Entries, b.Entries) {
			t.Errorf("%s: stale %v, shrunk to %v", name, r.Stale, r.Shrunk().Entries)
		}
		rules[0] = rule
	}
	gone := []*Rule{{ID: "RC902", Check: func(*Pass) {}}}
	in.Config.Baseline = b
	if r, _ := Inspect(gone, in, nil); len(r.Stale) != 1 || len(r.Shrunk().Entries) != 0 {
		t.Errorf("a rule that is no more: stale %v, shrunk to %v", r.Stale, r.Shrunk().Entries)
	}
}

func TestDecodeBaseline(t *testing.T) {
	const head = `{"format":"rolecall.baseline/v1","entries":`
	for text, want := range map[string]string{
		`[]`:                                      "decode baseline: json: cannot unmarshal array",
		`{"format":"rolecall.state/v1"}`:          `decode baseline: format is "rolecall.state/v1", not "rolecall.baseline/v1"`,
		head + `[{"fingerprint":"a"}]}`:           "decode baseline: entries[0] needs a fingerprint and a count",
		head + `[{"count":1}]}`:                   "decode baseline: entries[0] needs a fingerprint and a count",
		head + `[]} {}`:                           "decode baseline: more follows",
		head + `[{"fingerprint":"a","count":1`:    "decode baseline: unexpected EOF",
		head + `[],"later":1}`:                    "",
		head + `[{"fingerprint":"a","count":1}]}`: "",
	} {
		_, err := DecodeBaseline([]byte(text))
		if got := fmt.Sprint(err); want == "" && err != nil || !strings.HasPrefix(got, want) && want != "" {
			t.Errorf("%s: %v", text, err)
		}
	}
}
