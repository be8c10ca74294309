package milvus

import (
	"context"
	"encoding/base64"
	"fmt"
	"strings"

	"github.com/milvus-io/milvus-proto/go-api/v2/milvuspb"

	"github.com/rolecall/rolecall/diff/live"
	"github.com/rolecall/rolecall/diff/live/vectordb"
	"github.com/rolecall/rolecall/diff/plan"
)

// Do carries out an operation by the call that the vendor's table of calls names.
func (c *client) Do(ctx context.Context, op plan.Operation, password live.Password) error {
	a := op.Args
	switch op.Name {
	case plan.CreateGroup:
		return tell(ctx, c, "CreatePrivilegeGroup", &milvuspb.CreatePrivilegeGroupRequest{GroupName: a.Group}, c.api.CreatePrivilegeGroup)
	case plan.DropGroup:
		return tell(ctx, c, "DropPrivilegeGroup", &milvuspb.DropPrivilegeGroupRequest{GroupName: a.Group}, c.api.DropPrivilegeGroup)
	case plan.AddPrivileges:
		return c.alterGroup(ctx, a, milvuspb.OperatePrivilegeGroupType_AddPrivilegesToGroup)
	case plan.RemovePrivileges:
		return c.alterGroup(ctx, a, milvuspb.OperatePrivilegeGroupType_RemovePrivilegesFromGroup)
	case plan.CreateUser:
		return c.createUser(ctx, a.User, password)
	case plan.DropUser:
		return tell(ctx, c, "DeleteCredential", &milvuspb.DeleteCredentialRequest{Username: a.User}, c.api.DeleteCredential)
	case plan.CreateRole:
		return tell(ctx, c, "CreateRole", &milvuspb.CreateRoleRequest{Entity: &milvuspb.RoleEntity{Name: a.Role, Description: text(a.Description)}}, c.api.CreateRole)
	case plan.AlterRole:
		return tell(ctx, c, "AlterRole", &milvuspb.AlterRoleRequest{RoleName: a.Role, Description: text(a.Description)}, c.api.AlterRole)
	case plan.DropRole, plan.ForceDropRole:
		return tell(ctx, c, "DropRole", &milvuspb.DropRoleRequest{RoleName: a.Role, ForceDrop: op.Name == plan.ForceDropRole}, c.api.DropRole)
	case plan.GrantPrivilege, plan.RevokePrivilege:
		return c.privilege(ctx, a, grantOr(op.Name == plan.GrantPrivilege))
	case plan.GrantPrivilegeV1, plan.RevokePrivilegeV1:
		return c.privilegeV1(ctx, a, grantOr(op.Name == plan.GrantPrivilegeV1))
	case plan.GrantRole:
		return c.bind(ctx, a, milvuspb.OperateUserRoleType_AddUserToRole)
	case plan.RevokeRole:
		return c.bind(ctx, a, milvuspb.OperateUserRoleType_RemoveUserFromRole)
	}
	return fmt.Errorf("carry out %s: the server has no such operation", op.Name)
}

func text(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

func grantOr(grants bool) milvuspb.OperatePrivilegeType {
	if grants {
		return milvuspb.OperatePrivilegeType_Grant
	}
	return milvuspb.OperatePrivilegeType_Revoke
}

func (c *client) alterGroup(ctx context.Context, a plan.Args, how milvuspb.OperatePrivilegeGroupType) error {
	q := &milvuspb.OperatePrivilegeGroupRequest{GroupName: a.Group, Type: how}
	for _, p := range a.Privileges {
		q.Privileges = append(q.Privileges, &milvuspb.PrivilegeEntity{Name: p})
	}
	return tell(ctx, c, "OperatePrivilegeGroup", q, c.api.OperatePrivilegeGroup)
}

func (c *client) privilege(ctx context.Context, a plan.Args, how milvuspb.OperatePrivilegeType) error {
	return tell(ctx, c, "OperatePrivilegeV2", &milvuspb.OperatePrivilegeV2Request{
		Role: &milvuspb.RoleEntity{Name: a.Role}, Grantor: grantor(a.Privilege), Type: how, DbName: a.Database, CollectionName: a.Collection,
	}, c.api.OperatePrivilegeV2)
}

func (c *client) privilegeV1(ctx context.Context, a plan.Args, how milvuspb.OperatePrivilegeType) error {
	return tell(ctx, c, "OperatePrivilege", &milvuspb.OperatePrivilegeRequest{Type: how, Entity: &milvuspb.GrantEntity{
		Role: &milvuspb.RoleEntity{Name: a.Role}, Object: &milvuspb.ObjectEntity{Name: a.ObjectType}, ObjectName: a.Collection,
		Grantor: grantor(a.Privilege), DbName: a.Database,
	}}, c.api.OperatePrivilege)
}

func grantor(privilege string) *milvuspb.GrantorEntity {
	return &milvuspb.GrantorEntity{Privilege: &milvuspb.PrivilegeEntity{Name: privilege}}
}

func (c *client) bind(ctx context.Context, a plan.Args, how milvuspb.OperateUserRoleType) error {
	return tell(ctx, c, "OperateUserRole", &milvuspb.OperateUserRoleRequest{Username: a.User, RoleName: a.Role, Type: how}, c.api.OperateUserRole)
}

func (c *client) createUser(ctx context.Context, user string, password live.Password) error {
	secret, err := vectordb.PasswordOf(ctx, user, password)
	if err != nil {
		return err
	}
	return vectordb.Hide(tell(ctx, c, "CreateCredential", &milvuspb.CreateCredentialRequest{Username: user, Password: encode(secret)}, c.api.CreateCredential), secret, encode(secret))
}

// Rotate replaces a password. A server wants the old one besides, unless the
// caller is one of its common.security.superUsers: it is known of the caller alone,
// whose next call is made with the new one.
func (c *client) Rotate(ctx context.Context, user string, password live.Password) error {
	secret, err := vectordb.PasswordOf(ctx, user, password)
	if err != nil {
		return err
	}
	own, old, _ := strings.Cut(*c.token.Load(), ":")
	q := &milvuspb.UpdateCredentialRequest{Username: user, NewPassword: encode(secret)}
	if own == user {
		q.OldPassword = encode(old)
	}
	err = vectordb.Hide(tell(ctx, c, "UpdateCredential", q, c.api.UpdateCredential), secret, encode(secret))
	if own == user && err == nil {
		renewed := user + ":" + secret
		c.token.Store(&renewed)
	}
	return vectordb.Outsider(err, own == user)
}

// encode is how credentials are sent; it hides nothing.
func encode(secret string) string { return base64.StdEncoding.EncodeToString([]byte(secret)) }
