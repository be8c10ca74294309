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

func (r *role) listed() Role {
	out := Role{Name: r.Name, Description: r.Description, System: r.roleType() == "ROLE_TYPE_SYSTEM", Sub: cmp.Or(r.Sub, r.SubSnake)}
	for _, p := range r.Permissions {
		out.Permissions = append(out.Permissions, p.Value)
	}
	return out
}

func roles(items []item) (*schema.State, error) {
	list := make([]Role, len(items))
	for i := range items {
		list[i] = items[i].listed()
	}
	var s schema.State
	return &s, AddRoles(&s, list)
}

func users(items []item) (*schema.State, error) {
	list := make([]User, len(items))
	for i := range items {
		if items[i].User != nil {
			list[i].Email = items[i].User.Email
		}
		for j := range items[i].Roles {
			list[i].Roles = append(list[i].Roles, items[i].Roles[j].listed())
		}
	}
	var s schema.State
	return &s, AddUsers(&s, list)
}
