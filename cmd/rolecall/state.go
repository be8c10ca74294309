package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/rolecall/rolecall/schema"
	"github.com/rolecall/rolecall/schema/target"
	"github.com/rolecall/rolecall/schema/target/all"
)

// maxState is the largest state file that is read, in bytes.
const maxState = 256 << 20

const stateUsage = "the deployed state of a target: a state file, a vendor's dump, or the URL of a server; - is stdin; repeatable"

// readStates reads deployed states by the ID of their target. Without names, or
// without a target to compare with, there are none.
func (p *policy) readStates(w *world, names []string) (map[string]*schema.State, error) {
	states := map[string]*schema.State{}
	for _, name := range names {
		if len(p.models) == 0 {
			break
		}
		m, s, err := p.readState(w, name)
		if err != nil {
			return nil, err
		}
		id := m.Target.ID()
		if states[id] != nil {
			return nil, usagef("target %q is given two states, the second by %q", id, name)
		}
		states[id] = s
	}
	return states, nil
}

// readState reads the deployed state of one of the policy's targets: the one the
// state names, else the only one there is.
func (p *policy) readState(w *world, name string) (*schema.Model, *schema.State, error) {
	s, err := w.loadState(name, p.kindsInUse())
	if err != nil {
		return nil, nil, err
	}
	m, err := p.targetOf(s)
	if err != nil {
		return nil, nil, fmt.Errorf("read state of %q: %w", name, err)
	}
	if id := m.Target.ID(); s.Target.Name != "" && s.Target.Name != id {
		if p.target == "" {
			return nil, nil, usagef("read state of %q: it is of target %q, and the policy has none of that name; where it is of target %q, say so with --target %s", name, s.Target.Name, id, id)
		}
		w.note("%q is a state of target %q, and is compared with target %q", name, s.Target.Name, id)
	}
	return m, s, nil
}

// loadState reads a deployed state: a file or a dump, or what the server of a URL
// has at the moment.
func (w *world) loadState(name string, vendors []*target.Target) (*schema.State, error) {
	if strings.Contains(name, "://") {
		return w.pullFrom(context.Background(), name)
	}
	data, err := w.readFile(name, maxState)
	if err != nil {
		return nil, fmt.Errorf("read state of %q: %w", name, err)
	}
	s, err := decodeState(data, vendors)
	if err != nil {
		return nil, fmt.Errorf("read state of %q: %w", name, err)
	}
	return s, nil
}

// kindsInUse lists the vendors of the policy before all others: a dump that
// several of them can read is one of theirs.
func (p *policy) kindsInUse() []*target.Target {
	var list []*target.Target
	for _, m := range p.models {
		if t, ok := all.Find(m.Target.Kind); ok {
			list = append(list, t)
		}
	}
	return append(list, all.Targets...)
}

// decodeState reads a state file or a dump of a vendor's tools, recognised by content.
func decodeState(data []byte, vendors []*target.Target) (*schema.State, error) {
	for _, t := range vendors {
		if s, ok, err := t.ReadDump(data); ok || err != nil {
			return s, err
		}
	}
	return schema.DecodeState(data)
}

// targetOf finds the target that a state belongs to.
func (p *policy) targetOf(s *schema.State) (*schema.Model, error) {
	var fits []*schema.Model
	for _, m := range p.models {
		switch {
		case s.Target.Kind != "" && s.Target.Kind != m.Target.Kind:
		case s.Target.Name == m.Target.ID():
			return m, nil
		default:
			fits = append(fits, m)
		}
	}
	switch {
	case len(p.models) == 0:
		return nil, errors.New("the policy has no target to compare it with")
	case len(fits) == 0:
		return nil, fmt.Errorf("it is of a %s server, and no target of the policy is", s.Target.Kind)
	case len(fits) > 1:
		return nil, usagef("it could be of any of %d targets: name one with --target", len(fits))
	}
	return fits[0], nil
}
