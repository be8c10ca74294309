package modelserver

import (
	"fmt"
	"maps"
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/rolecall/rolecall/diff/plan"
	"github.com/rolecall/rolecall/schema"
)

// account carries out an operation on an account whose roles are written whole.
func (v *Server) account(op plan.Operation) error {
	a := op.Args
	_, exists := v.roles[a.Role]
	switch op.Name {
	case plan.CreateRole:
		if err := v.validate(a, a.Role); err != nil {
			return err
		}
		if exists {
			return refuse(alreadyExists, "role name %q is already in use", a.Role)
		}
		v.writeRole(a, a.Role)
		return nil
	case plan.UpdateRole:
		if err := v.validate(a, a.Name); err != nil {
			return err
		}
		if err := v.custom(a.Role); err != nil {
			return err
		}
		if _, taken := v.roles[a.Name]; taken && a.Name != a.Role {
			return refuse(alreadyExists, "role name %q is already in use", a.Name)
		}
		v.writeRole(a, a.Name)
		return nil
	case plan.DropRole:
		if err := v.custom(a.Role); err != nil {
			return err
		}
		v.unbindAll(func(m schema.StateMember) bool { return m.Role == a.Role })
		v.forget(a.Role)
		return nil
	case plan.GrantRole, plan.RevokeRole:
		return v.assign(op)
	}
	return refuse(invalidArgument, "no such call: %s", op.Name)
}

// custom refuses to change what is not there or not one's own.
func (v *Server) custom(role string) error {
	if _, ok := v.roles[role]; !ok {
		return refuse(notFound, "role %q not found", role)
	}
	if v.builtin["role "+role] {
		return refuse(invalidArgument, "role.role_type must be ROLE_TYPE_CUSTOM")
	}
	return nil
}

// writeRole makes a role, or puts it in the place of what was there, holders kept.
func (v *Server) writeRole(a plan.Args, name string) {
	v.forget(a.Role)
	v.roles[name] = ""
	if a.Description != nil {
		v.roles[name] = *a.Description
	}
	for _, p := range a.Privileges {
		v.grants[schema.StateGrant{Role: name, Privilege: p}] = true
	}
	for m := range maps.Clone(v.members) {
		if m.Role == a.Role {
			delete(v.members, m)
			m.Role = name
			v.members[m] = true
		}
	}
}

// validate holds a role to the rules of the vendor's stubs, and tells of what
// breaks them as their validator does.
func (v *Server) validate(a plan.Args, name string) error {
	rule := v.catalog.NameRule("role")
	var broken []string
	violates := func(is bool, format string, args ...any) {
		if is {
			broken = append(broken, fmt.Sprintf(format, args...))
		}
	}
	n := utf8.RuneCountInString(name)
	violates(n < rule.Min, "role.name: must be at least %d characters", rule.Min)
	violates(n > rule.Max, "role.name: must be at most %d characters", rule.Max)
	violates(!regexp.MustCompile(rule.Pattern).MatchString(name), "role.name: does not match regex pattern `%s`", rule.Pattern)
	violates(a.Description != nil && utf8.RuneCountInString(*a.Description) > maxDescription, "role.description: must be at most %d characters", maxDescription)
	violates(len(a.Privileges) == 0, "role.permissions: must contain at least 1 item(s)")
	for i, p := range a.Privileges {
		violates(p == "", "role.permissions[%d].value: must be at least 1 characters", i)
	}
	switch len(broken) {
	case 0:
		return nil
	case 1:
		return refuse(invalidArgument, "validation error: %s", broken[0])
	}
	return refuse(invalidArgument, "validation errors:\n - %s", strings.Join(broken, "\n - "))
}

// maxDescription is how many characters Qdrant Cloud's API lets a description have.
const maxDescription = 256

func (v *Server) forget(role string) {
	maps.DeleteFunc(v.grants, func(g schema.StateGrant, _ bool) bool { return g.Role == role })
	delete(v.roles, role)
}

func (v *Server) assign(op plan.Operation) error {
	m := schema.StateMember{Principal: op.Args.User, Role: op.Args.Role}
	switch _, ok := v.roles[m.Role]; {
	case !v.users[m.Principal]:
		return refuse(notFound, "user %q not found", m.Principal)
	case !ok:
		return refuse(notFound, "role %q not found", m.Role)
	case m.Role == "Owner":
		return refuse(failedPrecondition, "an account has one owner")
	}
	if op.Name == plan.GrantRole {
		v.members[m] = true
	} else {
		delete(v.members, m)
	}
	return nil
}
