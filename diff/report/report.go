package report

import (
	"io"
	"slices"

	"github.com/rolecall/rolecall/diff"
	"github.com/rolecall/rolecall/diff/gate"
)

// Formats are the formats of a report, by the name used on the command line.
var Formats = []Format{
	{Name: "text", Write: Text},
	{Name: "json", Write: JSON},
	{Name: "markdown", Write: Markdown},
	{Name: "unified", Write: Unified},
}

// Format is one way to write a report.
type Format struct {
	Name  string
	Write func(w io.Writer, r *Report) error
}

// Find gives the format of a name; ok is false where there is none.
func Find(name string) (f Format, ok bool) {
	i := slices.IndexFunc(Formats, func(f Format) bool { return f.Name == name })
	if i < 0 {
		return Format{}, false
	}
	return Formats[i], true
}

// Names lists the formats in the order in which they are told of.
func Names() []string {
	names := make([]string, len(Formats))
	for i, f := range Formats {
		names[i] = f.Name
	}
	return names
}

// Report is what is written: one result a target.
type Report struct {
	Results []*diff.Result
	Color   bool // only text has colours

	Gates   *gate.Report // nil where none is asked for
	Against *Against     // nil where policies are compared with what is deployed alone
	// Sources is a digest of the policy's files; empty where it is not told.
	Sources string
	// Suppressions are those that the change adds, a sentence each.
	Suppressions []Suppression
	Edits        string   // what the change does to the configuration of its own check; may be empty
	Doubts       []string // why the comparison may lack something; a sentence each
	Command      string   // that makes the same report; empty where it is not told
}

// Against is the revision that policies are compared with.
type Against struct {
	Revision string `json:"revision"` // as it was named
	Commit   string `json:"commit"`   // whose policy it is; empty for a directory
	// MergeBase says that this is not the revision itself, but where the change left its line.
	MergeBase bool   `json:"merge_base"`
	Sources   string `json:"sources_digest"`
}

// Suppression is a comment that silences findings.
type Suppression struct {
	Place string `json:"source"`
	Text  string `json:"message"`
}
