package report

import (
	"io"
	"path"
	"slices"

	"github.com/rolecall/rolecall/compiler/policytest"
	findings "github.com/rolecall/rolecall/lint/report"
	"github.com/rolecall/rolecall/schema"
)

// Formats are the formats of a report, by the name used on the command line.
var Formats = []Format{{"text", Text}, {"json", JSON}, {"junit", JUnit}}

// CoverageFormats are those that hold nothing but what was exercised.
var CoverageFormats = []Format{{"lcov", LCOV}, {"cobertura", Cobertura}}

// Format is one way to write a report.
type Format struct {
	Name  string
	Write func(w io.Writer, r *Report) error
}

// Find gives the format of a name; ok is false where the list has none.
func Find(list []Format, name string) (f Format, ok bool) {
	i := slices.IndexFunc(list, func(f Format) bool { return f.Name == name })
	if i < 0 {
		return Format{}, false
	}
	return list[i], true
}

// Names lists formats in the order in which they are told of.
func Names(list []Format) []string {
	names := make([]string, len(list))
	for i, f := range list {
		names[i] = f.Name
	}
	return names
}

// Report is what is written: a result a target and what is needed to show it.
type Report struct {
	Results  []*policytest.Result
	Sources  map[string][]byte // by path, for excerpts
	Coverage bool              // tell of it, in text and JSON
	// Base is where the project lies as seen from where readers look for its
	// files, with forward slashes. Every format but json puts it before its paths.
	Base  string
	Color bool // only text has colours
	Width int  // of the terminal, in cells; 0 means that lines may be long
}

// where is a place as readers find it, safe to show.
func (r *Report) where(at schema.Range) string {
	at.File = path.Join(r.Base, at.File)
	return findings.Escape(at.String())
}

// Share is how much of a whole there is, in percent; all of nothing is everything.
func Share(part, whole int) float64 {
	if whole == 0 {
		return 100
	}
	return 100 * float64(part) / float64(whole)
}

// Covered counts the points of all targets, and those that were exercised.
func (r *Report) Covered() (covered, points int) {
	for _, result := range r.Results {
		covered += result.Coverage.Covered()
		points += len(result.Coverage.Points)
	}
	return covered, points
}
