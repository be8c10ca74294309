package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/rolecall/rolecall/compiler/query"
	"github.com/rolecall/rolecall/compiler/review"
	"github.com/rolecall/rolecall/diff"
	"github.com/rolecall/rolecall/lint"
	"github.com/rolecall/rolecall/schema"
)

// reportFlags are the flags of report besides those of every command that reads a policy.
type reportFlags struct {
	inputs
	out, csv, sourceURL, against string
	states                       []string
}

func reportCommand(w *world) *cobra.Command {
	var in reportFlags
	c := &cobra.Command{
		Use:   "report [DIR] -o report.html",
		Short: "write the access review page: who has what, findings and differences, in one file",
		Long: `Report writes one HTML file for those who review access: who holds what as a matrix,
a page for each principal and role with every grant and its place, findings, and,
with --state or --against, what differs and what is deployed. The file needs nothing
else: no network, no server. Names in it are shown as they are and never run.

--csv, or -o with a name that ends in .csv, writes the same access as a table for
spreadsheets: a line for each row that somebody has.`,
		Example: `  rolecall report -o report.html
  rolecall report policies/milvus --state deployed.json -o report.html --csv access.csv
  rolecall report --against origin/main -o report.html --source-url 'https://git.example.com/acme/access/blob/main/{file}#L{line}'`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error { return in.run(w, cmd, args) },
	}
	in.tests = true
	in.addTo(c)
	f := c.Flags()
	f.StringVarP(&in.out, "out", "o", "", "the file to write: a page, or a table where its name ends in .csv; - is stdout")
	f.StringVar(&in.csv, "csv", "", "also write the access as a table to this file")
	f.StringArrayVar(&in.states, "state", nil, stateUsage)
	f.StringVar(&in.against, "against", "", "show what changes since a git revision, or a directory (./, ../ or / first)")
	f.StringVar(&in.sourceURL, "source-url", "", "make places links: a URL with {file} and {line}")
	return c
}

// check refuses flags that do not go together.
func (in *reportFlags) check() error {
	if strings.HasSuffix(in.out, ".csv") {
		if in.csv != "" {
			return usagef("two tables are asked for, %q and %q: give the page a name that ends in .html", in.out, in.csv)
		}
		in.out, in.csv = "", in.out
	}
	switch {
	case in.out == "" && in.csv == "":
		return usagef("where to write is not said: give a file with -o report.html")
	case in.out == in.csv:
		return usagef("the page and the table both go to %q: give each a file of its own", in.out)
	case in.sourceURL != "":
		if err := review.CheckSourceURL(in.sourceURL); err != nil {
			return usageError{err}
		}
	}
	return nil
}

func (in *reportFlags) run(w *world, cmd *cobra.Command, args []string) error {
	if err := in.check(); err != nil {
		return err
	}
	p, err := in.page(w, cmd, args)
	if err != nil {
		return err
	}
	p.Version, p.SourceURL, p.Now = version(), in.sourceURL, w.setting(cmd, "now", "")
	if in.out != "" {
		if err := w.writeStream(in.out, func(out io.Writer) error { return review.HTML(out, p) }); err != nil {
			return err
		}
	}
	if in.csv == "" {
		return nil
	}
	return w.writeStream(in.csv, func(out io.Writer) error { return review.CSV(out, p) })
}

// page opens what is reviewed: each target of the policy and of what is deployed.
func (in *reportFlags) page(w *world, cmd *cobra.Command, args []string) (*review.Page, error) {
	p, err := in.open(w, cmd, args)
	if errors.Is(err, errNoPolicy) && len(args) == 0 && len(in.states) == 1 {
		return in.alone(w, cmd)
	}
	if err != nil {
		return nil, err
	}
	if err := p.askable(w, cmd); err != nil {
		return nil, err
	}
	d := &differ{policy: p, world: w, against: cmd.Flag("against").Changed}
	if d.against || len(in.states) > 0 {
		if err := d.compare(cmd, in.states); err != nil {
			return nil, err
		}
	}
	found, err := p.inspect(lint.Input{State: d.states})
	if err != nil {
		return nil, err
	}
	out := &review.Page{Findings: found.Findings, Sources: digestFiles(p.files), Base: w.base(p.root)}
	if d.against {
		out.Against = in.against
	}
	out.Targets, err = d.targets()
	return out, err
}

// targets are those of the policy, each followed by what is deployed there, and those
// that the policy no longer has.
func (d *differ) targets() ([]review.Target, error) {
	results := map[string]*diff.Result{}
	for _, r := range d.results {
		results[r.Target.Name] = r
	}
	var out []review.Target
	add := func(m *schema.Model, r *diff.Result) error {
		g, err := query.OfPolicy(m, d.now)
		out = append(out, review.Target{Ground: g, Diff: r})
		return err
	}
	for _, m := range d.models {
		id := m.Target.ID()
		if err := add(m, results[id]); err != nil {
			return nil, err
		}
		if s := d.states[id]; s != nil {
			g, err := query.OfState(s, m.Catalog, m.Target.Setting, d.now)
			if err != nil {
				return nil, err
			}
			g.Target.Name = id
			out = append(out, review.Target{Ground: g, Diff: results[id]})
		}
		delete(results, id)
	}
	for _, r := range d.results {
		if results[r.Target.Name] == nil {
			continue
		}
		if err := add(r.Model, r); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// alone reviews a deployed state without a policy.
func (in *reportFlags) alone(w *world, cmd *cobra.Command) (*review.Page, error) {
	ask := askFlags{inputs: in.inputs, state: in.states[0]}
	g, err := ask.ofState(w, cmd)
	if err != nil {
		return nil, err
	}
	return &review.Page{Targets: []review.Target{{Ground: g}}}, nil
}

// writeStream writes a file as it comes, to appear complete or not at all; - is stdout.
func (w *world) writeStream(name string, write func(io.Writer) error) error {
	if name == "-" {
		if err := write(w.stdout); err != nil {
			return fmt.Errorf("write report: %w", cause(err))
		}
		return nil
	}
	at := newFile{path: w.path(name)}
	if at.follow(); at.device {
		f, err := os.OpenFile(at.path, os.O_WRONLY, 0)
		if err != nil {
			return fmt.Errorf("write %q: %w", name, cause(err))
		}
		return finish(f, name, write)
	}
	made, err := makeDir(filepath.Dir(at.path))
	if err != nil {
		err = fmt.Errorf("write %q: %w", name, cause(err))
	} else {
		err = renamed(at.path, name, write)
	}
	if err != nil {
		for _, d := range slices.Backward(made) {
			_ = os.Remove(d) // it stays where something else was put into it
		}
	}
	return err
}

// renamed writes a file beside a path, and gives it its name.
func renamed(path, name string, write func(io.Writer) error) error {
	f, err := createBeside(path)
	if err != nil {
		return fmt.Errorf("write %q: %w", name, cause(err))
	}
	if err = finish(f, name, write); err == nil {
		if err = os.Rename(f.Name(), path); err != nil {
			err = fmt.Errorf("write %q: %w", name, renameCause(err))
		}
	}
	if err != nil {
		_ = os.Remove(f.Name())
	}
	return err
}

// finish writes a file and closes it.
func finish(f *os.File, name string, write func(io.Writer) error) error {
	b := bufio.NewWriterSize(f, 1<<16)
	err := write(b)
	if err == nil {
		err = b.Flush()
	}
	if closed := f.Close(); err == nil {
		err = closed
	}
	if err != nil {
		return fmt.Errorf("write %q: %w", name, cause(err))
	}
	return nil
}
