package policytest

import (
	"fmt"
	"slices"

	"github.com/rolecall/rolecall/bundle"
	"github.com/rolecall/rolecall/schema"
)

// grounds are the rows of a model with what they come from: the table keeps one
// of equal rows, and each of them is a line that somebody wrote.
type grounds struct {
	model  *schema.Model
	byRole map[string]map[string][]ground // by privilege
}

// ground is a row and the item of the grant that makes it; the vendor's rows have none.
type ground struct {
	schema.Row
	item *schema.Item
}

func newGrounds(m *schema.Model) *grounds {
	g := &grounds{model: m, byRole: map[string]map[string][]ground{}}
	for _, role := range m.Roles {
		items := itemsOf(m, role)
		for i, row := range m.Rows(role) {
			g.add(ground{row, items[i]})
		}
	}
	for i := range m.Catalog.Roles {
		for _, row := range m.BuiltinRows(&m.Catalog.Roles[i]) {
			g.add(ground{Row: row})
		}
	}
	return g
}

func (g *grounds) add(row ground) {
	if g.byRole[row.Role] == nil {
		g.byRole[row.Role] = map[string][]ground{}
	}
	g.byRole[row.Role][row.Privilege.Name] = append(g.byRole[row.Role][row.Privilege.Name], row)
}

// itemsOf gives the item of each of a role's rows, in their order.
func itemsOf(m *schema.Model, role *schema.Role) []*schema.Item {
	var items []*schema.Item
	m.Stored(role, func(s schema.Stored) {
		item := &s.Grant.Items[slices.IndexFunc(s.Grant.Items, func(it schema.Item) bool { return it == s.Item })]
		m.Expander().Expand(s.StateGrant, func(*schema.Privilege, string, string, string) { items = append(items, item) })
	})
	if len(items) != len(m.Rows(role)) {
		panic(fmt.Sprintf("policytest: %d items for the %d rows of %s", len(items), len(m.Rows(role)), role.Address))
	}
	return items
}

// holding is a role that counts for a test, and the binding that gives it: nil
// where the test, the vendor or everyone does.
type holding struct {
	role    string
	binding *schema.Binding
}

// holdings lists the roles that count for a test, those of expired bindings left out.
func (g *grounds) holdings(t *test) []holding {
	var held []holding
	if !bundle.IsToken(t.Decl.Principal.Value) {
		for _, r := range g.model.Catalog.Implicit() {
			held = append(held, holding{role: r.Name})
		}
	}
	for _, name := range t.roles {
		held = append(held, holding{role: name})
	}
	if t.roles != nil {
		return held
	}
	principal := t.Decl.Principal.Value
	req := &bundle.Request{Attributes: attributes(t.Test)}
	for _, b := range g.model.Bindings {
		named := slices.ContainsFunc(b.Principals, func(p schema.PrincipalDecl) bool { return p.ID() == principal })
		if !named || b.Expired(t.at) || !inProject(b.Decl.Project.Value, req) {
			continue
		}
		for _, r := range b.Roles {
			held = append(held, holding{r.Name(), b})
		}
	}
	for _, m := range g.model.Catalog.VendorMembers(g.model.Target.Setting) {
		if m.Principal == principal {
			held = append(held, holding{role: m.Role})
		}
	}
	return held
}

// covering calls yield for each row of a role that covers a request.
func (g *grounds) covering(role string, seen *bundle.Request, yield func(ground)) {
	for _, row := range g.byRole[role][seen.Privilege] {
		if covers(row.Privilege.Name, row.Database, row.Collection, seen) {
			yield(row)
		}
	}
}

func (g *ground) condition() string {
	if g.Condition == nil {
		return ""
	}
	return g.Condition.ID
}
