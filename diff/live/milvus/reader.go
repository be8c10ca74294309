package milvus

import (
	"context"
	"errors"
	"slices"

	"github.com/milvus-io/milvus-proto/go-api/v2/milvuspb"
	"google.golang.org/grpc/codes"

	"github.com/rolecall/rolecall/diff/live"
	"github.com/rolecall/rolecall/schema"
)

// reader reads a server by gRPC.
type reader struct{ *client }

// Open asks for the users as nobody, which a server with authorization refuses.
func (r reader) Open(ctx context.Context) (bool, error) {
	nobody := &client{api: r.api, at: r.at, database: r.database, timeout: r.timeout, secure: r.secure}
	nobody.token.Store(new(string))
	_, err := ask(ctx, nobody, "ListCredUsers", &milvuspb.ListCredUsersRequest{}, r.api.ListCredUsers)
	var no *live.Refusal
	if errors.As(err, &no) && (no.Code == int(codes.Unauthenticated) || no.Code == int(codes.PermissionDenied)) {
		return false, nil
	}
	return err == nil, err
}

func (r reader) Groups(ctx context.Context) ([]schema.StateGroup, error) {
	reply, err := ask(ctx, r.client, "ListPrivilegeGroups", &milvuspb.ListPrivilegeGroupsRequest{}, r.api.ListPrivilegeGroups)
	if err != nil {
		return nil, err
	}
	return groupsOf(reply.GetPrivilegeGroups()), nil
}

func groupsOf(list []*milvuspb.PrivilegeGroupInfo) []schema.StateGroup {
	out := make([]schema.StateGroup, len(list))
	for i, g := range list {
		out[i] = schema.StateGroup{Name: g.GetGroupName(), Privileges: []string{}}
		for _, p := range g.GetPrivileges() {
			out[i].Privileges = append(out[i].Privileges, p.GetName())
		}
	}
	return out
}

func (r reader) Roles(ctx context.Context) ([]schema.StateRole, error) {
	reply, err := ask(ctx, r.client, "SelectRole", &milvuspb.SelectRoleRequest{}, r.api.SelectRole)
	if err != nil {
		return nil, err
	}
	out := make([]schema.StateRole, len(reply.GetResults()))
	for i, result := range reply.GetResults() {
		out[i] = roleOf(result.GetRole())
	}
	return out, nil
}

func roleOf(r *milvuspb.RoleEntity) schema.StateRole {
	return schema.StateRole{Name: r.GetName(), Description: r.GetDescription()}
}

// Grants asks for database "*": without it a server tells those of the default one alone.
func (r reader) Grants(ctx context.Context, role string) ([]schema.StateGrant, string, error) {
	reply, err := ask(ctx, r.client, "SelectGrant", &milvuspb.SelectGrantRequest{
		Entity: &milvuspb.GrantEntity{Role: &milvuspb.RoleEntity{Name: role}, DbName: "*"},
	}, r.api.SelectGrant)
	if err != nil {
		return nil, "", err
	}
	return grantsOf(reply.GetEntities()), "", nil
}

func grantsOf(list []*milvuspb.GrantEntity) []schema.StateGrant {
	out := make([]schema.StateGrant, len(list))
	for i, g := range list {
		out[i] = schema.StateGrant{
			Role: g.GetRole().GetName(), Privilege: g.GetGrantor().GetPrivilege().GetName(),
			ObjectType: g.GetObject().GetName(), Database: g.GetDbName(), Collection: g.GetObjectName(),
		}
	}
	return out
}

func (r reader) Users(ctx context.Context) ([]string, error) {
	reply, err := ask(ctx, r.client, "ListCredUsers", &milvuspb.ListCredUsersRequest{}, r.api.ListCredUsers)
	return reply.GetUsernames(), err
}

// Members asks for all users at once, with what they hold.
func (r reader) Members(ctx context.Context) ([]schema.StateMember, error) {
	return r.holders(ctx, nil)
}

func (r reader) RolesOf(ctx context.Context, user string) ([]string, error) {
	members, err := r.holders(ctx, &milvuspb.UserEntity{Name: user})
	var out []string
	for _, m := range members {
		out = append(out, m.Role)
	}
	return out, err
}

func (r reader) holders(ctx context.Context, user *milvuspb.UserEntity) ([]schema.StateMember, error) {
	reply, err := ask(ctx, r.client, "SelectUser", &milvuspb.SelectUserRequest{User: user, IncludeRoleInfo: true}, r.api.SelectUser)
	if err != nil {
		return nil, err
	}
	var out []schema.StateMember
	for _, result := range reply.GetResults() {
		for _, role := range result.GetRoles() {
			out = append(out, schema.StateMember{Principal: result.GetUser().GetName(), Role: role.GetName()})
		}
	}
	return out, nil
}

// Backup takes no more than it needs from BackupRBAC: the hashes of passwords that
// it holds are gone with the reply.
func (r reader) Backup(ctx context.Context) (*schema.State, error) {
	reply, err := ask(ctx, r.client, "BackupRBAC", &milvuspb.BackupRBACMetaRequest{}, r.api.BackupRBAC)
	if err != nil {
		return nil, err
	}
	meta := reply.GetRBACMeta()
	s := &schema.State{Groups: groupsOf(meta.GetPrivilegeGroups()), Grants: grantsOf(meta.GetGrants())}
	for _, role := range meta.GetRoles() {
		s.Roles = append(s.Roles, roleOf(role))
	}
	for _, u := range meta.GetUsers() {
		s.Users = append(s.Users, schema.StateUser{Name: u.GetUser()})
		for _, role := range u.GetRoles() {
			s.Members = append(s.Members, schema.StateMember{Principal: u.GetUser(), Role: role.GetName()})
		}
	}
	return s, nil
}

func (r reader) Databases(ctx context.Context) ([]string, error) {
	reply, err := ask(ctx, r.client, "ListDatabases", &milvuspb.ListDatabasesRequest{}, r.api.ListDatabases)
	return slices.Clone(reply.GetDbNames()), err
}

func (r reader) Collections(ctx context.Context, database string) ([]string, error) {
	reply, err := ask(ctx, r.client, "ShowCollections", &milvuspb.ShowCollectionsRequest{DbName: database}, r.api.ShowCollections)
	return slices.Clone(reply.GetCollectionNames()), err
}

func (r reader) Aliases(ctx context.Context, database, collection string) ([]string, error) {
	reply, err := ask(ctx, r.client, "ListAliases", &milvuspb.ListAliasesRequest{DbName: database, CollectionName: collection}, r.api.ListAliases)
	return slices.Clone(reply.GetAliases()), err
}
