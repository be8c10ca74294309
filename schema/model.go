package schema

import (
	"crypto/sha256"
	"encoding/hex"
	"time"
)

// Model is what one document means on its target: references are pointers,
// privileges are the catalog's. What could not be resolved is left out and told
// by a finding; the one exception are the names of privileges, which stay as
// items of kind [ItemUnknown] for a rule to judge.
type Model struct {
	Document   *Document
	Target     *Target
	Catalog    *Catalog
	Groups     []*Group
	Roles      []*Role
	Bindings   []*Binding
	Conditions []*Condition // named ones first, then those written in place; each once

	Invariants  []*Invariant
	Separations []*Separation
	Boundaries  []*Boundary

	Tests []*Test

	expander *Expander
}

// Group is a privilege group of the policy.
type Group struct {
	Decl    *GroupDecl
	Name    string // the vendor's name
	Address string // as in privilege_group.readers
	Items   []Item
}

// Level is the level of the group's first levelled privilege, as servers take it; empty for an empty group.
func (g *Group) Level() Level {
	for _, it := range g.Items {
		if it.Kind == ItemPrivilege && it.Privilege.Level != "" {
			return it.Privilege.Level
		}
	}
	return ""
}

// Role is a role of the policy.
type Role struct {
	Decl     *RoleDecl
	Name     string // the vendor's name
	Address  string // as in role.searcher
	Includes []Include
	Grants   []*Grant // its own; see Flat for those of included roles too
	flat     []Flat
	rows     func() []Row
}

// Include is a role whose grants another takes over.
type Include struct {
	Role  *Role
	Range Range
}

// Flat is a grant of a role, its own or an included one's. Via names the included roles, outermost first.
type Flat struct {
	Grant *Grant
	Via   []string
}

// Flat lists the grants a role has, its own first, then those of its includes
// in the order written; each grant once, by its shortest way.
func (r *Role) Flat() []Flat { return r.flat }

// Grant is a grant block of a role.
type Grant struct {
	Decl      *GrantDecl
	Role      *Role // the role that writes it
	Items     []Item
	Condition *Condition // nil: always
}

// Deployable reports whether the server can be given the grant: it has no
// condition, or is to be deployed without it.
func (g *Grant) Deployable() bool {
	return g.Condition == nil || g.Decl.Deploy.Value == DeployUnconditional
}

// DeployUnconditional is the value of deploy that gives a server a grant without its condition.
const DeployUnconditional = "unconditional"

// ItemKind says what a name in a list of privileges is.
type ItemKind int

// The kinds of items. The zero kind is a name the catalog does not know.
const (
	ItemUnknown   ItemKind = iota
	ItemPrivilege          // a privilege of the catalog
	ItemBuiltin            // one of the vendor's privilege groups
	ItemLegacy             // one of the vendor's legacy groups, matched by rules of their own
	ItemWildcard           // "*"
	ItemGroup              // a privilege group of the policy
)

// Item is one name in a list of privileges. Of Privilege, Builtin and Group the one that Kind says is set.
type Item struct {
	Kind      ItemKind
	Name      Text // as written
	Privilege *Privilege
	Builtin   *BuiltinGroup
	Group     *Group
}

// Level is the level at which the item is granted; empty where the server puts it at none.
func (it Item) Level() Level {
	switch it.Kind {
	case ItemPrivilege:
		return it.Privilege.Level
	case ItemBuiltin:
		return it.Builtin.Level
	case ItemGroup:
		return it.Group.Level()
	case ItemUnknown, ItemLegacy, ItemWildcard:
		return ""
	}
	panic("schema: no such item kind")
}

// Stored is the name under which the server stores a grant of the item; empty for an unknown one.
func (it Item) Stored() string {
	switch it.Kind {
	case ItemPrivilege:
		return it.Privilege.Name
	case ItemBuiltin, ItemLegacy:
		return it.Builtin.Name
	case ItemWildcard:
		return "*"
	case ItemGroup:
		return it.Group.Name
	case ItemUnknown:
		return ""
	}
	panic("schema: no such item kind")
}

// written is the name the item has in a policy: that of the group for a reference.
func (it Item) written() string {
	if it.Kind == ItemGroup {
		return it.Group.Name
	}
	return it.Name.Value
}

// grantable reports whether a role of a policy can be granted the item: the
// catalog knows it, and it is no operation of the vendor's own roles.
func (it Item) grantable() bool {
	return it.Kind != ItemUnknown && it.Level() != LevelOperation
}

// IsGroup reports whether the item is a group of any kind.
func (it Item) IsGroup() bool {
	return it.Kind == ItemBuiltin || it.Kind == ItemLegacy || it.Kind == ItemGroup
}

// Condition is a condition that grants use. ID is its block's label, or a hash
// of the expression where it is written in place.
type Condition struct {
	ID         string
	Expression *Template
	Decl       *ConditionDecl // nil where written in place
}

// inlinePrefix starts the IDs of conditions written in place; no label may.
const inlinePrefix = "inline_"

// InlineConditionID is the ID of a condition that is written in place: long enough
// that nobody finds two expressions of one ID.
func InlineConditionID(expression string) string {
	sum := sha256.Sum256([]byte(expression))
	return inlinePrefix + hex.EncodeToString(sum[:16])
}

// Binding gives roles to principals.
type Binding struct {
	Decl       *BindingDecl
	Address    string
	Roles      []BoundRole
	Principals []PrincipalDecl
}

// Expired reports whether the binding grants nothing any more.
func (b *Binding) Expired(now time.Time) bool {
	return b.Decl.Expires != nil && !now.Before(b.Decl.Expires.Time)
}

// BoundRole is a role of the policy or one of the vendor's: exactly one is set.
type BoundRole struct {
	Role    *Role
	Builtin *BuiltinRole
	Range   Range
}

// Name is the vendor's name of the role.
func (b BoundRole) Name() string {
	if b.Role != nil {
		return b.Role.Name
	}
	return b.Builtin.Name
}

// Holder is a principal with everything bound to it, in the order of the
// policy. Roles everyone holds are not among Bound.
type Holder struct {
	Principal string // as tables name it
	Bound     []Bound
}

// Bound is one role of a holder and the binding that gives it.
type Bound struct {
	BoundRole
	Binding *Binding
}
