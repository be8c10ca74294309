package report

import (
	"io"
	"slices"
	"strings"

	"github.com/rolecall/rolecall/schema"
)

// Formats are the formats of a report, by the name used on the command line.
var Formats = []Format{
	{Name: "text", Write: Text},
	{Name: "compact", Write: Compact},
	{Name: "json", Write: JSON},
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

// Report is what is written: the findings in their order and what is needed to
// show them.
type Report struct {
	Findings []schema.Finding
	Sources  map[string][]byte // by path, for excerpts; a missing one is left out
	Targets  []string          // the targets that were looked at; findings name theirs where there are several
	Version  string            // of rolecall
	Color    bool              // only text has colours
	Width    int               // of the terminal, in cells; 0 means that lines may be long
}

// entry is a finding with every target it holds for.
type entry struct {
	schema.Finding
	targets []string
}

// entries are the findings, those that say the same of several targets made one:
// the instances of a target are written once, so they are wrong once.
func (r *Report) entries() []entry {
	type key struct {
		rule, message, help string
		at                  schema.Range
		severity            schema.Severity
		suppressed          bool
	}
	var out []entry
	seen := map[key]int{}
	for _, f := range r.Findings {
		k := key{f.Rule, f.Message, f.Help, f.Range, f.Severity, f.Suppressed != nil}
		i, again := seen[k]
		if !again || f.Range.IsZero() {
			seen[k] = len(out)
			out = append(out, entry{Finding: f})
			i = len(out) - 1
		}
		if f.Target != "" && !slices.Contains(out[i].targets, f.Target) {
			out[i].targets = append(out[i].targets, f.Target)
		}
	}
	return out
}

// label names the targets of a finding where a reader could wonder; else it is empty.
func (r *Report) label(e entry) string {
	if len(r.Targets) < 2 || len(e.targets) == 0 {
		return ""
	}
	return "[" + Escape(strings.Join(e.targets, ", ")) + "]"
}

// Summary counts findings. The suppressed ones count as nothing else.
type Summary struct {
	Error      int `json:"error"`
	Warning    int `json:"warning"`
	Info       int `json:"info"`
	Suppressed int `json:"suppressed"`
}

func summarize(entries []entry) Summary {
	var s Summary
	for _, e := range entries {
		switch {
		case e.Suppressed != nil:
			s.Suppressed++
		case e.Severity == schema.Error:
			s.Error++
		case e.Severity == schema.Warning:
			s.Warning++
		case e.Severity == schema.Info:
			s.Info++
		}
	}
	return s
}

// pages is where the page of each rule can be read.
const pages = "https://github.com/rolecall/rolecall/blob/main/lint/rules/"

// pageURL is the address of a rule's page; empty for a finding of no rule.
func pageURL(name string) string {
	if name == "" {
		return ""
	}
	return pages + strings.ReplaceAll(name, "-", "_") + ".md"
}
