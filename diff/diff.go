package diff

import (
	"time"

	"github.com/rolecall/rolecall/schema"
)

// Input is what a comparison works on. Nothing of it is changed.
type Input struct {
	Model    *schema.Model
	Deployed *schema.State
	// Now is the moment by which bindings have expired.
	Now time.Time
	// Findings are what rules say of the same policy and state; they are carried
	// along for reports. May be nil.
	Findings []schema.Finding
}

// Compare says what a deployment of the policy would change, and who would gain
// or lose what by it. The same policy and state give the same result, whatever
// the order of their lists.
func Compare(in Input) *Result {
	c := newComparison(in)
	c.objects()
	c.access()
	c.unknowns()
	c.out.sort()
	return c.out
}

// Objects compares as [Compare] does, but for access and what is unknown of it: the
// result has neither, nor any finding. That takes half the time.
func Objects(in Input) *Result {
	c := newComparison(in)
	c.objects()
	c.out.sort()
	return c.out
}

func (c *comparison) objects() {
	c.moves()
	c.assume()
	c.groups()
	c.roles()
	c.grants()
	c.members()
	c.users()
}

// comparison is the work in hand.
type comparison struct {
	model   *schema.Model
	catalog *schema.Catalog
	policy  *declarations
	setting func(name string, fallback bool) bool

	deployed *schema.State // as it stands on the server, normalised
	before   *schema.State // the same as the package comment has it
	desired  *schema.State
	after    *schema.State
	renamed  map[string]string // roles that are renamed: new name to old
	assumed  []string          // roles of the vendor whose default grants the state does not list
	seen     map[string]bool   // principals that the state names
	out      *Result
}

func newComparison(in Input) *comparison {
	c := &comparison{
		model: in.Model, catalog: in.Model.Catalog,
		deployed: in.Deployed.Normalized(in.Model.Catalog),
		renamed:  map[string]string{}, seen: map[string]bool{},
	}
	for _, m := range in.Deployed.Members {
		c.seen[m.Principal] = true
	}
	for _, u := range in.Deployed.Users {
		c.seen[u.Name] = true
	}
	c.setting = func(name string, fallback bool) bool {
		if v, ok := c.deployed.Settings[name]; ok {
			return v // how a server is configured no deployment changes
		}
		return c.model.Target.Setting(name, fallback)
	}
	known := digest(c.catalog, cloneState(c.deployed))
	c.assumed = c.deployed.AddVendors(c.catalog, c.setting, true)
	c.before = cloneState(c.deployed)
	c.desired = in.Model.Desired(in.Now)
	for i := range c.desired.Roles { // a role of the policy may be called as a console calls one of the vendor's
		c.desired.Roles[i].BuiltIn = c.catalog.VendorRole(c.desired.Roles[i].Name) != nil
	}
	c.desired = c.desired.Normalized(c.catalog)
	c.policy = declare(in.Model, in.Now, aliasesOf(in.Model, c.deployed))
	for i := range c.desired.Grants {
		c.desired.Grants[i] = c.policy.stored(c.desired.Grants[i])
	}
	c.desired.AddVendors(c.catalog, c.setting, false)
	c.after = &schema.State{
		Format: schema.StateFormat, Target: c.desired.Target, Covers: c.deployed.Covers,
		Databases: c.deployed.Databases, Settings: c.deployed.Settings,
		Grants: make([]schema.StateGrant, 0, len(c.desired.Grants)),
	}
	c.out = &Result{
		Target:      Target{Kind: c.desired.Target.Kind, Name: c.desired.Target.Name, Version: c.desired.Target.Version},
		StateDigest: known,
		Findings:    in.Findings,
		Scoped:      c.catalog.Behaviour.Scoped,
		deployed:    c.deployed, after: c.after,
	}
	return c
}
