package main

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/rolecall/rolecall/lint"
	"github.com/rolecall/rolecall/lint/report"
)

// maxBaseline is the largest baseline that is read, in bytes.
const maxBaseline = 64 << 20

// baseline is the file of findings that a project has accepted, if it has one.
type baseline struct {
	name     string         // as messages name the file; empty for none
	accepted *lint.Baseline // nil for none
}

// readBaseline reads the baseline that a flag, the environment or the
// configuration names: relative to the working directory or, where it is
// configured, to the project. It must be there, unless it is to be made.
func (p *policy) readBaseline(w *world, cmd *cobra.Command) error {
	name, _ := p.baselineName(w, cmd)
	if name == "" {
		return nil
	}
	p.baseline.name = name
	update := cmd.Flag("baseline-update")
	updates := update != nil && update.Changed
	data, err := p.baselineData(w, name)
	switch {
	case errors.Is(err, fs.ErrNotExist) && updates:
		return nil
	case errors.Is(err, fs.ErrNotExist) && p.base != nil:
		w.note("%q has no baseline %q: none is used", p.base.name, name)
		return nil
	case errors.Is(err, fs.ErrNotExist):
		return fmt.Errorf("read baseline %q: %w; lint --baseline-update makes it", name, cause(err))
	case err == nil:
		p.baseline.accepted, err = lint.DecodeBaseline(data)
	}
	if err != nil {
		return fmt.Errorf("read baseline %q: %w", name, cause(err))
	}
	return nil
}

// baselineName is the file that is named and where that was said.
func (p *policy) baselineName(w *world, cmd *cobra.Command) (name, origin string) {
	if f := cmd.Flag("baseline"); f != nil && f.Changed {
		return f.Value.String(), "flag --baseline"
	}
	if v := w.env(envName("baseline")); v != "" {
		return v, "env " + envName("baseline")
	}
	if p.config.Baseline == "" {
		return "", "default"
	}
	return filepath.Join(p.root, filepath.FromSlash(p.config.Baseline)), p.config.at("baseline")
}

// baselineData reads a baseline: with a revision to compare with as it was
// there, and what a project names from within the project alone.
func (p *policy) baselineData(w *world, name string) ([]byte, error) {
	inside, err := relative(p.root, w.path(name))
	if err != nil {
		return nil, err
	}
	if p.base != nil {
		data, err := p.base.read(inside)
		if !errors.Is(err, errOutside) {
			return data, err
		}
	}
	if !filepath.IsLocal(inside) {
		return w.readFile(name, maxBaseline)
	}
	dir, err := os.OpenRoot(p.root)
	if err != nil {
		return nil, err
	}
	defer dir.Close()
	f, err := dir.Open(inside)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return readLimited(f, maxBaseline)
}

// relative is a path as seen from a directory.
func relative(dir, path string) (string, error) {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return "", err
	}
	if path, err = filepath.Abs(path); err != nil {
		return "", err
	}
	return filepath.Rel(dir, path)
}

// updateBaseline writes the baseline without what is stale; where there is none
// yet it makes one of all that stands, and the result is that of a run with it.
func (p *policy) updateBaseline(w *world, r *lint.Result, again func() (*lint.Result, error)) (*lint.Result, error) {
	if p.project.Broken {
		return r, fmt.Errorf("write baseline %q: a file of the policy does not parse, and it may hide more; correct that first", p.baseline.name)
	}
	made := p.baseline.accepted == nil
	b := r.Shrunk()
	if made {
		b = r.Accepted()
	}
	var out bytes.Buffer
	if err := printJSON(&out, b); err != nil {
		return r, err
	}
	var files fileSet
	files.add(w.path(p.baseline.name), out.Bytes())
	if err := files.write(); err != nil {
		return r, err
	}
	p.baseline.accepted = b
	if made {
		w.note("baseline %q accepts %s", p.baseline.name, count(accepts(b.Entries), "finding", "findings"))
		return again()
	}
	if n := accepts(r.Stale); n > 0 {
		w.note("baseline %q accepts %s less", p.baseline.name, count(n, "finding", "findings"))
	}
	r.Stale = nil
	return r, nil
}

// accepts counts the findings that entries accept.
func accepts(entries []lint.BaselineEntry) int {
	n := 0
	for _, e := range entries {
		n += e.Count
	}
	return n
}

// tellStale says which entries of the baseline accept what is no longer there.
func (p *policy) tellStale(w *world, stale []lint.BaselineEntry) {
	if len(stale) == 0 {
		return
	}
	const shown = 5
	w.note("baseline %q accepts %s no longer there; --baseline-update takes them out", p.baseline.name, count(accepts(stale), "finding that is", "findings that are"))
	for i, e := range stale {
		if i == shown {
			fmt.Fprintf(w.stderr, "  and %d more\n", len(stale)-shown)
			break
		}
		fmt.Fprintf(w.stderr, "  %s %s: %s\n", report.Escape(e.Rule), report.Escape(e.File), report.Escape(e.Message))
	}
}
