package main

import (
	"bytes"
	"fmt"
	"io"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/rolecall/rolecall/lint/report"
	"github.com/rolecall/rolecall/lint/rules"
	"github.com/rolecall/rolecall/schema"
	"github.com/rolecall/rolecall/schema/target/all"
)

// lintFlags are the flags of lint besides those of every command that reads a policy.
type lintFlags struct {
	inputs
	formats         []string
	enable, disable []string
	failLevel       string
	state, next     string
}

func lintCommand(w *world) *cobra.Command {
	var in lintFlags
	c := &cobra.Command{
		Use:   "lint [DIR]",
		Short: "find what is wrong with a policy",
		Long: `Lint reads the policy of a directory and tells what is wrong with it: what does
not parse, what the target does not have, what gives more or less than it seems
to. It exits with 2 where a finding is at or above --fail-level.`,
		Example: `  rolecall lint
  rolecall lint policies/milvus --format text --format json=findings.json
  rolecall lint --fail-level error --disable RC206
  rolecall lint --target prod --state deployed.json --next 3.0`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error { return in.run(w, cmd, args) },
	}
	in.addTo(c)
	f := c.Flags()
	f.StringArrayVar(&in.formats, "format", nil, "FORMAT or FORMAT=FILE, repeatable: "+strings.Join(report.Names(), ", ")+` (default "text")`)
	f.StringVar(&in.failLevel, "fail-level", "warning", "exit with 2 from this severity on: error, warning or info")
	f.StringSliceVar(&in.enable, "enable", nil, "run a rule that the project disables, by ID or name")
	f.StringSliceVar(&in.disable, "disable", nil, "do not run a rule, by ID or name")
	f.StringVar(&in.state, "state", "", "compare with a deployed state: a state file or a vendor's dump")
	f.StringVar(&in.next, "next", "", "tell what the next version of the target would change, as in 3.0")
	return c
}

func (in *lintFlags) run(w *world, cmd *cobra.Command, args []string) error {
	outputs, err := in.outputs(w)
	if err != nil {
		return err
	}
	p, err := in.open(w, cmd, args)
	if err != nil {
		return err
	}
	level, err := failLevel(w.setting(cmd, "fail-level", p.config.FailLevel))
	if err != nil {
		return err
	}
	chosen, err := w.silent(p.config)
	if err == nil {
		err = chosen.choose("the command line", in.enable, in.disable)
	}
	if err != nil {
		return err
	}
	states, err := in.states(w, p)
	if err != nil {
		return err
	}
	next, err := in.nextCatalogs(p)
	if err != nil {
		return err
	}
	found, broken := p.lint(chosen.off, states, next)
	if err := w.writeReports(cmd, p, found, outputs); err != nil {
		return err
	}
	if broken != nil {
		return broken
	}
	if worst(found) >= level {
		return errNo
	}
	return nil
}

func failLevel(s string) (schema.Severity, error) {
	level, ok := schema.ParseSeverity(s)
	if !ok {
		return 0, oneOf("fail-level", s, []string{"error", "warning", "info"})
	}
	return level, nil
}

// output is a report to write; an empty file is stdout.
type output struct {
	format report.Format
	file   string
}

// outputs reads the formats asked for.
func (in *lintFlags) outputs(w *world) ([]output, error) {
	formats := in.formats
	if len(formats) == 0 {
		formats = words(w.env("ROLECALL_FORMAT"))
	}
	if len(formats) == 0 {
		formats = []string{"text"}
	}
	var out []output
	stdout := 0
	for _, s := range formats {
		name, file, _ := strings.Cut(s, "=")
		f, ok := report.Find(name)
		if !ok {
			return nil, oneOf("format", name, report.Names())
		}
		if file == "" || file == "-" {
			file, stdout = "", stdout+1
		}
		out = append(out, output{f, file})
	}
	if stdout > 1 {
		return nil, usagef("%d formats go to stdout: give all but one a file, as in --format json=findings.json", stdout)
	}
	return out, nil
}

// states reads the deployed state, if one is given, by target ID.
func (in *lintFlags) states(w *world, p *policy) (map[string]*schema.State, error) {
	if in.state == "" || len(p.models) == 0 {
		return nil, nil
	}
	m, s, err := p.readState(w, in.state)
	if err != nil {
		return nil, err
	}
	return map[string]*schema.State{m.Target.ID(): s}, nil
}

// nextCatalogs finds the catalog of the next version for the targets that have
// one of that name; that none has is a mistake.
func (in *lintFlags) nextCatalogs(p *policy) (map[string]*schema.Catalog, error) {
	if in.next == "" || len(p.models) == 0 {
		return nil, nil
	}
	next := map[string]*schema.Catalog{}
	var known []string
	for _, m := range p.models {
		vendor, _ := all.Find(m.Target.Kind)
		if cat, ok := vendor.Catalog(in.next); ok {
			next[m.Target.ID()] = cat
		}
		known = append(known, vendor.Versions...)
	}
	if len(next) == 0 {
		return nil, usagef("version %q is not known for any target of the policy, only %s", in.next, strings.Join(known, ", "))
	}
	return next, nil
}

// writeReports writes every report asked for; a file appears complete or not at all.
func (w *world) writeReports(cmd *cobra.Command, p *policy, found []schema.Finding, outputs []output) error {
	r := &report.Report{Findings: found, Sources: p.project.Sources, Targets: p.targets(), Version: version(), Rules: ruleInfos(), Base: w.base(p.root)}
	mode := w.setting(cmd, "color", "")
	if err := oneOf("color", mode, []string{"auto", "always", "never"}); err != nil {
		return err
	}
	for _, o := range outputs {
		if o.file == "" {
			r.Color, r.Width = w.colour(mode, w.stdout), w.width(w.stdout)
			if err := o.format.Write(w.stdout, r); err != nil {
				return fmt.Errorf("write report: %w", err)
			}
			continue
		}
		r.Color, r.Width = false, 0
		if err := w.writeFile(o.file, func(out io.Writer) error { return o.format.Write(out, r) }); err != nil {
			return err
		}
	}
	return nil
}

// ruleInfos is what reports tell of rules.
func ruleInfos() []report.RuleInfo {
	infos := make([]report.RuleInfo, len(rules.All))
	for i, r := range rules.All {
		infos[i] = report.RuleInfo{ID: r.ID, Name: r.Name, Severity: r.Severity, Help: rules.Page(r)}
	}
	return infos
}

// base is where a project lies as seen from the working directory.
func (w *world) base(root string) string {
	dir, err := filepath.Abs(w.path("."))
	if err != nil {
		return ""
	}
	abs, err := filepath.Abs(root)
	if err != nil {
		return ""
	}
	rel, err := filepath.Rel(dir, abs)
	if err != nil {
		return ""
	}
	return filepath.ToSlash(rel)
}

// writeFile writes a file that appears complete or not at all.
func (w *world) writeFile(file string, write func(io.Writer) error) error {
	var b bytes.Buffer
	if err := write(&b); err != nil {
		return fmt.Errorf("write %q: %w", file, err)
	}
	var files fileSet
	files.add(w.path(file), b.Bytes())
	return files.write()
}
