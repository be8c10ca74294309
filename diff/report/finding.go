package report

import (
	"strings"

	"github.com/rolecall/rolecall/schema"
)

// jsonFinding is a finding in the shape in which every report of rolecall writes
// one; a test of the command holds the two to each other.
type jsonFinding struct {
	Rule        string          `json:"rule"`
	Name        string          `json:"name"`
	Severity    schema.Severity `json:"severity"`
	Message     string          `json:"message"`
	Help        string          `json:"help"`
	URL         string          `json:"url"`
	File        string          `json:"file"`
	Range       jsonRange       `json:"range"`
	Related     []jsonRelated   `json:"related"`
	Fingerprint string          `json:"fingerprint"`
	Fix         *jsonFix        `json:"fix"`
	Suppressed  *jsonSuppressed `json:"suppressed"`
}

type jsonRange struct {
	Start schema.Pos `json:"start"`
	End   schema.Pos `json:"end"`
}

type jsonRelated struct {
	Message string    `json:"message"`
	File    string    `json:"file"`
	Range   jsonRange `json:"range"`
}

type jsonFix struct {
	Title string     `json:"title"`
	Safe  bool       `json:"safe"`
	Edits []jsonEdit `json:"edits"`
}

type jsonEdit struct {
	File  string    `json:"file"`
	Range jsonRange `json:"range"`
	Text  string    `json:"text"`
}

type jsonSuppressed struct {
	Kind   string `json:"kind"`
	Reason string `json:"reason"`
	Until  string `json:"until"`
}

// pages is where the page of each rule can be read.
const pages = "https://github.com/rolecall/rolecall/blob/main/lint/rules/"

func newJSONFinding(f *schema.Finding) jsonFinding {
	out := jsonFinding{
		Rule: f.Rule, Name: f.Name, Severity: f.Severity, Message: f.Message, Help: f.Help,
		File: f.Range.File, Range: jsonRange{f.Range.Start, f.Range.End},
		Related: []jsonRelated{}, Fingerprint: f.Fingerprint,
	}
	if f.Name != "" {
		out.URL = pages + strings.ReplaceAll(f.Name, "-", "_") + ".md"
	}
	for _, r := range f.Related {
		out.Related = append(out.Related, jsonRelated{r.Message, r.Range.File, jsonRange{r.Range.Start, r.Range.End}})
	}
	if f.Fix != nil {
		out.Fix = &jsonFix{Title: f.Fix.Title, Safe: f.Fix.Safe, Edits: []jsonEdit{}}
		for _, x := range f.Fix.Edits {
			out.Fix.Edits = append(out.Fix.Edits, jsonEdit{x.Range.File, jsonRange{x.Range.Start, x.Range.End}, x.Text})
		}
	}
	if f.Suppressed != nil {
		out.Suppressed = &jsonSuppressed{f.Suppressed.Kind, f.Suppressed.Reason, f.Suppressed.Until}
	}
	return out
}
