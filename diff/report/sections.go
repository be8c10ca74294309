package report

import (
	"strings"

	"github.com/rolecall/rolecall/diff"
)

// Section is a list of what a result says, under a title, for pages that lay it out
// by themselves.
type Section struct {
	Title string `json:"title"`
	About string `json:"about,omitempty"` // a sentence on what the list is
	Lines []Line `json:"lines"`
}

// Line is a line of a list, with lines beneath it. Mark is one character: + gained or
// added, - lost or removed, ~ changed, > moved, ! dangerous, blank for none of these.
type Line struct {
	Mark  string    `json:"mark"`
	Text  []Stretch `json:"text"`
	Place string    `json:"place,omitempty"` // file:line:column
	Lines []Line    `json:"lines,omitempty"`
}

// Stretch is a part of a line. Nothing in it is escaped.
type Stretch struct {
	// Kind is words (our own), name, address (as a policy writes it), scope
	// (DATABASE.COLLECTION), sentence (that others wrote) or emphasis.
	Kind string `json:"kind"`
	Text string `json:"text"`
}

// Sections gives the verdict on a result and all it says, in the order of the text
// report.
func Sections(r *diff.Result) (verdict string, sections []Section) {
	o := newOutline(r)
	for _, s := range o.sections {
		sections = append(sections, Section{Title: s.title, About: s.about, Lines: lines(s.items)})
	}
	return o.verdict, sections
}

func lines(items []item) []Line {
	var out []Line
	for i := range items {
		l := Line{Mark: string(items[i].mark), Place: items[i].place, Lines: lines(items[i].items)}
		for _, s := range items[i].spans {
			l.Text = append(l.Text, Stretch{kindNames[s.kind], s.plain()})
		}
		out = append(out, l)
	}
	return out
}

var kindNames = [...]string{words: "words", name: "name", address: "address", scope: "scope", sentence: "sentence", emphasis: "emphasis"}

// plain is the text of a span, a scope's with its dot.
func (s span) plain() string {
	if s.kind != scope {
		return s.text
	}
	return strings.Replace(s.text, "\x00", ".", 1)
}
