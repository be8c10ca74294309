package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/rolecall/rolecall/diff"
	"github.com/rolecall/rolecall/diff/gate"
	diffreport "github.com/rolecall/rolecall/diff/report"
	"github.com/rolecall/rolecall/lint"
	"github.com/rolecall/rolecall/lint/rules"
	"github.com/rolecall/rolecall/schema"
)

// diffFlags are the flags of diff besides those of every command that reads a policy.
type diffFlags struct {
	inputs
	states          []string
	against, format string
	failOn          []string
	accept          string
	exitCode        bool
}

func diffCommand(w *world) *cobra.Command {
	var in diffFlags
	c := &cobra.Command{
		Use:   "diff [DIR] --state STATE | --against REV",
		Short: "tell what a deployment or a change would change, and who gains or loses what",
		Long: `Diff compares the policy of a directory with what is deployed (--state), or with
the policy of another revision (--against): which roles, groups, grants, members
and users are added, changed, removed or renamed, and exactly who gains or loses
which access by it. A change that alters nobody's access shows none. What is not
known is said. With both, the change is compared, and what has drifted is told apart.

--fail-on asks gates, and exits with 2 where one of them fails: ` + strings.Join(gate.Names, ", ") + `,
and invariant:NAME. With --against those of the base's rolecall.toml count as well.`,
		Example: `  rolecall diff --state deployed.json
  rolecall diff --against origin/main --fail-on widen,bound-role
  rolecall diff policies/milvus --state policies/milvus/state.prod.json --target search.prod
  rolecall diff --against origin/main --state deployed.json --format markdown`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error { return in.run(w, cmd, args) },
	}
	in.addTo(c)
	f := c.Flags()
	f.StringArrayVar(&in.states, "state", nil, stateUsage)
	f.StringVar(&in.against, "against", "", "compare with where the change left a git revision, or with a directory (./, ../ or / first)")
	f.StringVar(&in.format, "format", "text", strings.Join(diffreport.Names(), ", "))
	f.BoolVar(&in.exitCode, "exit-code", false, "exit with 2 where anything would change, or may")
	f.StringSliceVar(&in.failOn, "fail-on", nil, "exit with 2 where a gate fails; repeatable")
	f.StringVar(&in.accept, "accept", "", "a file of access and objects that somebody answers for")
	return c
}

func (in *diffFlags) run(w *world, cmd *cobra.Command, args []string) error {
	against := cmd.Flag("against").Changed
	if len(in.states) == 0 && !against {
		return usagef("what to compare with is not said: give a deployed state with --state STATE, or a revision with --against REV")
	}
	format, ok := diffreport.Find(in.format)
	if !ok {
		return oneOf("format", in.format, diffreport.Names())
	}
	mode := w.setting(cmd, "color", "")
	if err := oneOf("color", mode, colorModes); err != nil {
		return err
	}
	p, err := in.open(w, cmd, args)
	if err != nil {
		return err
	}
	d := &differ{policy: p, world: w, against: against}
	if err := d.compare(cmd, in.states); err != nil {
		return err
	}
	r := &diffreport.Report{Results: d.results, Color: w.colour(mode, w.stdout)}
	if r.Gates, err = in.judge(w, cmd, d); err != nil {
		return err
	}
	if against {
		d.tell(r, in.against, in.reproduce(cmd, args))
	}
	if err := format.Write(w.stdout, r); err != nil {
		return fmt.Errorf("write report: %w", err)
	}
	if r.Gates != nil && !r.Gates.Passed() {
		return errNo
	}
	if in.exitCode && slices.ContainsFunc(d.results, differs) {
		return errNo
	}
	return nil
}

// differs reports whether anything would change, or may: what a state does not
// cover may be anything.
func differs(r *diff.Result) bool { return !r.Empty() || r.Uncertain() }

// meaningless are the rules that find what means nothing on the target: compared
// with it, such a policy would seem to take away what it only fails to say.
var meaningless = []*lint.Rule{rules.UnknownPrivilege, rules.InvalidCondition, rules.UnknownAttribute}

// boundRoles gives what was found while the policy was read, what of it means
// nothing, and which roles would be deleted while somebody holds them. Of levels
// only those of the latter count.
func (p *policy) boundRoles(states map[string]*schema.State) ([]schema.Finding, error) {
	off := map[string]bool{}
	for _, r := range rules.All {
		off[r.ID] = r.Check != nil && r != rules.BoundRoleDeleted && !slices.Contains(meaningless, r)
	}
	var own []lint.Layer
	for _, l := range p.levels {
		own = append(own, lint.Layer{Glob: l.Glob, Rules: map[string]lint.Level{rules.BoundRoleDeleted.ID: l.Rules[rules.BoundRoleDeleted.ID]}})
	}
	r, err := p.inspectPlainly(lint.Input{State: states}, append(own, silence(off))...)
	return r.Findings, err
}

// unusable tells of the errors that keep a policy from being compared: what did
// not parse or does not mean anything.
func (p *policy) unusable(w *world, cmd *cobra.Command, found []schema.Finding) error {
	errs := p.standing(found)
	if len(errs) == 0 {
		return nil
	}
	if err := p.tellErrors(w, cmd, errs); err != nil {
		return err
	}
	return fmt.Errorf("the policy cannot be compared: %s", count(len(errs), "error stands", "errors stand"))
}

// reproduce is the command line that makes the same report.
func (in *diffFlags) reproduce(cmd *cobra.Command, args []string) string {
	parts := append([]string{"rolecall", "diff"}, args...)
	cmd.Flags().Visit(func(f *pflag.Flag) {
		if f.Name == "color" {
			return
		}
		values := []string{f.Value.String()}
		if list, ok := f.Value.(pflag.SliceValue); ok {
			values = list.GetSlice()
		}
		for _, v := range values {
			if f.Value.Type() == "bool" {
				parts = append(parts, "--"+f.Name)
				continue
			}
			parts = append(parts, "--"+f.Name, v)
		}
	})
	for i, p := range parts {
		parts[i] = shellWord(p)
	}
	return strings.Join(parts, " ")
}

// shellWord is a word as a shell takes it.
func shellWord(s string) string {
	plain := func(c rune) bool {
		return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || strings.ContainsRune("_-./:=,@^~+", c)
	}
	if s != "" && strings.IndexFunc(s, func(c rune) bool { return !plain(c) }) < 0 {
		return s
	}
	return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'"
}
