package main

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/rolecall/rolecall/schema"
	"github.com/rolecall/rolecall/schema/parse"
)

// base is an earlier revision of a project: what a change is compared with. Its
// policy is that of the commit where the change left the revision's line, so
// that what others did since is not held against the change. Levels, gates and
// baseline are those of the revision itself: a change that begins far back does
// not get around what was decided since.
type base struct {
	name    string // as given
	commit  string // whose policy it is; empty for a directory
	left    bool   // it is not the revision itself, but where the change left it
	config  config
	vars    map[string]any // of the configuration at the commit
	files   []parse.File
	project *schema.Project
	found   []schema.Finding // while it was read and resolved
	all     []*schema.Model
	models  map[string]*schema.Model // by the ID of the target they are compared with
	gone    []*schema.Model          // targets that are no longer there

	// read reads a file by its path relative to the project; what lies outside of
	// what the revision knows of is errOutside.
	read func(path string) ([]byte, error)
}

var errOutside = errors.New("it is no part of the revision")

// openBase reads the revision to compare with: a directory where rev is written
// as a path, else one of git. The project is the one that the revision has
// there, so that a change cannot put another rolecall.toml in its place.
func (p *policy) openBase(w *world, in *inputs, dir, rev string) error {
	b := &base{name: rev}
	var files []parse.File
	var err error
	if isPath(rev) {
		files, err = p.directoryBase(w, b, dir, rev)
	} else {
		files, err = p.gitBase(w, b, dir, rev)
	}
	if errors.Is(err, errUnborn) {
		w.note("%v: there is nothing to compare with", err)
		return nil
	}
	if err != nil {
		return err
	}
	options, err := in.options(w, b.vars, b.config.Limits)
	if err != nil {
		return err
	}
	var more []schema.Finding
	b.files = files
	b.project, b.found = parse.Project(files, options)
	b.all, more = resolve(b.project.Documents, b.project.Broken)
	b.found = append(b.found, more...)
	if b.project.Broken {
		w.note("%q does not parse: what it declares may be missing from the comparison", rev)
	}
	p.base = b
	return nil
}

func isPath(rev string) bool {
	return rev == "." || rev == ".." || filepath.IsAbs(rev) || strings.HasPrefix(rev, "./") || strings.HasPrefix(rev, "../") || strings.HasPrefix(rev, "/")
}

// directoryBase reads a revision that lies in a directory, which stands for the
// one that is linted.
func (p *policy) directoryBase(w *world, b *base, dir, rev string) ([]parse.File, error) {
	root, sub, err := w.findRoot(rev)
	if err != nil {
		return nil, err
	}
	if up, err := relative(root, p.root); err != nil || filepath.IsLocal(up) {
		root, sub = w.path(rev), "." // a rolecall.toml above both is not the revision's
	}
	if b.config, err = w.readConfig(root); err != nil {
		return nil, err
	}
	b.vars = b.config.Vars
	if b.config.file != "" {
		p.moveRoot(w.path(dir), sub)
	}
	b.read = func(path string) ([]byte, error) {
		if !filepath.IsLocal(path) {
			return nil, errOutside
		}
		d, err := os.OpenRoot(root)
		if err != nil {
			return nil, err
		}
		defer d.Close()
		f, err := d.Open(path)
		if err != nil {
			return nil, err
		}
		defer f.Close()
		return readLimited(f, maxBaseline)
	}
	files, err := w.load(root, p.tests)
	if errors.Is(err, errNoPolicy) {
		return nil, nil
	}
	return files, err
}

// moveRoot makes the project begin where the revision's does: so many
// directories above dir as sub has names.
func (p *policy) moveRoot(dir, sub string) {
	p.root, p.sub = dir, sub
	if sub != "." {
		p.root = filepath.Join(dir, strings.Repeat("../", strings.Count(sub, "/")+1))
	}
}

// gitBase reads a revision of the repository that the directory lies in.
func (p *policy) gitBase(w *world, b *base, dir, rev string) ([]parse.File, error) {
	g, err := w.openGit(w.path(dir))
	if err != nil {
		return nil, err
	}
	commit, err := g.commit(rev)
	if err != nil {
		return nil, err
	}
	root, found, err := g.nearest(commit, g.prefix, configName)
	if err != nil {
		return nil, err
	}
	if found {
		sub, err := filepath.Rel("/"+root, "/"+g.prefix)
		if err != nil {
			return nil, err
		}
		p.moveRoot(w.path(dir), filepath.ToSlash(sub))
	} else if root, err = g.inside(p.root); err != nil {
		return nil, err
	}
	b.read = func(path string) ([]byte, error) { return g.file(commit, root, filepath.ToSlash(path)) }
	tip, err := g.tree(commit, root)
	if err != nil {
		return nil, err
	}
	if b.config, err = tip.config(rev); err != nil {
		return nil, err
	}
	t, err := b.leave(w, g, tip, commit, root)
	if err != nil {
		return nil, err
	}
	for _, sub := range t.modules {
		w.note("%q is a submodule, which is not read at %q", sub, rev)
	}
	return t.policies(p.tests)
}

// leave gives the tree of the commit where the change left the line of the
// revision, and notes which that is and with which variables it was read.
func (b *base) leave(w *world, g *git, tip *gitTree, commit, root string) (*gitTree, error) {
	b.commit, b.vars = commit, b.config.Vars
	switch at := g.mergeBase(commit); {
	case at == "" && g.shallow():
		w.note("where the change left %q is not in this clone, which is shallow: it is compared with %q itself, and what that gained since seems taken away; fetch more with 'git fetch --deepen=100' or 'git fetch --unshallow' (fetch-depth: 0 of actions/checkout)", b.name, b.name)
		return tip, nil
	case at == "" || at == commit:
		return tip, nil
	default:
		b.commit, b.left = at, true
	}
	t, err := g.tree(b.commit, root)
	if err != nil {
		return nil, err
	}
	c, err := t.config(b.commit)
	b.vars = c.Vars
	return t, err
}

// pair finds the base's model for every target, once it is known which there
// are. A single target that is new on one side and gone on the other, of the
// same kind, is taken for renamed.
func (b *base) pair(documents []*schema.Document) {
	b.models, b.gone = map[string]*schema.Model{}, nil
	var gone []*schema.Model
	for _, m := range b.all {
		same := func(d *schema.Document) bool { return d.Target.ID() == m.Target.ID() }
		if slices.ContainsFunc(documents, same) {
			b.models[m.Target.ID()] = m
		} else {
			gone = append(gone, m)
		}
	}
	var added []*schema.Document
	for _, d := range documents {
		if b.models[d.Target.ID()] == nil {
			added = append(added, d)
		}
	}
	if len(gone) == 1 && len(added) == 1 && gone[0].Target.Kind == added[0].Target.Kind {
		b.models[added[0].Target.ID()] = gone[0]
		gone = nil
	}
	b.gone = gone
}
