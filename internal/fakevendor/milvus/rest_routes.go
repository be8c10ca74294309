package milvus

import (
	"context"
	"encoding/base64"
	"strings"

	"github.com/milvus-io/milvus-proto/go-api/v2/milvuspb"
)

// routes are the paths below /v2/vectordb that concern access.
func routes() map[string]route {
	user, role, group := []string{"userName"}, []string{"roleName"}, []string{"privilegeGroupName"}
	grantV1, grantV2 := []string{"roleName", "objectType", "objectName", "privilege"}, []string{"roleName", "privilege"}
	return map[string]route{
		"/users/list":            {"ListCredUsers", nil, listUsers},
		"/users/describe":        {"SelectUser", user, describeUser},
		"/users/create":          {"CreateCredential", []string{"userName", "password"}, createUser},
		"/users/update_password": {"UpdateCredential", user, updatePassword},
		"/users/drop":            {"DeleteCredential", user, dropUser},
		"/users/grant_role":      {"OperateUserRole", []string{"userName", "roleName"}, bind(milvuspb.OperateUserRoleType_AddUserToRole)},
		"/users/revoke_role":     {"OperateUserRole", []string{"userName", "roleName"}, bind(milvuspb.OperateUserRoleType_RemoveUserFromRole)},

		"/roles/list":                {"SelectRole", nil, listRoles},
		"/roles/describe":            {"SelectGrant", role, describeRole},
		"/roles/create":              {"CreateRole", role, createRole},
		"/roles/alter":               {"AlterRole", role, alterRole},
		"/roles/drop":                {"DropRole", role, dropRole},
		"/roles/grant_privilege":     {"OperatePrivilege", grantV1, privilegeV1(milvuspb.OperatePrivilegeType_Grant)},
		"/roles/revoke_privilege":    {"OperatePrivilege", grantV1, privilegeV1(milvuspb.OperatePrivilegeType_Revoke)},
		"/roles/grant_privilege_v2":  {"OperatePrivilegeV2", grantV2, privilegeV2(milvuspb.OperatePrivilegeType_Grant)},
		"/roles/revoke_privilege_v2": {"OperatePrivilegeV2", grantV2, privilegeV2(milvuspb.OperatePrivilegeType_Revoke)},

		"/privilege_groups/list":                         {"ListPrivilegeGroups", nil, listGroups},
		"/privilege_groups/create":                       {"CreatePrivilegeGroup", group, createGroup},
		"/privilege_groups/drop":                         {"DropPrivilegeGroup", group, dropGroup},
		"/privilege_groups/add_privileges_to_group":      {"OperatePrivilegeGroup", group, alterGroup(milvuspb.OperatePrivilegeGroupType_AddPrivilegesToGroup)},
		"/privilege_groups/remove_privileges_from_group": {"OperatePrivilegeGroup", group, alterGroup(milvuspb.OperatePrivilegeGroupType_RemovePrivilegesFromGroup)},

		"/databases/list":   {"ListDatabases", nil, listDatabases},
		"/collections/list": {"ShowCollections", nil, listCollections},
		"/aliases/list":     {"ListAliases", nil, listAliases},
	}
}

// run is what a route does.
type run = func(s *Server, ctx context.Context, b *body) (reply, error)

// names is a list that is empty rather than null.
func names(list []string) reply { return reply{data: append([]string{}, list...)} }

func listUsers(s *Server, ctx context.Context, _ *body) (reply, error) {
	a, err := through(ctx, s, &milvuspb.ListCredUsersRequest{}, s.ListCredUsers)
	return names(a.GetUsernames()), err
}

// describeUser tells nothing of a user that is not there, and that is no error.
func describeUser(s *Server, ctx context.Context, b *body) (reply, error) {
	q := &milvuspb.SelectUserRequest{User: &milvuspb.UserEntity{Name: b.text("userName")}, IncludeRoleInfo: true}
	a, err := through(ctx, s, q, s.SelectUser)
	var held []string
	for _, u := range a.GetResults() {
		for _, r := range u.GetRoles() {
			held = append(held, r.GetName())
		}
	}
	return names(held), err
}

func createUser(s *Server, ctx context.Context, b *body) (reply, error) {
	_, err := through(ctx, s, &milvuspb.CreateCredentialRequest{Username: b.text("userName"), Password: encoded(b.text("password"))}, s.CreateCredential)
	return reply{}, err
}

func encoded(password string) string { return base64.StdEncoding.EncodeToString([]byte(password)) }

func updatePassword(s *Server, ctx context.Context, b *body) (reply, error) {
	q := &milvuspb.UpdateCredentialRequest{Username: b.text("userName"), OldPassword: encoded(b.text("password")), NewPassword: encoded(b.text("newPassword"))}
	_, err := through(ctx, s, q, s.UpdateCredential)
	return reply{}, err
}

func dropUser(s *Server, ctx context.Context, b *body) (reply, error) {
	_, err := through(ctx, s, &milvuspb.DeleteCredentialRequest{Username: b.text("userName")}, s.DeleteCredential)
	return reply{}, err
}

func bind(how milvuspb.OperateUserRoleType) run {
	return func(s *Server, ctx context.Context, b *body) (reply, error) {
		_, err := through(ctx, s, &milvuspb.OperateUserRoleRequest{Username: b.text("userName"), RoleName: b.text("roleName"), Type: how}, s.OperateUserRole)
		return reply{}, err
	}
}

func listRoles(s *Server, ctx context.Context, _ *body) (reply, error) {
	a, err := through(ctx, s, &milvuspb.SelectRoleRequest{}, s.SelectRole)
	var list []string
	for _, r := range a.GetResults() {
		list = append(list, r.GetRole().GetName())
	}
	return names(list), err
}

// describeRole tells grants of one database and of "*"; the database is the
// default one where the body does not say another. Of versions that know
// descriptions it asks for the role first, which not even holders may do.
func describeRole(s *Server, ctx context.Context, b *body) (reply, error) {
	out := reply{}
	if s.catalog.Has(s.catalog.Behaviour.DescriptionsSince) {
		a, err := through(ctx, s, &milvuspb.SelectRoleRequest{Role: &milvuspb.RoleEntity{Name: b.text("roleName")}}, s.SelectRole)
		if err != nil {
			return out, err
		}
		description := ""
		for _, r := range a.GetResults() {
			description = r.GetRole().GetDescription()
		}
		out.description = &description
	}
	q := &milvuspb.SelectGrantRequest{Entity: &milvuspb.GrantEntity{Role: &milvuspb.RoleEntity{Name: b.text("roleName")}, DbName: b.database}}
	a, err := through(ctx, s, q, s.SelectGrant)
	rows := []map[string]string{}
	for _, g := range a.GetEntities() {
		rows = append(rows, map[string]string{
			"objectType": g.GetObject().GetName(), "objectName": g.GetObjectName(), "dbName": g.GetDbName(),
			"privilege": g.GetGrantor().GetPrivilege().GetName(), "grantor": g.GetGrantor().GetUser().GetName(),
		})
	}
	out.data = rows
	return out, err
}

func createRole(s *Server, ctx context.Context, b *body) (reply, error) {
	_, err := through(ctx, s, &milvuspb.CreateRoleRequest{Entity: &milvuspb.RoleEntity{Name: b.text("roleName"), Description: b.text("description")}}, s.CreateRole)
	return reply{}, err
}

func alterRole(s *Server, ctx context.Context, b *body) (reply, error) {
	_, err := through(ctx, s, &milvuspb.AlterRoleRequest{RoleName: b.text("roleName"), Description: b.text("description")}, s.AlterRole)
	return reply{}, err
}

// dropRole has no way to force it.
func dropRole(s *Server, ctx context.Context, b *body) (reply, error) {
	_, err := through(ctx, s, &milvuspb.DropRoleRequest{RoleName: b.text("roleName")}, s.DropRole)
	return reply{}, err
}

func privilegeV1(how milvuspb.OperatePrivilegeType) run {
	return func(s *Server, ctx context.Context, b *body) (reply, error) {
		_, err := through(ctx, s, &milvuspb.OperatePrivilegeRequest{Type: how, Entity: &milvuspb.GrantEntity{
			Role: &milvuspb.RoleEntity{Name: b.text("roleName")}, Object: &milvuspb.ObjectEntity{Name: b.text("objectType")},
			ObjectName: b.text("objectName"), DbName: b.database, Grantor: granted(b),
		}}, s.OperatePrivilege)
		return reply{}, err
	}
}

func privilegeV2(how milvuspb.OperatePrivilegeType) run {
	return func(s *Server, ctx context.Context, b *body) (reply, error) {
		_, err := through(ctx, s, &milvuspb.OperatePrivilegeV2Request{
			Role: &milvuspb.RoleEntity{Name: b.text("roleName")}, Grantor: granted(b), Type: how,
			DbName: b.text("dbName"), CollectionName: b.text("collectionName"),
		}, s.OperatePrivilegeV2)
		return reply{}, err
	}
}

func granted(b *body) *milvuspb.GrantorEntity {
	return &milvuspb.GrantorEntity{Privilege: &milvuspb.PrivilegeEntity{Name: b.text("privilege")}}
}

// listGroups joins the members of each group by commas.
func listGroups(s *Server, ctx context.Context, _ *body) (reply, error) {
	a, err := through(ctx, s, &milvuspb.ListPrivilegeGroupsRequest{}, s.ListPrivilegeGroups)
	list := []map[string]string{}
	for _, g := range a.GetPrivilegeGroups() {
		var members []string
		for _, p := range g.GetPrivileges() {
			members = append(members, p.GetName())
		}
		list = append(list, map[string]string{"privilegeGroupName": g.GetGroupName(), "privileges": strings.Join(members, ",")})
	}
	return reply{data: map[string]any{"privilegeGroups": list}}, err
}

func createGroup(s *Server, ctx context.Context, b *body) (reply, error) {
	_, err := through(ctx, s, &milvuspb.CreatePrivilegeGroupRequest{GroupName: b.text("privilegeGroupName")}, s.CreatePrivilegeGroup)
	return reply{}, err
}

func dropGroup(s *Server, ctx context.Context, b *body) (reply, error) {
	_, err := through(ctx, s, &milvuspb.DropPrivilegeGroupRequest{GroupName: b.text("privilegeGroupName")}, s.DropPrivilegeGroup)
	return reply{}, err
}

func alterGroup(how milvuspb.OperatePrivilegeGroupType) run {
	return func(s *Server, ctx context.Context, b *body) (reply, error) {
		q := &milvuspb.OperatePrivilegeGroupRequest{GroupName: b.text("privilegeGroupName"), Type: how}
		for _, p := range b.list("privileges") {
			q.Privileges = append(q.Privileges, &milvuspb.PrivilegeEntity{Name: p})
		}
		_, err := through(ctx, s, q, s.OperatePrivilegeGroup)
		return reply{}, err
	}
}

func listDatabases(s *Server, ctx context.Context, _ *body) (reply, error) {
	a, err := through(ctx, s, &milvuspb.ListDatabasesRequest{}, s.ListDatabases)
	return names(a.GetDbNames()), err
}

func listCollections(s *Server, ctx context.Context, b *body) (reply, error) {
	a, err := through(ctx, s, &milvuspb.ShowCollectionsRequest{DbName: b.database}, s.ShowCollections)
	return names(a.GetCollectionNames()), err
}

func listAliases(s *Server, ctx context.Context, b *body) (reply, error) {
	a, err := through(ctx, s, &milvuspb.ListAliasesRequest{DbName: b.database, CollectionName: b.text("collectionName")}, s.ListAliases)
	return names(a.GetAliases()), err
}
