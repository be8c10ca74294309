package qdrant

import (
	"context"
	"fmt"

	iamv1 "github.com/qdrant/qdrant-cloud-public-api/gen/go/qdrant/cloud/iam/v1"
	"google.golang.org/grpc/codes"

	"github.com/rolecall/rolecall/diff/live"
	"github.com/rolecall/rolecall/diff/plan"
)

// Do carries out one operation. Roles and users are found by name first; that one
// is not there is a refusal with the server's code for it.
func (c *client) Do(ctx context.Context, op plan.Operation, _ live.Password) error {
	account, err := c.accountID(ctx)
	if err != nil {
		return err
	}
	switch op.Name {
	case plan.CreateRole:
		_, err = c.iam.CreateRole(ctx, &iamv1.CreateRoleRequest{Role: written(account, op.Args, op.Args.Role)})
		return err
	case plan.UpdateRole:
		return c.updateRole(ctx, account, op.Args)
	case plan.DropRole:
		r, err := c.mustRole(ctx, account, op.Args.Role, iamv1.IAMService_DeleteRole_FullMethodName)
		if err != nil {
			return err
		}
		_, err = c.iam.DeleteRole(ctx, &iamv1.DeleteRoleRequest{AccountId: account, RoleId: r.GetId()})
		return err
	case plan.GrantRole, plan.RevokeRole:
		return c.assign(ctx, account, op)
	}
	return fmt.Errorf("operation %q is none of Qdrant Cloud", op.Name)
}

// updateRole writes all of a role. Without a description the role keeps its own.
func (c *client) updateRole(ctx context.Context, account string, a plan.Args) error {
	r, err := c.mustRole(ctx, account, a.Role, iamv1.IAMService_UpdateRole_FullMethodName)
	if err != nil {
		return err
	}
	w := written(account, a, newName(a))
	w.Id = r.GetId()
	if a.Description == nil {
		w.Description = r.GetDescription()
	}
	_, err = c.iam.UpdateRole(ctx, &iamv1.UpdateRoleRequest{Role: w})
	return err
}

// newName is what a role is called after an operation.
func newName(a plan.Args) string {
	if a.Name != "" {
		return a.Name
	}
	return a.Role
}

// written is a role as it is sent.
func written(account string, a plan.Args, name string) *iamv1.Role {
	r := &iamv1.Role{AccountId: account, Name: name, RoleType: iamv1.RoleType_ROLE_TYPE_CUSTOM}
	if a.Description != nil {
		r.Description = *a.Description
	}
	for _, p := range a.Privileges {
		r.Permissions = append(r.Permissions, &iamv1.Permission{Value: p})
	}
	return r
}

func (c *client) assign(ctx context.Context, account string, op plan.Operation) error {
	const method = iamv1.IAMService_AssignUserRoles_FullMethodName
	r, err := c.mustRole(ctx, account, op.Args.Role, method)
	if err != nil {
		return err
	}
	user, err := c.user(ctx, account, op.Args.User)
	if err != nil {
		return err
	}
	if user == "" {
		return missing(method, "user", op.Args.User)
	}
	q := &iamv1.AssignUserRolesRequest{AccountId: account, UserId: user}
	if op.Name == plan.GrantRole {
		q.RoleIdsToAdd = []string{r.GetId()}
	} else {
		q.RoleIdsToDelete = []string{r.GetId()}
	}
	_, err = c.iam.AssignUserRoles(ctx, q)
	return err
}

// mustRole finds the role that a method is to change.
func (c *client) mustRole(ctx context.Context, account, name, method string) (*iamv1.Role, error) {
	r, err := c.role(ctx, account, name)
	if err == nil && r == nil {
		return nil, missing(method, "role", name)
	}
	return r, err
}

func missing(method, what, name string) error {
	return &live.Refusal{Call: vendorName(method), Code: int(codes.NotFound), Text: fmt.Sprintf("the account has no %s %q", what, name)}
}
