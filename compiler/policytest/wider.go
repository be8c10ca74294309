package policytest

import (
	"slices"

	"github.com/rolecall/rolecall/schema"
)

// wider names what gives a little more than an item does: the smallest of the
// vendor's groups that has all of it, else a privilege that brings it along.
// Empty where the catalog has no such thing.
func (b *breeder) wider(it schema.Item) string {
	var members []string
	switch it.Kind {
	case schema.ItemPrivilege:
		members = []string{it.Privilege.Name}
	case schema.ItemBuiltin:
		members = it.Builtin.Privileges
	case schema.ItemGroup:
		members = it.Group.Members()
	case schema.ItemUnknown, schema.ItemLegacy, schema.ItemWildcard:
		return ""
	default:
		panic("policytest: no such item kind")
	}
	if g := b.widerGroup(it.Level(), members); g != nil {
		return g.Name
	}
	for i := range b.model.Catalog.Privileges {
		p := &b.model.Catalog.Privileges[i]
		if it.Kind == schema.ItemPrivilege && slices.Contains(p.Stores, it.Privilege.Name) {
			return p.Name
		}
	}
	return ""
}

// widerGroup is the smallest of the vendor's groups of a level that has all of the
// privileges and more; nil where there is none.
func (b *breeder) widerGroup(level schema.Level, members []string) *schema.BuiltinGroup {
	var best *schema.BuiltinGroup
	for i := range b.model.Catalog.Groups {
		g := &b.model.Catalog.Groups[i]
		lacks := func(name string) bool { return !slices.Contains(g.Privileges, name) }
		if g.Legacy || g.Level != level || len(members) == 0 || len(g.Privileges) <= len(members) || slices.ContainsFunc(members, lacks) {
			continue
		}
		if best == nil || len(g.Privileges) < len(best.Privileges) {
			best = g
		}
	}
	return best
}

// risks are from the gravest on.
var risks = []string{"destructive", "admin", "write", "read"}

// worst is the gravest privilege of a group that is not among the members.
func (b *breeder) worst(g *schema.BuiltinGroup, members []string) string {
	for _, risk := range risks {
		for _, name := range g.Privileges {
			p := b.model.Catalog.Privilege(name)
			if p != nil && !p.Dead() && p.Risk == risk && !slices.Contains(members, name) {
				return name
			}
		}
	}
	return ""
}
