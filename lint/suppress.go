package lint

import (
	"fmt"
	"slices"
	"time"

	"github.com/rolecall/rolecall/schema"
)

// suppress marks the findings that comments silence and reports what is wrong
// with comments. A comment silences a finding that starts within its scope,
// until its day comes; a comment without a reason silences nothing. Syntax
// errors and problems with suppressions cannot be silenced. It tells which
// comment, by its place among the project's, made which mark.
func suppress(fs []schema.Finding, rules []*Rule, in Input, ran map[string]bool, added []schema.Comment) (by map[*schema.Suppressed]int, problems []schema.Finding) {
	if in.Project == nil {
		return nil, nil
	}
	s := suppressor{
		rules: index(rules), byFile: map[string][]int{}, findings: fs, ran: ran,
		levels: in.Config.Levels, added: added, now: in.Now, by: map[*schema.Suppressed]int{}, gone: map[string]bool{},
	}
	for i := range fs {
		s.byFile[fs[i].Range.File] = append(s.byFile[fs[i].Range.File], i)
	}
	for _, m := range in.Gone {
		s.gone[m.Target.ID()] = true
	}
	for i, c := range in.Project.Comments {
		s.at = i
		s.comment(c)
	}
	return s.by, s.problems
}

type suppressor struct {
	rules    map[string]*Rule // by ID and by name
	byFile   map[string][]int // indexes of findings
	findings []schema.Finding
	ran      map[string]bool // rules that looked at the whole project
	levels   Levels
	added    []schema.Comment // by the change that is judged
	now      time.Time
	problems []schema.Finding
	gone     map[string]bool // targets that stand nowhere: no comment is about them
	at       int             // of the comment in hand
	by       map[*schema.Suppressed]int
}

func (s *suppressor) report(at schema.Range, help, format string, args ...any) {
	s.problems = append(s.problems, schema.Finding{
		Rule: suppressionProblem, Severity: schema.Warning, Range: at,
		Message: fmt.Sprintf(format, args...), Help: help,
	})
}

// comment judges one comment and applies it.
func (s *suppressor) comment(c schema.Comment) {
	const form = `write # rolecall:ignore RC104 reason="SEC-42" until=2027-01-31; until may be left out`
	switch {
	case c.Problem != "":
		s.report(c.Range, form, "%s", c.Problem)
		return
	case len(c.Rules) == 0:
		s.report(c.Range, form, "suppression names no rule")
		return
	case c.Reason.Value == "":
		s.report(c.Range, "it silences nothing until it says why the finding is accepted: add reason=\"…\"", "suppression has no reason")
		return
	case !s.standing(c):
		return
	}
	for i, name := range c.Rules {
		r := s.suppressible(name, c.Rules[:i])
		if r == nil || s.apply(c, r) {
			continue
		}
		if _, off := s.levels.In(r.ID, c.Range.File); s.ran[r.ID] && !off {
			s.report(name.Range, "the finding is gone, so the next one here would be hidden: remove the comment, or this rule from it",
				"suppression of %s silences nothing", r.ID)
		}
	}
}

// standing reports whether the comment's day is still to come.
func (s *suppressor) standing(c schema.Comment) bool {
	if c.Until.Value == "" {
		return true
	}
	until, err := time.Parse(time.DateOnly, c.Until.Value)
	if err != nil {
		until, err = time.Parse(time.RFC3339, c.Until.Value)
	}
	at := c.Until.Range
	if at.IsZero() {
		at = c.Range
	}
	if err != nil {
		s.report(at, "write a day, as in until=2027-01-31", "suppression ends on %q, which is no day", c.Until.Value)
		return false
	}
	if !s.now.Before(until) {
		s.report(at, fmt.Sprintf("it was accepted because %q: settle what it hides, or agree on a new day", c.Reason.Value),
			"suppression expired on %s and silences nothing", c.Until.Value)
		return false
	}
	return true
}

// suppressible is the rule that a comment names, nil where it is none that can
// be silenced or was named before.
func (s *suppressor) suppressible(name schema.Text, before []schema.Text) *Rule {
	r := s.rules[name.Value]
	switch {
	case r == nil:
		help := "`rolecall rules` lists them"
		if near := schema.Nearest(name.Value, s.names()); near != "" {
			help = fmt.Sprintf("did you mean %s?", near)
		}
		s.report(name.Range, help, "suppression names %q, which is no rule", name.Value)
		return nil
	case !Acceptable(r.ID):
		s.report(name.Range, "what cannot be read cannot be accepted, and a comment cannot excuse itself: correct it instead",
			"%s %s cannot be suppressed", r.ID, r.Name)
		return nil
	case slices.ContainsFunc(before, func(t schema.Text) bool { return s.rules[t.Value] == r }):
		s.report(name.Range, "once is enough", "suppression names %s twice", r.ID)
		return nil
	}
	return r
}

func (s *suppressor) names() []string {
	names := make([]string, 0, len(s.rules))
	for n := range s.rules {
		names = append(names, n)
	}
	slices.Sort(names)
	return names
}

// apply silences the rule's findings in the comment's scope and reports whether
// there were any. What comes of a comparison with an earlier revision stays: a
// change does not excuse itself.
func (s *suppressor) apply(c schema.Comment, r *Rule) (any bool) {
	for _, i := range s.byFile[c.Scope.File] {
		f := &s.findings[i]
		at := f.Range.Start.Byte
		if f.Rule != r.ID || at < c.Scope.Start.Byte || at >= c.Scope.End.Byte || s.gone[f.Target] {
			continue
		}
		any = true
		added := s.isAdded(c)
		if f.Suppressed == nil && !(added && f.Against) {
			f.Suppressed = &schema.Suppressed{Kind: "comment", Reason: c.Reason.Value, Until: c.Until.Value, Added: added}
			s.by[f.Suppressed] = s.at
		}
	}
	return any
}

func (s *suppressor) isAdded(c schema.Comment) bool {
	return slices.ContainsFunc(s.added, func(a schema.Comment) bool { return a.Range == c.Range })
}

// ran lists the rules that looked at everything there is, so that a comment
// which silences none of their findings is of no use. While a file is broken or
// a target has no model nothing is sure.
func ran(rules []*Rule, in Input, jobs []*job) map[string]bool {
	looked := map[string]bool{}
	if in.Project == nil || in.Project.Broken || len(in.Models) < len(in.Project.Documents) {
		return looked
	}
	times := map[string]int{}
	for _, j := range jobs {
		if !j.pass.Gone && j.err == nil && !slices.ContainsFunc(j.pass.Rule.Gains, func(n Needs) bool { return !j.pass.has(n) }) {
			times[j.pass.Rule.ID]++
		}
	}
	for _, r := range rules {
		looked[r.ID] = !in.Config.Levels.silent(r.ID) && (r.Check == nil || times[r.ID] == len(in.Models))
	}
	return looked
}
