package diff

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/rolecall/rolecall/schema"
)

// unknowns says what the comparison could not tell, and what differs that no
// deployment changes.
func (c *comparison) unknowns() {
	c.versions()
	c.uncovered()
	c.unlisted()
	c.unpublished()
	c.unheardOf()
	c.settings()
	c.missingUsers()
}

func (c *comparison) unknown(k Kind, address, format string, args ...any) {
	c.out.Unknown = append(c.out.Unknown, Unknown{Kind: k, Address: address, Reason: fmt.Sprintf(format, args...)})
}

// versions says where the server is not of the version whose facts are used.
func (c *comparison) versions() {
	v := strings.TrimSuffix(strings.TrimPrefix(c.deployed.Target.Version, "v"), ".x")
	line, exact := c.catalog.Version, c.catalog.Exact()
	patch := strings.HasPrefix(v, line+".") && (exact == line || exact == v)
	if v != "" && v != line && !patch {
		c.unknown("target", "", "the state is of version %s, and access is compared by what %s enforces", v, exact)
	}
}

// uncovered says which lists the state does not know all of.
func (c *comparison) uncovered() {
	b := c.before
	if !b.Knows(schema.CoversRoles) {
		c.unknown(KindRole, "", "roles are not covered by the state: whether any is missing or undeclared is unknown")
	}
	if !b.Knows(schema.CoversGroups) && c.catalog.Behaviour.CustomGroups {
		c.unknown(KindGroup, "", "privilege groups are not covered by the state: they are taken to be as the policy and the catalog have them")
	}
	if !b.Knows(schema.CoversGrants) {
		c.unknown(KindGrant, "", "grants are not covered by the state: what roles give now, and so what is lost with them, is unknown")
	}
	if !b.Knows(schema.CoversMembers) {
		c.unknown(KindMember, "", "members are not covered by the state: who holds which role, and so who loses what, is unknown")
		for i := range c.out.Changes {
			if r, ok := c.out.Changes[i].Before.(schema.StateRole); ok && c.out.Changes[i].Action == Remove {
				c.unknown(KindMember, stateAddress(KindRole, r.Name), "members are not covered by the state: whether %s is held is unknown", strconv.Quote(r.Name))
			}
		}
	}
	if !b.Knows(schema.CoversUsers) && len(c.policy.users) > 0 {
		c.unknown(KindUser, "", "users are not covered by the state: which of those declared are missing is unknown")
	}
	inventory := b.Knows(schema.CoversDatabases) || len(c.model.Target.Databases) > 0
	if gained, _ := c.out.Access.Count(); gained > 0 && !inventory && c.catalog.Behaviour.RequestDatabase == "connection" {
		c.unknown("database", "", "databases are not covered by the state: which collections of equal name gained access also reaches is known only as far as grants name them")
	}
}

// Uncertain reports whether the state leaves out what could differ: nobody knows
// that nothing would change.
func (r *Result) Uncertain() bool {
	if r.deployed == nil {
		return false
	}
	knows := r.deployed.Knows
	return !knows(schema.CoversRoles) || !knows(schema.CoversGrants) || !knows(schema.CoversMembers) ||
		!knows(schema.CoversGroups) && r.Catalog().Behaviour.CustomGroups
}

// unlisted says which roles have their default grants only as far as the catalog
// tells: some dumps leave out the roles that everyone holds.
func (c *comparison) unlisted() {
	if !c.before.Knows(schema.CoversGrants) {
		return
	}
	for _, role := range c.assumed {
		c.unknown(KindGrant, stateAddress(KindRole, role), "the state lists no default grant of %s: they are taken to stand, and whether it has others that are not listed is unknown", strconv.Quote(role))
	}
}

// unpublished says of roles somebody holds that what they give is not known.
func (c *comparison) unpublished() {
	held := map[string]bool{}
	for _, s := range []*schema.State{c.before, c.after} {
		for i := range s.Members {
			held[s.Members[i].Role] = true
		}
	}
	for _, name := range slices.Sorted(maps.Keys(held)) {
		r := c.catalog.VendorRole(name)
		switch {
		case r == nil || r.Unknown == "" || len(c.out.Access.before.ledger.grants(name)) > 0:
		default:
			c.out.Unknown = append(c.out.Unknown, unpublishedRole(r, r.Bypass || len(r.Grants) > 0))
		}
	}
}

func unpublishedRole(r *schema.BuiltinRole, partly bool) Unknown {
	how := "is not compared"
	if partly {
		how = "is compared as far as it is documented"
	}
	return Unknown{Kind: KindRole, Address: stateAddress(KindRole, r.Name), Reason: fmt.Sprintf("what %s gives %s: %s", strconv.Quote(r.Name), how, r.Unknown)}
}

// unheardOf says which names of privileges on the server the catalog does not know.
func (c *comparison) unheardOf() {
	groups := c.out.Access.before.x.Groups
	roles := map[string][]string{}
	for i := range c.before.Grants {
		g := &c.before.Grants[i]
		_, own := groups[g.Privilege]
		wildcard := g.Privilege == "*" && c.catalog.Behaviour.Wildcard != ""
		if own || wildcard || c.catalog.Privilege(g.Privilege) != nil || c.catalog.Group(g.Privilege) != nil {
			continue
		}
		if of := roles[g.Privilege]; len(of) == 0 || of[len(of)-1] != g.Role {
			roles[g.Privilege] = append(of, g.Role)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(roles)) {
		for _, role := range roles[name] {
			c.unknown(KindGrant, c.policy.roleAddress(role), "what %s gives is not compared: the catalog of %s does not know it, and no group of the state is called so", strconv.Quote(name), c.catalog.Title)
		}
	}
	for _, g := range c.before.Groups {
		for _, name := range g.Privileges {
			if _, own := groups[name]; !own && c.catalog.Privilege(name) == nil && c.catalog.Group(name) == nil {
				c.unknown(KindGroup, c.policy.groupAddress(g.Name), "what %s in it gives is not compared: the catalog of %s does not know it", strconv.Quote(name), c.catalog.Title)
			}
		}
	}
}

// settings says which settings of the server are not what the policy takes them to be.
func (c *comparison) settings() {
	for i := range c.catalog.Settings {
		def := &c.catalog.Settings[i]
		is, told := c.deployed.Settings[def.Name]
		want := c.model.Target.Setting(def.Name, def.Default)
		if told && is != want {
			c.out.Unmanaged = append(c.out.Unmanaged, Unmanaged{
				Kind: KindSetting, Address: "target." + c.model.Target.Name, Object: map[string]bool{def.Name: is},
				Reason: fmt.Sprintf("%s is %v on the server and %v in the policy; a deployment does not change it, and access is compared with the server's", def.Name, is, want),
			})
		}
	}
}

// missingUsers says which users a binding names that the server does not have
// and no user block makes.
func (c *comparison) missingUsers() {
	if !c.before.Knows(schema.CoversUsers) {
		return
	}
	told := map[string]bool{}
	for _, b := range c.model.Bindings {
		if b.Expired(c.policy.now) {
			continue
		}
		for _, p := range b.Principals {
			if name := p.ID(); p.Kind == "user" && !c.seen[name] && !told[name] && c.policy.users[name] == nil && c.catalog.User(name) == nil {
				told[name] = true
				c.out.Missing = append(c.out.Missing, name)
				c.out.Unmanaged = append(c.out.Unmanaged, Unmanaged{
					Kind: KindUser, Address: stateAddress(KindUser, name), Object: schema.StateUser{Name: name},
					Reason: b.Address + " names it, but the server does not have it and no user block declares it",
				})
			}
		}
	}
}
