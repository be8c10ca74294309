package qdrant

import (
	"context"
	"fmt"
	"slices"

	iamv1 "github.com/qdrant/qdrant-cloud-public-api/gen/go/qdrant/cloud/iam/v1"

	"github.com/rolecall/rolecall/diff/plan"
)

// Done reports whether the server has what an operation leaves behind: a role
// with the name, description and permissions that were sent, no role, a holder, no holder.
func (c *client) Done(ctx context.Context, op plan.Operation) (bool, error) {
	account, err := c.accountID(ctx)
	if err != nil {
		return false, err
	}
	a := op.Args
	switch op.Name {
	case plan.CreateRole, plan.UpdateRole:
		return c.stands(ctx, account, a)
	case plan.DropRole:
		r, err := c.role(ctx, account, a.Role)
		return err == nil && r == nil, err
	case plan.GrantRole:
		return c.holds(ctx, account, a.User, a.Role)
	case plan.RevokeRole:
		holds, err := c.holds(ctx, account, a.User, a.Role)
		return err == nil && !holds, err
	}
	return false, fmt.Errorf("operation %q is none of Qdrant Cloud", op.Name)
}

// stands reports whether a role is as an operation writes it, and no longer there under its old name.
func (c *client) stands(ctx context.Context, account string, a plan.Args) (bool, error) {
	name := newName(a)
	r, err := c.role(ctx, account, name)
	if err != nil || r == nil {
		return false, err
	}
	has, want := listed(r).Permissions, slices.Clone(a.Privileges)
	slices.Sort(has)
	slices.Sort(want)
	if a.Description != nil && r.GetDescription() != *a.Description || !slices.Equal(slices.Compact(has), slices.Compact(want)) {
		return false, nil
	}
	if name == a.Role {
		return true, nil
	}
	old, err := c.role(ctx, account, a.Role)
	return err == nil && old == nil, err
}

// holds reports whether a user holds a role. Neither of them need be there.
func (c *client) holds(ctx context.Context, account, email, name string) (bool, error) {
	r, err := c.role(ctx, account, name)
	if err != nil || r == nil {
		return false, err
	}
	user, err := c.user(ctx, account, email)
	if err != nil || user == "" {
		return false, err
	}
	held, err := pages(ctx, &iamv1.ListUserRolesRequest{AccountId: account, UserId: user}, c.iam.ListUserRoles, (*iamv1.ListUserRolesResponse).GetRoles)
	return slices.ContainsFunc(held, func(h *iamv1.Role) bool { return h.GetId() == r.GetId() }), err
}
