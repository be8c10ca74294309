package report

import (
	"fmt"
	"strings"

	"github.com/rolecall/rolecall/diff"
	"github.com/rolecall/rolecall/schema"
)

// outline is a result as people read it: the verdict, what is risky, and then
// what changes. Writers differ in how they show a name, not in what they say.
type outline struct {
	title    []span
	verdict  string
	named    []span // the end of the verdict, where it names something
	empty    bool   // nothing would change, and no gate fails
	failed   bool   // a gate fails
	sections []section
	digest   string
	covers   []string // lists that the state knows all of, between revisions
}

// section is a list under a title. Details may be shown on request only.
type section struct {
	title   string
	about   string // a sentence on what the list is; may be empty
	details bool
	count   int // of what the list folds; 0 means its items
	items   []item
}

// item is a line of a list, with lines beneath it.
type item struct {
	mark  mark
	spans []span
	place string // file:line:column, or empty
	items []item
}

// mark is the sign in front of an item; it says the same without colours.
type mark string

const (
	plain   mark = " "
	added   mark = "+"
	removed mark = "-"
	changed mark = "~"
	moved   mark = ">"
	danger  mark = "!"
	fine    mark = "="
)

func markOf(a diff.Action) mark {
	switch a {
	case diff.Add:
		return added
	case diff.Remove:
		return removed
	case diff.Modify:
		return changed
	case diff.Move:
		return moved
	}
	panic("report: no such action: " + string(a))
}

// span is a stretch of a line: our own words, the name of something, or a
// sentence that others wrote.
type span struct {
	kind spanKind
	text string
}

type spanKind int

const (
	words spanKind = iota
	name
	address // as a policy writes it, quotes and all
	scope   // a database and a collection, with a zero byte between
	sentence
	emphasis
)

func say(format string, args ...any) span { return span{words, fmt.Sprintf(format, args...)} }

// list writes names with commas and a last "and"; those beyond a number are counted.
func list(names []string, most int) []span {
	return enumerate(names, most, func(n string) []span { return []span{{name, n}} })
}

func enumerate[T any](things []T, most int, show func(T) []span) []span {
	shown := things
	if len(things) > most+1 { // a place in the line for "1 more" is a place for the thing itself
		shown = things[:most]
	}
	var out []span
	for i, t := range shown {
		switch {
		case i == 0:
		case i == len(things)-1:
			out = append(out, say(" and "))
		default:
			out = append(out, say(", "))
		}
		out = append(out, show(t)...)
	}
	if more := len(things) - len(shown); more > 0 {
		out = append(out, say(" and %d more", more))
	}
	return out
}

// count writes a number with its noun.
func count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

// How many names stand in a line before the rest is counted.
const (
	mostPrincipals = 5
	mostPrivileges = 6
	mostScopes     = 4
)

func newOutline(r *diff.Result) *outline {
	o := &outline{
		title:  []span{{name, r.Target.Name}, say(" ("), {words, r.Target.Kind + " " + r.Target.Version}, say(")")},
		empty:  r.Empty(),
		digest: r.StateDigest,
	}
	server := r
	if r.Base != nil {
		server = r.Server
	}
	bound := deletions(r.Findings)
	gained, lost := access(r)
	o.verdict = verdict(r, len(bound), gained, lost)
	o.add(section{title: "Bound roles deleted", items: bound})
	o.add(section{title: "Access gained", items: items(r, gained)})
	o.add(section{title: "Access lost", about: lostPlaces(r), items: items(r, lost)})
	if r.Base != nil {
		o.add(section{title: "Databases newly visible", items: opened(r)})
	}
	o.add(section{
		title: "Access gained also reaches", items: reaches(r),
		about: "the server authorises a request against the database of its connection, not against the one it names",
	})
	if r.Base != nil {
		o.add(section{title: "Service-only grants", about: "no server is given them: whoever asks the server and not a service does not have them", items: serviceOnly(gained)})
		o.add(section{title: "Blast radius", about: "edits of what several roles share", items: blasts(r)})
		o.add(section{title: "Held for another time", items: longer(r)})
		o.add(section{title: "Unknown", items: unknown(r)})
		o.add(section{title: "Drift", about: "deployed otherwise than declared, and not by this change", items: drift(r)})
	}
	for _, s := range changes(r) {
		o.add(s)
	}
	if server == nil {
		return o
	}
	if o.digest = server.StateDigest; r.Base != nil {
		o.covers = covered(server)
	}
	o.add(section{title: "Unknown", about: "the state does not tell", items: unknown(server)})
	o.add(section{title: "Left as it is", about: "deployed otherwise than declared, and not touched by a deployment", items: unmanaged(server), details: true})
	return o
}

// lostPlaces says where the places of what is lost are, between revisions.
func lostPlaces(r *diff.Result) string {
	if r.Base == nil {
		return ""
	}
	return "places are those of the revision that is compared with"
}

// covered lists what a state knows all of.
func covered(r *diff.Result) []string {
	var out []string
	for _, list := range []string{schema.CoversGroups, schema.CoversRoles, schema.CoversUsers, schema.CoversGrants, schema.CoversMembers, schema.CoversDatabases} {
		if r.Deployed().Knows(list) {
			out = append(out, strings.ReplaceAll(list, "_", " "))
		}
	}
	return out
}

func (o *outline) add(s section) {
	if len(s.items) > 0 {
		o.sections = append(o.sections, s)
	}
}

// deletions are the findings on bound roles that stand.
func deletions(findings []schema.Finding) []item {
	var out []item
	for i := range findings {
		f := &findings[i]
		if f.Suppressed != nil {
			continue
		}
		it := item{mark: danger, spans: []span{{emphasis, f.Rule}, say(" "), {sentence, f.Message}}, place: f.Range.String()}
		for help := range strings.Lines(f.Help) {
			it.items = append(it.items, item{mark: plain, spans: []span{say("help: "), {sentence, strings.TrimSpace(help)}}})
		}
		out = append(out, it)
	}
	return out
}

func unknown(r *diff.Result) []item {
	var out []item
	for _, u := range r.Unknown {
		it := item{mark: plain, spans: []span{{sentence, u.Reason}}}
		if u.Address != "" {
			it.spans = append([]span{{address, u.Address}, say(": ")}, it.spans...)
		}
		out = append(out, it)
	}
	return out
}

func unmanaged(r *diff.Result) []item {
	var out []item
	for _, u := range r.Unmanaged {
		spans := []span{say("%s ", kindWords(u.Kind))}
		if u.Kind == diff.KindSetting {
			spans = nil
		} else {
			spans = append(append(spans, describe(u.Object)...), say(": "))
		}
		out = append(out, item{mark: plain, spans: append(spans, span{sentence, u.Reason})})
	}
	return out
}
