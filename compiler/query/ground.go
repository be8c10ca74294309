package query

import (
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/rolecall/rolecall/bundle"
	"github.com/rolecall/rolecall/bundle/condition"
	"github.com/rolecall/rolecall/compiler"
	"github.com/rolecall/rolecall/schema"
)

// Ground is what questions are asked of, as of one moment. Make one with [OfPolicy],
// [OfState] or [OfBundle]; it is not changed by questions, and they may be asked at once.
type Ground struct {
	Target  bundle.Target
	Catalog *schema.Catalog
	Bundle  *bundle.Bundle
	// Model is the policy, nil for anything else.
	Model *schema.Model
	// State is the deployed state with what the vendor adds by itself, nil for anything else.
	State *schema.State
	// Now is the moment by which bindings have expired and conditions are judged.
	Now time.Time

	users     []string // known principals that no member names, sorted
	expander  *schema.Expander
	setting   func(name string, fallback bool) bool
	databases []schema.StateDatabase // the inventory, sorted; empty where there is none
	uncovered []string               // lists that the state knows in part only
	sorted    func() *ledger
	having    func() map[string][]string
	bindings  func() map[string][]*schema.Binding // of the policy, by place
	holds     bundle.Conditions
}

// OfPolicy asks a policy: what its table says, conditional and expiring rows included.
func OfPolicy(m *schema.Model, now time.Time) (*Ground, error) {
	program, err := compiler.Compile(m)
	if err != nil {
		return nil, err
	}
	b, err := bundle.New(program.Table, program.CEL)
	if err != nil {
		return nil, fmt.Errorf("ask target %q: %w", m.Target.ID(), err)
	}
	g := &Ground{Target: program.Table.Target, Catalog: m.Catalog, Model: m, Bundle: b, Now: now, expander: m.Expander(), setting: m.Target.Setting}
	g.databases = m.Desired(now).Databases
	for _, u := range m.Document.Users {
		g.users = append(g.users, u.Label.Value)
	}
	return g.prepare()
}

// OfState asks a deployed state: what the server enforces. Setting says how the
// server is configured where the state does not; it may be nil.
func OfState(s *schema.State, c *schema.Catalog, setting func(name string, fallback bool) bool, now time.Time) (*Ground, error) {
	settled := func(name string, fallback bool) bool {
		if v, ok := s.Settings[name]; ok {
			return v
		}
		if setting == nil {
			return fallback
		}
		return setting(name, fallback)
	}
	n := s.Normalized(c)
	g := &Ground{Catalog: c, State: n, Now: now, setting: settled, databases: n.Databases, uncovered: uncovered(n)}
	n.AddVendors(c, settled, true)
	g.Target = bundle.Target{Kind: c.Kind, Name: s.Target.Name, Version: c.Exact()}
	g.expander = &schema.Expander{Catalog: c, Groups: make(map[string][]string, len(n.Groups))}
	for _, group := range n.Groups {
		g.expander.Groups[group.Name] = group.Privileges
	}
	table, cel := g.tableOfState()
	var err error
	if g.Bundle, err = bundle.New(table, cel); err != nil {
		return nil, fmt.Errorf("ask state of %q: %w", s.Target.Name, err)
	}
	for _, u := range n.Users {
		g.users = append(g.users, u.Name)
	}
	return g.prepare()
}

// OfBundle asks a bundle. What a bundle does not carry is not known: which grant or
// include a row comes from, beyond what its via says, and users without a binding.
func OfBundle(b *bundle.Bundle, c *schema.Catalog, now time.Time) (*Ground, error) {
	byDefault := func(_ string, fallback bool) bool { return fallback }
	g := &Ground{Target: b.Target, Catalog: c, Bundle: b, Now: now, expander: &schema.Expander{Catalog: c}, setting: byDefault}
	return g.prepare()
}

func (g *Ground) prepare() (*Ground, error) {
	bound := map[string]bool{}
	for i := range g.Bundle.Table.Members {
		bound[g.Bundle.Table.Members[i].Principal] = true
	}
	slices.Sort(g.users)
	g.users = slices.DeleteFunc(slices.Compact(g.users), func(name string) bool { return bound[name] })
	g.sorted = sync.OnceValue(func() *ledger { return newLedger(&g.Bundle.Table, g.Now) })
	g.having = sync.OnceValue(g.placesOfCollections)
	g.bindings = sync.OnceValue(g.placesOfBindings)
	if len(g.Bundle.CEL.Conditions) == 0 {
		return g, nil
	}
	set, err := condition.Load(g.Bundle)
	if err != nil {
		return nil, fmt.Errorf("ask target %q: %w", g.Target.Name, err)
	}
	g.holds = set
	return g, nil
}

// Known reports whether a principal is bound, declared or deployed. Any other has
// what everyone has.
func (g *Ground) Known(principal string) bool {
	_, without := slices.BinarySearch(g.users, principal)
	return without || len(g.sorted().membersOf(principal)) > 0
}

// Principals lists the known principals, sorted.
func (g *Ground) Principals() []string {
	names := slices.Clone(g.users)
	for i := range g.Bundle.Table.Members {
		names = append(names, g.Bundle.Table.Members[i].Principal)
	}
	slices.Sort(names)
	return slices.Compact(names)
}
