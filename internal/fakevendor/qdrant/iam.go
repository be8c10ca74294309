package qdrant

import (
	"context"
	"errors"
	"slices"

	iamv1 "github.com/qdrant/qdrant-cloud-public-api/gen/go/qdrant/cloud/iam/v1"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"github.com/rolecall/rolecall/diff/plan"
	"github.com/rolecall/rolecall/internal/modelserver"
)

func (s *Server) ListPermissions(_ context.Context, q *iamv1.ListPermissionsRequest) (*iamv1.ListPermissionsResponse, error) {
	var list []*iamv1.Permission
	for _, name := range s.allPermissions() {
		list = append(list, s.permission(name))
	}
	a := &iamv1.ListPermissionsResponse{}
	a.Permissions = page(s, q, a, list)
	return a, nil
}

func (s *Server) ListRoles(_ context.Context, q *iamv1.ListRolesRequest) (*iamv1.ListRolesResponse, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	a := &iamv1.ListRolesResponse{}
	a.Items = page(s, q, a, s.look().roles)
	return a, nil
}

func (s *Server) GetRole(_ context.Context, q *iamv1.GetRoleRequest) (*iamv1.GetRoleResponse, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	r, err := s.role(q.GetRoleId())
	return &iamv1.GetRoleResponse{Role: r}, err
}

func (s *Server) CreateRole(_ context.Context, q *iamv1.CreateRoleRequest) (*iamv1.CreateRoleResponse, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := told(s.do(plan.Operation{Name: plan.CreateRole, Args: args(q.GetRole())})); err != nil {
		return nil, err
	}
	return &iamv1.CreateRoleResponse{Role: s.named(q.GetRole().GetName())}, nil
}

func (s *Server) UpdateRole(_ context.Context, q *iamv1.UpdateRoleRequest) (*iamv1.UpdateRoleResponse, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(q.GetUpdateMask().GetPaths()) > 0 {
		return nil, status.Error(codes.Unimplemented, "a mask is the gateway's to resolve")
	}
	r, err := s.role(q.GetRole().GetId())
	if err != nil {
		return nil, err
	}
	a := args(q.GetRole())
	a.Role, a.Name = r.GetName(), q.GetRole().GetName()
	if err := told(s.do(plan.Operation{Name: plan.UpdateRole, Args: a})); err != nil {
		return nil, err
	}
	return &iamv1.UpdateRoleResponse{Role: s.named(a.Name)}, nil
}

func (s *Server) DeleteRole(_ context.Context, q *iamv1.DeleteRoleRequest) (*iamv1.DeleteRoleResponse, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	r, err := s.role(q.GetRoleId())
	if err == nil {
		err = told(s.do(plan.Operation{Name: plan.DropRole, Args: plan.Args{Role: r.GetName()}}))
	}
	return &iamv1.DeleteRoleResponse{}, err
}

func (s *Server) ListEffectivePermissions(ctx context.Context, _ *iamv1.ListEffectivePermissionsRequest) (*iamv1.ListEffectivePermissionsResponse, error) {
	who, _ := s.caller(ctx)
	a := &iamv1.ListEffectivePermissionsResponse{}
	for _, p := range s.permissions(who) {
		a.Permissions = append(a.Permissions, &iamv1.Permission{Value: p})
	}
	return a, nil
}

func (s *Server) ListUsers(_ context.Context, q *iamv1.ListUsersRequest) (*iamv1.ListUsersResponse, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	a := &iamv1.ListUsersResponse{}
	a.Items = page(s, q, a, s.look().users)
	return a, nil
}

func (s *Server) ListUserRoles(_ context.Context, q *iamv1.ListUserRolesRequest) (*iamv1.ListUserRolesResponse, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, err := s.user(q.GetUserId()); err != nil {
		return nil, err
	}
	a := &iamv1.ListUserRolesResponse{}
	a.Roles = page(s, q, a, s.look().held[q.GetUserId()])
	return a, nil
}

func (s *Server) ListRoleUsers(_ context.Context, q *iamv1.ListRoleUsersRequest) (*iamv1.ListRoleUsersResponse, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, err := s.role(q.GetRoleId()); err != nil {
		return nil, err
	}
	a := &iamv1.ListRoleUsersResponse{}
	a.Users = page(s, q, a, s.look().holders[q.GetRoleId()])
	return a, nil
}

// AssignUserRoles gives and takes roles; what is both given and taken is taken.
func (s *Server) AssignUserRoles(_ context.Context, q *iamv1.AssignUserRolesRequest) (*iamv1.AssignUserRolesResponse, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	u, err := s.user(q.GetUserId())
	if err != nil {
		return nil, err
	}
	var ops []plan.Operation
	for _, id := range slices.Concat(q.GetRoleIdsToAdd(), q.GetRoleIdsToDelete()) {
		r, err := s.role(id)
		if err != nil {
			return nil, err
		}
		op := plan.Operation{Name: plan.GrantRole, Args: plan.Args{User: u.GetEmail(), Role: r.GetName()}}
		if slices.Contains(q.GetRoleIdsToDelete(), id) {
			op.Name = plan.RevokeRole
		}
		ops = append(ops, op)
	}
	for _, op := range ops {
		if err := told(s.do(op)); err != nil {
			return nil, err
		}
	}
	return &iamv1.AssignUserRolesResponse{}, nil
}

func (s *Server) role(id string) (*iamv1.Role, error) {
	if r := s.look().byID[id]; r != nil {
		return r, nil
	}
	return nil, status.Errorf(codes.NotFound, "role %q not found", id)
}

func (s *Server) user(id string) (*iamv1.User, error) {
	if u := s.look().userID[id]; u != nil {
		return u, nil
	}
	return nil, status.Errorf(codes.NotFound, "user %q not found", id)
}

func (s *Server) named(name string) *iamv1.Role { return s.look().byID[s.book.role(name).id] }

// args are a role as the model takes it.
func args(r *iamv1.Role) plan.Args {
	description := r.GetDescription()
	a := plan.Args{Role: r.GetName(), Description: &description}
	for _, p := range r.GetPermissions() {
		a.Privileges = append(a.Privileges, p.GetValue())
	}
	return a
}

// told is a refusal of the model as gRPC has it: their codes are the same.
func told(err error) error {
	var r *modelserver.Refusal
	if errors.As(err, &r) {
		return status.Error(codes.Code(r.Code), r.Text)
	}
	return err
}
