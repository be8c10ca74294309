package policytest

import (
	"fmt"
	"runtime"
	"slices"

	"golang.org/x/sync/errgroup"

	"github.com/rolecall/rolecall/bundle"
	"github.com/rolecall/rolecall/bundle/condition"
	"github.com/rolecall/rolecall/compiler"
	"github.com/rolecall/rolecall/schema"
)

// Mutate changes the policy, one small thing at a time, and tells which changes no
// test notices. It is of use where every test passes. A change that gives nobody
// more or less is not the tests' to notice.
func (s *Suite) Mutate() (*Mutation, error) {
	b := &breeder{model: s.model, checked: s.checked, rows: s.policy.byRole, variants: map[string]string{}, has: map[string]access{}}
	mutants := b.breed()
	lab, err := s.newLab(b.variants)
	if err != nil {
		return nil, err
	}
	outcomes := make([]outcome, len(mutants))
	var g errgroup.Group
	g.SetLimit(runtime.GOMAXPROCS(0))
	for i := range mutants {
		g.Go(func() (err error) {
			outcomes[i], err = lab.try(&mutants[i])
			return err
		})
	}
	if err := g.Wait(); err != nil {
		return nil, fmt.Errorf("try mutants of target %q: %w", s.model.Target.ID(), err)
	}
	m := &Mutation{Mutants: len(mutants)}
	for i, o := range outcomes {
		switch o {
		case survived:
			m.Survived = append(m.Survived, mutants[i])
		case noticed:
			m.Noticed++
		case equivalent:
			m.Equivalent++
		}
	}
	return m, nil
}

// outcome is what became of one mutant.
type outcome int

// The outcomes. The zero outcome is the one to look at.
const (
	survived outcome = iota
	noticed
	equivalent
)

// lab is what all mutants of a policy share. It is not changed while they are tried.
type lab struct {
	*Suite
	known    bundle.CEL                      // with conditions that rows of the policy do not use, and mutants' may
	conds    bundle.Conditions               // those of the policy and those of mutants
	includes map[*schema.Role][]*schema.Role // as they are written: a circle is cut elsewhere in a mutant
	included map[string][]string             // by the role that is included
	held     [][]string                      // by test: the policy's roles that count
	everyone access
}

func (s *Suite) newLab(variants map[string]string) (*lab, error) {
	cel := s.cel
	cel.Conditions = map[string]bundle.CELCondition{}
	for id, c := range s.checked {
		cel.Conditions[id] = bundle.CELCondition{Expression: c.Expression, Cost: c.Cost}
	}
	for id, expression := range variants {
		cel.Conditions[id] = bundle.CELCondition{Expression: expression}
	}
	conds, err := condition.Load(&bundle.Bundle{CEL: cel})
	if err != nil {
		return nil, fmt.Errorf("mutate target %q: %w", s.model.Target.ID(), err)
	}
	l := &lab{Suite: s, known: cel, conds: conds, includes: map[*schema.Role][]*schema.Role{}, included: map[string][]string{}, everyone: newAccess()}
	for _, role := range s.policy.bundle.Table.Implicit {
		for _, g := range s.policy.byRole[role] {
			l.everyone.add(g)
		}
	}
	g := &grounds{model: s.model}
	for _, t := range s.tests {
		var roles []string
		for _, h := range g.holdings(t) {
			roles = append(roles, h.role)
		}
		l.held = append(l.held, roles)
	}
	l.link()
	return l, nil
}

// link notes which roles include which.
func (l *lab) link() {
	byAddress := map[string]*schema.Role{}
	for _, role := range l.model.Roles {
		byAddress[role.Address] = role
	}
	for _, role := range l.model.Roles {
		for _, n := range role.Decl.Includes {
			if n.Ref == nil || byAddress[n.Ref.Address()] == nil {
				continue
			}
			of := byAddress[n.Ref.Address()]
			l.includes[role] = append(l.includes[role], of)
			l.included[of.Name] = append(l.included[of.Name], role.Name)
		}
	}
}

// try asks the tests that a mutant can concern.
func (l *lab) try(m *Mutant) (outcome, error) {
	if m.condition != "" {
		return l.ask(m, &decider{bundle: l.policy.bundle, byRole: l.policy.byRole, conds: overridden{l.conds, m.condition, m.means}}), nil
	}
	affected := l.affected(m)
	table := l.policy.bundle.Table
	if m.apply != nil {
		doc := l.excerpt(m, affected)
		m.apply(doc)
		model, _ := schema.Resolve(doc, l.model.Catalog, true)
		table = compiler.Table(model, l.checked)
	}
	if l.same(m, &table, affected) {
		return equivalent, nil
	}
	table.Implicit = append(slices.Clip(table.Implicit), m.everyone...)
	d, err := newDecider(table, l.known, l.conds)
	if err != nil {
		return survived, fmt.Errorf("%s %s: %w", m.Address, m.Message, err)
	}
	return l.ask(m, d), nil
}

// ask reports whether a test notices a mutant.
func (l *lab) ask(m *Mutant, d *decider) outcome {
	affected := l.affected(m)
	for i, t := range l.tests {
		if !l.concerns(m, affected, i) {
			continue
		}
		for j := range t.checks {
			if d.judge(&t.checks[j]) != passed {
				return noticed
			}
		}
	}
	return survived
}

// affected are the roles whose rows a mutant may change: those it names and those that include them.
func (l *lab) affected(m *Mutant) map[string]bool {
	set := map[string]bool{}
	queue := slices.Clone(m.roles)
	for len(queue) > 0 {
		role := queue[0]
		queue = queue[1:]
		if !set[role] {
			set[role] = true
			queue = append(queue, l.included[role]...)
		}
	}
	return set
}

// concerns reports whether a mutant can change an answer of a test.
func (l *lab) concerns(m *Mutant, affected map[string]bool, test int) bool {
	t := l.tests[test]
	if len(m.everyone) > 0 {
		return true
	}
	if t.roles == nil && slices.Contains(m.principals, t.Decl.Principal.Value) {
		return true
	}
	return slices.ContainsFunc(l.held[test], func(role string) bool { return affected[role] })
}
