package qdrant_test

import (
	"context"
	"net"

	"buf.build/go/protovalidate"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/proto"

	"github.com/rolecall/rolecall/diff/live"
	"github.com/rolecall/rolecall/diff/live/qdrant"
	fake "github.com/rolecall/rolecall/internal/fakevendor/qdrant"
	"github.com/rolecall/rolecall/schema"
	target "github.com/rolecall/rolecall/schema/target/qdrant"
)

// key is the management key of every test: nothing that is printed may hold it.
const key = "planted-9f2c71e0|secret"

var callers = map[string]fake.Caller{key: {}}

type tester interface {
	Helper()
	Fatal(...any)
	Cleanup(func())
}

// serve puts a server on the network and gives its address.
func serve(t tester, o fake.Options, around ...grpc.UnaryServerInterceptor) (*fake.Server, live.Address) {
	t.Helper()
	if o.Callers == nil {
		o.Callers = callers
	}
	s := fake.New(o)
	return s, listen(t, s.GRPC(append([]grpc.UnaryServerInterceptor{legal}, around...)...))
}

func listen(t tester, g *grpc.Server) live.Address {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	go g.Serve(l)
	t.Cleanup(g.Stop)
	return live.Address{Scheme: "qdrant", Host: l.Addr().String()}
}

// legal holds what a server answers to the rules of the vendor's stubs.
func legal(ctx context.Context, req any, info *grpc.UnaryServerInfo, handle grpc.UnaryHandler) (any, error) {
	a, err := handle(ctx, req)
	if err == nil {
		if broken := protovalidate.Validate(a.(proto.Message)); broken != nil {
			return nil, status.Errorf(codes.Internal, "the answer of %s is none: %v", info.FullMethod, broken)
		}
	}
	return a, err
}

// connect gives a client of a server.
func connect(t tester, at live.Address) live.Client {
	t.Helper()
	c, err := qdrant.Dial(context.Background(), at, live.Credentials{Token: key, Account: fake.Account})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	return c
}

func catalog() *schema.Catalog {
	c, _ := target.Target.Catalog("")
	return c
}

// stateOf is a state with one custom role that two users hold.
func stateOf() *schema.State {
	return &schema.State{
		Roles: []schema.StateRole{{Name: "backup operator", Description: "restores"}, {Name: "auditor"}},
		Grants: []schema.StateGrant{
			{Role: "backup operator", Privilege: "read:backups"}, {Role: "backup operator", Privilege: "restore:backups"},
			{Role: "auditor", Privilege: "read:roles"},
		},
		Users: []schema.StateUser{{Name: "ana@example.com"}, {Name: "ben@example.com"}, {Name: "root@example.com"}},
		Members: []schema.StateMember{
			{Principal: "ana@example.com", Role: "backup operator"}, {Principal: "ben@example.com", Role: "backup operator"},
			{Principal: "root@example.com", Role: "Owner"},
		},
	}
}

type (
	role   = schema.StateRole
	member = schema.StateMember
)
