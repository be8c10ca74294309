package qdrant

import (
	"context"
	"fmt"

	accountv1 "github.com/qdrant/qdrant-cloud-public-api/gen/go/qdrant/cloud/account/v1"
	iamv1 "github.com/qdrant/qdrant-cloud-public-api/gen/go/qdrant/cloud/iam/v1"
	"google.golang.org/grpc/codes"

	"github.com/rolecall/rolecall/schema/target/qdrant"
)

// ids are what the server calls roles and users, by the names that people use. An
// id stays when its name changes, so each is looked at again before it is used.
type ids struct {
	roles, users map[string]string
}

func (c *client) known(of func(*ids) map[string]string, name string) string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return of(&c.ids)[name]
}

// role finds a role by its name in the catalog; nil where there is none.
func (c *client) role(ctx context.Context, account, name string) (*iamv1.Role, error) {
	if id := c.known(func(k *ids) map[string]string { return k.roles }, name); id != "" {
		a, err := c.iam.GetRole(ctx, &iamv1.GetRoleRequest{AccountId: account, RoleId: id})
		if err != nil && !isRefusal(err, codes.NotFound) {
			return nil, err
		}
		if err == nil && catalogName(a.GetRole()) == name {
			return a.GetRole(), nil
		}
	}
	list, err := c.roles(ctx, account)
	if err != nil {
		return nil, err
	}
	byName := make(map[string]*iamv1.Role, len(list))
	now := make(map[string]string, len(list))
	for _, r := range list {
		n := catalogName(r)
		if byName[n] != nil && n == name {
			return nil, fmt.Errorf("two roles are named %q", name)
		}
		byName[n], now[n] = r, r.GetId()
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.ids.roles = now
	return byName[name], nil
}

func catalogName(r *iamv1.Role) string {
	return (&qdrant.Role{Name: r.GetName(), Sub: sub(r)}).CatalogName()
}

// user finds the id of a user by the address, or by the id itself; empty where there is none.
func (c *client) user(ctx context.Context, account, name string) (string, error) {
	if id := c.known(func(k *ids) map[string]string { return k.users }, name); id != "" {
		a, err := c.accounts.GetAccountMember(ctx, &accountv1.GetAccountMemberRequest{AccountId: account, UserId: id})
		if err != nil && !isRefusal(err, codes.NotFound) {
			return "", err
		}
		if u := a.GetAccountMember().GetAccountMember(); err == nil && (u.GetEmail() == name || u.GetId() == name) {
			return id, nil
		}
	}
	list, err := c.users(ctx, account)
	if err != nil {
		return "", err
	}
	now := make(map[string]string, 2*len(list))
	for _, u := range list {
		if other := now[u.GetEmail()]; other != "" && u.GetEmail() == name {
			return "", fmt.Errorf("two users have the address %q", name)
		}
		now[u.GetEmail()], now[u.GetId()] = u.GetId(), u.GetId()
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.ids.users = now
	return now[name], nil
}
