package qdrant

import (
	"fmt"

	"github.com/rolecall/rolecall/schema"
)

// Role is a role as the API lists it. Sub is the API's name of what a system
// role is, empty for any other.
type Role struct {
	Name        string
	Description string
	Permissions []string
	System      bool
	Sub         string
}

// User is who is in an account, with what the API says of the roles that they hold.
type User struct {
	Email string
	Roles []Role
}

// CatalogName is the role's name, for a system role the catalog's: the vendor tells
// those by sub type, and their names are for people.
func (r *Role) CatalogName() string {
	switch r.Sub {
	case "SYSTEM_ROLE_SUB_TYPE_OWNER":
		return "Owner"
	case "SYSTEM_ROLE_SUB_TYPE_ADMIN":
		return "Admin"
	case "SYSTEM_ROLE_SUB_TYPE_BASE":
		return "Base"
	}
	return r.Name
}

// AddRoles puts a whole list of roles into a state, with what they permit. A
// role without a name, two of one name and a permission without a value are errors.
func AddRoles(s *schema.State, roles []Role) error {
	s.Covers = append(s.Covers, schema.CoversGrants, schema.CoversRoles)
	s.Roles, s.Grants = []schema.StateRole{}, []schema.StateGrant{}
	seen := make(map[string]bool, len(roles))
	for i := range roles {
		r := &roles[i]
		name := r.CatalogName()
		switch {
		case name == "":
			return fmt.Errorf("items[%d] has no name", i)
		case seen[name]:
			return fmt.Errorf("two roles are named %q", name)
		}
		seen[name] = true
		s.Roles = append(s.Roles, schema.StateRole{Name: name, Description: r.Description, BuiltIn: r.System})
		for _, p := range r.Permissions {
			if p == "" {
				return fmt.Errorf("role %q has a permission without a value", name)
			}
			s.Grants = append(s.Grants, schema.StateGrant{Role: name, Privilege: p})
		}
	}
	return nil
}

// AddUsers puts a whole list of users into a state, with what they hold. A user
// without an address and a role without a name are errors.
func AddUsers(s *schema.State, users []User) error {
	s.Covers = append(s.Covers, schema.CoversMembers, schema.CoversUsers)
	s.Users, s.Members = []schema.StateUser{}, []schema.StateMember{}
	for i := range users {
		u := &users[i]
		if u.Email == "" {
			return fmt.Errorf("items[%d] has no user with an email", i)
		}
		s.Users = append(s.Users, schema.StateUser{Name: u.Email})
		for j := range u.Roles {
			name := u.Roles[j].CatalogName()
			if name == "" {
				return fmt.Errorf("items[%d] holds a role without a name", i)
			}
			s.Members = append(s.Members, schema.StateMember{Principal: u.Email, Role: name})
		}
	}
	return nil
}
