package qdrant

import (
	"context"
	"errors"
	"sync"
	"time"

	accountv1 "github.com/qdrant/qdrant-cloud-public-api/gen/go/qdrant/cloud/account/v1"
	iamv1 "github.com/qdrant/qdrant-cloud-public-api/gen/go/qdrant/cloud/iam/v1"
	"google.golang.org/grpc"

	"github.com/rolecall/rolecall/diff/live"
	"github.com/rolecall/rolecall/diff/plan"
	"github.com/rolecall/rolecall/schema"
)

// patience is how long one call may take, with what it is repeated.
const patience = time.Minute

// client talks to one account.
type client struct {
	conn     *grpc.ClientConn
	iam      iamv1.IAMServiceClient
	accounts accountv1.AccountServiceClient
	at       live.Address
	token    string
	patience time.Duration

	mu      sync.Mutex
	account string // its id; empty until it is known
}

// Server says that it is Qdrant Cloud; it has no version.
func (c *client) Server(ctx context.Context) (schema.StateTarget, error) {
	return schema.StateTarget{Kind: "qdrant"}, nil
}

func (c *client) Close() error { return c.conn.Close() }

func (c *client) Pull(ctx context.Context, progress func(live.Progress)) (*schema.State, error) {
	return nil, errors.New("pull: not built yet")
}

func (c *client) Do(ctx context.Context, op plan.Operation, _ live.Password) error {
	return errors.New("do: not built yet")
}

func (c *client) Done(ctx context.Context, op plan.Operation) (bool, error) {
	return false, errors.New("done: not built yet")
}
