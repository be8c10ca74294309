package main

import (
	"bytes"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/rolecall/rolecall/diff/plan"
	"github.com/rolecall/rolecall/lint/rules"
	"github.com/rolecall/rolecall/schema"
	"github.com/rolecall/rolecall/schema/target/all"
)

// planFlags are the flags of plan besides those of every command that reads a policy.
type planFlags struct {
	inputs
	state, out, format string
	onlyExpired        bool
	exitCode           bool
}

var planFormats = []string{"text", "json", "script"}

func planCommand(w *world) *cobra.Command {
	var in planFlags
	c := &cobra.Command{
		Use:   "plan [DIR] --state STATE -o plan.json",
		Short: "write the ordered steps that take what is deployed to the policy",
		Long: `Plan orders the calls that lead from what is deployed to the policy, so that the
server refuses none of them and nobody is without access on the way. What cannot be
done is listed with the reason, before anything runs. It changes nothing itself: the
plan goes to the file of -o as JSON, and to stdout in the format that is asked for.
A state that does not cover roles, grants and members, or is of a server of another
version than the target block says, is not planned for.`,
		Example: `  rolecall plan --state deployed.json -o plan.json
  rolecall plan --state deployed.json --format script > deploy.sh
  rolecall plan --state deployed.json --only-expired -o expired.json`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error { return in.run(w, cmd, args) },
	}
	in.addTo(c)
	f := c.Flags()
	f.StringVar(&in.state, "state", "", "what is deployed: a state file, a vendor's dump, or the URL of a server; - is stdin (required)")
	f.StringVarP(&in.out, "out", "o", "", "the file to write the plan to, as JSON")
	f.StringVar(&in.format, "format", "text", "what to print: "+strings.Join(planFormats, ", "))
	f.BoolVar(&in.onlyExpired, "only-expired", false, "take away what expired bindings gave, and nothing else")
	f.BoolVar(&in.exitCode, "exit-code", false, "exit with 2 where anything is to be done, or cannot be reached")
	return c
}

func (in *planFlags) run(w *world, cmd *cobra.Command, args []string) error {
	if in.state == "" {
		return usagef("what is deployed is not said: give a state with --state STATE")
	}
	if err := oneOf("format", in.format, planFormats); err != nil {
		return err
	}
	p, err := in.open(w, cmd, args)
	if err != nil {
		return err
	}
	made, m, err := in.plan(w, cmd, p)
	if err != nil {
		return err
	}
	if in.out != "" {
		var b bytes.Buffer
		if err := made.WriteJSON(&b); err != nil {
			return fmt.Errorf("write plan: %w", err)
		}
		var files fileSet
		files.add(w.path(in.out), b.Bytes())
		if err := files.write(); err != nil {
			return err
		}
	}
	if err := in.print(w, made, m); err != nil {
		return err
	}
	if in.exitCode && len(made.Steps)+len(made.Unreachable) > 0 {
		return errNo
	}
	return nil
}

func (in *planFlags) print(w *world, made *plan.Plan, m *schema.Model) error {
	var err error
	switch in.format {
	case "text":
		err = made.WriteText(w.stdout)
	case "json":
		err = made.WriteJSON(w.stdout)
	case "script":
		vendor, _ := all.Find(m.Target.Kind)
		err = made.WriteScript(w.stdout, vendor.Calls())
	}
	if err != nil {
		return fmt.Errorf("write plan: %w", err)
	}
	return nil
}

// plan plans for the target that the state is of. A policy that does not parse or
// resolve is not planned for.
func (in *planFlags) plan(w *world, cmd *cobra.Command, p *policy) (*plan.Plan, *schema.Model, error) {
	found, err := p.boundRoles(nil)
	if err != nil {
		return nil, nil, err
	}
	var standing []schema.Finding
	for _, f := range found {
		if f.Rule != rules.BoundRoleDeleted.ID { // a plan says who loses what by its steps
			standing = append(standing, f)
		}
	}
	if err := p.unusable(w, cmd, standing); err != nil {
		return nil, nil, err
	}
	if len(p.models) == 0 {
		return nil, nil, errors.New("the policy has no target to plan for")
	}
	m, s, err := p.readState(w, in.state)
	if err != nil {
		return nil, nil, err
	}
	vendor, _ := all.Find(m.Target.Kind)
	of := plan.Input{Model: m, Deployed: s, Calls: vendor.Calls(), Now: p.now, OnlyExpired: in.onlyExpired}
	if err := plan.Ready(of); err != nil {
		return nil, nil, fmt.Errorf("plan for %q: %w", in.state, err)
	}
	return plan.New(of), m, nil
}
