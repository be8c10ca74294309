package graph

import (
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/rolecall/rolecall/bundle"
	"github.com/rolecall/rolecall/schema"
)

// members joins principals to the roles that they hold.
func (b *builder) members() {
	t := &b.ground.Bundle.Table
	for _, name := range b.ground.Principals() {
		b.node(Principal, name, name)
	}
	for i := range t.Members {
		m := &t.Members[i]
		e := Edge{From: b.node(Principal, m.Principal, m.Principal), To: b.role(m.Role)}
		if m.Expires != "" {
			at, _ := time.Parse(time.RFC3339, m.Expires) // a table's members were read: it parses
			e.Label, e.Weak = "until "+strings.TrimSuffix(m.Expires, "T00:00:00Z"), !b.ground.Now.Before(at)
		}
		if m.Project != "" {
			e.Label = strings.TrimPrefix(e.Label+", project "+m.Project, ", ")
		}
		b.edge(e)
	}
	for _, role := range t.Implicit {
		b.edge(Edge{From: b.node(Principal, Everyone, Everyone), To: b.role(role)})
	}
}

func (b *builder) role(name string) *Node {
	n := b.node(Role, name, name)
	n.BuiltIn = b.ground.Catalog.VendorRole(name) != nil
	return n
}

// roles joins roles to what they include and grant.
func (b *builder) roles() {
	if m := b.ground.Model; m != nil {
		for _, r := range m.Roles {
			b.declared(m, r)
		}
	} else {
		for _, r := range b.ground.State.Roles {
			b.role(r.Name)
		}
		granted := map[string][]grant{}
		for _, g := range b.ground.State.Grants {
			granted[g.Role] = append(granted[g.Role], grant{StateGrant: g})
		}
		for _, role := range slices.Sorted(maps.Keys(granted)) {
			b.grants(b.role(role), granted[role])
		}
	}
	b.fromRows()
}

// declared is a role of the policy: what it includes, and its own grants.
func (b *builder) declared(m *schema.Model, r *schema.Role) {
	n := b.role(r.Name)
	n.About = r.Decl.Range.String()
	for _, inc := range r.Includes {
		b.edge(Edge{From: n, To: b.role(inc.Role.Name), Include: true})
	}
	var own []grant
	m.Stored(r, func(s schema.Stored) {
		if s.Grant.Role == r && s.Added == "" {
			g := grant{StateGrant: s.StateGrant}
			if s.Grant.Condition != nil {
				g.condition = s.Grant.Condition.ID
			}
			own = append(own, g)
		}
	})
	b.grants(n, own)
}

// grant is a grant as a server stores it, under a condition of the policy.
type grant struct {
	schema.StateGrant
	condition string
}

// grants draws the grants of a role: each group by itself, single privileges with
// those that have the same scopes and condition.
func (b *builder) grants(role *Node, all []grant) {
	type item struct{ privilege, condition string }
	scopes := map[item]map[string]bool{}
	for _, g := range all {
		it := item{g.Privilege, g.condition}
		if scopes[it] == nil {
			scopes[it] = map[string]bool{}
		}
		scopes[it][b.scope(&g)] = true
	}
	singles := map[item][]string{} // privileges by scopes, joined, and condition
	for it, places := range scopes {
		where := strings.Join(slices.Sorted(maps.Keys(places)), "\x00")
		if b.ground.Catalog.Privilege(it.privilege) == nil {
			b.granted(role, []string{it.privilege}, where, it.condition)
			continue
		}
		one := item{where, it.condition}
		singles[one] = append(singles[one], it.privilege)
	}
	for one, privileges := range singles {
		slices.Sort(privileges)
		b.granted(role, privileges, one.privilege, one.condition)
	}
}

// scope is where a grant is stored, as a scope is asked for.
func (b *builder) scope(g *grant) string {
	database, collection := (&schema.Expander{Catalog: b.ground.Catalog}).Scope(g.StateGrant)
	return scopeName(database, collection)
}

func scopeName(database, collection string) string {
	if database == bundle.Any && collection == bundle.Any {
		return bundle.Any
	}
	return database + "." + collection
}

const (
	namesShown     = 3
	everyPrivilege = "every privilege" // of a role that passes every check
)

// granted draws what is granted on some scopes, joined; roles that grant the same share it.
func (b *builder) granted(role *Node, names []string, where, condition string) {
	label := strings.Join(names[:min(len(names), namesShown)], ", ")
	if n := len(names) - namesShown; n > 0 {
		label += ", +" + strconv.Itoa(n)
	}
	n := b.node(Granted, strings.Join(names, "\x00")+"\x02"+where, label)
	n.About = strings.Join(names, ", ")
	n.BuiltIn = len(names) == 1 && b.ground.Catalog.Group(names[0]) != nil
	e := Edge{From: role, To: n, Weak: condition != ""}
	if condition != "" {
		e.Label = "while " + condition
	}
	b.edge(e)
	for place := range strings.SplitSeq(where, "\x00") {
		b.edge(Edge{From: n, To: b.node(Scope, place, place)})
	}
}

// fromRows draws the roles that have rows by themselves and no grants that are
// written: the vendor's, and what tokens claim.
func (b *builder) fromRows() {
	drawn := map[*Node]bool{}
	for _, e := range b.edges {
		drawn[e.From] = drawn[e.From] || e.To.Kind == Granted || e.Include
	}
	rows := map[string]map[string][]string{} // role → scope → privileges
	for i := range b.ground.Bundle.Table.Grants {
		r := &b.ground.Bundle.Table.Grants[i]
		n := b.nodes[nodeKey(Role, r.Role)]
		if n == nil || drawn[n] {
			continue
		}
		if rows[r.Role] == nil {
			rows[r.Role] = map[string][]string{}
		}
		place := scopeName(r.Database, r.Collection)
		rows[r.Role][place] = append(rows[r.Role][place], r.Privilege)
	}
	for role, places := range rows {
		if r := b.ground.Catalog.VendorRole(role); r != nil && r.Bypass {
			b.granted(b.role(role), []string{everyPrivilege}, bundle.Any, "")
			continue
		}
		for place, privileges := range places {
			slices.Sort(privileges)
			b.granted(b.role(role), slices.Compact(privileges), place, "")
		}
	}
}
