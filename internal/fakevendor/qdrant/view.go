package qdrant

import (
	iamv1 "github.com/qdrant/qdrant-cloud-public-api/gen/go/qdrant/cloud/iam/v1"

	"github.com/rolecall/rolecall/schema"
)

// view is what the server shows of its state: nothing in it is changed.
type view struct {
	roles   []*iamv1.Role
	users   []*iamv1.User
	byID    map[string]*iamv1.Role
	byEmail map[string]*iamv1.User
	userID  map[string]*iamv1.User
	holders map[string][]*iamv1.User // by role id
	held    map[string][]*iamv1.Role // by user id
}

// subTypes are the vendor's roles.
var subTypes = map[string]iamv1.SystemRoleSubType{
	"Owner": iamv1.SystemRoleSubType_SYSTEM_ROLE_SUB_TYPE_OWNER,
	"Admin": iamv1.SystemRoleSubType_SYSTEM_ROLE_SUB_TYPE_ADMIN,
	"Base":  iamv1.SystemRoleSubType_SYSTEM_ROLE_SUB_TYPE_BASE,
}

// look gives the view, made anew after a change.
func (s *Server) look() *view {
	if s.view != nil {
		return s.view
	}
	state := s.model.State()
	v := &view{
		byID: map[string]*iamv1.Role{}, byEmail: map[string]*iamv1.User{}, userID: map[string]*iamv1.User{},
		holders: map[string][]*iamv1.User{}, held: map[string][]*iamv1.Role{},
	}
	byName := s.showRoles(v, state)
	for _, u := range state.Users {
		shown := &iamv1.User{Id: s.book.user(u.Name), CreatedAt: at(0), LastModifiedAt: at(0), Email: u.Name, Status: iamv1.UserStatus_USER_STATUS_ACTIVE, DefaultAccountId: Account}
		v.users, v.byEmail[u.Name], v.userID[shown.GetId()] = append(v.users, shown), shown, shown
	}
	hold := func(u *iamv1.User, r *iamv1.Role) {
		v.holders[r.GetId()] = append(v.holders[r.GetId()], u)
		v.held[u.GetId()] = append(v.held[u.GetId()], r)
	}
	for _, r := range s.catalog.Implicit() {
		for _, u := range v.users {
			hold(u, byName[r.Name])
		}
	}
	for _, m := range state.Members {
		hold(v.byEmail[m.Principal], byName[m.Role])
	}
	s.view = v
	return v
}

// showRoles puts the roles into the view and gives them by name.
func (s *Server) showRoles(v *view, state *schema.State) map[string]*iamv1.Role {
	byName := map[string]*iamv1.Role{}
	for _, r := range state.Roles {
		e := s.book.role(r.Name)
		shown := &iamv1.Role{
			Id: e.id, CreatedAt: at(e.created), LastModifiedAt: at(e.modified), AccountId: Account,
			Name: r.Name, Description: r.Description, RoleType: iamv1.RoleType_ROLE_TYPE_CUSTOM,
		}
		if sub, ok := subTypes[r.Name]; ok && r.BuiltIn {
			shown.RoleType, shown.SubType = iamv1.RoleType_ROLE_TYPE_SYSTEM, &sub
		}
		v.roles, v.byID[e.id], byName[r.Name] = append(v.roles, shown), shown, shown
	}
	for _, g := range state.Grants {
		if r := byName[g.Role]; r != nil {
			r.Permissions = append(r.Permissions, s.permission(g.Privilege))
		}
	}
	return byName
}

// permission is one with its category, where the catalog has it.
func (s *Server) permission(name string) *iamv1.Permission {
	p := &iamv1.Permission{Value: name}
	if known := s.catalog.Privilege(name); known != nil && known.Category != "" {
		p.Category = &known.Category
	}
	return p
}
