package main

import (
	"path"
	"slices"
	"strings"

	"github.com/rolecall/rolecall/lint"
	"github.com/rolecall/rolecall/lint/rules"
	"github.com/rolecall/rolecall/schema"
)

// goneModels are the chosen targets of the base that the change takes away, with
// nothing in them. Each stands where it is looked for first.
func (p *policy) goneModels() []*schema.Model {
	if p.base == nil {
		return nil
	}
	var gone []*schema.Model
	for _, m := range p.base.gone {
		id := m.Target.ID()
		if p.target != "" && p.target != id && p.target != m.Target.Name || !within(p.sub, path.Dir(m.Target.Range.File)) {
			continue
		}
		target := *m.Target
		target.Range = p.placeOfGone(m.Target.Range.File)
		empty, _ := schema.Resolve(&schema.Document{Target: &target}, m.Catalog, false)
		gone = append(gone, empty)
	}
	return gone
}

// placeOfGone is where to tell of a target that stood in a file: at the target
// that stands there now, at the start of the file, at the nearest other target,
// else at the start of the first file.
func (p *policy) placeOfGone(file string) schema.Range {
	near := func(dir string) schema.Range {
		for _, d := range p.project.Documents {
			if r := d.Target.Range; r.File == file || dir != "" && within(dir, path.Dir(r.File)) {
				return r
			}
		}
		return schema.Range{}
	}
	if r := near(""); !r.IsZero() {
		return r
	}
	first := schema.Pos{Line: 1, Column: 1}
	if slices.ContainsFunc(p.project.Documents, func(d *schema.Document) bool { return d.Files[file] }) || p.project.Sources[file] != nil {
		return schema.Range{File: file, Start: first, End: first}
	}
	for dir := path.Dir(file); ; dir = path.Dir(dir) {
		if r := near(dir); !r.IsZero() {
			return r
		}
		if dir == "." {
			break
		}
	}
	names := make([]string, len(p.files))
	for i, f := range p.files {
		names[i] = f.Path
	}
	return schema.Range{File: slices.MinFunc(names, strings.Compare), Start: first, End: first}
}

// baseRun is what rules find in the base, so that what its suppressions silence
// there can be told from what they silence by the change.
func (p *policy) baseRun(in lint.Input, more []lint.Layer) *lint.Result {
	b := p.base
	if b == nil {
		return nil
	}
	base := lint.Input{
		Project: b.project, Models: b.all, Now: p.now, Config: lint.Config{Levels: append(slices.Clip(p.levels), more...)},
		State: map[string]*schema.State{}, Next: map[string]*schema.Catalog{},
	}
	for id, m := range b.models {
		base.State[m.Target.ID()], base.Next[m.Target.ID()] = in.State[id], in.Next[id]
	}
	r, _ := lint.Inspect(rules.All, base, b.found) // a rule that fails there silences nothing
	return r
}
