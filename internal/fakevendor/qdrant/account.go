package qdrant

import (
	"context"

	accountv1 "github.com/qdrant/qdrant-cloud-public-api/gen/go/qdrant/cloud/account/v1"
	iamv1 "github.com/qdrant/qdrant-cloud-public-api/gen/go/qdrant/cloud/iam/v1"
	uiv1 "github.com/qdrant/qdrant-cloud-public-api/gen/go/qdrant/cloud/ui/v1"
)

func (s *Server) ListAccounts(_ context.Context, q *accountv1.ListAccountsRequest) (*accountv1.ListAccountsResponse, error) {
	a := &accountv1.ListAccountsResponse{}
	a.Items = page(s, q, a, []*accountv1.Account{account()})
	return a, nil
}

func (s *Server) GetAccount(context.Context, *accountv1.GetAccountRequest) (*accountv1.GetAccountResponse, error) {
	return &accountv1.GetAccountResponse{Account: account()}, nil
}

func account() *accountv1.Account {
	return &accountv1.Account{Id: Account, Name: "The account", CreatedAt: at(0), LastModifiedAt: at(0), ExternalOwnerId: "owner", OwnerEmail: "owner@example.com"}
}

func (s *Server) ListAccountMembers(_ context.Context, q *accountv1.ListAccountMembersRequest) (*accountv1.ListAccountMembersResponse, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var list []*accountv1.AccountMember
	for _, u := range s.look().users {
		list = append(list, s.member(u))
	}
	a := &accountv1.ListAccountMembersResponse{}
	a.Items = page(s, q, a, list)
	return a, nil
}

func (s *Server) GetAccountMember(_ context.Context, q *accountv1.GetAccountMemberRequest) (*accountv1.GetAccountMemberResponse, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	u, err := s.user(q.GetUserId())
	if err != nil {
		return nil, err
	}
	return &accountv1.GetAccountMemberResponse{AccountMember: s.member(u)}, nil
}

func (s *Server) member(u *iamv1.User) *accountv1.AccountMember {
	m := &accountv1.AccountMember{AccountMember: u}
	for _, r := range s.look().held[u.GetId()] {
		m.IsOwner = m.IsOwner || r.SubType != nil && r.GetSubType() == iamv1.SystemRoleSubType_SYSTEM_ROLE_SUB_TYPE_OWNER
	}
	return m
}

// ListUsersWithRoles gives all that is known of who holds what, by one call.
func (s *Server) ListUsersWithRoles(_ context.Context, q *uiv1.ListUsersWithRolesRequest) (*uiv1.ListUsersWithRolesResponse, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var list []*uiv1.UserWithRoles
	for _, u := range s.look().users {
		list = append(list, &uiv1.UserWithRoles{User: u, Roles: s.look().held[u.GetId()]})
	}
	a := &uiv1.ListUsersWithRolesResponse{}
	a.Items = page(s, q, a, list)
	return a, nil
}
