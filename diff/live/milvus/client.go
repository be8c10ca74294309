package milvus

import (
	"context"
	"fmt"
	"net"
	"strings"
	"sync"
	"time"

	"github.com/milvus-io/milvus-proto/go-api/v2/milvuspb"
	"google.golang.org/grpc"

	"github.com/rolecall/rolecall/diff/live"
	"github.com/rolecall/rolecall/diff/live/vectordb"
	"github.com/rolecall/rolecall/diff/plan"
	"github.com/rolecall/rolecall/schema"
	target "github.com/rolecall/rolecall/schema/target/milvus"
)

const kind = "milvus"

// client talks to a server over gRPC.
type client struct {
	conn     *grpc.ClientConn
	api      milvuspb.MilvusServiceClient
	at       live.Address
	database string // of the connection; empty for the default one
	timeout  time.Duration
	secure   bool
	token    atomicString // user:password, or an API key

	mu      sync.Mutex
	version *string // nil until the server was asked
}

func (c *client) Close() error { return c.conn.Close() }

// Server tells the version that the server gives, without the "v" before it.
func (c *client) Server(ctx context.Context) (schema.StateTarget, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.version == nil {
		reply, err := ask(ctx, c, "GetVersion", &milvuspb.GetVersionRequest{}, c.api.GetVersion)
		if err != nil {
			return schema.StateTarget{}, fmt.Errorf("ask for its version: %w", err)
		}
		version := strings.TrimPrefix(reply.GetVersion(), "v")
		c.version = &version
	}
	return schema.StateTarget{Kind: kind, Version: *c.version}, nil
}

// catalog is the access model of the server.
func (c *client) catalog(ctx context.Context) (*schema.Catalog, schema.StateTarget, error) {
	t, err := c.Server(ctx)
	if err != nil {
		return nil, t, err
	}
	return catalogOf(t.Version), t, nil
}

// catalogOf is the catalog for a version as a server gives it; the newest for one that is not known.
func catalogOf(version string) *schema.Catalog {
	release, _, _ := strings.Cut(version, "-")
	found, ok := target.Target.Catalog(release)
	if !ok {
		found, _ = target.Target.Catalog("")
	}
	return found
}

func (c *client) Pull(ctx context.Context, progress func(live.Progress)) (*schema.State, error) {
	catalog, t, err := c.catalog(ctx)
	if err != nil {
		return nil, err
	}
	p := vectordb.Puller{Reader: reader{c}, Catalog: catalog, Target: t, User: vectordb.User(*c.token.Load()), Progress: progress}
	return p.Pull(ctx)
}

func (c *client) Done(ctx context.Context, op plan.Operation) (bool, error) {
	catalog, _, err := c.catalog(ctx)
	if err != nil {
		return false, err
	}
	return vectordb.Done(ctx, reader{c}, catalog, op)
}

// withPort is a host with the port that it has or would have.
func withPort(host, usual string) string {
	if _, _, err := net.SplitHostPort(host); err == nil {
		return host
	}
	return net.JoinHostPort(strings.Trim(host, "[]"), usual)
}
