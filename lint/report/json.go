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
	doc := jsonReport{
		Format:   JSONFormat,
		Tool:     jsonTool{Name: "rolecall", Version: r.Version},
		Summary:  summarize(r.Findings),
		Findings: make([]jsonFinding, 0, len(r.Findings)),
		Failed:   r.Failed,
	}
	for i := range r.Findings {
		doc.Findings = append(doc.Findings, newJSONFinding(&r.Findings[i]))
	}
	return encode(w, doc)
}

// encode writes a document as all formats write JSON.
func encode(w io.Writer, doc any) error {
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
	Failed   []string      `json:"failed,omitempty"` // rules that failed instead of judging
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
	Added  bool   `json:"added,omitempty"` // by the change that is judged
}

// JSONFinding is a finding in the shape in which every report writes one, to be encoded.
func JSONFinding(f *schema.Finding) any { return newJSONFinding(f) }

func newJSONFinding(f *schema.Finding) jsonFinding {
	out := jsonFinding{
		Rule: f.Rule, Name: f.Name, Severity: f.Severity, Message: f.Message, Help: f.Help,
		URL: PageURL(f.Name), File: f.Range.File, Range: newJSONRange(f.Range),
		Related: make([]jsonRelated, 0, len(f.Related)), Fingerprint: f.Fingerprint,
	}
	for _, r := range f.Related {
		out.Related = append(out.Related, jsonRelated{r.Message, r.Range.File, newJSONRange(r.Range)})
	}
	if f.Fix != nil {
		out.Fix = &jsonFix{Title: f.Fix.Title, Safe: f.Fix.Safe, Edits: make([]jsonEdit, 0, len(f.Fix.Edits))}
		for _, x := range f.Fix.Edits {
			out.Fix.Edits = append(out.Fix.Edits, jsonEdit{x.Range.File, newJSONRange(x.Range), x.Text})
		}
	}
	if f.Suppressed != nil {
		out.Suppressed = &jsonSuppressed{f.Suppressed.Kind, f.Suppressed.Reason, f.Suppressed.Until, f.Suppressed.Added}
	}
	return out
}

func newJSONRange(r schema.Range) jsonRange { return jsonRange{Start: r.Start, End: r.End} }
