package main

import (
	"fmt"
	"slices"

	"github.com/spf13/cobra"

	"github.com/rolecall/rolecall/lint"
	"github.com/rolecall/rolecall/lint/report"
	"github.com/rolecall/rolecall/schema"
)

// inspectPlainly runs rules at the severities that they have themselves: what a
// project says of them counts for lint alone.
func (p *policy) inspectPlainly(in lint.Input, more ...lint.Layer) (*lint.Result, error) {
	plain := *p
	plain.levels = nil
	return plain.inspect(in, more...)
}

// standing gives the errors that are not suppressed, of findings at the
// severities that their rules have. A project's levels make it stricter, never
// milder: a rule that was made an error is one, and one that was silenced stays.
func (p *policy) standing(found []schema.Finding) []schema.Finding {
	var errs []schema.Finding
	for _, f := range found {
		if s, off := p.levels.In(f.Rule, f.Range.File); s == schema.Error && !off {
			f.Severity = s
		}
		if f.Severity == schema.Error && f.Suppressed == nil {
			errs = append(errs, f)
		}
	}
	return errs
}

// tellErrors tells of the errors for which a command does not do its job, and of
// those that a project has silenced for lint.
func (p *policy) tellErrors(w *world, cmd *cobra.Command, errs []schema.Finding) error {
	r := &report.Report{Findings: named(errs), Sources: p.project.Sources, Targets: p.targets(), Base: w.base(p.root)}
	r.Color, r.Width = w.colour(w.setting(cmd, "color", ""), w.stderr), w.width(w.stderr)
	if err := report.Excerpts(w.stderr, r); err != nil {
		return err
	}
	var told []string
	for _, f := range errs {
		if s := p.silencer(f); s != "" && !slices.Contains(told, s) {
			told = append(told, s)
			w.note("%s; %s counts it", s, cmd.Name())
		}
	}
	return nil
}

// silencer says what makes less of an error than it is, as in RC101 is off in
// rolecall.toml:3; empty where nothing does.
func (p *policy) silencer(f schema.Finding) string {
	s, off := p.levels.In(f.Rule, f.Range.File)
	if !off && (s == 0 || s == schema.Error) {
		return ""
	}
	level, is := "off", func(l lint.Level) bool { return l == lint.Off }
	if !off {
		level, is = "of level "+s.String(), func(l lint.Level) bool { return l.Severity() == s }
	}
	for i, l := range slices.Backward(p.levels) {
		if !is(l.Rules[f.Rule]) || l.Glob != "" && !schema.MatchPath(l.Glob, f.Range.File) {
			continue
		}
		return fmt.Sprintf("%s is %s in %s", f.Rule, level, p.layerOrigin(i, f.Rule))
	}
	panic("standing: no layer gives the level of " + f.Rule)
}

// layerOrigin is where a layer says something of a rule: that of the environment
// is the last, that of the whole project the first.
func (p *policy) layerOrigin(i int, rule string) string {
	key := func(levels map[string]string) string {
		for _, name := range sortedNames(levels) {
			if r, err := findRule(name); err == nil && r.ID == rule {
				return name
			}
		}
		return rule
	}
	switch {
	case i == len(p.levels)-1:
		return envName("disable")
	case i == 0:
		return p.config.at("rules", key(p.config.Rules))
	}
	return p.config.at(element("paths", i-1), "rules", key(p.config.Paths[i-1].Rules))
}
