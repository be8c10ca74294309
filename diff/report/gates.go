package report

import (
	"fmt"
	"time"

	"github.com/rolecall/rolecall/diff/gate"
)

// overview is what holds for all targets together: the gates, and what else a
// reader must know before the details.
func overview(r *Report) *outline {
	o := &outline{title: []span{say("gates")}, empty: true}
	if r.Gates == nil {
		return nil
	}
	var failed []string
	var its []item
	for i := range r.Gates.Outcomes {
		out := &r.Gates.Outcomes[i]
		if !out.Passed {
			failed = append(failed, out.Gate)
		}
		its = append(its, outcome(out, len(r.Results) > 1))
	}
	o.empty = len(failed) == 0
	o.failed = !o.empty
	switch n := len(r.Gates.Outcomes); {
	case o.empty:
		o.verdict = count(n, "gate holds", "gates hold")
	default:
		o.verdict = fmt.Sprintf("%d of %s: ", len(failed), count(n, "gate fails", "gates fail"))
		o.named = enumerate(failed, len(failed), func(g string) []span { return []span{{name, g}} })
	}
	o.add(section{title: "Gates", items: its})
	o.add(section{title: "Accepted", items: accepted(r.Gates)})
	return o
}

// outcome is one gate with its reasons.
func outcome(o *gate.Outcome, targets bool) item {
	it := item{mark: fine, spans: []span{{name, o.Gate}, say(" holds")}}
	if !o.Passed {
		it = item{mark: danger, spans: []span{{name, o.Gate}, say(" fails")}}
	}
	if o.Accepted > 0 {
		it.spans = append(it.spans, say("; %s accepted", count(o.Accepted, "thing is", "things are")))
	}
	for _, r := range o.Reasons {
		sub := item{mark: plain, spans: []span{{sentence, r.Message}}, place: r.Source}
		if targets && r.Target != "" {
			sub.spans = append([]span{{name, r.Target}, say(": ")}, sub.spans...)
		}
		it.items = append(it.items, sub)
	}
	if o.More > 0 {
		it.items = append(it.items, item{mark: plain, spans: []span{say("and %d more", o.More)}})
	}
	return it
}

// accepted lists what somebody answers for, what accepts nothing, and what no longer does.
func accepted(r *gate.Report) []item {
	var out []item
	for i := range r.Accepted {
		a := &r.Accepted[i]
		spans := append(subject(&a.Acceptance), say(": "), span{sentence, a.Reason}, say(", until %s (%s)", a.Until.Format(time.DateOnly), count(a.Count, "thing", "things")))
		out = append(out, item{mark: plain, spans: spans, place: a.At})
	}
	for i := range r.Expired {
		a := &r.Expired[i]
		spans := append(subject(a), say(" is accepted no longer, since %s: ", a.Until.Format(time.DateOnly)), span{sentence, a.Reason})
		out = append(out, item{mark: danger, spans: spans, place: a.At})
	}
	for i := range r.Stale {
		a := &r.Stale[i]
		out = append(out, item{mark: plain, spans: append(subject(a), say(" is accepted, and is no part of this change")), place: a.At})
	}
	return out
}

func subject(a *gate.Acceptance) []span {
	if a.Address != "" {
		return []span{{address, a.Address}}
	}
	spans := append([]span{{name, a.Principal}, say(" by role "), {name, a.Role}, say(": ")}, list(a.Privileges, mostPrivileges)...)
	return append(spans, say(" on "), span{scope, a.Database + "\x00" + a.Collection})
}

// closing is what stands below all targets: what the change does to its own
// check, and what the report was made of.
func closing(r *Report) []section {
	var doubts, added []item
	for _, d := range r.Doubts {
		doubts = append(doubts, item{mark: danger, spans: []span{{sentence, d}}})
	}
	if r.Edits != "" {
		added = append(added, item{mark: danger, spans: []span{{sentence, r.Edits}}})
	}
	for _, s := range r.Suppressions {
		added = append(added, item{mark: danger, spans: []span{say("suppression added: "), {sentence, s.Text}}, place: s.Place})
	}
	var out []section
	for _, s := range []section{{title: "Not sure", items: doubts}, {title: "What the change does to its own check", items: added}} {
		if len(s.items) > 0 {
			out = append(out, s)
		}
	}
	return out
}

// footer says what the report was made of, a line each.
func footer(r *Report) [][]span {
	var out [][]span
	if a := r.Against; a != nil {
		line := []span{say("against "), {name, a.Revision}}
		if a.Commit != "" && a.MergeBase {
			line = append(line, say(", where the change left it at "), span{name, a.Commit})
		} else if a.Commit != "" {
			line = append(line, say(" at "), span{name, a.Commit})
		}
		if a.Sources != "" {
			line = append(line, say(", files "), span{name, a.Sources})
		}
		out = append(out, line)
	}
	if r.Sources != "" {
		out = append(out, []span{say("policy files "), {name, r.Sources}})
	}
	if r.Command != "" {
		out = append(out, []span{say("again with "), {address, r.Command}})
	}
	return out
}
