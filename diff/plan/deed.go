package plan

import (
	"cmp"
	"strings"

	"github.com/rolecall/rolecall/schema"
)

// deed is the smallest change: of one object, or of one member of a group. A
// step may be several of them.
type deed struct {
	kind      kind
	group     string
	privilege string // of a group
	user      string
	role      string
	name      string // what a role is called after it
	grant     schema.StateGrant
	text      string // a role's description after it
	was       string // and before
	because   string
	temporary int // which way round it belongs to, from 1; 0 for none
}

// kind says what a deed does. The order is the one in which deeds are tried.
type kind int

const (
	renameRole kind = iota
	createGroup
	addPrivilege
	createUser
	createRole
	alterRole
	grant
	bind
	unbind
	dropUser
	revoke
	removePrivilege
	dropRole
	forceDropRole
	dropGroup
)

// takes reports whether a deed may take access away.
func (k kind) takes() bool {
	switch k {
	case unbind, dropUser, revoke, removePrivilege, forceDropRole:
		return true
	case renameRole, createGroup, addPrivilege, createUser, createRole, alterRole, grant, bind, dropRole, dropGroup:
		return false
	}
	panic("plan: no such kind of deed")
}

// gives reports whether a deed may give access.
func (k kind) gives() bool { return k == addPrivilege || k == grant || k == bind }

// compare orders deeds as they are tried: a privilege that brings others along goes before them.
func (d deed) compare(o deed, c *schema.Catalog) int {
	return cmp.Or(cmp.Compare(d.kind, o.kind), strings.Compare(d.group, o.group), strings.Compare(d.role, o.role),
		strings.Compare(d.grant.Role, o.grant.Role), -cmp.Compare(stores(c, d.grant), stores(c, o.grant)), d.grant.Compare(o.grant),
		strings.Compare(d.privilege, o.privilege), strings.Compare(d.user, o.user))
}

func stores(c *schema.Catalog, g schema.StateGrant) int {
	if p := c.Privilege(g.Privilege); p != nil {
		return len(p.Stores)
	}
	return 0
}
