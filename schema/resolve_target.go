package schema

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// unmanagedValues are what a target may say of deployed objects that no policy declares.
var unmanagedValues = []string{"remove", "report", "ignore"}

// checkTarget looks at what a target block says against what its catalog knows.
func (r *resolver) checkTarget() {
	t := r.doc.Target
	if !t.Unmanaged.Range.IsZero() && !slices.Contains(unmanagedValues, t.Unmanaged.Value) {
		r.badValue(t.Unmanaged.Range, "unmanaged", t.Unmanaged.Value, unmanagedValues)
	}
	var settings, limits []string
	for _, s := range r.cat.Settings {
		settings = append(settings, s.Name)
	}
	for _, l := range r.cat.Limits {
		limits = append(limits, l.Name)
	}
	for _, name := range slices.Sorted(maps.Keys(t.Settings)) {
		if !slices.Contains(settings, name) {
			r.badValue(t.Settings[name].Range, "settings", name, settings)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(t.Limits)) {
		if !slices.Contains(limits, name) {
			r.badValue(t.Limits[name].Range, "limits", name, limits)
		}
	}
	if !r.cat.Behaviour.Tokens {
		for _, token := range r.doc.Tokens {
			r.report(Finding{
				Rule: "RC002", Severity: Error, Range: token.Range, Subject: token.Address("token"),
				Message: fmt.Sprintf("%s has no database tokens", r.cat.Title), Help: "declare a user and bind roles to it",
			})
		}
	}
	if !r.cat.Behaviour.Scoped {
		for _, d := range t.Databases {
			r.report(Finding{
				Rule: "RC002", Severity: Error, Range: d.Range, Subject: "target." + t.Name,
				Message: fmt.Sprintf("%s has no databases to list", r.cat.Title), Help: "its permissions hold for the whole account; take the block out",
			})
		}
	}
}

// badValue reports a word that is none of those known.
func (r *resolver) badValue(at Range, attribute, given string, known []string) {
	f := Finding{
		Rule: "RC002", Severity: Error, Range: at, Subject: "target." + r.doc.Target.Name,
		Message: fmt.Sprintf("%q is nothing that %s of a target knows", given, attribute),
		Help:    "it knows " + strings.Join(known, ", "),
	}
	if len(known) == 0 {
		f.Help = "this target has none"
	}
	if near := Nearest(given, known); near != "" {
		f.Help = fmt.Sprintf("did you mean %q?", near)
	}
	r.report(f)
}

// checkPrincipals reports kinds of principals that the target's vendor does not have.
func (r *resolver) checkPrincipals(d *BindingDecl) {
	for _, p := range d.Principals {
		if !slices.Contains(r.cat.Principals, p.Kind) {
			r.report(Finding{
				Rule: "RC002", Severity: Error, Range: p.Name.Range, Subject: d.Address("binding"),
				Message: fmt.Sprintf("%s has no %ss that could hold roles", r.cat.Title, words(p.Kind)),
				Help:    "bind " + strings.Join(r.cat.Principals, "s or ") + "s instead",
			})
		}
	}
}
