package milvus

import (
	"context"

	"github.com/milvus-io/milvus-proto/go-api/v2/commonpb"
	"github.com/milvus-io/milvus-proto/go-api/v2/milvuspb"

	"github.com/rolecall/rolecall/diff/plan"
	"github.com/rolecall/rolecall/internal/modelserver"
	"github.com/rolecall/rolecall/schema"
)

func (s *Server) CreateRole(_ context.Context, q *milvuspb.CreateRoleRequest) (*commonpb.Status, error) {
	a := plan.Args{Role: q.GetEntity().GetName()}
	if d := q.GetEntity().GetDescription(); d != "" {
		a.Description = &d
	}
	return state("CreateRole", s.Do(plan.Operation{Name: plan.CreateRole, Args: a})), nil
}

func (s *Server) AlterRole(_ context.Context, q *milvuspb.AlterRoleRequest) (*commonpb.Status, error) {
	d := q.GetDescription()
	return state("", s.Do(plan.Operation{Name: plan.AlterRole, Args: plan.Args{Role: q.GetRoleName(), Description: &d}})), nil
}

func (s *Server) DropRole(_ context.Context, q *milvuspb.DropRoleRequest) (*commonpb.Status, error) {
	name := plan.DropRole
	if q.GetForceDrop() {
		name = plan.ForceDropRole
	}
	return state("DropRole", s.Do(plan.Operation{Name: name, Args: plan.Args{Role: q.GetRoleName()}})), nil
}

// SelectRole tells of one role or of all. A role that is not there is no error.
func (s *Server) SelectRole(_ context.Context, q *milvuspb.SelectRoleRequest) (*milvuspb.SelectRoleResponse, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	v := s.look()
	a := &milvuspb.SelectRoleResponse{Status: &commonpb.Status{}}
	for _, r := range v.state.Roles {
		if q.GetRole() != nil && q.GetRole().GetName() != r.Name {
			continue
		}
		out := &milvuspb.RoleResult{Role: &milvuspb.RoleEntity{Name: r.Name, Description: r.Description}}
		if q.GetIncludeUserInfo() {
			for _, m := range v.state.Members {
				if m.Role == r.Name {
					out.Users = append(out.Users, &milvuspb.UserEntity{Name: m.Principal})
				}
			}
		}
		a.Results = append(a.Results, out)
	}
	return a, nil
}

// SelectGrant tells the grants of a role in one database and in "*": all of them
// where that is what is asked about. Without a database it is the default one.
func (s *Server) SelectGrant(_ context.Context, q *milvuspb.SelectGrantRequest) (*milvuspb.SelectGrantResponse, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	v := s.look()
	e := q.GetEntity()
	role := e.GetRole().GetName()
	if err := s.asked(v, e, role); err != nil {
		return &milvuspb.SelectGrantResponse{Status: state("SelectGrant", err)}, nil
	}
	database := e.GetDbName()
	if database == "" {
		database = s.catalog.Behaviour.DefaultDatabase
	}
	a := &milvuspb.SelectGrantResponse{Status: &commonpb.Status{}}
	for _, g := range v.grants[role] {
		if g.Database != database && g.Database != "*" && database != "*" || e.GetObject() != nil && (g.ObjectType != e.GetObject().GetName() || g.Collection != e.GetObjectName()) {
			continue
		}
		a.Entities = append(a.Entities, entity(g))
	}
	return a, nil
}

func (s *Server) asked(v *view, e *milvuspb.GrantEntity, role string) error {
	switch {
	case e == nil:
		return invalid("the grant entity in the request is nil")
	case role == "":
		return invalid("the name in the role entity is empty")
	case v.role(role) != nil:
		return nil
	case s.catalog.Version == "2.5":
		return &modelserver.Refusal{Code: 65535, Text: "not found the role, maybe the role isn't existed or internal system error"}
	}
	return invalid("the role %q does not exist", role)
}

// entity is a grant as the server tells it.
func entity(g schema.StateGrant) *milvuspb.GrantEntity {
	return &milvuspb.GrantEntity{
		Role: &milvuspb.RoleEntity{Name: g.Role}, Object: &milvuspb.ObjectEntity{Name: g.ObjectType}, ObjectName: g.Collection, DbName: g.Database,
		Grantor: &milvuspb.GrantorEntity{User: &milvuspb.UserEntity{Name: "root"}, Privilege: &milvuspb.PrivilegeEntity{Name: g.Privilege}},
	}
}

func (s *Server) OperatePrivilegeV2(_ context.Context, q *milvuspb.OperatePrivilegeV2Request) (*commonpb.Status, error) {
	names := map[milvuspb.OperatePrivilegeType]string{milvuspb.OperatePrivilegeType_Grant: plan.GrantPrivilege, milvuspb.OperatePrivilegeType_Revoke: plan.RevokePrivilege}
	var err error
	switch {
	case q.GetRole() == nil:
		err = invalid("the role in the request is nil")
	case names[q.GetType()] == "":
		err = invalid("the type in the request not grant or revoke")
	default:
		err = s.operate(names[q.GetType()], plan.Args{
			Role: q.GetRole().GetName(), Privilege: q.GetGrantor().GetPrivilege().GetName(), Database: q.GetDbName(), Collection: q.GetCollectionName(),
		})
	}
	return state("OperatePrivilege", err), nil
}

func (s *Server) OperatePrivilege(_ context.Context, q *milvuspb.OperatePrivilegeRequest) (*commonpb.Status, error) {
	e := q.GetEntity()
	name, err := plan.GrantPrivilegeV1, error(nil)
	if q.GetType() == milvuspb.OperatePrivilegeType_Revoke {
		name = plan.RevokePrivilegeV1
	}
	switch {
	case e == nil:
		err = invalid("the entity in the request is nil")
	case e.GetObject() == nil:
		err = invalid("the resource entity in the grant entity is nil")
	case s.catalog.Behaviour.Objects[e.GetObject().GetName()] == "":
		err = invalid("not found the object type[name: %s], supported the object types: [Collection Global User]", e.GetObject().GetName())
	default:
		err = s.operate(name, plan.Args{
			Role: e.GetRole().GetName(), Privilege: e.GetGrantor().GetPrivilege().GetName(), ObjectType: e.GetObject().GetName(),
			Database: e.GetDbName(), Collection: e.GetObjectName(),
		})
	}
	return state("OperatePrivilege", err), nil
}

// operate puts the collection in the place of an alias where the version does, and grants or revokes.
func (s *Server) operate(name string, a plan.Args) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	database := a.Database
	if database == "" {
		database = s.catalog.Behaviour.DefaultDatabase
	}
	if s.catalog.Has(s.catalog.Behaviour.AliasesSince) {
		for _, d := range s.scopes {
			if real := d.Aliases[a.Collection]; d.Name == database && real != "" {
				a.Collection = real
			}
		}
	}
	return s.do(plan.Operation{Name: name, Args: a})
}
