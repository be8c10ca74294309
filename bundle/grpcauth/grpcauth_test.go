package grpcauth_test

import (
	"context"
	"fmt"
	"net"
	"testing"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/health/grpc_health_v1"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"
	"google.golang.org/grpc/test/bufconn"

	"github.com/rolecall/rolecall/bundle"
	"github.com/rolecall/rolecall/bundle/grpcauth"
)

// service is one that gRPC brings, with a unary method and a stream.
type service struct {
	grpc_health_v1.UnimplementedHealthServer
}

func (service) Check(ctx context.Context, _ *grpc_health_v1.HealthCheckRequest) (*grpc_health_v1.HealthCheckResponse, error) {
	if !grpcauth.Decision(ctx).Allowed {
		return nil, status.Error(codes.Internal, "came through undecided")
	}
	return &grpc_health_v1.HealthCheckResponse{}, nil
}

func (service) Watch(_ *grpc_health_v1.HealthCheckRequest, s grpc.ServerStreamingServer[grpc_health_v1.HealthCheckResponse]) error {
	return s.Send(&grpc_health_v1.HealthCheckResponse{})
}

// only allows one principal one collection.
type only struct{ principal, collection string }

func (o only) Decide(req *bundle.Request, _ time.Time) bundle.Decision {
	return bundle.Decision{Allowed: req.Principal == o.principal && req.Collection == o.collection}
}

// name takes the caller from metadata and the collection from the message.
func name(ctx context.Context, method string, message any) (*bundle.Request, error) {
	md, _ := metadata.FromIncomingContext(ctx)
	who := md.Get("user")
	if len(who) != 1 {
		return nil, fmt.Errorf("%s: %w", method, bundle.ErrUnknown)
	}
	m, ok := message.(*grpc_health_v1.HealthCheckRequest)
	if !ok {
		return nil, fmt.Errorf("%s: %T has no collection", method, message)
	}
	return &bundle.Request{Principal: who[0], Privilege: "Search", Collection: m.Service}, nil
}

func dial(t *testing.T, d bundle.Decider) grpc_health_v1.HealthClient {
	t.Helper()
	l := bufconn.Listen(1 << 16)
	srv := grpc.NewServer(grpc.UnaryInterceptor(grpcauth.Unary(d, name)), grpc.StreamInterceptor(grpcauth.Stream(d, name)))
	grpc_health_v1.RegisterHealthServer(srv, service{})
	go func() { _ = srv.Serve(l) }()
	t.Cleanup(srv.Stop)
	conn, err := grpc.NewClient("passthrough:///", grpc.WithContextDialer(func(ctx context.Context, _ string) (net.Conn, error) { return l.DialContext(ctx) }), grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	return grpc_health_v1.NewHealthClient(conn)
}

func TestGuards(t *testing.T) {
	client := dial(t, only{"alice", "products"})
	for _, c := range []struct {
		user, collection string
		want             codes.Code
	}{
		{"alice", "products", codes.OK},
		{"alice", "payroll", codes.PermissionDenied},
		{"bob", "products", codes.PermissionDenied},
		{"", "products", codes.Unauthenticated},
	} {
		ctx := context.Background()
		if c.user != "" {
			ctx = metadata.AppendToOutgoingContext(ctx, "user", c.user)
		}
		q := &grpc_health_v1.HealthCheckRequest{Service: c.collection}
		if _, err := client.Check(ctx, q); status.Code(err) != c.want {
			t.Errorf("%+v: unary %v", c, err)
		}
		s, err := client.Watch(ctx, q)
		if err == nil {
			_, err = s.Recv()
		}
		if status.Code(err) != c.want {
			t.Errorf("%+v: stream %v", c, err)
		}
	}
}
