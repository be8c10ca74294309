package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/rolecall/rolecall/diff"
	"github.com/rolecall/rolecall/diff/gate"
	"github.com/rolecall/rolecall/lint"
	"github.com/rolecall/rolecall/schema"
)

// judge asks the gates of the command line, the environment and the project,
// with a base those of its configuration. Without any it is nil.
func (in *diffFlags) judge(w *world, cmd *cobra.Command, d *differ) (*gate.Report, error) {
	asked := slices.Concat(in.failOn, words(w.env(envName("fail-on"))), d.config.Diff.FailOn)
	if len(asked) == 0 {
		return nil, nil
	}
	for _, name := range asked {
		if err := checkGate(name); err != nil {
			return nil, err
		}
	}
	input := gate.Input{Results: d.results, Asked: asked, Now: d.now, Doubts: d.doubts(), Invariants: map[string][]gate.Reason{}}
	for _, name := range asked {
		inv, ok := strings.CutPrefix(name, gate.InvariantPrefix)
		if !ok {
			continue
		}
		reasons, err := d.invariant(inv)
		if err != nil {
			return nil, err
		}
		input.Invariants[inv] = reasons
	}
	if slices.Contains(asked, gate.Unmanaged) {
		input.Unmanaged = d.undeclared()
	}
	var err error
	if input.Accepted, err = d.accepted(cmd); err != nil {
		return nil, err
	}
	r := gate.Judge(input)
	d.tellAccepted(r)
	return r, nil
}

// checkGate refuses a name that is no gate's. Whether an invariant is declared
// shows when the policy is read.
func checkGate(name string) error {
	if inv, ok := strings.CutPrefix(name, gate.InvariantPrefix); ok && inv != "" {
		return nil
	}
	return oneOf("gate", name, append(slices.Clone(gate.Names), gate.InvariantPrefix+"NAME"))
}

// undeclared is what servers have and the policy does not declare, by target,
// whatever the policy wants done about it.
func (d *differ) undeclared() map[string][]diff.Unmanaged {
	out := map[string][]diff.Unmanaged{}
	for _, m := range d.models {
		s := d.states[m.Target.ID()]
		if s == nil {
			continue
		}
		plain, target := *m, *m.Target
		target.Unmanaged = schema.Text{Value: "report"}
		plain.Target = &target
		out[m.Target.ID()] = diff.Compare(diff.Input{Model: &plain, Deployed: s, Now: d.now}).Unmanaged
	}
	return out
}

// invariant says what breaks an invariant: as the policy declares it and, with a
// base, as the base does. A change that takes it out or loosens it does not get
// around it.
func (d *differ) invariant(name string) ([]gate.Reason, error) {
	var reasons []gate.Reason
	known := map[string]bool{}
	for _, m := range d.models {
		id := m.Target.ID()
		now, was := invariantOf(m, name, known), (*schema.Invariant)(nil)
		base := d.baseOf(id)
		if base != nil {
			was = invariantOf(base, name, known)
		}
		if now != nil {
			reasons = append(reasons, d.broken(m, now.Never, "")...)
		}
		switch {
		case was == nil:
		case now == nil:
			reasons = append(reasons, gate.Reason{Target: id, Source: was.Decl.Range.String(), Message: fmt.Sprintf("the change takes invariant %q out", name)})
			fallthrough
		default:
			more := d.broken(m, lint.Carried(m, was.Never), fmt.Sprintf(", as %q declares it", d.base.name))
			reasons = append(reasons, slices.Collect(filter(more, func(r gate.Reason) bool {
				return !slices.ContainsFunc(reasons, func(o gate.Reason) bool { return strings.HasPrefix(r.Message, o.Message) && o.Target == r.Target })
			}))...)
		}
	}
	if d.base != nil {
		for _, m := range d.base.gone {
			invariantOf(m, name, known)
		}
	}
	if !known[name] {
		names := sortedNames(known)
		if len(names) == 0 {
			return nil, usagef("gate %s%s: the policy declares no invariant", gate.InvariantPrefix, name)
		}
		return nil, usagef("gate %s%s: there is no invariant %q, only %s%s", gate.InvariantPrefix, name, name, strings.Join(names, ", "), didYouMean(name, names))
	}
	return reasons, nil
}

// invariantOf finds an invariant by its label, and notes which there are.
func invariantOf(m *schema.Model, name string, known map[string]bool) (found *schema.Invariant) {
	for _, inv := range m.Invariants {
		known[inv.Decl.Label.Value] = true
		if inv.Decl.Label.Value == name {
			found = inv
		}
	}
	return found
}

// broken says what of a policy some shapes forbid; what cannot be judged counts.
func (d *differ) broken(m *schema.Model, never []*schema.Never, as string) []gate.Reason {
	access := lint.NewAccess(m)
	var out []gate.Reason
	seen := map[string]bool{}
	add := func(source, format string, args ...any) {
		if text := fmt.Sprintf(format, args...) + as; !seen[text] {
			seen[text] = true
			out = append(out, gate.Reason{Target: m.Target.ID(), Message: text, Source: source})
		}
	}
	who := func(principal string) string {
		if principal == "" {
			return "everyone"
		}
		return fmt.Sprintf("%q", principal)
	}
	for _, n := range never {
		v := access.Judge(n, d.now)
		for _, h := range v.Violations {
			scope := ""
			if m.Catalog.Behaviour.Scoped {
				scope = " on " + h.Row.Database + "." + h.Row.Collection
			}
			add(h.Row.Source(), "%s can %s%s through role %q", who(h.Principal), h.Row.Privilege.Name, scope, h.Role.Name())
		}
		for _, u := range v.Unjudged {
			add(n.Decl.Range.String(), "what %s can do through role %q is not published, so whether it holds is unknown; except = [%q] leaves the role out", who(u.Principal), u.Role, u.Role)
		}
	}
	return out
}
