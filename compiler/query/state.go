package query

import (
	"fmt"
	"strconv"

	"github.com/rolecall/rolecall/bundle"
	"github.com/rolecall/rolecall/schema"
)

// tableOfState expands a deployed state as a policy is: the rows of every role it
// names and of the vendor's roles that somebody holds.
func (g *Ground) tableOfState() (bundle.Table, bundle.CEL) {
	t := bundle.Table{Target: g.Target, Grants: []bundle.Grant{}, Members: []bundle.Member{}, Implicit: []string{}, Aliases: g.aliasesOfState()}
	cel := bundle.CEL{Target: g.Target, Conditions: map[string]bundle.CELCondition{}, Roles: map[string]bundle.CELRole{}}
	roles := map[string]bool{}
	for _, r := range g.State.Roles {
		roles[r.Name] = g.Catalog.VendorRole(r.Name) == nil
	}
	for _, m := range g.State.Members {
		roles[m.Role] = true
		t.Members = append(t.Members, bundle.Member{Principal: m.Principal, Role: m.Role, Project: m.Project, Source: stateAddress("user", m.Principal)})
	}
	for i := range g.Catalog.Roles {
		r := &g.Catalog.Roles[i]
		if r.Implicit {
			t.Implicit = append(t.Implicit, r.Name)
		}
		roles[r.Name] = roles[r.Name] || r.Implicit || r.Bypass
	}
	granted := map[string]bool{}
	for i := range g.State.Grants {
		granted[g.State.Grants[i].Role] = true
		roles[g.State.Grants[i].Role] = true
		g.addStored(&t, &g.State.Grants[i])
	}
	for name, counts := range roles {
		if !counts {
			continue
		}
		cel.Roles[name] = bundle.CELRole{Expression: "false"} // no one decides by it
		if r := g.byItself(name, granted[name]); r != nil {
			t.Grants = append(t.Grants, g.builtinRows(r)...)
		}
	}
	t.Normalize()
	return t, cel
}

// byItself is the role of the vendor that has its rows from the catalog: not those
// whose defaults the state lists as grants, and not one of which the catalog knows
// less than the state.
func (g *Ground) byItself(role string, granted bool) *schema.BuiltinRole {
	r := g.Catalog.VendorRole(role)
	if r == nil || r.Grantable || r.Unknown != "" && granted {
		return nil
	}
	return r
}

// addStored adds the rows of a stored grant.
func (g *Ground) addStored(t *bundle.Table, stored *schema.StateGrant) {
	source := stateAddress("role", stored.Role)
	if r := g.Catalog.VendorRole(stored.Role); r != nil {
		for _, d := range g.Catalog.DefaultGrants(r) {
			if d == *stored {
				source = "catalog:" + r.Name
			}
		}
	}
	t.Grants = append(t.Grants, g.expand(*stored, source)...)
}

// expand gives the rows of a grant as a server stores it.
func (g *Ground) expand(stored schema.StateGrant, source string) []bundle.Grant {
	var rows []bundle.Grant
	g.expander.Expand(stored, rowsInto(&rows, stored.Role, source))
	return rows
}

// builtinRows are what a role of the vendor has by itself.
func (g *Ground) builtinRows(r *schema.BuiltinRole) []bundle.Grant {
	var rows []bundle.Grant
	g.expander.BuiltinRows(r, g.setting, rowsInto(&rows, r.Name, "catalog:"+r.Name))
	return rows
}

func rowsInto(rows *[]bundle.Grant, role, source string) func(p *schema.Privilege, database, collection, group string) {
	return func(p *schema.Privilege, database, collection, group string) {
		row := bundle.Grant{
			Role: role, Privilege: p.Name, Level: string(p.Level), Database: database, Collection: collection,
			EnforcedBy: bundle.EnforcedByServer, Via: []string{}, Source: source,
		}
		if group != "" {
			row.Via = append(row.Via, group)
		}
		*rows = append(*rows, row)
	}
}

// aliasesOfState are the server's, where it resolves them.
func (g *Ground) aliasesOfState() map[string]map[string]string {
	out := map[string]map[string]string{}
	if !g.Catalog.Has(g.Catalog.Behaviour.AliasesSince) {
		return out
	}
	for _, d := range g.State.Databases {
		if len(d.Aliases) > 0 {
			out[d.Name] = d.Aliases
		}
	}
	return out
}

// uncovered names the lists of a state that may not be complete, and that answers rest on.
func uncovered(s *schema.State) []string {
	var lists []string
	for _, list := range []string{schema.CoversGroups, schema.CoversRoles, schema.CoversUsers, schema.CoversGrants, schema.CoversMembers} {
		if !s.Knows(list) {
			lists = append(lists, list)
		}
	}
	return lists
}

// stateAddress is an object that only a server has, as a difference names it.
func stateAddress(kind, name string) string {
	return fmt.Sprintf("state.%s[%s]", kind, strconv.Quote(name))
}
