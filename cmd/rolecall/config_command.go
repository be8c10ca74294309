package main

import (
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"slices"

	"github.com/spf13/cobra"

	"github.com/rolecall/rolecall/lint/report"
	"github.com/rolecall/rolecall/schema"
	"github.com/rolecall/rolecall/schema/parse"
)

// configFlags are the flags of config: those whose values it shows.
type configFlags struct {
	inputs
	judging
	format string
}

func configCommand(w *world) *cobra.Command {
	var in configFlags
	actions := []string{"show", "verify"}
	c := &cobra.Command{
		Use:   "config show|verify [DIR]",
		Short: "show the settings in force and where they come from, or check them",
		Long: `Config show prints every setting that holds for the policy of a directory, and
whether a flag, the environment, rolecall.toml or nobody set it; what it prints is
a rolecall.toml itself. Config verify tells everything that is wrong with
rolecall.toml, what it names and does not find included, and exits with 2 if there
is any.`,
		Example:   "  rolecall config show\n  rolecall config show --disable RC206 --format json\n  rolecall config verify policies",
		Args:      cobra.RangeArgs(1, 2),
		ValidArgs: actions,
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := oneOf("action", args[0], actions); err != nil {
				return err
			}
			if err := oneOf("format", in.format, []string{"text", "json"}); err != nil {
				return err
			}
			dir := "."
			if len(args) == 2 {
				dir = args[1]
			}
			if args[0] == "verify" {
				return in.verify(w, cmd, dir)
			}
			return in.show(w, cmd, dir)
		},
	}
	f := c.Flags()
	f.StringArrayVar(&in.vars, "var", nil, "give a variable a value, as in -var region=eu (also ROLECALL_VAR_region)")
	f.StringArrayVar(&in.varFiles, "var-file", nil, "read values of variables from a TOML file")
	in.judging.addTo(c)
	f.StringVar(&in.format, "format", "text", "text or json")
	return c
}

// verify tells what is wrong with a rolecall.toml and what it names.
func (in *configFlags) verify(w *world, cmd *cobra.Command, dir string) error {
	root, _, err := w.findRoot(dir)
	if err != nil {
		return err
	}
	file := filepath.Join(root, configName)
	c, problems, err := w.verifyConfig(root)
	if errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("verify configuration: there is no %s in %q or above it", configName, dir)
	}
	if err != nil {
		return err
	}
	if len(problems) == 0 {
		problems = in.unmet(w, cmd, root, c)
	}
	for _, p := range problems {
		fmt.Fprintln(w.stdout, report.Escape(p.Error()))
	}
	if len(problems) > 0 {
		return errNo
	}
	fmt.Fprintf(w.stdout, "%s is valid\n", report.Escape(file))
	return nil
}

// unmet tells what a sound configuration names and the project does not have:
// its baseline, its keys, variables that nothing declares, globs that match nothing.
func (in *configFlags) unmet(w *world, cmd *cobra.Command, root string, c config) (problems []error) {
	p := &policy{root: root, own: c, config: c}
	if err := p.readBaseline(w, cmd); err != nil {
		_, origin := p.baselineName(w, cmd)
		problems = append(problems, fmt.Errorf("%s: %w", origin, err))
	}
	if c.Bundle.Keys != "" {
		if _, _, err := w.readKeys(filepath.Join(root, filepath.FromSlash(c.Bundle.Keys))); err != nil {
			problems = append(problems, fmt.Errorf("%s: read keys of %q: %w", c.at("bundle", "keys"), c.Bundle.Keys, err))
		}
	}
	files, err := w.load(root, true)
	if err != nil {
		return append(problems, err)
	}
	if c.Diff.Accept != "" {
		name := filepath.Join(root, filepath.FromSlash(c.Diff.Accept))
		data, err := p.baselineData(w, name)
		if err == nil {
			_, err = decodeAccepted(name, data)
		}
		if err != nil {
			problems = append(problems, fmt.Errorf("%s: read accepted changes %q: %w", c.at("diff", "accept"), name, cause(err)))
		}
	}
	for i, path := range c.Paths {
		if !slices.ContainsFunc(files, func(f parse.File) bool { return schema.MatchPath(path.Glob, f.Path) }) {
			problems = append(problems, fmt.Errorf("%s: glob %q matches no file of the policy", c.at(element("paths", i), "glob"), path.Glob))
		}
	}
	options, err := in.options(w, c.Vars, c.Limits)
	if err != nil {
		return append(problems, err)
	}
	project, _ := parse.Project(files, options)
	for _, name := range sortedNames(c.Vars) {
		if !project.Broken && !slices.Contains(project.Variables, name) {
			problems = append(problems, fmt.Errorf("%s: no variable %q is declared%s", c.at("vars", name), name, didYouMean(name, project.Variables)))
		}
	}
	return problems
}
