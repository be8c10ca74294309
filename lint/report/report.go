package report

import (
	"fmt"
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
	{Name: "jsonl", Write: JSONL},
	{Name: "sarif", Write: SARIF, Rules: true},
	{Name: "rdjson", Write: RDJSON, Rules: true},
	{Name: "checkstyle", Write: Checkstyle},
	{Name: "junit", Write: JUnit},
	{Name: "gitlab", Write: GitLab, Rules: true},
	{Name: "github", Write: GitHub},
	{Name: "markdown", Write: Markdown, Rules: true},
}

// Format is one way to write a report.
type Format struct {
	Name  string
	Write func(w io.Writer, r *Report) error
	Rules bool // it tells of [Report.Rules] too; others need none
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
	// Failed are the rules that failed instead of judging, a sentence each: the
	// findings are not all there is. Formats for machines tell of them; people are told by the program.
	Failed []string
	// Rules are the rules that ran, for formats that tell of them; those that
	// findings name besides are told of with what the findings have.
	Rules []RuleInfo
	// Base is where the project lies as seen from where readers look for its
	// files (a repository's root), with forward slashes; empty where it is that
	// place. Every format but json puts it before its paths; json has those of the project.
	Base  string
	Color bool // only text has colours
	Width int  // of the terminal, in cells; 0 means that lines may be long
}

// maxTargets is how many targets a label names; json has them all.
const maxTargets = 10

// label names the targets of a finding where a reader could wonder; else it is empty.
func (r *Report) label(f *schema.Finding) string {
	if len(r.Targets) < 2 || f.Target == "" {
		return ""
	}
	names := f.Target
	if all := strings.Split(names, ", "); len(all) > maxTargets {
		names = fmt.Sprintf("%s and %d more", strings.Join(all[:maxTargets], ", "), len(all)-maxTargets)
	}
	return "[" + Escape(names) + "]"
}

// message is what a finding says, on one line and safe to show, with its target
// where a reader could wonder.
func (r *Report) message(f *schema.Finding) string {
	return strings.TrimSpace(Escape(f.Message) + " " + r.label(f))
}

// helpLines is the advice of a finding, line by line and safe to show.
func helpLines(f *schema.Finding) []string {
	if f.Help == "" {
		return nil
	}
	lines := strings.Split(f.Help, "\n")
	for i, line := range lines {
		lines[i] = Escape(line)
	}
	lines[0] = "help: " + lines[0]
	return lines
}

// Summary counts findings. The suppressed ones count as nothing else.
type Summary struct {
	Error      int `json:"error"`
	Warning    int `json:"warning"`
	Info       int `json:"info"`
	Suppressed int `json:"suppressed"`
}

func summarize(findings []schema.Finding) Summary {
	var s Summary
	for i := range findings {
		s.add(&findings[i])
	}
	return s
}

func (s *Summary) add(f *schema.Finding) {
	switch {
	case f.Suppressed != nil:
		s.Suppressed++
	case f.Severity == schema.Error:
		s.Error++
	case f.Severity == schema.Warning:
		s.Warning++
	case f.Severity == schema.Info:
		s.Info++
	}
}

// pages is where the page of each rule can be read.
const pages = "https://github.com/rolecall/rolecall/blob/main/lint/rules/"

// PageURL is where the page of a rule can be read; empty for no name.
func PageURL(name string) string {
	if name == "" {
		return ""
	}
	return pages + strings.ReplaceAll(name, "-", "_") + ".md"
}
