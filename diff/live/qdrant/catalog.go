package qdrant

import (
	"context"
	"fmt"

	iamv1 "github.com/qdrant/qdrant-cloud-public-api/gen/go/qdrant/cloud/iam/v1"

	"github.com/rolecall/rolecall/schema/target"
)

// Catalog tells the permissions that the account can put into roles.
func (c *client) Catalog(ctx context.Context) (*target.Known, error) {
	account, err := c.accountID(ctx)
	if err != nil {
		return nil, fmt.Errorf("read the catalog: %w", err)
	}
	list, err := pages(ctx, &iamv1.ListPermissionsRequest{AccountId: account}, c.iam.ListPermissions, (*iamv1.ListPermissionsResponse).GetPermissions)
	if err != nil {
		return nil, fmt.Errorf("read the catalog: %w", err)
	}
	k := &target.Known{Privileges: []string{}}
	for _, p := range list {
		k.Privileges = append(k.Privileges, p.GetValue())
	}
	return k, nil
}
