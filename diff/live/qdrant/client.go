package qdrant

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	accountv1 "github.com/qdrant/qdrant-cloud-public-api/gen/go/qdrant/cloud/account/v1"
	iamv1 "github.com/qdrant/qdrant-cloud-public-api/gen/go/qdrant/cloud/iam/v1"
	"google.golang.org/grpc"

	"github.com/rolecall/rolecall/schema"
)

// patience is how long one call may take, repetitions included.
const patience = time.Minute

// client talks to one account.
type client struct {
	conn     *grpc.ClientConn
	iam      iamv1.IAMServiceClient
	accounts accountv1.AccountServiceClient
	token    string
	patience time.Duration

	mu      sync.Mutex
	account string // its id; empty until it is known
	ids     ids
}

// Server says that it is Qdrant Cloud, which tells of no version.
func (c *client) Server(context.Context) (schema.StateTarget, error) {
	return schema.StateTarget{Kind: kind}, nil
}

const kind = "qdrant"

func (c *client) Close() error { return c.conn.Close() }

// accountID is the account that the credentials name, else the only one that the
// management key opens.
func (c *client) accountID(ctx context.Context) (string, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.account != "" {
		return c.account, nil
	}
	list, err := pages(ctx, &accountv1.ListAccountsRequest{}, c.accounts.ListAccounts, (*accountv1.ListAccountsResponse).GetItems)
	if err != nil {
		return "", fmt.Errorf("find the account: %w", err)
	}
	switch len(list) {
	case 0:
		return "", errors.New("find the account: the management key opens none")
	case 1:
		c.account = list[0].GetId()
		return c.account, nil
	}
	var names []string
	for _, a := range list {
		names = append(names, fmt.Sprintf("%q", a.GetId()))
	}
	slices.Sort(names)
	return "", fmt.Errorf("find the account: the management key opens %s, and the credentials do not say which", strings.Join(names, ", "))
}
