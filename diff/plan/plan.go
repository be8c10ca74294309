package plan

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/rolecall/rolecall/diff"
	"github.com/rolecall/rolecall/schema"
	"github.com/rolecall/rolecall/schema/target"
)

// Format marks a plan.
const Format = "rolecall.plan/v1"

// Input is what a plan is made of. Nothing of it is changed.
type Input struct {
	Model    *schema.Model
	Deployed *schema.State
	Calls    *target.Calls
	// Now is the moment by which bindings have expired.
	Now time.Time
	// OnlyExpired takes away what expired bindings gave and does nothing else.
	OnlyExpired bool
}

// Plan is what is to be done, in order, and what cannot be done.
type Plan struct {
	Format       string        `json:"format"`
	Target       diff.Target   `json:"target"`
	StateDigest  string        `json:"state_digest"`
	PolicyDigest string        `json:"policy_digest"`
	Steps        []Step        `json:"steps"`
	Unreachable  []Unreachable `json:"unreachable"`
}

// Step is one call. Because is the declaration that asks for it, or the object
// of the state that is not declared.
type Step struct {
	N int `json:"n"`
	Operation
	Call    string  `json:"call"` // the vendor's own method
	Inverse Inverse `json:"inverse"`
	Because string  `json:"because"`
}

// Inverse is the call that undoes a step. A user who is created again has another
// password, and a role that was dropped by force has none of its grants.
type Inverse struct {
	Operation
	Call string `json:"call"`
}

// Unreachable is something that the policy wants and the plan does not bring
// about, with the reason.
type Unreachable struct {
	Address string `json:"address"`
	Reason  string `json:"reason"`
}

// New plans. The same policy and state give the same plan, whatever the order of
// their lists.
func New(in Input) *Plan {
	r := diff.Objects(diff.Input{Model: in.Model, Deployed: in.Deployed, Now: in.Now})
	pl := best(in, r)
	p := &Plan{
		Format: Format, Target: r.Target, StateDigest: r.StateDigest, PolicyDigest: policyDigest(in),
		Steps: pl.steps(), Unreachable: pl.unreachable,
	}
	if pl.short() && !in.OnlyExpired && in.allCovered() {
		p.goOn(in, pl)
	}
	slices.SortFunc(p.Unreachable, func(a, b Unreachable) int {
		return cmp.Or(strings.Compare(a.Address, b.Address), strings.Compare(a.Reason, b.Reason))
	})
	p.Unreachable = slices.Compact(p.Unreachable)
	return p
}

// best finds the order of steps that reaches most.
func best(in Input, r *diff.Result) *planner {
	unmoved, hopeless := map[string]string{}, map[deed]bool{}
	for {
		pl := newPlanner(in, r, unmoved, hopeless)
		pl.run()
		switch {
		case pl.again: // without a way round that leads nowhere
		case len(pl.stuckMoves) > 0: // with the old names of roles that cannot be renamed
			maps.Copy(unmoved, pl.stuckMoves)
			clear(hopeless)
		default:
			return pl
		}
	}
}

// planner is the work in hand.
type planner struct {
	model   *schema.Model
	catalog *schema.Catalog
	calls   *target.Calls
	limits  map[string]int
	setting func(string, bool) bool

	first      *schema.State // what is deployed
	start      *schema.State // the same, where one call renames a role under its new name
	goal       *schema.State // where the plan goes
	old, new   *book         // what is deployed, and what the policy leaves
	now        *server
	moved      map[string]string // roles that are renamed: new name to old
	unmoved    map[string]string // those of them that cannot be, with the reason
	stuckMoves map[string]string // those of them that were found out
	kept       objects           // grants that protected roles have beyond the policy
	known      map[string]bool   // names that the server has
	judged     map[[2]string]string
	because    map[any]string  // addresses by identity of the object
	described  map[string]bool // roles that get another description, by either name

	todo        []deed
	done        []deed
	unreachable []Unreachable
	temporaries int
	rounds      []deed        // what was gone round, or looked at for it
	hopeless    map[deed]bool // what there is no way round for
	again       bool          // something hopeless was found out
	gaveUp      bool          // on something that is not temporary
}

func newPlanner(in Input, r *diff.Result, unmoved map[string]string, hopeless map[deed]bool) *planner {
	m := in.Model
	pl := &planner{
		model: m, catalog: m.Catalog, calls: in.Calls, limits: map[string]int{},
		moved: map[string]string{}, unmoved: unmoved, hopeless: hopeless, stuckMoves: map[string]string{}, kept: objects{}, known: map[string]bool{}, judged: map[[2]string]string{}, because: map[any]string{}, described: map[string]bool{},
		unreachable: []Unreachable{},
	}
	for name, l := range m.Target.Limits {
		pl.limits[name] = l.Value
	}
	pl.setting = func(name string, fallback bool) bool {
		if v, ok := r.Deployed().Settings[name]; ok {
			return v
		}
		return m.Target.Setting(name, fallback)
	}
	pl.reasons(r)
	pl.start = before(r)
	pl.first = pl.start
	if !in.OnlyExpired {
		pl.beyond()
	}
	pl.goal = pl.aim(r, in)
	end := r.After()
	if in.OnlyExpired {
		end = pl.goal
	}
	n := newNames(m.Catalog)
	pl.old, pl.new = newBook(n, pl.start, pl.setting), newBook(n, end, pl.setting)
	pl.now = newServer(n, pl.start, pl.setting)
	pl.populate(in, r)
	pl.plan()
	return pl
}

// reasons notes which declaration asks for each change.
func (pl *planner) reasons(r *diff.Result) {
	for _, c := range r.Changes {
		if c.Action == diff.Move {
			pl.moved[c.After.(schema.StateRole).Name] = c.Before.(schema.StateRole).Name
			pl.because[identity(c.Before)] = c.Address
		}
		a, changed := c.After.(schema.StateRole)
		if b, ok := c.Before.(schema.StateRole); ok && changed && b.Description != a.Description {
			pl.described[b.Name], pl.described[a.Name] = true, true
		}
		for _, o := range []any{c.Before, c.After} {
			if o != nil {
				pl.because[identity(o)] = c.Address
			}
		}
	}
}

// becauseOf is the declaration that asks for an object to come or go: its own, or
// that of its role where the role is renamed.
func (pl *planner) becauseOf(object any) string {
	if a := pl.because[identity(object)]; a != "" {
		return a
	}
	switch o := object.(type) {
	case schema.StateGrant:
		return pl.becauseOf(schema.StateRole{Name: o.Role})
	case schema.StateMember:
		return pl.becauseOf(schema.StateRole{Name: o.Role})
	case schema.StateRole:
		for _, role := range pl.model.Roles {
			if role.Name == o.Name {
				return role.Address
			}
		}
		return "state.role[" + quote(o.Name) + "]"
	case schema.StateGroup:
		for _, g := range pl.model.Groups {
			if g.Name == o.Name {
				return g.Address
			}
		}
		return "state.privilege_group[" + quote(o.Name) + "]"
	case schema.StateUser:
		return "state.user[" + quote(o.Name) + "]"
	}
	panic("plan: no such object")
}

// populate notes who there is and which names the server has.
func (pl *planner) populate(in Input, r *diff.Result) {
	everyone := map[string]bool{anyone: true}
	for _, s := range []*schema.State{pl.start, r.After()} {
		for _, m := range s.Members {
			everyone[m.Principal] = true
		}
	}
	for name := range everyone {
		pl.now.everyone = append(pl.now.everyone, name)
	}
	slices.Sort(pl.now.everyone)
	for _, m := range pl.start.Members {
		pl.now.users[m.Principal] = true
	}
	for _, m := range in.Deployed.Members { // holding what everyone holds says that one is there
		pl.now.users[m.Principal] = true
	}
	for i := range pl.catalog.Users {
		pl.now.users[pl.catalog.Users[i].Name] = true
	}
	for _, g := range pl.start.Grants {
		pl.known[g.Database], pl.known[g.Collection] = true, true
	}
	for _, role := range pl.start.Roles {
		pl.known[role.Name] = true
	}
	for _, g := range pl.start.Groups {
		pl.known[g.Name] = true
	}
}

func (pl *planner) cannot(address, reason string) {
	pl.unreachable = append(pl.unreachable, Unreachable{Address: address, Reason: reason})
}
