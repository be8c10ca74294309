package report

import (
	"cmp"
	"slices"
	"strings"

	"github.com/rolecall/rolecall/schema"
)

// RuleInfo is what a report tells of a rule besides its findings.
type RuleInfo struct {
	ID       string
	Name     string
	Severity schema.Severity
	Summary  string   // one sentence of plain text; empty for the page's first
	Help     string   // the rule's page in Markdown; may be empty
	URL      string   // of the page; empty for [PageURL]
	Tags     []string // "security" marks what gives more access than is good
}

// security is the tag of rules that code scanners rank as weaknesses.
const security = "security"

func (r RuleInfo) isSecurity() bool { return slices.Contains(r.Tags, security) }

// url is where the rule's page can be read.
func (r RuleInfo) url() string { return cmp.Or(r.URL, PageURL(r.Name)) }

// title is the rule in a few words.
func (r RuleInfo) title() string {
	return cmp.Or(strings.ReplaceAll(r.Name, "-", " "), r.ID)
}

// summary is the rule in a sentence, or in a few words where there is none.
func (r RuleInfo) summary() string {
	_, why, _ := strings.Cut(r.Help, "## Why\n")
	paragraph, _, _ := strings.Cut(strings.TrimSpace(why), "\n\n")
	first := strings.Join(strings.Fields(paragraph), " ")
	if i := strings.Index(first, ". "); i >= 0 {
		first = first[:i+1]
	}
	return cmp.Or(r.Summary, first, r.title())
}

// rules gives every rule once, by ID: those the report was given and those
// that findings name all the same.
func (r *Report) rules() []RuleInfo {
	var rules []RuleInfo
	seen := map[string]bool{}
	add := func(info RuleInfo) {
		if !seen[info.ID] {
			seen[info.ID] = true
			rules = append(rules, info)
		}
	}
	for _, info := range r.Rules {
		add(info)
	}
	for _, f := range r.Findings {
		add(RuleInfo{ID: f.Rule, Name: f.Name, Severity: f.Severity})
	}
	slices.SortFunc(rules, func(a, b RuleInfo) int { return strings.Compare(a.ID, b.ID) })
	return rules
}

// ruleIndex finds rules by ID.
func ruleIndex(rules []RuleInfo) map[string]int {
	index := make(map[string]int, len(rules))
	for i, info := range rules {
		index[info.ID] = i
	}
	return index
}
