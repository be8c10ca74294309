package main

import (
	"fmt"
	"maps"
	"path"
	"runtime/debug"
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
	root     string // of the project
	sub      string // the directory that chooses the targets, in it
	target   string // the one that is named, if any
	tests    bool   // whether test files are read too
	own      config // of the project
	config   config // the one that counts: its own, or that of the base
	levels   lint.Levels
	baseline baseline
	base     *base // the revision to compare with; nil without one
	options  parse.Options
	now      time.Time

	files   []parse.File
	project *schema.Project
	chosen  []*schema.Document // the targets to work on
	models  []*schema.Model    // of the chosen targets whose catalog is known, in their order
	found   []schema.Finding   // while reading and resolving
}

// open reads the policy of a directory. What is wrong with the policy is among
// its findings; an error is the world's failure or a mistake on the command line.
func (in *inputs) open(w *world, cmd *cobra.Command, args []string) (*policy, error) {
	p := &policy{target: w.setting(cmd, "target", ""), tests: in.tests}
	dir := "."
	if len(args) > 0 {
		dir = args[0]
	}
	var err error
	if p.now, err = in.moment(w, cmd); err != nil {
		return nil, err
	}
	if p.root, p.sub, err = w.findRoot(dir); err != nil {
		return nil, err
	}
	if err := p.configure(w, cmd, in, dir); err != nil {
		return nil, err
	}
	if p.files, err = w.load(p.root, p.tests); err != nil {
		return nil, err
	}
	w.boundMemory(p.files)
	if err := p.read(); err != nil {
		return nil, err
	}
	return p, in.declared(w, p.project)
}

// boundMemory makes the collector work harder before a run takes more than a
// policy of its size needs: with findings in every file it would else take twice
// as much. GOMEMLIMIT still has the last word.
func (w *world) boundMemory(files []parse.File) {
	if w.env("GOMEMLIMIT") != "" {
		return
	}
	const least, perByte = 256 << 20, 64
	size := 0
	for _, f := range files {
		size += len(f.Data)
	}
	debug.SetMemoryLimit(int64(max(least, perByte*size)))
}

// configure reads the project's configuration, and the revision to compare with.
func (p *policy) configure(w *world, cmd *cobra.Command, in *inputs, dir string) error {
	if f := cmd.Flag("against"); f != nil && f.Changed {
		if err := p.openBase(w, in, dir, f.Value.String()); err != nil {
			return fmt.Errorf("compare with %q: %w", f.Value, err)
		}
	}
	var err error
	if p.own, err = w.readConfig(p.root); err != nil {
		return err
	}
	p.config = p.own
	if p.base != nil {
		p.config = p.base.config // a change does not loosen its own check
	}
	if p.options, err = in.options(w, p.own.Vars, p.config.Limits); err != nil {
		return err
	}
	if p.levels, err = w.levels(p.config); err != nil {
		return err
	}
	return p.readBaseline(w, cmd)
}

// read reads the files and resolves what is chosen.
func (p *policy) read() error {
	p.models = nil
	p.project, p.found = parse.Project(p.files, p.options)
	var err error
	if p.chosen, err = pick(under(p.project.Documents, p.sub), p.target); err != nil {
		return err
	}
	p.found = p.concerning(p.sub)
	var more []schema.Finding
	p.models, more = resolve(p.chosen, p.project.Broken)
	p.found = append(p.found, more...)
	if p.base != nil {
		p.base.pair(p.project.Documents)
	}
	return nil
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
// on a part of the project still sees: those that declare something for a chosen
// target, wherever they lie, and those that could not be read, which might.
func (p *policy) concerning(sub string) []schema.Finding {
	scope := []string{sub}
	ids := map[string]bool{}
	for _, d := range p.chosen {
		ids[d.Target.ID()] = true
		scope = append(scope, path.Dir(d.Target.Range.File))
	}
	declares := func(file string) bool {
		return slices.ContainsFunc(p.chosen, func(d *schema.Document) bool { return d.Files[file] })
	}
	return slices.DeleteFunc(slices.Clone(p.found), func(f schema.Finding) bool {
		if f.Target != "" {
			return !ids[f.Target]
		}
		if declares(f.Range.File) || f.Rule == rules.SyntaxError.ID || f.Rule == rules.InputTooLarge.ID {
			return false
		}
		seen := slices.ContainsFunc(scope, func(dir string) bool {
			return within(dir, f.Range.File) || above(dir, f.Range.File)
		})
		return !seen && !f.Range.IsZero()
	})
}

// resolve says what documents mean. A target that is not known has no model, but a finding.
func resolve(documents []*schema.Document, broken bool) (models []*schema.Model, found []schema.Finding) {
	for _, d := range documents {
		m, more := all.Resolve(d, broken)
		if m != nil {
			models = append(models, m)
		}
		found = append(found, more...)
	}
	return models, found
}

// inspect runs every rule. more is what the command line says of rules.
func (p *policy) inspect(in lint.Input, more ...lint.Layer) (*lint.Result, error) {
	in.Project, in.Models, in.Now = p.project, p.models, p.now
	in.Config = lint.Config{Levels: append(slices.Clip(p.levels), more...), Baseline: p.baseline.accepted}
	if p.base != nil {
		in.Base, in.BaseProject, in.Gone = maps.Clone(p.base.models), p.base.project, p.goneModels()
		for _, m := range p.base.gone {
			in.Base[m.Target.ID()] = m
		}
	}
	return lint.Inspect(rules.All, in, p.found)
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
