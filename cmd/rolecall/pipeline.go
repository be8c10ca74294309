package main

import (
	"fmt"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/rolecall/rolecall/lint"
	"github.com/rolecall/rolecall/lint/rules"
	"github.com/rolecall/rolecall/schema"
	"github.com/rolecall/rolecall/schema/parse"
	"github.com/rolecall/rolecall/schema/target/all"
)

// policy is a project that was read and resolved, as far as a command works on it.
type policy struct {
	root    string // of the project
	config  config
	now     time.Time
	project *schema.Project
	chosen  []*schema.Document // the targets to work on
	models  []*schema.Model    // of the chosen targets whose catalog is known, in their order
	found   []schema.Finding   // while reading and resolving
}

// open reads the policy of a directory. What is wrong with the policy is among
// its findings; an error is the world's failure or a mistake on the command line.
func (in *inputs) open(w *world, cmd *cobra.Command, args []string) (*policy, error) {
	dir := "."
	if len(args) > 0 {
		dir = args[0]
	}
	now, err := in.moment(w, cmd)
	if err != nil {
		return nil, err
	}
	typed, decoded, err := in.variables(w)
	if err != nil {
		return nil, err
	}
	root, sub, err := w.findRoot(dir)
	if err != nil {
		return nil, err
	}
	p := &policy{root: root, now: now}
	if p.config, err = w.readConfig(root); err != nil {
		return nil, err
	}
	files, err := w.load(root)
	if err != nil {
		return nil, err
	}
	p.project, p.found = parse.Project(files, parse.Options{Vars: typed, Values: decoded})
	documents := under(p.project.Documents, sub)
	if p.chosen, err = pick(documents, w.setting(cmd, "target", "")); err != nil {
		return nil, err
	}
	p.found = p.concerning(sub)
	p.resolve()
	return p, nil
}

// under gives the documents whose targets stand in or beneath a directory, else
// those in the nearest directory above it.
func under(documents []*schema.Document, sub string) []*schema.Document {
	if sub == "." {
		return documents
	}
	var chosen []*schema.Document
	keep := func(fits func(dir string) bool) {
		for _, d := range documents {
			if fits(path.Dir(d.Target.Range.File)) {
				chosen = append(chosen, d)
			}
		}
	}
	keep(func(dir string) bool { return within(sub, dir) })
	for at := sub; len(chosen) == 0; at = path.Dir(at) {
		keep(func(dir string) bool { return dir == at })
		if at == "." {
			break
		}
	}
	return chosen
}

// pick keeps the documents of a named target, all its instances or one of them;
// no name keeps all.
func pick(documents []*schema.Document, name string) ([]*schema.Document, error) {
	if name == "" {
		return documents, nil
	}
	var chosen []*schema.Document
	var names []string
	for _, d := range documents {
		if d.Target.Name == name || d.Target.ID() == name {
			chosen = append(chosen, d)
		}
		names = append(names, d.Target.ID())
	}
	if len(chosen) > 0 {
		return chosen, nil
	}
	if len(names) == 0 {
		return nil, fmt.Errorf("there is no target %q: the policy declares none", name)
	}
	return nil, usagef("there is no target %q, only %s%s", name, strings.Join(names, ", "), didYouMean(name, names))
}

// concerning keeps the findings of chosen targets, and of files that a command
// on a part of the project still sees.
func (p *policy) concerning(sub string) []schema.Finding {
	scope := []string{sub}
	ids := map[string]bool{}
	for _, d := range p.chosen {
		ids[d.Target.ID()] = true
		scope = append(scope, path.Dir(d.Target.Range.File))
	}
	return slices.DeleteFunc(slices.Clone(p.found), func(f schema.Finding) bool {
		if f.Target != "" {
			return !ids[f.Target]
		}
		seen := slices.ContainsFunc(scope, func(dir string) bool {
			return within(dir, f.Range.File) || above(dir, f.Range.File)
		})
		return !seen && !f.Range.IsZero()
	})
}

// resolve says what the chosen documents mean. A target that is not known has
// no model, but a finding.
func (p *policy) resolve() {
	for _, d := range p.chosen {
		cat, unknown := catalogOf(d.Target)
		if unknown != nil {
			p.found = append(p.found, *unknown)
			continue
		}
		m, found := schema.Resolve(d, cat, p.project.Broken)
		p.models = append(p.models, m)
		p.found = append(p.found, found...)
	}
}

// catalogOf finds the catalog of a target, or says what the target should have been.
func catalogOf(t *schema.Target) (*schema.Catalog, *schema.Finding) {
	f := &schema.Finding{
		Rule: rules.UnknownReference.ID, Severity: schema.Error,
		Range: t.Range, Target: t.ID(), Subject: "target." + t.Name,
	}
	vendor, ok := all.Find(t.Kind)
	if !ok {
		f.Message = fmt.Sprintf("no target is of kind %q", t.Kind)
		f.Help = helpKnown("kinds", t.Kind, kinds())
		return nil, f
	}
	cat, ok := vendor.Catalog(t.Version.Value)
	if !ok {
		if !t.Version.Range.IsZero() {
			f.Range = t.Version.Range
		}
		f.Message = fmt.Sprintf("version %q of %s is not known", t.Version.Value, t.Kind)
		f.Help = helpKnown("versions", t.Version.Value, vendor.Versions)
		return nil, f
	}
	return cat, nil
}

// helpKnown lists what is known, the nearest first.
func helpKnown(what, given string, known []string) string {
	help := fmt.Sprintf("known %s: %s", what, strings.Join(known, ", "))
	if near := schema.Nearest(given, known); near != "" {
		help = fmt.Sprintf("did you mean %q? %s", near, help)
	}
	return help
}

// lint gives every finding on the policy. Deployed states and next versions, by
// target ID, may be nil.
func (p *policy) lint(off map[string]bool, states map[string]*schema.State, next map[string]*schema.Catalog) ([]schema.Finding, error) {
	return lint.Run(rules.All, lint.Input{
		Project: p.project, Models: p.models, State: states, Next: next, Now: p.now,
		Config: lint.Config{Levels: lint.Levels{silence(off)}},
	}, p.found)
}

// silence is a layer that drops the findings of rules.
func silence(off map[string]bool) lint.Layer {
	l := lint.Layer{Rules: map[string]lint.Level{}}
	for id := range off {
		if off[id] {
			l.Rules[id] = lint.Off
		}
	}
	return l
}

// targets lists the IDs of the chosen targets.
func (p *policy) targets() []string {
	ids := make([]string, len(p.chosen))
	for i, d := range p.chosen {
		ids[i] = d.Target.ID()
	}
	return ids
}
