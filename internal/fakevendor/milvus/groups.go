package milvus

import (
	"context"

	"github.com/milvus-io/milvus-proto/go-api/v2/commonpb"
	"github.com/milvus-io/milvus-proto/go-api/v2/milvuspb"

	"github.com/rolecall/rolecall/diff/plan"
	"github.com/rolecall/rolecall/schema"
)

func (s *Server) CreatePrivilegeGroup(_ context.Context, q *milvuspb.CreatePrivilegeGroupRequest) (*commonpb.Status, error) {
	return state("CreatePrivilegeGroup", s.Do(plan.Operation{Name: plan.CreateGroup, Args: plan.Args{Group: q.GetGroupName()}})), nil
}

func (s *Server) DropPrivilegeGroup(_ context.Context, q *milvuspb.DropPrivilegeGroupRequest) (*commonpb.Status, error) {
	return state("DropPrivilegeGroup", s.Do(plan.Operation{Name: plan.DropGroup, Args: plan.Args{Group: q.GetGroupName()}})), nil
}

func (s *Server) OperatePrivilegeGroup(_ context.Context, q *milvuspb.OperatePrivilegeGroupRequest) (*commonpb.Status, error) {
	name := plan.AddPrivileges
	if q.GetType() == milvuspb.OperatePrivilegeGroupType_RemovePrivilegesFromGroup {
		name = plan.RemovePrivileges
	}
	a := plan.Args{Group: q.GetGroupName()}
	for _, p := range q.GetPrivileges() {
		a.Privileges = append(a.Privileges, p.GetName())
	}
	return state("OperatePrivilegeGroup", s.Do(plan.Operation{Name: name, Args: a})), nil
}

// ListPrivilegeGroups lists the vendor's groups as well.
func (s *Server) ListPrivilegeGroups(context.Context, *milvuspb.ListPrivilegeGroupsRequest) (*milvuspb.ListPrivilegeGroupsResponse, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	a := &milvuspb.ListPrivilegeGroupsResponse{Status: &commonpb.Status{}}
	for _, g := range s.look().state.Groups {
		a.PrivilegeGroups = append(a.PrivilegeGroups, group(g))
	}
	return a, nil
}

func group(g schema.StateGroup) *milvuspb.PrivilegeGroupInfo {
	out := &milvuspb.PrivilegeGroupInfo{GroupName: g.Name}
	for _, p := range g.Privileges {
		out.Privileges = append(out.Privileges, &milvuspb.PrivilegeEntity{Name: p})
	}
	return out
}
