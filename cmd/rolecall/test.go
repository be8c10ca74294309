package main

import (
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/rolecall/rolecall/compiler/policytest"
	testreport "github.com/rolecall/rolecall/compiler/policytest/report"
	"github.com/rolecall/rolecall/lint"
	"github.com/rolecall/rolecall/lint/rules"
	"github.com/rolecall/rolecall/schema"
	"github.com/rolecall/rolecall/schema/parse"
)

// testFlags are the flags of test besides those of every command that reads a policy.
type testFlags struct {
	inputs
	run              string
	formats          []string
	coverage, mutate bool
	coverageOut      []string
	min              string
}

func testCommand(w *world) *cobra.Command {
	in := testFlags{inputs: inputs{tests: true}}
	c := &cobra.Command{
		Use:   "test [DIR]",
		Short: "run the tests of a policy",
		Long: `Test asks the compiled policy what the test blocks of *_test.hcl expect to be
allowed and denied, and tells which line is the cause where it is not so. It exits
with 2 where a test fails, where less is covered than --min says, and where --mutate
finds a change of the policy that no test notices.`,
		Example: `  rolecall test
  rolecall test policies/milvus --run 'searcher|loader' --format text --format junit=tests.xml
  rolecall test --coverage --min 90 --coverage-out lcov=coverage.info
  rolecall test --mutate --now 2026-11-20`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error { return in.test(w, cmd, args) },
	}
	in.addTo(c)
	f := c.Flags()
	f.StringVar(&in.run, "run", "", "run only the tests whose names match a regular expression")
	f.StringArrayVar(&in.formats, "format", nil, "FORMAT or FORMAT=FILE, repeatable: "+strings.Join(testreport.Names(testreport.Formats), ", ")+` (default "text")`)
	f.BoolVar(&in.coverage, "coverage", false, "tell which grants, bindings and conditions no test exercises")
	f.StringArrayVar(&in.coverageOut, "coverage-out", nil, "FORMAT=FILE, repeatable: "+strings.Join(testreport.Names(testreport.CoverageFormats), ", "))
	f.StringVar(&in.min, "min", "", "exit with 2 where less than so many percent are covered")
	f.BoolVar(&in.mutate, "mutate", false, "change the policy in small ways and tell which changes no test notices")
	return c
}

// gates are what the answer depends on besides the tests.
type gates struct {
	run      string
	pick     func(*schema.Test) bool
	min      float64
	outputs  []output
	coverage []output
}

// gates reads the flags that can be wrong.
func (in *testFlags) gates(w *world, cmd *cobra.Command, c config) (*gates, error) {
	g := &gates{run: w.setting(cmd, "run", "")}
	pattern, err := regexp.Compile(g.run)
	if err != nil {
		return nil, usagef("run is no regular expression: %w", err)
	}
	g.pick = func(t *schema.Test) bool { return pattern.MatchString(t.Name()) }
	if s := w.setting(cmd, "min", ""); s != "" {
		if g.min, err = strconv.ParseFloat(s, 64); err != nil || !(g.min >= 0 && g.min <= 100) {
			return nil, usagef("min is %q, not a number of percent from 0 to 100", s)
		}
	}
	if g.outputs, err = w.outputs(in.formats, testreport.Names(testreport.Formats)); err != nil {
		return nil, err
	}
	if len(in.coverageOut) == 0 {
		return g, nil
	}
	for _, s := range in.coverageOut {
		if name, file, _ := strings.Cut(s, "="); file == "" || file == "-" {
			return nil, usagef("coverage-out %q names no file: write %s=FILE", s, name)
		}
	}
	g.coverage, err = w.outputs(in.coverageOut, testreport.Names(testreport.CoverageFormats))
	return g, err
}

func (in *testFlags) test(w *world, cmd *cobra.Command, args []string) error {
	p, err := in.open(w, cmd, args)
	if err != nil {
		return err
	}
	g, err := in.gates(w, cmd, p.config)
	if err != nil {
		return err
	}
	if err := p.refuseTests(w, cmd); err != nil {
		return err
	}
	r := &testreport.Report{Sources: p.project.Sources, Base: w.base(p.root), Coverage: in.coverage || g.min > 0}
	if err := in.runAll(w, p, g, r); err != nil {
		return err
	}
	if err := in.write(w, cmd, g, r); err != nil {
		return err
	}
	return in.verdict(w, g, r)
}

// refuseTests tells of the errors that keep tests from being run: what does not
// parse, what means nothing, and what is wrong in the tests themselves.
func (p *policy) refuseTests(w *world, cmd *cobra.Command) error {
	means := func(r *lint.Rule) bool { return r.Check == nil || slices.Contains(meaningless, r) }
	off := map[string]bool{}
	for _, r := range rules.All {
		off[r.ID] = !means(r) && r != rules.ScopeLevelMismatch && r != rules.UnknownScope
	}
	found, err := p.inspectPlainly(lint.Input{}, silence(off))
	if err != nil {
		return err
	}
	errs := slices.DeleteFunc(p.standing(found.Findings), func(f schema.Finding) bool {
		r := rules.Find(f.Rule)
		return r != nil && !means(r) && !parse.IsTest(f.Range.File)
	})
	switch {
	case len(errs) > 0:
		if err := p.tellErrors(w, cmd, errs); err != nil {
			return err
		}
		return fmt.Errorf("the tests cannot be run: %s", count(len(errs), "error stands", "errors stand"))
	case len(p.chosen) == 0:
		return errors.New("the policy declares no target")
	case len(p.models) < len(p.chosen): // the error that says so is suppressed
		return errors.New("a target of the policy has a kind or version that is not known")
	}
	return nil
}

// runAll runs the tests of every target, and tries mutants where all pass.
func (in *testFlags) runAll(w *world, p *policy, g *gates, r *testreport.Report) error {
	var suites []*policytest.Suite
	declared, picked, failed := 0, 0, 0
	for _, m := range p.models {
		s, err := policytest.New(m, p.now, g.pick)
		if err != nil {
			return err
		}
		result := s.Run()
		suites, r.Results = append(suites, s), append(r.Results, result)
		declared, picked, failed = declared+len(m.Tests), picked+len(result.Tests), failed+result.Failed()
	}
	switch {
	case declared == 0:
		w.note("there are no tests: write some in a file called *_test.hcl")
		return nil
	case picked == 0:
		return usagef("run is %q, which matches the name of no test", g.run)
	case !in.mutate:
		return nil
	case failed > 0:
		w.note("no mutants are tried while a test fails")
		return nil
	}
	for i, s := range suites {
		var err error
		if r.Results[i].Mutation, err = s.Mutate(); err != nil {
			return err
		}
	}
	return nil
}

// write writes the reports, and the coverage where it is asked for.
func (in *testFlags) write(w *world, cmd *cobra.Command, g *gates, r *testreport.Report) error {
	colours, err := w.colours(cmd)
	if err != nil {
		return err
	}
	for i, o := range slices.Concat(g.outputs, g.coverage) {
		list := testreport.Formats
		if i >= len(g.outputs) {
			list = testreport.CoverageFormats
		}
		format, ok := testreport.Find(list, o.format)
		if !ok {
			panic(fmt.Sprintf("test: there is no format %q", o.format))
		}
		r.Color, r.Width = false, 0
		if o.file == "" {
			r.Color, r.Width = colours, w.width(w.stdout)
		}
		if err := w.writeOutput(o, func(out io.Writer) error { return format.Write(out, r) }); err != nil {
			return err
		}
	}
	return nil
}

// verdict is a no where a test fails, too little is covered or a mutant survives.
func (in *testFlags) verdict(w *world, g *gates, r *testreport.Report) error {
	var err error
	for _, result := range r.Results {
		if result.Failed() > 0 || result.Mutation != nil && len(result.Mutation.Survived) > 0 {
			err = errNo
		}
	}
	if covered, points := r.Covered(); testreport.Share(covered, points) < g.min {
		w.note("%.1f%% are covered, less than the %g%% of --min", testreport.Share(covered, points), g.min)
		err = errNo
	}
	return err
}
