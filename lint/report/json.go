package report

import (
	"encoding/json"
	"io"

	"github.com/rolecall/rolecall/schema"
)

// JSONFormat marks the document that [JSON] writes.
const JSONFormat = "rolecall.findings/v1"

// JSON writes one document for all targets, suppressed findings included.
func JSON(w io.Writer, r *Report) error {
	entries := r.entries()
	doc := jsonReport{
		Format:   JSONFormat,
		Tool:     jsonTool{Name: "rolecall", Version: r.Version},
		Summary:  summarize(entries),
		Findings: make([]jsonFinding, 0, len(entries)),
	}
	for _, e := range entries {
		doc.Findings = append(doc.Findings, newJSONFinding(e))
	}
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(doc)
}

type jsonReport struct {
	Format   string        `json:"format"`
	Tool     jsonTool      `json:"tool"`
	Summary  Summary       `json:"summary"`
	Findings []jsonFinding `json:"findings"`
}

type jsonTool struct {
	Name    string `json:"name"`
	Version string `json:"version"`
}

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

func newJSONFinding(e entry) jsonFinding {
	f := jsonFinding{
		Rule: e.Rule, Name: e.Name, Severity: e.Severity, Message: e.Message, Help: e.Help,
		URL: pageURL(e.Name), File: e.Range.File, Range: newJSONRange(e.Range),
		Related: make([]jsonRelated, 0, len(e.Related)), Fingerprint: e.Fingerprint,
	}
	for _, r := range e.Related {
		f.Related = append(f.Related, jsonRelated{r.Message, r.Range.File, newJSONRange(r.Range)})
	}
	if e.Fix != nil {
		f.Fix = &jsonFix{Title: e.Fix.Title, Safe: e.Fix.Safe, Edits: make([]jsonEdit, 0, len(e.Fix.Edits))}
		for _, x := range e.Fix.Edits {
			f.Fix.Edits = append(f.Fix.Edits, jsonEdit{x.Range.File, newJSONRange(x.Range), x.Text})
		}
	}
	if e.Suppressed != nil {
		f.Suppressed = &jsonSuppressed{e.Suppressed.Kind, e.Suppressed.Reason, e.Suppressed.Until}
	}
	return f
}

func newJSONRange(r schema.Range) jsonRange { return jsonRange{Start: r.Start, End: r.End} }
