package schema

import (
	"slices"
	"strings"
	"sync"
)

// Rows is what the role's grants give, conditional ones included, as enforced;
// computed once. The same access may come several ways, one row each; the order
// is that of the policy.
func (m *Model) Rows(role *Role) []Row { return role.rows() }

// Expander expands grants with the policy's own groups.
func (m *Model) Expander() *Expander { return m.expander }

func (m *Model) prepareRows() {
	m.expander = &Expander{Catalog: m.Catalog, Groups: make(map[string][]string, len(m.Groups))}
	for _, g := range m.Groups {
		// The server refuses a group that takes one of its own names, and of two
		// with one name it has the first.
		if _, again := m.expander.Groups[g.Name]; !again && m.Catalog.Privilege(g.Name) == nil && m.Catalog.Group(g.Name) == nil {
			m.expander.Groups[g.Name] = g.Members()
		}
	}
	for _, role := range m.Roles {
		role.rows = sync.OnceValue(func() []Row { return m.expandRole(role) })
	}
}

// Members are the names of the group's privileges, as a server would store them.
func (g *Group) Members() []string {
	names := make([]string, 0, len(g.Items))
	for _, it := range g.Items {
		switch {
		case g.Decl.Verbatim:
			names = append(names, it.written())
		case it.grantable():
			names = append(names, it.Stored())
		}
	}
	return names
}

func (m *Model) expandRole(role *Role) []Row {
	var room [64]Row // enough for most: what grows is copied, and thrown away
	rows := room[:0]
	m.Stored(role, func(s Stored) {
		var via []string // the way of all of s's rows: they come through one group or none
		m.expander.Expand(s.StateGrant, func(p *Privilege, database, collection, group string) {
			if via == nil {
				via = s.way(group)
			}
			rows = append(rows, Row{
				Role: role.Name, Privilege: p, Database: database, Collection: collection,
				Condition: s.Grant.Condition, Via: via, Grant: s.Grant,
			})
		})
	})
	return append([]Row(nil), rows...)
}

// way is how a row of s came: included roles, what brought it along, its group.
func (s *Stored) way(group string) []string {
	way := slices.Clip(s.Via)
	if s.Added != "" {
		way = append(way, s.Added)
	}
	if group != "" {
		way = append(way, group)
	}
	if way == nil {
		way = []string{}
	}
	return way
}

// BuiltinRows is what a built-in role has by itself on the model's target.
func (m *Model) BuiltinRows(role *BuiltinRole) []Row {
	var rows []Row
	m.expander.BuiltinRows(role, m.Target.Setting, func(p *Privilege, database, collection, group string) {
		r := Row{Role: role.Name, Privilege: p, Database: database, Collection: collection, Via: []string{}, Catalog: role.Name}
		if group != "" {
			r.Via = []string{group}
		}
		rows = append(rows, r)
	})
	return rows
}

// Implicit lists the roles every principal holds, in catalog order.
func (c *Catalog) Implicit() []*BuiltinRole {
	var roles []*BuiltinRole
	for i := range c.Roles {
		if c.Roles[i].Implicit {
			roles = append(roles, &c.Roles[i])
		}
	}
	return roles
}

// Holders lists the principals that bindings name with what is bound to them,
// by name. Expired bindings count: a rule or an emitter asks the binding.
func (m *Model) Holders() []Holder {
	index := map[string]int{}
	var holders []Holder
	for _, b := range m.Bindings {
		for _, p := range b.Principals {
			id := p.ID()
			i, ok := index[id]
			if !ok {
				i = len(holders)
				index[id] = i
				holders = append(holders, Holder{Principal: id})
			}
			for _, r := range b.Roles {
				holders[i].Bound = append(holders[i].Bound, Bound{BoundRole: r, Binding: b})
			}
		}
	}
	slices.SortStableFunc(holders, func(a, b Holder) int { return strings.Compare(a.Principal, b.Principal) })
	return holders
}

// VendorMembers lists the users the vendor creates with the roles they hold on
// a target with these settings, in catalog order.
func (c *Catalog) VendorMembers(setting func(name string, fallback bool) bool) []StateMember {
	var members []StateMember
	for _, u := range c.Users {
		if u.Unless != "" && setting(u.Unless, false) {
			continue
		}
		for _, role := range u.Roles {
			members = append(members, StateMember{Principal: u.Name, Role: role})
		}
	}
	return members
}
