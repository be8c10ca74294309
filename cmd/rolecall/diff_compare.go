package main

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/rolecall/rolecall/diff"
	diffreport "github.com/rolecall/rolecall/diff/report"
	"github.com/rolecall/rolecall/lint"
	"github.com/rolecall/rolecall/lint/rules"
	"github.com/rolecall/rolecall/schema"
	"github.com/rolecall/rolecall/schema/parse"
)

// differ is the work of diff in hand.
type differ struct {
	*policy
	world   *world
	against bool
	states  map[string]*schema.State
	results []*diff.Result
}

// compare compares the policy with what is named: each target that there is a
// state of or, with a revision, every target of either.
func (d *differ) compare(cmd *cobra.Command, names []string) error {
	p := d.policy
	if len(p.models) == 0 && (p.base == nil || len(p.base.gone) == 0) { // nothing to compare: what is wrong is among the findings
		if err := p.unusable(d.world, cmd, p.found); err != nil {
			return err
		}
		return errors.New("the policy has no target to compare with")
	}
	var err error
	if d.states, err = p.readStates(d.world, names); err != nil {
		return err
	}
	bound, err := d.bound(cmd)
	if err != nil {
		return err
	}
	for _, m := range p.models {
		id := m.Target.ID()
		of := func(f schema.Finding) bool { return lint.Concerns(f, id) }
		found := slices.Collect(filter(bound, of))
		switch s := d.states[id]; {
		case d.against:
			d.results = append(d.results, d.revised(d.baseOf(id), m, s, found))
		case s != nil:
			d.results = append(d.results, diff.Compare(diff.Input{Model: m, Deployed: s, Now: p.now, Findings: found}))
		}
	}
	d.gone(bound)
	slices.SortStableFunc(d.results, func(a, b *diff.Result) int { return strings.Compare(a.Target.Name, b.Target.Name) })
	return nil
}

func filter[T any](list []T, keep func(T) bool) func(func(T) bool) {
	return func(yield func(T) bool) {
		for _, v := range list {
			if keep(v) && !yield(v) {
				return
			}
		}
	}
}

func (d *differ) baseOf(id string) *schema.Model {
	if d.base == nil {
		return nil
	}
	return d.base.models[id]
}

// revised compares two revisions of a target, and what a deployment of each
// would change where a state is known.
func (d *differ) revised(base, m *schema.Model, s *schema.State, found []schema.Finding) *diff.Result {
	in := diff.Revision{Base: base, Model: m, Now: d.now, Findings: found}
	if s != nil {
		in.Databases = s.Databases
	}
	r := diff.Revise(in)
	if s == nil {
		return r
	}
	r.Server = diff.Compare(diff.Input{Model: m, Deployed: s, Now: d.now})
	if base != nil {
		r.Drift = diff.Drift(diff.Compare(diff.Input{Model: base, Deployed: s, Now: d.now}), r.Server)
	}
	return r
}

// bound gives the findings on bound roles that go. Between revisions these are
// the roles that the change takes away, from those who hold them by the base and
// on the server; a role that neither revision has is drift.
func (d *differ) bound(cmd *cobra.Command) ([]schema.Finding, error) {
	states := d.states
	if d.against {
		states = nil
	}
	r, err := d.boundRoles(states)
	if err != nil {
		return nil, err
	}
	var bound, others []schema.Finding
	for _, f := range r {
		if f.Rule == rules.BoundRoleDeleted.ID {
			bound = append(bound, f)
		} else {
			others = append(others, f)
		}
	}
	if err := d.unusable(d.world, cmd, others); err != nil {
		return nil, err
	}
	if !d.against || len(d.states) == 0 {
		return bound, nil
	}
	onServer, err := d.boundRoles(d.states)
	if err != nil {
		return nil, err
	}
	for _, f := range onServer {
		if f.Rule == rules.BoundRoleDeleted.ID && d.states[f.Target] != nil && d.caused(f) {
			bound = slices.DeleteFunc(bound, func(o schema.Finding) bool { return o.Target == f.Target && sameRole(o, f) })
			bound = append(bound, f)
		}
	}
	schema.SortFindings(bound)
	return bound, nil
}

// sameRole reports whether two findings are about one role, by whatever address.
func sameRole(a, b schema.Finding) bool {
	name := func(f schema.Finding) string {
		_, rest, _ := strings.Cut(f.Message, `role "`)
		rest, _, _ = strings.Cut(rest, `" is deleted`)
		return rest
	}
	return name(a) == name(b)
}

// caused reports whether a bound role goes by the change: the base has it, or a
// removed block names it.
func (d *differ) caused(f schema.Finding) bool {
	if strings.HasPrefix(f.Subject, "role") {
		return true
	}
	base := d.baseOf(f.Target)
	return base != nil && slices.ContainsFunc(base.Roles, func(r *schema.Role) bool {
		return f.Subject == schema.RefAddress("state.role", r.Name, "", false)
	})
}

// gone adds the targets that the policy no longer has, with the roles that go
// while somebody holds them.
func (d *differ) gone(bound []schema.Finding) {
	for _, m := range d.goneModels() {
		id := m.Target.ID()
		base := slices.IndexFunc(d.base.gone, func(b *schema.Model) bool { return b.Target.ID() == id })
		of := func(f schema.Finding) bool { return lint.Concerns(f, id) }
		d.results = append(d.results, diff.Revise(diff.Revision{Base: d.base.gone[base], Now: d.now, Findings: slices.Collect(filter(bound, of))}))
	}
}

// doubts say why the base may not be all that it seems.
func (d *differ) doubts() []string {
	b := d.base
	if b == nil {
		return nil
	}
	if b.project.Broken {
		return []string{fmt.Sprintf("%q does not parse: what it declares may be missing from the comparison", b.name)}
	}
	off := map[string]bool{}
	for _, r := range rules.All {
		off[r.ID] = r.Check != nil && !slices.Contains(meaningless, r)
	}
	models := slices.Collect(filter(b.all, func(m *schema.Model) bool { return within(d.sub, path.Dir(m.Target.Range.File)) }))
	found, err := lint.Run(rules.All, lint.Input{Project: b.project, Models: models, Now: d.now, Config: lint.Config{Levels: lint.Levels{silence(off)}}}, b.found)
	if err != nil {
		return []string{fmt.Sprintf("%q cannot be judged: %v", b.name, err)}
	}
	var out []string
	for _, f := range found {
		if f.Severity == schema.Error && f.Suppressed == nil {
			out = append(out, fmt.Sprintf("%q has an error, and what it gives is not sure: %s %s (%s)", b.name, f.Rule, f.Message, f.Range))
		}
	}
	return out
}

// tell says in a report what the change was compared with, and what it does to
// its own check.
func (d *differ) tell(r *diffreport.Report, revision, command string) {
	r.Command, r.Sources, r.Doubts = command, digestFiles(d.files), d.doubts()
	r.Against = &diffreport.Against{Revision: revision}
	b := d.base
	if b == nil {
		return
	}
	r.Against.Commit, r.Against.MergeBase, r.Against.Sources = b.commit, b.left, digestFiles(b.files)
	if !sameGates(d.own, b.config) {
		r.Edits = fmt.Sprintf("the change edits %s: the levels, gates and baseline of %q count until it is merged", configName, b.name)
	}
	for _, c := range lint.Added(b.project, d.project) {
		r.Suppressions = append(r.Suppressions, diffreport.Suppression{Place: d.placeOf(d.world, c).String(), Text: describe(c, d.found)})
	}
}

// digestFiles identifies the files of a policy; empty without any.
func digestFiles(files []parse.File) string {
	if len(files) == 0 {
		return ""
	}
	sum := sha256.New()
	for _, f := range files {
		fmt.Fprintf(sum, "%d %s %d\n", len(f.Path), f.Path, len(f.Data))
		sum.Write(f.Data)
	}
	return "sha256:" + hex.EncodeToString(sum.Sum(nil))
}
