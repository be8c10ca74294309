package modelserver

import (
	"maps"

	"github.com/rolecall/rolecall/diff/plan"
	"github.com/rolecall/rolecall/schema"
)

// role carries out what is done to roles.
func (v *Server) role(op plan.Operation) error {
	name := op.Args.Role
	_, exists := v.roles[name]
	switch op.Name {
	case plan.CreateRole:
		return v.createRole(op.Args, exists)
	case plan.AlterRole:
		switch {
		case !v.catalog.Has(v.catalog.Behaviour.DescriptionsSince):
			return refuse(unclassified, "no such call: %s", op.Name)
		case !exists:
			return v.noRole(name)
		}
		if err := described(*op.Args.Description); err != nil {
			return err
		}
		v.roles[name] = *op.Args.Description
		return nil
	}
	if v.builtin["role "+name] {
		if v.catalog.Role(name) != nil {
			return refuse(notPermitted, "the role[%s] is a default role, which can't be dropped", name)
		}
		return refuse(notPermitted, "the role[%s] is a builtin role, which can't be dropped", name)
	}
	if !exists {
		return v.lostRole()
	}
	for g := range v.grants {
		if g.Role == name && op.Name != plan.ForceDropRole {
			return v.coord(invalid, "fail to drop the role that it has privileges. Use REVOKE API to revoke privileges")
		}
	}
	if v.catalog.Behaviour.BoundRoleDrop == "refused" && v.held(name) {
		return refuse(notPermitted, "the role[%s] is granted to users and can't be dropped", name)
	}
	v.unbindAll(func(m schema.StateMember) bool { return m.Role == name })
	maps.DeleteFunc(v.grants, func(g schema.StateGrant, _ bool) bool { return g.Role == name })
	delete(v.roles, name)
	return nil
}

func (v *Server) createRole(a plan.Args, exists bool) error {
	if err := v.name("role", a.Role); err != nil {
		return err
	}
	if a.Description != nil {
		if err := described(*a.Description); err != nil {
			return err
		}
	}
	if exists {
		return v.coord(invalid, "role [name:%q] already exists", a.Role)
	}
	own := 0
	for name := range v.roles {
		if v.catalog.Role(name) == nil {
			own++
		}
	}
	if v.full("roles", own) {
		return v.quota("unable to create role because the number of roles has reached the limit")
	}
	v.roles[a.Role] = ""
	if a.Description != nil && v.catalog.Has(v.catalog.Behaviour.DescriptionsSince) {
		v.roles[a.Role] = *a.Description
	}
	return nil
}

func (v *Server) held(role string) bool {
	for m := range v.members {
		if m.Role == role {
			return true
		}
	}
	return false
}

func (v *Server) unbindAll(which func(schema.StateMember) bool) {
	maps.DeleteFunc(v.members, func(m schema.StateMember, _ bool) bool { return which(m) })
}

func (v *Server) createUser(name string) error {
	if err := v.name("user", name); err != nil {
		return err
	}
	if v.users[name] {
		return v.coord(invalid, "user already exists: %s", name)
	}
	own := 0
	for u := range v.users {
		if v.catalog.User(u) == nil {
			own++
		}
	}
	if v.full("users", own) {
		return v.quota("unable to add user because the number of users has reached the limit")
	}
	v.users[name] = true
	return nil
}

func (v *Server) dropUser(name string) error {
	if v.catalog.User(name) != nil {
		return refuse(notPermitted, "%s user cannot be deleted", name)
	}
	delete(v.users, name)
	v.unbindAll(func(m schema.StateMember) bool { return m.Principal == name })
	return nil
}

// bind gives a user a role or takes it.
func (v *Server) bind(op plan.Operation) error {
	m := schema.StateMember{Principal: op.Args.User, Role: op.Args.Role}
	if _, ok := v.roles[m.Role]; !ok {
		return v.lostRole()
	}
	if op.Name == plan.GrantRole {
		if !v.users[m.Principal] {
			return v.noUser(m.Principal)
		}
		v.members[m] = true
		return nil
	}
	if v.catalog.Behaviour.ReplaceOnly != "" && v.members[m] {
		others := false
		for _, o := range v.catalog.VendorMembers(func(_ string, fallback bool) bool { return fallback }) {
			others = others || o.Principal == m.Principal
		}
		for o := range v.members {
			others = others || o.Principal == m.Principal && o.Role != m.Role
		}
		if !others {
			return refuse(notPermitted, "the last role of %q can only be replaced", m.Principal)
		}
	}
	delete(v.members, m)
	return nil
}
