package modelserver

import (
	"slices"

	"github.com/rolecall/rolecall/diff/plan"
)

// group carries out what is done to privilege groups.
func (v *Server) group(op plan.Operation) error {
	name := op.Args.Group
	_, exists := v.groups[name]
	own := exists && !v.builtin["group "+name]
	if err := v.name("privilege_group", name); err != nil {
		return err
	}
	switch op.Name {
	case plan.CreateGroup:
		if v.catalog.Privilege(name) != nil || v.isGroup(name) {
			return wrong("privilege group name [%s] is defined by built in privileges or privilege groups in system", name)
		}
		if exists {
			return wrong("privilege group name [%s] is defined by users", name)
		}
		v.groups[name] = []string{}
		return nil
	case plan.DropGroup:
		if !own {
			return nil // dropping what is not there, or not one's own, is done with
		}
		for g := range v.grants {
			if g.Privilege == name {
				return v.coord(invalid, "privilege group [%s] is used by role [%s], Use REVOKE API to revoke it first", name, g.Role)
			}
		}
		delete(v.groups, name)
		return nil
	}
	if !own && v.catalog.Version == "2.5" && (exists || v.isGroup(name)) {
		return wrong("the privilege group name [%s] is defined by built in privilege groups in system", name)
	}
	if !own && v.catalog.Version == "2.5" {
		return wrong("there is no privilege group name [%s] to operate", name)
	}
	if !own {
		return wrong("there is no privilege group name [%s] defined in system to operate", name)
	}
	return v.alterGroup(op)
}

func (v *Server) alterGroup(op plan.Operation) error {
	name, list := op.Args.Group, op.Args.Privileges
	if len(list) == 0 && v.catalog.Version != "2.5" {
		return v.coord(invalid, "privileges is empty when alter the privilege group")
	}
	for _, p := range list {
		_, other := v.groups[p]
		if v.catalog.Privilege(p) == nil && !v.isGroup(p) && (!other || v.catalog.Version == "2.5") {
			return wrong("there is no privilege name or privilege group name [%s] defined in system to operate", p)
		}
	}
	members := slices.Clone(v.groups[name])
	if op.Name == plan.RemovePrivileges {
		v.groups[name] = slices.DeleteFunc(members, func(p string) bool { return slices.Contains(list, p) })
		return nil
	}
	for _, p := range list {
		if !slices.Contains(members, p) {
			members = append(members, p)
		}
	}
	for _, p := range members {
		if v.level(p) != v.level(members[0]) {
			return v.coord(invalid, "privileges are not the same privilege level")
		}
	}
	v.groups[name] = members
	return nil
}

// level is the level of a privilege; groups and what is not known have none.
func (v *Server) level(privilege string) string {
	if p := v.catalog.Privilege(privilege); p != nil {
		return string(p.Level)
	}
	return ""
}

// isGroup reports whether the vendor has a group of exactly this name.
func (v *Server) isGroup(name string) bool {
	g := v.catalog.Group(name)
	return g != nil && g.Name == name
}
