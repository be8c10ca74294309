package main

import (
	"strings"

	"github.com/rolecall/rolecall/lint"
	"github.com/rolecall/rolecall/lint/rules"
	"github.com/rolecall/rolecall/schema"
)

// switches is a layer of levels: rules that are switched on and off. source
// names it in messages.
func switches(source string, enable, disable []string) (lint.Layer, error) {
	l := lint.Layer{Rules: map[string]lint.Level{}}
	for i, list := range [][]string{enable, disable} {
		level := []lint.Level{lint.On, lint.Off}[i]
		for _, name := range list {
			r, err := findRule(name)
			if err != nil {
				return l, usagef("%s: %w", source, err)
			}
			if before := l.Rules[r.ID]; before != lint.AsIs && before != level {
				return l, usagef("%s: %s is both enabled and disabled", source, r.ID)
			}
			if level == lint.Off && !canDisable(r) {
				return l, usagef("%s: %s %s cannot be disabled: it tells what could not be read", source, r.ID, r.Name)
			}
			l.Rules[r.ID] = level
		}
	}
	return l, nil
}

// findRule finds a rule by ID or name, or says which was meant.
func findRule(name string) (*lint.Rule, error) {
	if r := rules.Find(name); r != nil {
		return r, nil
	}
	return nil, usagef("there is no rule %q%s", name, didYouMean(name, ruleNames()))
}

// ruleNames lists IDs and names of all rules.
func ruleNames() []string {
	var names []string
	for _, r := range rules.All {
		names = append(names, r.ID, r.Name)
	}
	return names
}

// levels are those of a project, overruled by those of the environment.
func (w *world) levels(c config) (lint.Levels, error) {
	l, err := switches("ROLECALL_ENABLE and ROLECALL_DISABLE", words(w.env("ROLECALL_ENABLE")), words(w.env("ROLECALL_DISABLE")))
	return append(c.layers(), l), err
}

// words splits a list typed with commas or blanks.
func words(s string) []string {
	return strings.FieldsFunc(s, func(r rune) bool { return r == ',' || r == ' ' })
}

// worst is the highest severity among the findings that are not suppressed; 0 without any.
func worst(fs []schema.Finding) schema.Severity {
	var top schema.Severity
	for _, f := range fs {
		if f.Suppressed == nil {
			top = max(top, f.Severity)
		}
	}
	return top
}

// named gives findings the names of their rules, which a run of lint does else.
func named(fs []schema.Finding) []schema.Finding {
	for i := range fs {
		if r := rules.Find(fs[i].Rule); r != nil {
			fs[i].Name = r.Name
		}
	}
	return fs
}
