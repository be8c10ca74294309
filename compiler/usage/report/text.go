package report

import (
	"bytes"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/rolecall/rolecall/compiler/usage"
	findings "github.com/rolecall/rolecall/lint/report"
)

// most is how many entries of a list are written out; the formats for programs have all.
const most = 40

// Text writes a result for people: what may be taken away first, then what cannot
// be told, then what is used.
func Text(w io.Writer, r *usage.Result, color bool) error {
	t := &text{color: color}
	t.head(r)
	if r.Replay != nil {
		t.replay(r.Replay)
	} else {
		t.usage(r)
	}
	t.notes(r)
	_, err := w.Write(t.Bytes())
	return err
}

type text struct {
	bytes.Buffer
	color bool
}

func (t *text) line(format string, args ...any) { fmt.Fprintf(t, format+"\n", args...) }

func (t *text) title(format string, args ...any) {
	title := fmt.Sprintf(format, args...)
	if t.color {
		title = "\x1b[1m" + title + "\x1b[0m"
	}
	t.line("\n%s", title)
}

func (t *text) head(r *usage.Result) {
	w := &r.Window
	if w.Requests == 0 {
		t.line("%s: no requests in %s", findings.Name(r.Target.Name), count(r.Lines.Read, "line", "lines"))
		return
	}
	t.line("%s: %s (%d allowed, %d denied) on %s from %s to %s", findings.Name(r.Target.Name), count(w.Requests, "request", "requests"),
		w.Allowed, w.Requests-w.Allowed, count(w.Days, "day", "days"), day(&w.From), day(&w.To))
}

func day(t *time.Time) string { return t.Format(time.DateOnly) }

// usage writes the grants, roles and bindings by what is to be done about them.
func (t *text) usage(r *usage.Result) {
	t.grants(r, usage.Unused, "grants that nobody used")
	t.grants(r, usage.Partly, "grants that were used in part")
	var roles, bindings, spare []string
	for i := range r.Roles {
		if x := &r.Roles[i]; x.Status == usage.Unused {
			roles = append(roles, fmt.Sprintf("%s  %s  %s", source(x.Source), findings.Name(x.Role), sureness(&x.Judgement)))
		}
	}
	for i := range r.Bindings {
		b := &r.Bindings[i]
		line := fmt.Sprintf("%s  %s of %s", source(b.Source), findings.Name(b.Role), findings.Name(b.Principal))
		switch {
		case b.Status == usage.Unused:
			bindings = append(bindings, line+"  "+sureness(&b.Judgement))
		case b.Status == usage.Used && b.Required == 0:
			spare = append(spare, line+"  "+uses(&b.Count))
		}
	}
	t.list("roles that nobody used", roles)
	t.list("bindings that were not used", bindings)
	t.list("bindings of which a narrower role gives all that was used", spare)
	t.grants(r, usage.Possible, "grants that may have been used")
	t.grants(r, usage.Used, "grants that were used")
	t.grants(r, usage.Untraced, "grants of which these logs cannot tell")
	t.list("privileges that leave no trace here", untraced(r.NoTrace))
}

// untraced puts together the privileges of which the same is to say.
func untraced(list []usage.NoTrace) []string {
	by := map[string][]string{}
	for _, n := range list {
		by[n.Why] = append(by[n.Why], n.Privilege)
	}
	var lines []string
	for _, why := range slices.Sorted(maps.Keys(by)) {
		lines = append(lines, names(by[why])+": "+why)
	}
	return lines
}

func (t *text) grants(r *usage.Result, status usage.Status, title string) {
	var lines []string
	for i := range r.Grants {
		if g := &r.Grants[i]; g.Status == status {
			lines = append(lines, grant(g))
		}
	}
	t.list(title, lines)
}

func grant(g *usage.GrantUse) string {
	line := fmt.Sprintf("%s  %s: %s on %s", source(g.Source), names(g.Roles), names(g.Privileges), scopes(g.Scopes))
	if g.Uses+g.Possible > 0 {
		line += "  " + uses(&g.Count)
	}
	if g.Status == usage.Partly {
		var without []string
		if len(g.UnusedPrivileges) > 0 {
			without = append(without, names(g.UnusedPrivileges))
		}
		if len(g.UnusedScopes) > 0 {
			without = append(without, "anything on "+scopes(g.UnusedScopes))
		}
		line += "\n    not used: " + strings.Join(without, "; ")
	}
	if g.Status == usage.Partly || g.Status == usage.Unused {
		line += "\n    " + sureness(&g.Judgement)
	}
	return line
}

func (t *text) list(title string, lines []string) {
	if len(lines) == 0 {
		return
	}
	t.title("%s: %d", title, len(lines))
	for _, l := range lines[:min(len(lines), most)] {
		t.line("  %s", l)
	}
	if n := len(lines) - most; n > 0 {
		t.line("  and %d more: --format csv or json has all", n)
	}
}

func (t *text) replay(r *usage.Replay) {
	t.line("%s answered as before", count(r.Same, "request is", "requests are"))
	for _, l := range []struct {
		title    string
		list     []usage.Replayed
		requests int
	}{{"newly denied", r.Denied, r.NewlyDenied}, {"newly allowed", r.Allowed, r.NewlyAllowed}, {"not to be decided from the log", r.Undecided, r.Undecidable}} {
		var lines []string
		for i := range l.list {
			lines = append(lines, replayed(&l.list[i]))
		}
		t.list(fmt.Sprintf("%s (%s)", l.title, count(l.requests, "request", "requests")), lines)
	}
	if r.Unlisted > 0 {
		t.line("%s of kinds that are not listed: there are too many", count(r.Unlisted, "request is", "requests are"))
	}
}

func replayed(x *usage.Replayed) string {
	who, what := x.Principal, x.Privilege
	if who == "" {
		who = "somebody"
	}
	if what == "" {
		what = "something"
	}
	where := ""
	if x.Database != "" || x.Collection != "" {
		where = " on " + scope(usage.Place{Database: x.Database, Collection: x.Collection})
	}
	return fmt.Sprintf("%s: %s%s  %s\n    %s", findings.Name(who), findings.Escape(what), where, times(x.Count, &x.First, &x.Last), findings.Escape(x.Why))
}

// notes say what of the lines did not count, and what keeps results from being sure.
func (t *text) notes(r *usage.Result) {
	l := &r.Lines
	var notes []string
	note := func(n int, one, many string) {
		if n > 0 {
			notes = append(notes, count(n, one, many))
		}
	}
	note(l.Malformed, "line is of no known format and counts for nothing", "lines are of no known format and count for nothing")
	if len(l.Unknown) > 0 {
		notes = append(notes, "operations that the catalog does not know: "+unknown(l.Unknown))
	}
	note(l.Unproven, "call was refused before it was known who calls", "calls were refused before it was known who calls")
	note(l.Open, "call takes no privilege", "calls take no privilege")
	note(l.Elsewhere, "line is of another target or rule", "lines are of other targets or rules")
	note(l.Outside, "request is outside the window", "requests are outside the window")
	for _, field := range slices.Sorted(maps.Keys(r.Window.Incomplete)) {
		n := r.Window.Incomplete[field]
		notes = append(notes, fmt.Sprintf("%s the %s: what they may have used counts as possibly used", count(n, "request does not tell", "requests do not tell"), field))
	}
	note(r.Window.Strangers, "request is of nobody that is bound", "requests are of nobody that is bound")
	if r.Replay == nil {
		note(r.Window.Unexplained, "request was allowed that nothing here allows: see --replay", "requests were allowed that nothing here allows: see --replay")
	}
	if r.Connection && r.Window.Requests > 0 {
		notes = append(notes, "this server authorises against the database of the connection; its log has that of the request, where they differ")
	}
	t.list("of the log", notes)
}

func unknown(names map[string]int) string {
	var words []string
	for _, name := range slices.Sorted(maps.Keys(names)) {
		word := findings.Name(name)
		if name == "" {
			word = "others"
		}
		words = append(words, fmt.Sprintf("%s (%d)", word, names[name]))
	}
	return strings.Join(words, ", ")
}

func sureness(j *usage.Judgement) string {
	s := fmt.Sprintf("confidence %d%%", j.Confidence)
	if len(j.Because) > 0 {
		s += ": " + j.Because[0]
	}
	return s
}

func uses(c *usage.Count) string {
	if c.Uses == 0 {
		return count(c.Possible, "possible use", "possible uses")
	}
	s := times(c.Uses, c.First, c.Last)
	if c.Possible > 0 {
		s += fmt.Sprintf(" and %d possible", c.Possible)
	}
	return s
}

func times(n int, first, last *time.Time) string {
	switch {
	case n == 1:
		return "once, on " + day(last)
	case day(first) == day(last):
		return fmt.Sprintf("%d times, on %s", n, day(last))
	}
	return fmt.Sprintf("%d times, last on %s", n, day(last))
}

func source(s string) string {
	if s == "" {
		return "-"
	}
	return findings.Escape(s)
}

// few is how many names a line writes out.
const few = 6

func names(list []string) string {
	words := make([]string, 0, few+1)
	for _, n := range list[:min(len(list), few)] {
		words = append(words, findings.Name(n))
	}
	if n := len(list) - few; n > 0 {
		words = append(words, fmt.Sprintf("%d more", n))
	}
	return strings.Join(words, ", ")
}

func scopes(list []usage.Place) string {
	words := make([]string, 0, few+1)
	for _, p := range list[:min(len(list), few)] {
		words = append(words, scope(p))
	}
	if n := len(list) - few; n > 0 {
		words = append(words, fmt.Sprintf("%d more", n))
	}
	return strings.Join(words, ", ")
}

func scope(p usage.Place) string {
	if p.Database == "*" && p.Collection == "*" {
		return "everything"
	}
	word := func(s string) string {
		if s == "" {
			return "?"
		}
		return findings.Escape(s)
	}
	return word(p.Database) + "." + word(p.Collection)
}

func count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}
