// Package lint is the contract of a rule and the runner. It takes models and
// gives findings, sorted; it knows no rule (package rules lists them), no
// output format (package report) and no vendor.
package lint

import (
	"fmt"
	"slices"
	"time"

	"github.com/rolecall/rolecall/schema"
)

// Rule is one thing that rolecall looks for. Rules are values: package rules
// lists them.
type Rule struct {
	ID       string // permanent, as in "RC102"
	Name     string // the pattern it finds, as in "scope-level-mismatch"
	Severity schema.Severity
	// Check looks at one target's model. It is nil for rules whose findings come
	// up while a policy is read or resolved.
	Check func(*Pass)
	// Needs says what the rule compares with; it does not run without it.
	Needs Needs
	// Gains says with what it finds more. Where one of them is missing, what
	// silences nothing now may still be of use.
	Gains []Needs
	// Gone says that it looks at targets that a change takes away as well: the
	// model is then a target with nothing in it, Base what it was.
	Gone bool
}

// against reports whether the rule compares with an earlier revision.
func (r *Rule) against() bool {
	return r.Needs == NeedsBase || slices.Contains(r.Gains, NeedsBase)
}

// Needs is what a rule compares the policy with.
type Needs int

// What rules may need. Most need nothing.
const (
	NeedsNothing Needs = iota
	NeedsState         // a deployed state
	NeedsNext          // the catalog of the next version
	NeedsBase          // the policy of an earlier revision
)

// Input is what a run works on. Models, states and catalogs are not changed.
type Input struct {
	Project *schema.Project
	Models  []*schema.Model
	// State is the deployed state of a target by its ID; it may be nil.
	State map[string]*schema.State
	// Next is the catalog a target is about to move to, by its ID; it may be nil.
	Next map[string]*schema.Catalog
	// Base is what the policy of an earlier revision means, by a target's ID; it may be nil.
	Base map[string]*schema.Model
	// Gone are the targets of that revision that the policy no longer has, with
	// nothing in them: Base says what they had. May be empty.
	Gone []*schema.Model
	// BaseProject is that revision as it was read; it may be nil.
	BaseProject *schema.Project
	// BaseRun is what the rules find in that revision; nil where nobody asked.
	BaseRun *Result
	// Now is the moment by which expiry is judged.
	Now time.Time
	// Config changes what rules do; the zero Config leaves them as they are.
	Config Config
	// Clock, where it is set, is asked how long rules take.
	Clock func() time.Time
}

// Config says what a project or a command line wants.
type Config struct {
	Levels   Levels    // of rules
	Baseline *Baseline // findings that are accepted; nil for none
}

// Pass is one rule looking at one target.
type Pass struct {
	Rule  *Rule
	Model *schema.Model
	State *schema.State   // nil where none is given
	Next  *schema.Catalog // nil where none is given
	Base  *schema.Model   // nil where none is given, or where it does not have the target
	Gone  bool            // the change takes the target away: Model has nothing but it
	Now   time.Time

	// Broken says that some file did not parse: what seems to be missing may
	// stand there, so a rule must not report it.
	Broken bool

	Access *Access // who holds what on this target, shared by all rules

	sources  map[string][]byte
	findings []schema.Finding
}

// Report adds a finding. Rule, name and target are filled in, and so is the
// severity where f has none; those of a rule that compares with an earlier
// revision, where there is one, come of that.
func (p *Pass) Report(f schema.Finding) {
	f.Rule, f.Name = p.Rule.ID, p.Rule.Name
	f.Target = p.Model.Target.ID()
	f.Against = f.Against || p.Base != nil && p.Rule.against()
	if f.Severity == 0 {
		f.Severity = p.Rule.Severity
	}
	p.findings = append(p.findings, f)
}

// Try gives what a check finds in another model of the target, and reports nothing.
func (p *Pass) Try(m *schema.Model, check func(*Pass)) []schema.Finding {
	q := *p
	q.Model, q.Access, q.findings = m, NewAccess(m), nil
	check(&q)
	return q.findings
}

// Source is the text of a range, for fixes; empty where there is none.
func (p *Pass) Source(r schema.Range) string {
	src := p.sources[r.File]
	if r.Start.Byte > r.End.Byte || r.End.Byte > len(src) {
		return ""
	}
	return string(src[r.Start.Byte:r.End.Byte])
}

// Reportf adds a finding at a place, about the object with the given address.
func (p *Pass) Reportf(at schema.Range, subject, help, format string, args ...any) {
	p.Report(schema.Finding{Range: at, Subject: subject, Message: fmt.Sprintf(format, args...), Help: help})
}
