package main

import (
	"strings"

	"github.com/rolecall/rolecall/lint"
	"github.com/rolecall/rolecall/lint/rules"
	"github.com/rolecall/rolecall/schema"
)

// selection says which rules are silent: the project's own wish first, then the
// environment's, then the command line's; each overrules the one before.
type selection struct{ off map[string]bool }

// choose applies one layer. source names it in messages.
func (s *selection) choose(source string, enable, disable []string) error {
	set := map[string]bool{}
	for i, list := range [][]string{enable, disable} {
		for _, name := range list {
			r, err := findRule(name)
			if err != nil {
				return usagef("%s: %w", source, err)
			}
			disabled := i == 1
			if before, ok := set[r.ID]; ok && before != disabled {
				return usagef("%s: %s is both enabled and disabled", source, r.ID)
			}
			if disabled && r.Check == nil && r.ID != rules.SuppressionProblem.ID {
				return usagef("%s: %s %s cannot be disabled: it tells what could not be read", source, r.ID, r.Name)
			}
			set[r.ID] = disabled
		}
	}
	for id, disabled := range set {
		if s.off == nil {
			s.off = map[string]bool{}
		}
		s.off[id] = disabled
	}
	return nil
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

// silent gives the rules that a project and its environment switch off.
func (w *world) silent(c config) (selection, error) {
	var s selection
	if err := s.choose(configName, c.Enable, c.Disable); err != nil {
		return s, err
	}
	err := s.choose("ROLECALL_ENABLE and ROLECALL_DISABLE", words(w.env("ROLECALL_ENABLE")), words(w.env("ROLECALL_DISABLE")))
	return s, err
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
