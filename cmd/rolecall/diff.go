package main

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/rolecall/rolecall/diff"
	diffreport "github.com/rolecall/rolecall/diff/report"
	"github.com/rolecall/rolecall/lint"
	"github.com/rolecall/rolecall/lint/rules"
	"github.com/rolecall/rolecall/schema"
)

// diffFlags are the flags of diff besides those of every command that reads a policy.
type diffFlags struct {
	inputs
	state, format string
	exitCode      bool
}

func diffCommand(w *world) *cobra.Command {
	var in diffFlags
	c := &cobra.Command{
		Use:   "diff [DIR] --state STATE",
		Short: "tell what a deployment would change, and who gains or loses what",
		Long: `Diff compares the policy of a directory with what is deployed: which roles, groups,
grants, members and users a deployment would add, change, remove or rename, and
exactly who would gain or lose which access by it. A change that alters nobody's
access shows none. What the state does not know is said, and never removed.`,
		Example: `  rolecall diff --state deployed.json
  rolecall diff policies/milvus --state policies/milvus/state.prod.json --target search.prod
  rolecall diff --state backup_meta.json --format markdown --exit-code`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error { return in.run(w, cmd, args) },
	}
	in.addTo(c)
	f := c.Flags()
	f.StringVar(&in.state, "state", "", "what is deployed: a state file or a vendor's dump; - is stdin (required)")
	f.StringVar(&in.format, "format", "text", strings.Join(diffreport.Names(), ", "))
	f.BoolVar(&in.exitCode, "exit-code", false, "exit with 2 where anything would change")
	return c
}

func (in *diffFlags) run(w *world, cmd *cobra.Command, args []string) error {
	if in.state == "" {
		return usagef("what to compare with is not said: give a deployed state with --state STATE")
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
	result, err := in.compare(w, cmd, p)
	if err != nil {
		return err
	}
	r := &diffreport.Report{Results: []*diff.Result{result}, Color: w.colour(mode, w.stdout)}
	if err := format.Write(w.stdout, r); err != nil {
		return fmt.Errorf("write report: %w", err)
	}
	if in.exitCode && !result.Empty() {
		return errNo
	}
	return nil
}

// compare compares the policy with the state that is named.
func (in *diffFlags) compare(w *world, cmd *cobra.Command, p *policy) (*diff.Result, error) {
	if len(p.models) == 0 { // nothing to read a state for: what is wrong is among the findings
		if err := p.unusable(w, cmd, p.found); err != nil {
			return nil, err
		}
		return nil, errors.New("the policy has no target to compare with")
	}
	m, s, err := p.readState(w, in.state)
	if err != nil {
		return nil, err
	}
	id := m.Target.ID()
	found, err := p.boundRoles(map[string]*schema.State{id: s})
	if err != nil {
		return nil, err
	}
	var bound, others []schema.Finding
	for _, f := range found {
		switch {
		case f.Rule != rules.BoundRoleDeleted.ID:
			others = append(others, f)
		case lint.Concerns(f, id):
			bound = append(bound, f)
		}
	}
	if err := p.unusable(w, cmd, others); err != nil {
		return nil, err
	}
	return diff.Compare(diff.Input{Model: m, Deployed: s, Now: p.now, Findings: bound}), nil
}

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
