package report

import (
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/rolecall/rolecall/schema"
)

type sarifResult struct {
	RuleID              string             `json:"ruleId"`
	RuleIndex           int                `json:"ruleIndex"`
	Level               string             `json:"level"`
	Message             sarifText          `json:"message"`
	Locations           []sarifLocation    `json:"locations"`
	RelatedLocations    []sarifLocation    `json:"relatedLocations,omitempty"`
	PartialFingerprints sarifFingerprints  `json:"partialFingerprints"`
	Suppressions        []sarifSuppression `json:"suppressions"`
	Fixes               []sarifFix         `json:"fixes,omitempty"`
}

type sarifLocation struct {
	ID               int                   `json:"id,omitempty"`
	PhysicalLocation sarifPhysicalLocation `json:"physicalLocation"`
	Message          *sarifText            `json:"message,omitempty"`
}

type sarifPhysicalLocation struct {
	ArtifactLocation sarifArtifact `json:"artifactLocation"`
	Region           *sarifRegion  `json:"region,omitempty"`
}

type sarifArtifact struct {
	URI string `json:"uri"`
}

type sarifRegion struct {
	StartLine   int `json:"startLine"`
	StartColumn int `json:"startColumn"`
	EndLine     int `json:"endLine,omitempty"`
	EndColumn   int `json:"endColumn,omitempty"`
}

// sarifFingerprints has the name that GitHub compares results by.
type sarifFingerprints struct {
	PrimaryLocationLineHash string `json:"primaryLocationLineHash"`
}

type sarifSuppression struct {
	Kind          string `json:"kind"`
	Status        string `json:"status"`
	Justification string `json:"justification,omitempty"`
}

type sarifFix struct {
	Description     sarifText             `json:"description"`
	ArtifactChanges []sarifArtifactChange `json:"artifactChanges"`
}

type sarifArtifactChange struct {
	ArtifactLocation sarifArtifact      `json:"artifactLocation"`
	Replacements     []sarifReplacement `json:"replacements"`
}

type sarifReplacement struct {
	DeletedRegion   *sarifRegion `json:"deletedRegion"`
	InsertedContent sarifContent `json:"insertedContent"`
}

type sarifContent struct {
	Text string `json:"text"`
}

// sarifWriter makes results of findings.
type sarifWriter struct {
	report *Report
	rules  map[string]int
	prints unique
}

func (s *sarifWriter) result(f *schema.Finding) sarifResult {
	text := append([]string{s.report.message(f)}, helpLines(f)...)
	out := sarifResult{
		RuleID: f.Rule, RuleIndex: s.rules[f.Rule], Level: sarifLevel(f.Severity),
		Message:   sarifText{Text: sarifEscape(strings.Join(text, "\n"))},
		Locations: []sarifLocation{s.location(s.report.anchor(f))},
		PartialFingerprints: sarifFingerprints{
			PrimaryLocationLineHash: s.prints.name(f.Fingerprint, ":%d"),
		},
		Suppressions: []sarifSuppression{},
	}
	for _, rel := range f.Related {
		if rel.Range.IsZero() {
			continue
		}
		l := s.location(rel.Range)
		l.ID, l.Message = len(out.RelatedLocations)+1, &sarifText{Text: sarifEscape(Escape(rel.Message))}
		out.RelatedLocations = append(out.RelatedLocations, l)
	}
	if f.Suppressed != nil {
		out.Suppressions = append(out.Suppressions, newSARIFSuppression(f.Suppressed))
	}
	if hasPlaces(f.Fix) {
		out.Fixes = append(out.Fixes, s.fix(f.Fix))
	}
	return out
}

func (s *sarifWriter) location(at schema.Range) sarifLocation {
	return sarifLocation{PhysicalLocation: sarifPhysicalLocation{
		ArtifactLocation: sarifArtifact{s.report.uri(at.File)},
		Region:           s.region(at),
	}}
}

// region is nil for a file as a whole.
func (s *sarifWriter) region(at schema.Range) *sarifRegion {
	if at.Start.Line < 1 {
		return nil
	}
	region := &sarifRegion{StartLine: at.Start.Line, StartColumn: s.report.utf16Column(at.File, at.Start)}
	if hasEnd(at) {
		region.EndLine, region.EndColumn = at.End.Line, s.report.utf16Column(at.File, at.End)
	}
	return region
}

// hasPlaces reports whether there is a fix that says where it is made.
func hasPlaces(fix *schema.Fix) bool {
	nowhere := func(e schema.Edit) bool { return e.Range.IsZero() || e.Range.Start.Line < 1 }
	return fix != nil && len(fix.Edits) > 0 && !slices.ContainsFunc(fix.Edits, nowhere)
}

func (s *sarifWriter) fix(fix *schema.Fix) sarifFix {
	out := sarifFix{Description: sarifText{Text: sarifEscape(Escape(fix.Title))}}
	if !fix.Safe {
		out.Description.Text += " (may change what the policy means)"
	}
	at := map[string]int{}
	for _, e := range fix.Edits {
		i, ok := at[e.Range.File]
		if !ok {
			i = len(out.ArtifactChanges)
			at[e.Range.File] = i
			out.ArtifactChanges = append(out.ArtifactChanges, sarifArtifactChange{
				ArtifactLocation: sarifArtifact{s.report.uri(e.Range.File)},
			})
		}
		change := &out.ArtifactChanges[i]
		change.Replacements = append(change.Replacements, sarifReplacement{s.region(e.Range), sarifContent{e.Text}})
	}
	return out
}

func newSARIFSuppression(s *schema.Suppressed) sarifSuppression {
	out := sarifSuppression{Kind: "external", Status: "accepted", Justification: Escape(s.Reason)}
	if s.Kind == "comment" {
		out.Kind = "inSource"
	}
	if s.Until != "" {
		out.Justification = strings.TrimSpace(out.Justification + " (until " + Escape(s.Until) + ")")
	}
	return out
}

var placeholder = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`\{(\d+)\}`) })

// sarifEscape takes from text what readers would replace by arguments, or show
// as a link.
func sarifEscape(s string) string {
	if strings.Contains(s, "](") {
		s = strings.NewReplacer(`\`, `\\`, "[", `\[`, "]", `\]`).Replace(s)
	}
	return placeholder().ReplaceAllString(s, "{{$1}}")
}
