package main

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/rolecall/rolecall/schema"
)

// makers make the commands, in the order in which they are told of.
var makers = []struct {
	name string
	make func(*world) *cobra.Command
}{
	{"lint", lintCommand},
	{"compile", compileCommand},
	{"test", testCommand},
	{"decide", decideCommand},
	{"can", canCommand},
	{"who-can", whoCanCommand},
	{"what-can", whatCanCommand},
	{"matrix", matrixCommand},
	{"usage", usageCommand},
	{"graph", graphCommand},
	{"report", reportCommand},
	{"serve", serveCommand},
	{"bundle", bundleCommand},
	{"token", tokenCommand},
	{"diff", diffCommand},
	{"plan", planCommand},
	{"pull", pullCommand},
	{"import", importCommand},
	{"apply", applyCommand},
	{"rotate", rotateCommand},
	{"fmt", fmtCommand},
	{"init", initCommand},
	{"config", configCommand},
	{"explain", explainCommand},
	{"rules", rulesCommand},
	{"catalog", catalogCommand},
	{"version", versionCommand},
	{"completion", completionCommand},
}

// commands are the commands that a run may need: to make all takes longer than
// many a run, so where the first argument names one, it is the only one.
func commands(w *world, args []string) []*cobra.Command {
	needed := makers
	for i, m := range makers {
		if len(args) > 0 && args[0] == m.name {
			needed = makers[i : i+1]
		}
	}
	list := make([]*cobra.Command, len(needed))
	for i, m := range needed {
		list[i] = m.make(w)
	}
	return list
}

func newRoot(w *world, args []string) *cobra.Command {
	root := &cobra.Command{
		Use:           "rolecall COMMAND",
		Short:         "rolecall compiles and checks access policies for vector databases",
		SilenceErrors: true,
		SilenceUsage:  true,
	}
	root = group(w, root, commands(w, args)...)
	root.SetIn(w.stdin)
	root.SetOut(w.stdout)
	root.SetErr(w.stderr)
	root.PersistentFlags().String("color", "auto", "colour the text: auto, always or never (also NO_COLOR)")
	complete(root, "color", colorModes)
	root.SetFlagErrorFunc(flagError)
	root.SetHelpFunc(func(cmd *cobra.Command, _ []string) { help(w.stdout, cmd) })
	root.CompletionOptions.DisableDefaultCmd = true
	root.SetHelpCommand(helpCommand(w))
	return root
}

// adopt adds commands to the one they belong to, with what holds for each.
func adopt(parent *cobra.Command, commands []*cobra.Command) {
	for _, c := range commands {
		c.Args = usageArgs(c.Args)
		c.DisableFlagsInUseLine = true
		once(c)
		completeFlags(c)
		parent.AddCommand(c)
	}
}

// group makes a command of commands, as in rolecall bundle verify.
func group(w *world, parent *cobra.Command, commands ...*cobra.Command) *cobra.Command {
	parent.Args = func(cmd *cobra.Command, args []string) error {
		if len(args) > 0 {
			return unknownCommand(cmd, args[0])
		}
		return nil
	}
	parent.RunE = func(cmd *cobra.Command, _ []string) error {
		// Without a command nothing was done, so a script must not take it for done.
		help(w.stderr, cmd)
		return errTold
	}
	adopt(parent, commands)
	return parent
}

func helpCommand(w *world) *cobra.Command {
	return &cobra.Command{
		Use:    "help [COMMAND]",
		Short:  "print the help of a command",
		Hidden: true,
		RunE: func(cmd *cobra.Command, args []string) error {
			about, _, err := cmd.Root().Find(args)
			if err != nil || len(args) > 0 && !about.HasParent() {
				return unknownCommand(cmd.Root(), args[0])
			}
			help(w.stdout, about)
			return nil
		},
	}
}

// usageArgs makes what cobra says about arguments a usage error.
func usageArgs(check cobra.PositionalArgs) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if err := check(cmd, args); err != nil {
			return usageError{err}
		}
		return nil
	}
}

func unknownCommand(root *cobra.Command, name string) error {
	var names []string
	for _, c := range root.Commands() {
		if !c.Hidden {
			names = append(names, c.Name())
		}
	}
	return usagef("unknown command %q%s", name, didYouMean(name, names))
}

// flagError says which flag was meant. A flag that follows a misspelt command is not the mistake.
func flagError(cmd *cobra.Command, err error) error {
	if args := cmd.Flags().Args(); !cmd.HasParent() && len(args) > 0 {
		return unknownCommand(cmd, args[0])
	}
	var unknown *pflag.NotExistError
	if errors.As(err, &unknown) {
		var names []string
		cmd.Flags().VisitAll(func(f *pflag.Flag) { names = append(names, f.Name) })
		if near := schema.Nearest(unknown.GetSpecifiedName(), names); near != "" {
			return usagef("%w (did you mean --%s?)", err, near)
		}
	}
	return usageError{err}
}

// didYouMean is " (did you mean …?)" where a candidate is near, else empty.
func didYouMean(given string, candidates []string) string {
	if near := schema.Nearest(given, candidates); near != "" {
		return fmt.Sprintf(" (did you mean %q?)", near)
	}
	return ""
}

// oneOf gives a value that is in the list, or a usage error about what was to be one.
func oneOf(what, value string, list []string) error {
	for _, v := range list {
		if v == value {
			return nil
		}
	}
	return usagef("%s is %q, not one of %s%s", what, value, strings.Join(list, ", "), didYouMean(value, list))
}

const exitLegend = `Exit codes:
  0  done, nothing to object to
  1  could not do the job
  2  did the job and the answer is a no (findings, files to format, failed tests, differences)
`

// help writes a command's help. It is written here because cobra's own goes
// through text/template.
func help(w io.Writer, cmd *cobra.Command) {
	text := cmd.Long
	if text == "" {
		text = cmd.Short
	}
	fmt.Fprintf(w, "%s\n\nUsage:\n  %s\n", strings.TrimSpace(text), cmd.UseLine())
	if cmd.Example != "" {
		fmt.Fprintf(w, "\nExamples:\n%s\n", strings.TrimRight(cmd.Example, "\n"))
	}
	if cmd.HasSubCommands() {
		fmt.Fprintf(w, "\nCommands:\n")
		for _, c := range cmd.Commands() {
			if !c.Hidden {
				fmt.Fprintf(w, "  %-12s %s\n", c.Name(), c.Short)
			}
		}
	}
	if flags := cmd.LocalFlags().FlagUsages(); flags != "" {
		fmt.Fprintf(w, "\nFlags:\n%s", flags)
	}
	if flags := cmd.InheritedFlags().FlagUsages(); flags != "" {
		fmt.Fprintf(w, "\nFlags of every command:\n%s", flags)
	}
	fmt.Fprintf(w, "\n%s", exitLegend)
}
