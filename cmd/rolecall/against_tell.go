package main

import (
	"fmt"
	"path"
	"reflect"
	"slices"
	"strings"

	"github.com/rolecall/rolecall/lint"
	"github.com/rolecall/rolecall/lint/report"
	"github.com/rolecall/rolecall/lint/rules"
	"github.com/rolecall/rolecall/schema"
)

// tellAgainst says what a change does to its own check: a configuration that
// does not count yet, targets that it takes away, suppressions that it adds, and
// those that silence more by it.
func (p *policy) tellAgainst(w *world, r *lint.Result) {
	b := p.base
	if b == nil {
		return
	}
	if !sameGates(p.own, b.config) {
		w.note("the change edits %s: the levels, gates and baseline of %q count until it is merged", configName, b.name)
	}
	for _, m := range p.goneModels() {
		w.note("target %q of %q is gone: of what it had only bound roles are compared", m.Target.ID(), b.name)
	}
	list := func(cs []schema.Comment) {
		for _, c := range cs {
			fmt.Fprintf(w.stderr, "  %s\n", report.Escape(fmt.Sprintf("%s: %s", p.placeOf(w, c), describe(c, r.Findings))))
		}
	}
	if len(r.Added) > 0 {
		w.note("the change adds %s:", count(len(r.Added), "suppression", "suppressions"))
		list(r.Added)
	}
	if n := len(r.Wider); n > 0 {
		verb := "silence"
		if n == 1 {
			verb = "silences"
		}
		w.note("%s of %q %s more by the change:", count(n, "suppression", "suppressions"), b.name, verb)
		list(r.Wider)
	}
}

// placeOf is where a comment stands, as seen from the working directory.
func (p *policy) placeOf(w *world, c schema.Comment) schema.Range {
	at := c.Range
	at.File = path.Join(w.base(p.root), at.File)
	return at
}

// sameGates reports whether two configurations judge a policy alike.
func sameGates(a, b config) bool {
	return a.FailLevel == b.FailLevel && a.Baseline == b.Baseline && reflect.DeepEqual(a.Diff, b.Diff) && a.Limits == b.Limits && reflect.DeepEqual(a.layers(), b.layers())
}

// describe says what a suppression silences by a change, what it does not for all
// that, and why it is there.
func describe(c schema.Comment, found []schema.Finding) string {
	var ids []string
	for _, name := range c.Rules {
		id := name.Value
		if r := rules.Find(id); r != nil {
			id = r.ID
		}
		ids = append(ids, id)
	}
	silenced, stands := 0, 0
	for _, f := range found {
		at := f.Range.Start.Byte
		if !slices.Contains(ids, f.Rule) || f.Range.File != c.Scope.File || at < c.Scope.Start.Byte || at >= c.Scope.End.Byte {
			continue
		}
		switch {
		case f.Suppressed == nil && f.Against:
			stands++
		case f.Suppressed != nil && (f.Suppressed.Added || f.Against):
			silenced++
		}
	}
	until := ""
	if c.Until.Value != "" {
		until = " until " + c.Until.Value
	}
	text := fmt.Sprintf("%s%s, since %q: silences %s", strings.Join(ids, ", "), until, c.Reason.Value, count(silenced, "finding", "findings"))
	if stands > 0 {
		text += fmt.Sprintf("; %d that %s of the comparison %s", stands, map[bool]string{true: "comes", false: "come"}[stands == 1], map[bool]string{true: "stands", false: "stand"}[stands == 1])
	}
	return text
}
