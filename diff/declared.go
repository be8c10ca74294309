package diff

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/rolecall/rolecall/schema"
)

// declarations finds what the policy says about an object by the vendor's name of it.
type declarations struct {
	model       *schema.Model
	now         time.Time
	roles       map[string]*schema.Role
	groups      map[string]*schema.Group
	users       map[string]*schema.UserDecl
	members     map[schema.StateMember]*schema.Binding // expired ones where no other gives it
	removed     map[string]*schema.RemovedDecl
	aliases     map[[2]string]string
	verbatim    map[schema.StateGrant]bool              // grants in which an alias is a name like any other
	origins     map[string]map[schema.StateGrant]origin // by role, once asked
	conditional map[*schema.Role]map[scoped]*schema.Row
}

func declare(m *schema.Model, now time.Time, aliases map[[2]string]string) *declarations {
	d := &declarations{
		model: m, now: now, aliases: aliases,
		roles: map[string]*schema.Role{}, groups: map[string]*schema.Group{}, users: map[string]*schema.UserDecl{},
		members: map[schema.StateMember]*schema.Binding{}, removed: map[string]*schema.RemovedDecl{},
		verbatim:    map[schema.StateGrant]bool{},
		origins:     map[string]map[schema.StateGrant]origin{},
		conditional: map[*schema.Role]map[scoped]*schema.Row{},
	}
	for _, r := range m.Roles {
		d.roles[r.Name] = r
		if len(aliases) > 0 && slices.ContainsFunc(r.Flat(), func(f schema.Flat) bool { return f.Grant.Decl.Verbatim }) {
			m.Stored(r, func(s schema.Stored) {
				if s.Grant.Decl.Verbatim {
					d.verbatim[s.StateGrant] = true
				}
			})
		}
	}
	for _, g := range m.Groups {
		d.groups[g.Name] = g
	}
	for _, u := range m.Document.Users {
		d.users[u.Label.Value] = u
	}
	for _, b := range m.Bindings {
		for _, r := range b.Roles {
			for _, p := range b.Principals {
				key := schema.StateMember{Principal: p.ID(), Role: r.Name(), Project: b.Decl.Project.Value}
				if had := d.members[key]; had == nil || had.Expired(now) && !b.Expired(now) {
					d.members[key] = b
				}
			}
		}
	}
	for _, rm := range m.Document.Removed {
		if name := m.VendorName(rm.From); name != "" && d.removed[name] == nil && d.roles[name] == nil {
			d.removed[name] = rm
		}
	}
	return d
}

// stored is a grant of the policy as this server files it: on the collection
// that an alias stands for, where it resolves aliases.
func (d *declarations) stored(g schema.StateGrant) schema.StateGrant {
	if d.model.Catalog.Behaviour.Scoped {
		g.Collection = cmp.Or(g.Collection, "*")
		if d.verbatim[g] {
			return g
		}
		g.Collection = cmp.Or(d.aliases[[2]string{g.Database, g.Collection}], g.Collection)
	}
	return g
}

// aliasesOf lists the server's aliases that stand for something in a grant: none
// where the version takes names literally, and none in databases of which the
// policy has an inventory of its own, by which they were resolved already.
func aliasesOf(m *schema.Model, deployed *schema.State) map[[2]string]string {
	if !m.Catalog.Has(m.Catalog.Behaviour.AliasesSince) {
		return nil
	}
	declared := map[string]bool{}
	for _, d := range m.Target.Databases {
		declared[d.Name.Value] = true
	}
	aliases := map[[2]string]string{}
	for _, d := range deployed.Databases {
		for alias, collection := range d.Aliases {
			if !declared[d.Name] {
				aliases[[2]string{d.Name, alias}] = collection
			}
		}
	}
	return aliases
}

// Addresses as a policy would write them, else state.KIND["name"].

func (d *declarations) roleAddress(name string) string {
	if r := d.roles[name]; r != nil {
		return r.Address
	}
	return stateAddress(KindRole, name)
}

func (d *declarations) groupAddress(name string) string {
	if g := d.groups[name]; g != nil {
		return g.Address
	}
	return stateAddress(KindGroup, name)
}

func (d *declarations) userAddress(name string) string {
	if u := d.users[name]; u != nil {
		return u.Address("user")
	}
	return stateAddress(KindUser, name)
}

func stateAddress(k Kind, name string) string {
	return fmt.Sprintf("state.%s[%s]", k, strconv.Quote(name))
}
