package milvus

import (
	"context"
	"encoding/base64"
	"fmt"
	"slices"

	"github.com/milvus-io/milvus-proto/go-api/v2/commonpb"
	"github.com/milvus-io/milvus-proto/go-api/v2/milvuspb"

	"github.com/rolecall/rolecall/diff/plan"
	"github.com/rolecall/rolecall/internal/modelserver"
)

func (s *Server) CreateCredential(_ context.Context, q *milvuspb.CreateCredentialRequest) (*commonpb.Status, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	password, err := decoded(q.GetPassword())
	if err == nil {
		err = s.do(plan.Operation{Name: plan.CreateUser, Args: plan.Args{User: q.GetUsername()}})
	}
	if err == nil {
		s.secrets[q.GetUsername()] = password
	}
	return state("CreateCredential", err), nil
}

// decoded checks a password as the proxy does (proxy.minPasswordLength, proxy.maxPasswordLength).
func decoded(encoded string) (string, error) {
	password, err := base64.StdEncoding.DecodeString(encoded)
	if err != nil {
		return "", invalid("decode password fail")
	}
	if n := len(password); n < 6 || n > 72 {
		return "", &modelserver.Refusal{Code: invalidParameter, Text: fmt.Sprintf("invalid password length: invalid parameter[%d out of range 6 <= value <= 72]", n)}
	}
	return string(password), nil
}

func (s *Server) UpdateCredential(ctx context.Context, q *milvuspb.UpdateCredentialRequest) (*commonpb.Status, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	old, _ := base64.StdEncoding.DecodeString(q.GetOldPassword())
	password, err := decoded(q.GetNewPassword())
	switch {
	case err != nil:
	case !slices.Contains(s.options.Superusers, callerOf(ctx).user) && (len(old) == 0 || s.secrets[q.GetUsername()] != string(old)):
		err = &modelserver.Refusal{Code: notAuthenticated, Text: fmt.Sprintf("old password not correct for %s: not authenticated", q.GetUsername())}
	case !s.look().has(q.GetUsername()):
		err = invalid("user %q not found", q.GetUsername())
	default:
		s.secrets[q.GetUsername()] = password
	}
	return state("UpdateCredential", err), nil
}

func (s *Server) DeleteCredential(_ context.Context, q *milvuspb.DeleteCredentialRequest) (*commonpb.Status, error) {
	return state("DeleteCredential", s.Do(plan.Operation{Name: plan.DropUser, Args: plan.Args{User: q.GetUsername()}})), nil
}

func (s *Server) ListCredUsers(context.Context, *milvuspb.ListCredUsersRequest) (*milvuspb.ListCredUsersResponse, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	a := &milvuspb.ListCredUsersResponse{Status: &commonpb.Status{}}
	for _, u := range s.look().state.Users {
		a.Usernames = append(a.Usernames, u.Name)
	}
	return a, nil
}

// SelectUser tells of one user or of all. A user that is not there is no error.
func (s *Server) SelectUser(_ context.Context, q *milvuspb.SelectUserRequest) (*milvuspb.SelectUserResponse, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	v := s.look()
	a := &milvuspb.SelectUserResponse{Status: &commonpb.Status{}}
	for _, u := range v.state.Users {
		if q.GetUser() != nil && q.GetUser().GetName() != u.Name {
			continue
		}
		r := &milvuspb.UserResult{User: &milvuspb.UserEntity{Name: u.Name}}
		if q.GetIncludeRoleInfo() {
			r.Roles = roleEntities(v.held[u.Name])
		}
		a.Results = append(a.Results, r)
	}
	return a, nil
}

func roleEntities(names []string) []*milvuspb.RoleEntity {
	var out []*milvuspb.RoleEntity
	for _, name := range names {
		out = append(out, &milvuspb.RoleEntity{Name: name})
	}
	return out
}

func (s *Server) OperateUserRole(_ context.Context, q *milvuspb.OperateUserRoleRequest) (*commonpb.Status, error) {
	name := plan.GrantRole
	if q.GetType() == milvuspb.OperateUserRoleType_RemoveUserFromRole {
		name = plan.RevokeRole
	}
	return state("OperateUserRole", s.Do(plan.Operation{Name: name, Args: plan.Args{User: q.GetUsername(), Role: q.GetRoleName()}})), nil
}
