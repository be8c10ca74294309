package main

import (
	"strings"

	"github.com/spf13/cobra"

	"github.com/rolecall/rolecall/lint/report"
	"github.com/rolecall/rolecall/schema"
	"github.com/rolecall/rolecall/schema/target/all"
)

// lintFlags are the flags of lint besides those of every command that reads a policy.
type lintFlags struct {
	inputs
	formats         []string
	enable, disable []string
	failLevel       string
	states          []string
	next            string
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
	f.StringArrayVar(&in.states, "state", nil, stateUsage)
	f.StringVar(&in.next, "next", "", "tell what the next version of the target would change, as in 3.0")
	return c
}

func (in *lintFlags) run(w *world, cmd *cobra.Command, args []string) error {
	outputs, err := w.outputs(in.formats, report.Names())
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
	states, err := p.readStates(w, in.states)
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
