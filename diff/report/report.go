package report

import (
	"io"
	"slices"

	"github.com/rolecall/rolecall/diff"
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
}
