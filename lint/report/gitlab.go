package report

import (
	"io"
	"path"

	"github.com/rolecall/rolecall/schema"
)

// GitLab writes a report for GitLab's code quality view. GitLab stops reading
// at the first item that lacks a field, so every finding has a file and a line.
func GitLab(w io.Writer, r *Report) error {
	doc := []gitlabIssue{}
	rules := r.rules()
	index, prints := ruleIndex(rules), unique{}
	for _, f := range r.shown() {
		at := r.anchor(f)
		first := max(at.Start.Line, 1)
		doc = append(doc, gitlabIssue{
			Description: r.message(f),
			CheckName:   f.Rule,
			Fingerprint: prints.name(f.Fingerprint, "-%d"),
			Severity:    gitlabSeverity(f.Severity, rules[index[f.Rule]]),
			Location:    gitlabLocation{path.Clean(r.path(at.File)), gitlabLines{first, max(at.End.Line, first)}},
		})
	}
	return encode(w, doc)
}

type gitlabIssue struct {
	Description string         `json:"description"`
	CheckName   string         `json:"check_name"`
	Fingerprint string         `json:"fingerprint"`
	Severity    string         `json:"severity"`
	Location    gitlabLocation `json:"location"`
}

type gitlabLocation struct {
	Path  string      `json:"path"`
	Lines gitlabLines `json:"lines"`
}

type gitlabLines struct {
	Begin int `json:"begin"`
	End   int `json:"end"`
}

func gitlabSeverity(s schema.Severity, rule RuleInfo) string {
	switch {
	case s == schema.Error && rule.isSecurity():
		return "critical"
	case s == schema.Error:
		return "major"
	case s == schema.Warning:
		return "minor"
	}
	return "info"
}
