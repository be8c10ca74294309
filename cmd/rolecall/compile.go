package main

import (
	"errors"
	"fmt"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"
	"golang.org/x/sync/errgroup"

	"github.com/rolecall/rolecall/compiler"
	"github.com/rolecall/rolecall/compiler/emit"
	"github.com/rolecall/rolecall/lint"
	"github.com/rolecall/rolecall/lint/report"
)

// compileFlags are the flags of compile besides those of every command that reads a policy.
type compileFlags struct {
	inputs
	sealing
	out  string
	emit []string
}

func compileCommand(w *world) *cobra.Command {
	var in compileFlags
	c := &cobra.Command{
		Use:   "compile [DIR] -o OUT",
		Short: "write what services load: the permission table and its conditions",
		Long: `Compile writes OUT/TARGET/table.json, cel.json and bundle.json for each target of
a policy and prints the names of the files. While an error of lint stands that is
not suppressed it writes nothing and exits with 1: that a project lowers a rule, or
switches it off, does not count here. The same policy gives the same bytes, signed
ones included.`,
		Example: "  rolecall compile -o out\n  rolecall compile policies/milvus -o out --emit bundle --target prod\n  rolecall compile -o out --sign env:SIGNING_KEY --key-id release --serial 42",
		Args:    cobra.MaximumNArgs(1),
		RunE:    func(cmd *cobra.Command, args []string) error { return in.run(w, cmd, args) },
	}
	in.inputs.addTo(c)
	in.sealing.addTo(c)
	c.Flags().StringVarP(&in.out, "out", "o", "", "the directory to write to (required)")
	c.Flags().StringSliceVar(&in.emit, "emit", emitNames(false), "the files to write, of "+strings.Join(emitNames(true), ", "))
	return c
}

// emitNames lists the formats, or those that are written where nothing else is said.
func emitNames(all bool) []string {
	var names []string
	for _, f := range emit.Formats {
		if all || !f.Asked {
			names = append(names, f.Name)
		}
	}
	return names
}

func (in *compileFlags) run(w *world, cmd *cobra.Command, args []string) error {
	if in.out == "" {
		return usagef("where to write is not said: give a directory with -o OUT")
	}
	formats, err := in.formats()
	if err != nil {
		return err
	}
	signer, err := in.signer(w, formats)
	if err != nil {
		return err
	}
	p, err := in.open(w, cmd, args)
	if err != nil {
		return err
	}
	programs, err := p.compile(w, cmd)
	if err != nil {
		return err
	}
	if signer != nil {
		signer.Policy = w.provenance(p.root)
	}
	var files fileSet
	var names, notes []string
	for _, program := range programs {
		for _, f := range formats {
			data, err := writeFormat(f, program, signer)
			if err != nil {
				return fmt.Errorf("write %s of target %q: %w", f.Name, program.ID, err)
			}
			name := filepath.Join(in.out, program.ID, f.File)
			files.add(w.path(name), data)
			names = append(names, report.Escape(name)+"\n")
			if f.Notes != nil {
				notes = append(notes, f.Notes(program)...)
			}
		}
	}
	if err := files.write(); err != nil {
		return err
	}
	for _, n := range notes {
		w.note("%s", n)
	}
	_, err = fmt.Fprint(w.stdout, strings.Join(names, ""))
	return err
}

// writeFormat writes a file, signed where it can be and is to be.
func writeFormat(f emit.Format, p *compiler.Program, seal *emit.Seal) ([]byte, error) {
	if seal != nil && f.Sealed != nil {
		return f.Sealed(p, *seal)
	}
	return f.Write(p)
}

func (in *compileFlags) formats() ([]emit.Format, error) {
	var formats []emit.Format
	for _, name := range in.emit {
		f, ok := emit.Find(name)
		if !ok {
			return nil, oneOf("emit", name, emitNames(true))
		}
		formats = append(formats, f)
	}
	if len(formats) == 0 {
		return nil, usagef("--emit names no file, of %s", strings.Join(emitNames(true), ", "))
	}
	return formats, nil
}

// compile compiles the policy for each target, if it has no errors.
func (p *policy) compile(w *world, cmd *cobra.Command) ([]*compiler.Program, error) {
	if err := p.refuse(w, cmd); err != nil {
		return nil, err
	}
	if err := folders(p.targets()); err != nil {
		return nil, err
	}
	programs := make([]*compiler.Program, len(p.models))
	var g errgroup.Group
	for i, m := range p.models {
		g.Go(func() (err error) {
			programs[i], err = compiler.Compile(m)
			return err
		})
	}
	return programs, g.Wait()
}

// refuse tells of the errors that keep a policy from being used for more than linting.
func (p *policy) refuse(w *world, cmd *cobra.Command) error {
	found, err := p.inspectPlainly(lint.Input{})
	if err != nil {
		return err
	}
	if errs := p.standing(found.Findings); len(errs) > 0 {
		if err := p.tellErrors(w, cmd, errs); err != nil {
			return err
		}
		return fmt.Errorf("the policy is refused: %s", count(len(errs), "error stands", "errors stand"))
	}
	switch {
	case len(p.chosen) == 0:
		return errors.New("the policy declares no target")
	case len(p.models) < len(p.chosen): // the error that says so is suppressed
		return errors.New("a target of the policy has a kind or version that is not known")
	}
	return nil
}

func count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

// folders refuses targets whose ID cannot name a folder of their own: the key of
// an instance is any string, and must not lead out of OUT or into another's folder.
func folders(ids []string) error {
	seen := map[string]string{}
	for _, id := range ids {
		if !filepath.IsLocal(id) || strings.ContainsAny(id, `/\:`) || report.Escape(id) != id {
			return fmt.Errorf("target %q cannot be written to a folder of its name", id)
		}
		folded := strings.ToLower(id)
		if other, ok := seen[folded]; ok {
			return fmt.Errorf("targets %q and %q would be written to the same folder where case does not matter", other, id)
		}
		seen[folded] = id
	}
	return nil
}
