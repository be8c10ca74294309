package qdrant

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/rolecall/rolecall/schema"
)

// ReadDump reads the list of roles that `qcloud iam role list --json` and the
// IAM API give, and the list of users with their roles that the API gives. The
// first knows roles and what they permit, the second users and what they hold;
// neither says anything of the other. A list of permissions is recognised, but
// is no state. ok is false for anything else.
func ReadDump(data []byte) (s *schema.State, ok bool, err error) {
	var d dump
	if json.Unmarshal(data, &d) != nil || d.Format != "" {
		return nil, false, nil
	}
	switch {
	case len(d.Permissions) > 0 && d.Permissions[0].Value != "":
		return nil, true, errors.New("read Qdrant dump: a list of permissions says nothing about roles; use a list of roles")
	case len(d.Items) > 0 && d.Items[0].User != nil:
		s, err = users(d.Items)
	case len(d.Items) > 0 && d.Items[0].isRole():
		s, err = roles(d.Items)
	default:
		return nil, false, nil
	}
	if err != nil {
		return nil, true, fmt.Errorf("read Qdrant dump: %w", err)
	}
	s.Format = schema.StateFormat
	s.Target.Kind = kind
	s.Sort()
	return s, true, nil
}

// dump is any of the documents; the API writes camelCase, other tools snake_case.
type dump struct {
	Format      string       `json:"format"`
	Items       []item       `json:"items"`
	Permissions []permission `json:"permissions"`
}

// item is a role, or a user with roles.
type item struct {
	role
	User  *user  `json:"user"`
	Roles []role `json:"roles"`
}

type role struct {
	Name        string       `json:"name"`
	Description string       `json:"description"`
	Permissions []permission `json:"permissions"`
	Type        string       `json:"roleType"`
	TypeSnake   string       `json:"role_type"`
	Sub         string       `json:"subType"`
	SubSnake    string       `json:"sub_type"`
}

type permission struct {
	Value string `json:"value"`
}

type user struct {
	Email string `json:"email"`
}

func (r *role) roleType() string { return cmp.Or(r.Type, r.TypeSnake) }

// isRole tells a role from the other things that the API lists under items.
func (r *role) isRole() bool { return r.roleType() != "" || r.Name != "" && len(r.Permissions) > 0 }

// name is the role's name, for a system role the catalog's: the vendor tells
// those by sub type, and their names are for people.
func (r *role) name() string {
	switch cmp.Or(r.Sub, r.SubSnake) {
	case "SYSTEM_ROLE_SUB_TYPE_OWNER":
		return "Owner"
	case "SYSTEM_ROLE_SUB_TYPE_ADMIN":
		return "Admin"
	case "SYSTEM_ROLE_SUB_TYPE_BASE":
		return "Base"
	}
	return r.Name
}

func roles(items []item) (*schema.State, error) {
	s := &schema.State{Covers: []string{schema.CoversGrants, schema.CoversRoles}, Grants: []schema.StateGrant{}}
	seen := make(map[string]bool, len(items))
	for i := range items {
		r := &items[i].role
		name := r.name()
		switch {
		case name == "":
			return nil, fmt.Errorf("items[%d] has no name", i)
		case seen[name]:
			return nil, fmt.Errorf("two roles are named %q", name)
		}
		seen[name] = true
		s.Roles = append(s.Roles, schema.StateRole{
			Name: name, Description: r.Description, BuiltIn: r.roleType() == "ROLE_TYPE_SYSTEM",
		})
		for _, p := range r.Permissions {
			if p.Value == "" {
				return nil, fmt.Errorf("role %q has a permission without a value", name)
			}
			s.Grants = append(s.Grants, schema.StateGrant{Role: name, Privilege: p.Value})
		}
	}
	return s, nil
}

func users(items []item) (*schema.State, error) {
	s := &schema.State{Covers: []string{schema.CoversMembers, schema.CoversUsers}, Members: []schema.StateMember{}}
	for i := range items {
		u := items[i].User
		if u == nil || u.Email == "" {
			return nil, fmt.Errorf("items[%d] has no user with an email", i)
		}
		s.Users = append(s.Users, schema.StateUser{Name: u.Email})
		for j := range items[i].Roles {
			name := items[i].Roles[j].name()
			if name == "" {
				return nil, fmt.Errorf("items[%d] holds a role without a name", i)
			}
			s.Members = append(s.Members, schema.StateMember{Principal: u.Email, Role: name})
		}
	}
	return s, nil
}
