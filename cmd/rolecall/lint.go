package main

import (
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"golang.org/x/mod/semver"

	"github.com/rolecall/rolecall/lint"
	"github.com/rolecall/rolecall/lint/report"
	"github.com/rolecall/rolecall/schema"
	"github.com/rolecall/rolecall/schema/target/all"
)

// lintFlags are the flags of lint besides those of every command that reads a policy.
type lintFlags struct {
	inputs
	judging
	formats           []string
	states            []string
	next, against     string
	fix, unsafe, diff bool
	baselineUpdate    bool
	profile           bool
}

// judging are the flags that say what counts, and how much.
type judging struct {
	enable, disable     []string
	failLevel, baseline string
}

func (j *judging) addTo(c *cobra.Command) {
	f := c.Flags()
	f.StringVar(&j.failLevel, "fail-level", "warning", "exit with 2 from this severity on: error, warning or info")
	f.StringSliceVar(&j.enable, "enable", nil, "run a rule that the project disables, by ID or name")
	f.StringSliceVar(&j.disable, "disable", nil, "do not run a rule, by ID or name")
	f.StringVar(&j.baseline, "baseline", "", "a file of findings that are accepted for now")
}

// level is the severity from which on the answer is a no.
func (j *judging) level(w *world, cmd *cobra.Command, c config) (schema.Severity, error) {
	s := w.setting(cmd, "fail-level", c.FailLevel)
	level, ok := schema.ParseSeverity(s)
	if !ok {
		return 0, oneOf("fail-level", s, failLevels)
	}
	return level, nil
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
  rolecall lint --target prod --state deployed.json --next 3.0
  rolecall lint --fix --diff
  rolecall lint --against origin/main`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error { return in.run(w, cmd, args) },
	}
	in.tests = true
	in.inputs.addTo(c)
	in.judging.addTo(c)
	f := c.Flags()
	f.StringArrayVar(&in.formats, "format", nil, "FORMAT or FORMAT=FILE, repeatable: "+strings.Join(report.Names(), ", ")+` (default "text")`)
	f.StringArrayVar(&in.states, "state", nil, stateUsage)
	f.StringVar(&in.next, "next", "", "tell what the next version of the target would change, as in 3.0")
	f.StringVar(&in.against, "against", "", "judge a change: compare with a git revision, or a directory (./, ../ or / first)")
	f.BoolVar(&in.fix, "fix", false, "correct what can be corrected safely")
	f.BoolVar(&in.unsafe, "unsafe", false, "with --fix, also what may change the meaning")
	f.BoolVar(&in.diff, "diff", false, "with --fix, print what would change and write nothing")
	f.BoolVar(&in.baselineUpdate, "baseline-update", false, "write the baseline: make it, or take out what is gone; it never grows")
	f.BoolVar(&in.profile, "profile", false, "tell what each rule takes")
	return c
}

// check refuses flags that do not go together.
func (in *lintFlags) check() error {
	switch {
	case in.unsafe && !in.fix:
		return usagef("--unsafe says how to --fix: give that too")
	case in.diff && !in.fix:
		return usagef("--diff says how to --fix: give that too")
	case in.baselineUpdate && in.against != "":
		return usagef("with --against the baseline is that of the other revision, and cannot be updated")
	}
	return nil
}

func (in *lintFlags) run(w *world, cmd *cobra.Command, args []string) error {
	if err := in.check(); err != nil {
		return err
	}
	p, err := in.open(w, cmd, args)
	if err != nil {
		return err
	}
	outputs, err := in.outputs(w, p.config)
	if err != nil {
		return err
	}
	level, err := in.level(w, cmd, p.config)
	if err != nil {
		return err
	}
	inspect, err := in.inspector(w, p)
	if err != nil {
		return err
	}
	r, broken := inspect()
	if in.fix && broken == nil {
		if r, broken, err = in.cure(w, p, r, inspect); err != nil {
			return err
		}
	}
	if in.baselineUpdate && broken == nil {
		r, broken = p.updateBaseline(w, r, inspect)
	}
	if err := w.writeReports(cmd, p, r.Findings, broken, outputs); err != nil {
		return err
	}
	if len(p.project.Documents) == 0 && !p.project.Broken {
		w.note("no target is declared, so no rule had anything to look at")
	}
	p.tellStale(w, r.Stale)
	p.tellAgainst(w, r)
	w.tellCosts(r.Costs)
	if broken != nil {
		return broken
	}
	if worst(r.Findings) >= level {
		return errNo
	}
	return nil
}

// outputs are the reports to write. With --diff only files are: stdout shows the difference.
func (in *lintFlags) outputs(w *world, c config) ([]output, error) {
	given := in.formats
	if len(given) == 0 && w.env(envName("format")) == "" {
		given = c.Format
	}
	if in.diff && len(in.formats) == 0 {
		return nil, nil
	}
	outputs, err := w.outputs(given, report.Names())
	if err == nil && in.diff && slices.ContainsFunc(outputs, func(o output) bool { return o.file == "" }) {
		return nil, usagef("--diff prints the difference: give the format a file, as in --format json=findings.json")
	}
	return outputs, err
}

// inspector makes the run of all rules, to be repeated as the policy changes.
func (in *lintFlags) inspector(w *world, p *policy) (func() (*lint.Result, error), error) {
	if in.baselineUpdate && p.baseline.name == "" {
		return nil, usagef("which baseline to write is not said: give --baseline FILE, or baseline in %s", configName)
	}
	switched, err := switches("the command line", in.enable, in.disable)
	if err != nil {
		return nil, err
	}
	input := lint.Input{}
	if input.State, err = p.readStates(w, in.states); err != nil {
		return nil, err
	}
	if input.Next, err = in.nextCatalogs(p); err != nil {
		return nil, err
	}
	if in.profile {
		input.Clock = time.Now
	}
	input.BaseRun = p.baseRun(input, []lint.Layer{switched})
	return func() (*lint.Result, error) { return p.inspect(input, switched) }, nil
}

// nextCatalogs finds the catalog of the next version for the targets that have
// one of that name and are older; that none is is a mistake.
func (in *lintFlags) nextCatalogs(p *policy) (map[string]*schema.Catalog, error) {
	if in.next == "" || len(p.models) == 0 {
		return nil, nil
	}
	next := map[string]*schema.Catalog{}
	var known []string
	var old *schema.Model // a target that is of the version already, or of a later one
	for _, m := range p.models {
		vendor, _ := all.Find(m.Target.Kind)
		switch cat, ok := vendor.Catalog(in.next); {
		case ok && newer(cat, m.Catalog):
			next[m.Target.ID()] = cat
		case ok:
			old = m
		}
		known = append(known, vendor.Versions...)
	}
	switch {
	case len(next) > 0:
	case old != nil:
		return nil, usagef("version %q is not newer than target %q, which is of %s", in.next, old.Target.ID(), old.Catalog.Exact())
	default:
		return nil, usagef("version %q is not known for any target of the policy, only %s", in.next, strings.Join(known, ", "))
	}
	return next, nil
}

// newer reports whether a catalog is of a later version than another of its
// kind. A line without a patch is its newest patch.
func newer(next, than *schema.Catalog) bool {
	a, b := "v"+next.Exact(), "v"+than.Exact()
	if semver.MajorMinor(a) == semver.MajorMinor(b) && next.Version == than.Version {
		return than.Exact() != than.Version && (next.Exact() == next.Version || semver.Compare(a, b) > 0)
	}
	return semver.Compare(a, b) > 0
}
