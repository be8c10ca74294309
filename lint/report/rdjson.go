package report

import (
	"io"
	"strings"

	"github.com/rolecall/rolecall/schema"
)

// RDJSON writes one document in reviewdog's diagnostic format. Columns count
// UTF-8 bytes there, as they do here. A safe fix within the finding's file is a
// suggestion.
func RDJSON(w io.Writer, r *Report) error {
	doc := rdResult{Source: rdSource{"rolecall", home}, Diagnostics: []rdDiagnostic{}}
	urls := map[string]string{}
	for _, info := range r.rules() {
		urls[info.ID] = info.url()
	}
	for _, f := range r.shown() {
		doc.Diagnostics = append(doc.Diagnostics, r.rdDiagnostic(f, urls[f.Rule]))
	}
	return encode(w, doc)
}

type rdResult struct {
	Source      rdSource       `json:"source"`
	Diagnostics []rdDiagnostic `json:"diagnostics"`
}

type rdSource struct {
	Name string `json:"name"`
	URL  string `json:"url"`
}

type rdDiagnostic struct {
	Message          string         `json:"message"`
	Location         *rdLocation    `json:"location,omitempty"`
	Severity         string         `json:"severity"`
	Code             rdCode         `json:"code"`
	Suggestions      []rdSuggestion `json:"suggestions,omitempty"`
	RelatedLocations []rdRelated    `json:"related_locations,omitempty"`
}

type rdLocation struct {
	Path  string   `json:"path"`
	Range *rdRange `json:"range,omitempty"`
}

type rdRange struct {
	Start rdPos  `json:"start"`
	End   *rdPos `json:"end,omitempty"`
}

type rdPos struct {
	Line   int `json:"line"`
	Column int `json:"column"`
}

type rdCode struct {
	Value string `json:"value"`
	URL   string `json:"url,omitempty"`
}

type rdSuggestion struct {
	Range rdRange `json:"range"`
	Text  string  `json:"text"`
}

type rdRelated struct {
	Message  string      `json:"message"`
	Location *rdLocation `json:"location"`
}

func (r *Report) rdDiagnostic(f *schema.Finding, url string) rdDiagnostic {
	d := rdDiagnostic{
		Message:  strings.Join(append([]string{r.message(f)}, helpLines(f)...), "\n"),
		Location: r.rdLocation(f.Range),
		Severity: strings.ToUpper(f.Severity.String()),
		Code:     rdCode{Value: f.Rule, URL: url},
	}
	if f.Fix != nil && f.Fix.Safe {
		if at, text, ok := wholeLines(r.Sources[f.Range.File], f.Range.File, f.Fix.Edits); ok {
			d.Suggestions = append(d.Suggestions, rdSuggestion{*newRDRange(at), text})
		}
	}
	for _, rel := range f.Related {
		if !rel.Range.IsZero() {
			d.RelatedLocations = append(d.RelatedLocations, rdRelated{Escape(rel.Message), r.rdLocation(rel.Range)})
		}
	}
	return d
}

// rdLocation is nil for no place.
func (r *Report) rdLocation(at schema.Range) *rdLocation {
	if at.IsZero() {
		return nil
	}
	return &rdLocation{Path: r.path(at.File), Range: newRDRange(at)}
}

// newRDRange is nil for a file as a whole.
func newRDRange(at schema.Range) *rdRange {
	if at.Start.Line < 1 {
		return nil
	}
	out := &rdRange{Start: rdPos{at.Start.Line, at.Start.Column}}
	if hasEnd(at) {
		out.End = &rdPos{at.End.Line, at.End.Column}
	}
	return out
}
