package query

import (
	"fmt"
	"slices"
	"strings"

	"github.com/rolecall/rolecall/bundle"
	"github.com/rolecall/rolecall/schema"
)

// item is what is granted: what is asked for, or, where it takes the vendor's help
// to grant that, the smallest of the vendor's groups that has it.
func (w *wayfinder) item() (stored, note string) {
	stored = w.asked.stored
	takes := w.takes()
	if builtin := w.ground.Catalog.Group(stored); takes == "" || builtin != nil && builtin.Name == stored && !builtin.Legacy {
		return stored, ""
	}
	var best *schema.BuiltinGroup
	for i := range w.ground.Catalog.Groups {
		group := &w.ground.Catalog.Groups[i]
		if group.Legacy || group.Level != w.asked.Level || slices.ContainsFunc(w.needs(), func(p string) bool { return !slices.Contains(group.Privileges, p) }) {
			continue
		}
		if best == nil || len(group.Privileges) < len(best.Privileges) {
			best = group
		}
	}
	if best == nil {
		return stored, "it takes " + takes
	}
	return best.Name, fmt.Sprintf("%s by itself takes %s", w.asked.Name, takes)
}

// takes is what it takes before a role can be granted more than the vendor's own groups.
func (w *wayfinder) takes() string {
	g := w.ground
	if g.Model != nil {
		if plan := g.Catalog.Plan(g.Model.Target.Plan.Value); plan != nil {
			return plan.CustomGroups
		}
	}
	for _, plan := range g.Catalog.Plans {
		if plan.CustomGroups != "" {
			return plan.CustomGroups
		}
	}
	return ""
}

// place is where a grant of what is asked for is stored: what its level has no
// scope for is any. It is false where the server takes no such grant.
func (w *wayfinder) place() (database, collection string, ok bool) {
	database, collection = w.asked.Database, w.asked.Collection
	switch w.asked.Level {
	case schema.LevelCluster:
		database, collection = bundle.Any, bundle.Any
	case schema.LevelDatabase:
		collection = bundle.Any
	case schema.LevelCollection:
		item, _ := w.item()
		refused := w.ground.Catalog.Privilege(item) == nil && database == bundle.Any && collection != bundle.Any
		return database, collection, !refused
	}
	return database, collection, true
}

// rows gives the rows of a grant of an item to a role, with what comes along.
func (w *wayfinder) rows(role, item, database, collection, condition string) []bundle.Grant {
	g := w.ground
	grants := []schema.StateGrant{{Role: role, Privilege: item, Database: database, Collection: collection}}
	if p := g.Catalog.Privilege(item); p != nil {
		for _, along := range p.Stores {
			grants = append(grants, schema.StateGrant{Role: role, Privilege: along, Database: database, Collection: collection})
		}
	}
	var rows []bundle.Grant
	for _, stored := range grants {
		rows = append(rows, g.expand(stored, "suggestion")...)
	}
	return conditioned(rows, condition)
}

// granted suggests a grant of just what is asked for, in a role that is held.
func (w *wayfinder) granted() []Suggestion {
	database, collection, ok := w.place()
	item, takes := w.item()
	if !ok {
		return nil
	}
	var out []Suggestion
	for _, role := range w.ownRoles() {
		s := Suggestion{
			Kind: NewGrant, Role: role, Privilege: item, Database: database, Collection: collection,
			Note:    note(takes, shared(len(w.ground.siblings(role)), "roles")),
			Address: w.ground.address(role), Source: w.ground.roleLink(role, w.ground.role(role)).Source,
			Change: fmt.Sprintf("grant %s%s to %s", item, w.on(database, collection), w.ground.address(role)),
		}
		for _, r := range w.ground.including(role) {
			s.change.rows = append(s.change.rows, w.rows(r, item, database, collection, "")...)
		}
		if w.ground.Model != nil {
			s.Write = w.grantBlock(item, database, collection)
		}
		out = append(out, s)
	}
	return out
}

// ownRoles lists the held roles that grants can be made to: not the vendor's.
func (w *wayfinder) ownRoles() []string {
	var names []string
	for _, h := range w.ground.sorted().holdings(w.principal) {
		if w.ground.Catalog.VendorRole(h.role) == nil && w.inProject(h.project) && (w.ground.Model == nil || w.ground.role(h.role) != nil) {
			names = append(names, h.role)
		}
	}
	return slices.Compact(names)
}

// siblings lists the roles of the policy that one block makes.
func (g *Ground) siblings(name string) []*schema.Role {
	role := g.role(name)
	if role == nil {
		return nil
	}
	var same []*schema.Role
	for _, r := range g.Model.Roles {
		if r.Decl.Range == role.Decl.Range {
			same = append(same, r)
		}
	}
	return same
}

// including lists the roles that a grant in the block of a role comes to: all that
// the block makes, and those that include one of them, however deep.
func (g *Ground) including(name string) []string {
	same := g.siblings(name)
	if same == nil {
		return []string{name}
	}
	var names []string
	for _, r := range g.Model.Roles {
		if takesOver(r, same, map[*schema.Role]bool{}) {
			names = append(names, r.Name)
		}
	}
	return names
}

func takesOver(r *schema.Role, roles []*schema.Role, seen map[*schema.Role]bool) bool {
	if seen[r] {
		return false
	}
	seen[r] = true
	return slices.Contains(roles, r) || slices.ContainsFunc(r.Includes, func(i schema.Include) bool { return takesOver(i.Role, roles, seen) })
}

// ownRole suggests a role with nothing but what is asked for, for the principal alone.
func (w *wayfinder) ownRole() Suggestion {
	database, collection, ok := w.place()
	item, takes := w.item()
	name := w.freshLabel()
	s := Suggestion{
		Kind: NewRole, Role: name, Privilege: item, Database: database, Collection: collection, Address: "role." + name,
		Note:   note(takes, w.roleLimit()),
		Change: fmt.Sprintf("make a role with %s%s and bind it to %q", item, w.on(database, collection), w.principal),
	}
	if !ok {
		return s // it is not enough, and left out
	}
	s.change.rows = w.rows(name, item, database, collection, "")
	s.change.members = []bundle.Member{{Principal: w.principal, Role: name}}
	if w.ground.Model != nil {
		s.Write = fmt.Sprintf("role %s {\n  description = %s\n\n%s}\n\n%s", quote(name), quote(fmt.Sprintf("%s: %s%s", w.principal, item, w.on(database, collection))),
			w.grantBlock(item, database, collection), w.bindingBlock("role."+name))
	}
	return s
}

// roleLimit says that the server has room for no more roles.
func (w *wayfinder) roleLimit() string {
	g := w.ground
	limit := g.Catalog.Limit("roles")
	if limit == nil || g.Model == nil {
		return ""
	}
	most := limit.Max
	if own, ok := g.Model.Target.Limits["roles"]; ok {
		most = own.Value
	}
	if len(g.Model.Roles)+limit.Builtin < most {
		return ""
	}
	return fmt.Sprintf("the server takes %d roles, and the policy has them", most)
}

// on is the scope of a grant in a sentence.
func (w *wayfinder) on(database, collection string) string {
	if !w.ground.Catalog.Behaviour.Scoped || w.asked.Level == schema.LevelCluster {
		return ""
	}
	if w.asked.Level == schema.LevelDatabase {
		return " on " + database
	}
	return " on " + scopeName(database, collection)
}

// grantBlock is a grant as a policy writes it.
func (w *wayfinder) grantBlock(item, database, collection string) string {
	attributes := [][2]string{{"privileges", "[" + w.ground.itemReference(item) + "]"}}
	if w.on(database, collection) != "" {
		attributes = append(attributes, [2]string{"database", quote(database)})
		if w.asked.Level != schema.LevelDatabase {
			attributes = append(attributes, [2]string{"collection", quote(collection)})
		}
	}
	var b strings.Builder
	b.WriteString("  grant {\n")
	for _, a := range attributes {
		fmt.Fprintf(&b, "    %-10s = %s\n", a[0], a[1])
	}
	b.WriteString("  }\n")
	return b.String()
}

// itemReference is a privilege or group as a list of privileges names it.
func (g *Ground) itemReference(item string) string {
	if g.Model != nil {
		for _, group := range g.Model.Groups {
			if group.Name == item {
				return group.Address
			}
		}
	}
	return quote(item)
}
