package modelserver

import (
	"cmp"

	"github.com/rolecall/rolecall/diff/plan"
	"github.com/rolecall/rolecall/schema"
)

// privilege carries out a grant or a revocation by the second version of the call,
// which checks both alike.
func (v *Server) privilege(op plan.Operation) error {
	a := op.Args
	if err := v.scope(a); err != nil {
		return err
	}
	if _, ok := v.roles[a.Role]; !ok {
		return v.noRole(a.Role)
	}
	members, own := v.groups[a.Privilege]
	if a.Privilege != "*" && !own && v.catalog.Privilege(a.Privilege) == nil && !v.isGroup(a.Privilege) {
		return v.coord(invalid, "not found the privilege name[%s]", a.Privilege)
	}
	if g := v.catalog.Group(a.Privilege); !own && g != nil && g.Match == "" {
		members = g.Privileges
	}
	if len(members) > 0 { // of a single privilege or an empty group nothing more is checked
		if err := v.groupScope(a, members[0]); err != nil {
			return err
		}
	}
	g := schema.StateGrant{Role: a.Role, Privilege: a.Privilege, ObjectType: v.catalog.ObjectOf(a.Privilege), Database: cmp.Or(a.Database, v.catalog.Behaviour.DefaultDatabase), Collection: a.Collection}
	v.store(op.Name == plan.GrantPrivilege, g)
	return nil
}

// store adds or removes a grant with those that come and go with it.
func (v *Server) store(there bool, g schema.StateGrant) {
	v.set(there, g)
	if p := v.catalog.Privilege(g.Privilege); p != nil {
		for _, related := range p.Stores {
			g.Privilege, g.ObjectType = related, v.catalog.ObjectOf(related)
			v.set(there, g)
		}
	}
}

func (v *Server) set(there bool, g schema.StateGrant) {
	if there {
		v.grants[g] = true
	} else {
		delete(v.grants, g)
	}
}

func (v *Server) scope(a plan.Args) error {
	if err := v.name("role", a.Role); err != nil {
		return err
	}
	if a.Privilege != "*" {
		if err := v.name("privilege", a.Privilege); err != nil {
			return err
		}
	}
	if a.Database != "" && a.Database != "*" {
		if err := v.name("database", a.Database); err != nil {
			return err
		}
	}
	if a.Collection != "*" {
		return v.name("grant_collection", a.Collection)
	}
	return nil
}

func (v *Server) noRole(name string) error {
	if v.catalog.Version == "2.5" {
		return v.coord(unclassified, "not found the role, maybe the role isn't existed or internal system error")
	}
	return v.coord(invalid, "the role %q does not exist", name)
}

// lostRole is said of a role that is to be dropped, given or taken and is not there.
func (v *Server) lostRole() error {
	return v.coord(invalid, "not found the role, maybe the role isn't existed or internal system error")
}

func (v *Server) noUser(name string) error {
	if v.catalog.Version == "2.5" {
		return v.coord(unclassified, "not found the user, maybe the user isn't existed or internal system error")
	}
	return v.coord(invalid, "user %q not found", name)
}

// groupScope checks a group's scope by the level of its first member.
func (v *Server) groupScope(a plan.Args, first string) error {
	switch schema.Level(v.level(first)) {
	case schema.LevelCluster:
		if a.Database != "*" || a.Collection != "*" {
			return wrong("dbName and collectionName should be * for the cluster level privilege: %s", a.Privilege)
		}
	case schema.LevelDatabase:
		if a.Collection != "*" {
			return wrong("collectionName should be * for the database level privilege: %s", a.Privilege)
		}
	case schema.LevelCollection:
		if a.Database == "*" && a.Collection != "*" {
			return wrong("please specify database name for the collection level privilege: %s", a.Privilege)
		}
	default:
		return v.coord(invalid, "not found the privilege level")
	}
	return nil
}

// privilegeV1 is the first version of the call: it names the object type, and takes no groups.
func (v *Server) privilegeV1(op plan.Operation) error {
	a := op.Args
	if err := v.scopeV1(a); err != nil {
		return err
	}
	if _, ok := v.roles[a.Role]; !ok {
		return v.noRole(a.Role)
	}
	if _, own := v.groups[a.Privilege]; own {
		return v.coord(invalid, "can not operate the custom privilege group [%s]", a.Privilege)
	}
	if g := v.catalog.Group(a.Privilege); g != nil && g.Match == "" {
		return v.coord(invalid, "can not operate the built-in privilege group [%s]", a.Privilege)
	}
	if a.Privilege != "*" && v.catalog.ObjectOf(a.Privilege) != a.ObjectType {
		return v.coord(invalid, "not found the privilege name[%s] in object[%s]", a.Privilege, a.ObjectType)
	}
	if v.catalog.Behaviour.Objects[a.ObjectType] == "any" {
		a.Collection = "*"
	}
	v.store(op.Name == plan.GrantPrivilegeV1, schema.StateGrant{Role: a.Role, Privilege: a.Privilege, ObjectType: a.ObjectType, Database: cmp.Or(a.Database, v.catalog.Behaviour.DefaultDatabase), Collection: a.Collection})
	return nil
}

func (v *Server) scopeV1(a plan.Args) error {
	if a.Privilege != "*" {
		if err := v.name("privilege", a.Privilege); err != nil {
			return err
		}
	}
	if a.Collection != "*" {
		if err := v.name("object", a.Collection); err != nil {
			return err
		}
	}
	return v.name("role", a.Role)
}
