// Package grpcauth guards gRPC services with a bundle. It imports gRPC and package
// bundle.
package grpcauth

import (
	"context"
	"errors"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"github.com/rolecall/rolecall/bundle"
)

// Namer says what a call asks for: who the caller is, as established before, and
// which privilege it needs on what. method is the full name, as in
// /milvus.Search/Search; message is what the caller sent. An error denies: the call
// ends as Unauthenticated where it is [bundle.ErrUnknown].
type Namer func(ctx context.Context, method string, message any) (*bundle.Request, error)

// Unary lets through what the decider allows. All else ends as Unauthenticated or
// PermissionDenied, and the caller is not told why.
func Unary(d bundle.Decider, name Namer) grpc.UnaryServerInterceptor {
	return func(ctx context.Context, message any, info *grpc.UnaryServerInfo, next grpc.UnaryHandler) (any, error) {
		decision, err := decide(ctx, d, name, info.FullMethod, message)
		if err != nil {
			return nil, err
		}
		return next(context.WithValue(ctx, key{}, decision), message)
	}
}

func decide(ctx context.Context, d bundle.Decider, name Namer, method string, message any) (bundle.Decision, error) {
	req, err := name(ctx, method, message)
	if errors.Is(err, bundle.ErrUnknown) {
		return bundle.Decision{}, status.Error(codes.Unauthenticated, "the caller is not known")
	}
	if err == nil && req != nil {
		if decision := d.Decide(req, time.Now()); decision.Allowed {
			return decision, nil
		}
	}
	return bundle.Decision{}, errDenied
}

var errDenied = status.Error(codes.PermissionDenied, "not allowed")

type key struct{}

// Decision is the one by which a unary call came through; the zero Decision, which
// denies, where it came through none.
func Decision(ctx context.Context) bundle.Decision {
	d, _ := ctx.Value(key{}).(bundle.Decision)
	return d
}
