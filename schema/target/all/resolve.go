package all

import (
	"fmt"
	"strings"

	"github.com/rolecall/rolecall/schema"
)

// Resolve says what a document means on the target it names. Where no such
// target or version is known there is no model (nil), but a finding that says
// what is known.
func Resolve(doc *schema.Document, broken bool) (*schema.Model, []schema.Finding) {
	t := doc.Target
	unknown := schema.Finding{Rule: "RC004", Severity: schema.Error, Range: t.Range, Target: t.ID(), Subject: "target." + t.Name}
	vendor, ok := Find(t.Kind)
	if !ok {
		var kinds []string
		for _, known := range Targets {
			kinds = append(kinds, known.Kind)
		}
		unknown.Message = fmt.Sprintf("no target is of kind %q", t.Kind)
		unknown.Help = helpKnown("kinds", t.Kind, kinds)
		return nil, []schema.Finding{unknown}
	}
	cat, ok := vendor.Catalog(t.Version.Value)
	if !ok {
		unknown.Range = t.Version.Range
		unknown.Message = fmt.Sprintf("version %q of %s is not known", t.Version.Value, t.Kind)
		unknown.Help = helpKnown("versions", t.Version.Value, vendor.Versions)
		return nil, []schema.Finding{unknown}
	}
	return schema.Resolve(doc, cat, broken)
}

// helpKnown lists what is known, the nearest first.
func helpKnown(what, given string, known []string) string {
	help := fmt.Sprintf("known %s: %s", what, strings.Join(known, ", "))
	if near := schema.Nearest(given, known); near != "" {
		help = fmt.Sprintf("did you mean %q? %s", near, help)
	}
	return help
}
