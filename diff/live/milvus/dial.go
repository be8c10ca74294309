package milvus

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync/atomic"
	"time"

	"github.com/milvus-io/milvus-proto/go-api/v2/milvuspb"
	"google.golang.org/grpc"
	"google.golang.org/grpc/backoff"
	"google.golang.org/grpc/credentials"
	"google.golang.org/grpc/credentials/insecure"

	"github.com/rolecall/rolecall/diff/live"
	"github.com/rolecall/rolecall/diff/live/vectordb"
)

// port is the one that a server listens at unless it is told otherwise.
const port = "19530"

// largest is the most that one answer may hold: BackupRBAC answers with
// everything at once, and the server sends up to 512 MiB (proxy.grpc.serverMaxSendSize).
const largest = 512 << 20

// Dial gives a client for milvus://HOST:PORT[/DATABASE]. It connects when it is
// first asked for something. TLS is spoken everywhere but to this machine itself;
// ?tls=on and ?tls=off say otherwise. DATABASE is the one that the connection
// stands in, against which servers before 3.0 check what the caller may do.
func Dial(_ context.Context, at live.Address, who live.Credentials) (live.Client, error) {
	o, err := vectordb.ReadOptions(at, who)
	switch {
	case err == nil && at.Host == "":
		err = errors.New("it has no host, as in milvus://host:19530")
	case err == nil && strings.Contains(at.Path, "/"):
		err = fmt.Errorf("it has the path %q, and a database alone may stand there", at.Path)
	}
	if err != nil {
		return nil, fmt.Errorf("dial %q: %w", at, err)
	}
	c := &client{at: at, database: at.Path, timeout: o.Timeout, secure: o.TLS != nil}
	c.token.Store(&who.Token)
	secure := insecure.NewCredentials()
	if o.TLS != nil {
		secure = credentials.NewTLS(o.TLS)
	}
	c.conn, err = grpc.NewClient("dns:///"+withPort(at.Host, port),
		grpc.WithTransportCredentials(secure),
		grpc.WithStatsHandler(wire{}),
		grpc.WithConnectParams(grpc.ConnectParams{
			Backoff:           backoff.Config{BaseDelay: 50 * time.Millisecond, Multiplier: 2, Jitter: 0.3, MaxDelay: 3 * time.Second},
			MinConnectTimeout: 10 * time.Second,
		}),
		grpc.WithDisableServiceConfig(), // it might have writes repeated
		grpc.WithDefaultCallOptions(grpc.MaxCallRecvMsgSize(largest)),
	)
	if err != nil {
		return nil, fmt.Errorf("dial %q: %w", at, err)
	}
	c.api = milvuspb.NewMilvusServiceClient(c.conn)
	return c, nil
}

// atomicString is a string that may be replaced while others read it.
type atomicString = atomic.Pointer[string]
