package report

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"golang.org/x/mod/semver"

	"github.com/rolecall/rolecall/schema"
)

// What GitHub takes: of more results it shows a part, and longer descriptions
// it refuses.
const (
	sarifResults     = 5000
	sarifDescription = 1000
)

// home is where rolecall can be read about.
const home = "https://github.com/rolecall/rolecall"

// SARIF writes a SARIF 2.1.0 log for code scanning: the rules, and the findings
// with the worst first, at most as many as GitHub takes. Suppressed findings
// are marked as such.
func SARIF(w io.Writer, r *Report) error {
	fs := make([]*schema.Finding, len(r.Findings))
	for i := range r.Findings {
		fs[i] = &r.Findings[i]
	}
	fs = worstFirst(fs)
	kept := fs[:min(len(fs), sarifResults)]

	rules := told(r.rules(), kept)
	run := sarifRun{
		Tool:        sarifTool{newSARIFDriver(r.Version, rules)},
		Invocations: []sarifInvocation{newSARIFInvocation(r.Failed, len(kept), fs[len(kept):])},
		ColumnKind:  "utf16CodeUnits",
		Results:     make([]sarifResult, 0, len(kept)),
	}
	s := sarifWriter{report: r, rules: ruleIndex(rules), prints: unique{}}
	for _, f := range kept {
		run.Results = append(run.Results, s.result(f))
	}
	return encode(w, sarifLog{
		Schema:  "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
		Version: "2.1.0",
		Runs:    []sarifRun{run},
	})
}

// told keeps the rules that findings name: readers look a rule's page up by its
// finding, and all pages together are larger than most reports.
func told(rules []RuleInfo, fs []*schema.Finding) []RuleInfo {
	named := map[string]bool{}
	for _, f := range fs {
		named[f.Rule] = true
	}
	return slices.DeleteFunc(rules, func(info RuleInfo) bool { return !named[info.ID] })
}

type sarifLog struct {
	Schema  string     `json:"$schema"`
	Version string     `json:"version"`
	Runs    []sarifRun `json:"runs"`
}

type sarifRun struct {
	Tool        sarifTool         `json:"tool"`
	Invocations []sarifInvocation `json:"invocations"`
	ColumnKind  string            `json:"columnKind"`
	Results     []sarifResult     `json:"results"`
}

type sarifTool struct {
	Driver sarifDriver `json:"driver"`
}

type sarifDriver struct {
	Name            string      `json:"name"`
	Version         string      `json:"version,omitempty"`
	SemanticVersion string      `json:"semanticVersion,omitempty"`
	InformationURI  string      `json:"informationUri"`
	Rules           []sarifRule `json:"rules"`
}

type sarifRule struct {
	ID                   string              `json:"id"`
	Name                 string              `json:"name,omitempty"`
	ShortDescription     sarifText           `json:"shortDescription"`
	FullDescription      sarifText           `json:"fullDescription"`
	Help                 sarifText           `json:"help"`
	HelpURI              string              `json:"helpUri,omitempty"`
	DefaultConfiguration sarifConfiguration  `json:"defaultConfiguration"`
	Properties           sarifRuleProperties `json:"properties"`
}

type sarifText struct {
	Text     string `json:"text"`
	Markdown string `json:"markdown,omitempty"`
}

type sarifConfiguration struct {
	Level string `json:"level"`
}

type sarifRuleProperties struct {
	Tags             []string `json:"tags"`
	Precision        string   `json:"precision"`
	ProblemSeverity  string   `json:"problem.severity"`
	SecuritySeverity string   `json:"security-severity,omitempty"`
}

type sarifInvocation struct {
	ExecutionSuccessful bool                `json:"executionSuccessful"`
	Notifications       []sarifNotification `json:"toolExecutionNotifications,omitempty"`
}

type sarifNotification struct {
	Level   string    `json:"level"`
	Message sarifText `json:"message"`
}

func newSARIFDriver(version string, rules []RuleInfo) sarifDriver {
	d := sarifDriver{Name: "rolecall", Version: version, InformationURI: home, Rules: make([]sarifRule, 0, len(rules))}
	// A build without a release has no version that SARIF would take for one.
	if semver.Canonical(version)+semver.Build(version) == version {
		d.SemanticVersion = strings.TrimPrefix(version, "v")
	}
	for _, info := range rules {
		d.Rules = append(d.Rules, newSARIFRule(info))
	}
	return d
}

func newSARIFRule(info RuleInfo) sarifRule {
	out := sarifRule{
		ID: info.ID, Name: info.Name,
		ShortDescription: sarifText{Text: info.title()}, FullDescription: sarifText{Text: shorten(info.summary(), sarifDescription)},
		Help: sarifText{Text: info.summary(), Markdown: info.Help}, HelpURI: info.url(),
		DefaultConfiguration: sarifConfiguration{sarifLevel(info.Severity)},
		Properties: sarifRuleProperties{
			Tags: append([]string{}, info.Tags...), Precision: "high", ProblemSeverity: problemSeverity(info.Severity),
		},
	}
	if info.isSecurity() {
		out.Properties.SecuritySeverity = securitySeverity(info.Severity)
	}
	return out
}

func newSARIFInvocation(failed []string, kept int, left []*schema.Finding) sarifInvocation {
	i := sarifInvocation{ExecutionSuccessful: len(failed) == 0}
	for _, text := range failed {
		i.Notifications = append(i.Notifications, sarifNotification{Level: "error", Message: sarifText{Text: text}})
	}
	if len(left) > 0 {
		text := fmt.Sprintf("%d of %d findings are written, the worst first; left out: %s", kept, kept+len(left), count(left))
		i.Notifications = append(i.Notifications, sarifNotification{Level: "warning", Message: sarifText{Text: text}})
	}
	return i
}

func sarifLevel(s schema.Severity) string {
	if s == schema.Info {
		return "note"
	}
	return s.String()
}

// problemSeverity is how GitHub ranks a rule that is not about security.
func problemSeverity(s schema.Severity) string {
	if s == schema.Info {
		return "recommendation"
	}
	return s.String()
}

// securitySeverity is how GitHub ranks a rule that is: high, medium or low.
func securitySeverity(s schema.Severity) string {
	switch s {
	case schema.Error:
		return "8.0"
	case schema.Warning:
		return "5.0"
	}
	return "2.0"
}
