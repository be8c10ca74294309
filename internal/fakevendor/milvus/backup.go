package milvus

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"slices"

	"github.com/milvus-io/milvus-proto/go-api/v2/commonpb"
	"github.com/milvus-io/milvus-proto/go-api/v2/milvuspb"

	"github.com/rolecall/rolecall/internal/modelserver"
	"github.com/rolecall/rolecall/schema"
)

// BackupRBAC tells everything but the vendor's own: not root, admin and public,
// what they hold or were granted, nor the vendor's groups.
func (s *Server) BackupRBAC(context.Context, *milvuspb.BackupRBACMetaRequest) (*milvuspb.BackupRBACMetaResponse, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	v := s.look()
	meta := &milvuspb.RBACMeta{}
	for _, u := range v.state.Users {
		if s.catalog.User(u.Name) == nil {
			meta.Users = append(meta.Users, &milvuspb.UserInfo{User: u.Name, Password: hash(s.secrets[u.Name]), Roles: roleEntities(v.held[u.Name])})
		}
	}
	for _, r := range v.state.Roles {
		if s.catalog.Role(r.Name) != nil {
			continue
		}
		meta.Roles = append(meta.Roles, &milvuspb.RoleEntity{Name: r.Name, Description: r.Description})
		for _, g := range v.grants[r.Name] {
			meta.Grants = append(meta.Grants, entity(g))
		}
	}
	for _, g := range v.state.Groups {
		if !g.BuiltIn {
			meta.PrivilegeGroups = append(meta.PrivilegeGroups, group(g))
		}
	}
	return &milvuspb.BackupRBACMetaResponse{Status: &commonpb.Status{}, RBACMeta: meta}, nil
}

// hash looks like what the real server stores of a password.
func hash(password string) string {
	sum := sha256.Sum256([]byte(password))
	return "$2a$10$" + hex.EncodeToString(sum[:])[:53]
}

// RestoreRBAC adds what a backup holds, all or nothing: whatever is there already is refused.
func (s *Server) RestoreRBAC(_ context.Context, q *milvuspb.RestoreRBACMetaRequest) (*commonpb.Status, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	meta := q.GetRBACMeta()
	v := s.look()
	if err := s.restorable(v, meta); err != nil {
		return state("OperatePrivilege", err), nil
	}
	next := *s.model.State()
	for _, r := range meta.GetRoles() {
		next.Roles = append(next.Roles, schema.StateRole{Name: r.GetName(), Description: r.GetDescription()})
	}
	for _, g := range meta.GetPrivilegeGroups() {
		own := schema.StateGroup{Name: g.GetGroupName(), Privileges: []string{}}
		for _, p := range g.GetPrivileges() {
			own.Privileges = append(own.Privileges, p.GetName())
		}
		next.Groups = append(next.Groups, own)
	}
	for _, g := range meta.GetGrants() {
		next.Grants = append(next.Grants, schema.StateGrant{
			Role: g.GetRole().GetName(), Privilege: g.GetGrantor().GetPrivilege().GetName(), ObjectType: g.GetObject().GetName(),
			Database: cmp.Or(g.GetDbName(), s.catalog.Behaviour.DefaultDatabase), Collection: g.GetObjectName(),
		})
	}
	for _, u := range meta.GetUsers() {
		next.Users = append(next.Users, schema.StateUser{Name: u.GetUser()})
		for _, r := range u.GetRoles() {
			next.Members = append(next.Members, schema.StateMember{Principal: u.GetUser(), Role: r.GetName()})
		}
	}
	s.model, s.view = modelserver.New(withoutCloud(s.catalog), &next, s.options.Limits), nil
	return &commonpb.Status{}, nil
}

func (s *Server) restorable(v *view, meta *milvuspb.RBACMeta) error {
	roles, groups := map[string]bool{}, map[string]bool{}
	for _, r := range v.state.Roles {
		roles[r.Name] = true
	}
	for _, r := range meta.GetRoles() {
		if v.role(r.GetName()) != nil {
			return invalid("role [%s] already exists", r.GetName())
		}
		roles[r.GetName()] = true
	}
	for _, g := range v.state.Groups {
		groups[g.Name] = true
	}
	for _, g := range meta.GetPrivilegeGroups() {
		if groups[g.GetGroupName()] {
			return invalid("privilege group [%s] already exists", g.GetGroupName())
		}
	}
	for _, g := range meta.GetPrivilegeGroups() {
		groups[g.GetGroupName()] = true
	}
	for _, g := range meta.GetGrants() {
		if p := g.GetGrantor().GetPrivilege().GetName(); p != "*" && !groups[p] && s.catalog.Privilege(p) == nil && s.catalog.Group(p) == nil {
			return invalid("privilege [%s] does not exist", p)
		}
	}
	for _, u := range meta.GetUsers() {
		if v.has(u.GetUser()) {
			return invalid("user [%s] already exists", u.GetUser())
		}
		if i := slices.IndexFunc(u.GetRoles(), func(r *milvuspb.RoleEntity) bool { return !roles[r.GetName()] }); i >= 0 {
			return invalid("role [%s] does not exist", u.GetRoles()[i].GetName())
		}
	}
	return nil
}
