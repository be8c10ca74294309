package qdrant

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"unicode"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"

	"github.com/rolecall/rolecall/diff/live"
)

// call is made with the management key and within the time a call may take. What
// goes wrong is told as [live.Refusal], or as an error that is [live.ErrUnsure]
// where something may have been changed.
func (c *client) call(ctx context.Context, method string, req, reply any, conn *grpc.ClientConn, invoke grpc.UnaryInvoker, opts ...grpc.CallOption) error {
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("%s: %w", vendorName(method), err)
	}
	within, cancel := context.WithTimeout(ctx, c.patience)
	defer cancel()
	err := invoke(metadata.AppendToOutgoingContext(within, "authorization", "apikey "+c.token), method, req, reply, conn, opts...)
	if err == nil {
		return nil
	}
	told := status.Convert(err)
	name, text := vendorName(method), c.clean(told.Message())
	late := ctx.Err()
	if late == nil && told.Code() == codes.DeadlineExceeded { // the server's clock may be the first to say so
		late = context.DeadlineExceeded
	}
	switch {
	case refuses(told.Code()):
		return &live.Refusal{Call: name, Code: int(told.Code()), Text: text}
	case strings.Contains(text, "produced zero addresses"): // what gRPC says of a host that it finds no address of
		return fmt.Errorf("no address is known of host %q: see that it is spelt right", conn.Target())
	case slices.Contains(reads, method) && late != nil:
		return fmt.Errorf("%s: %w", name, late)
	case slices.Contains(reads, method):
		return fmt.Errorf("%s fails: %s (%s)", name, text, told.Code())
	case late != nil:
		return fmt.Errorf("%s: %w: %w", name, late, live.ErrUnsure)
	}
	return fmt.Errorf("%s fails: %s (%s): %w", name, text, told.Code(), live.ErrUnsure)
}

// refuses reports whether a code is a server's no, after which nothing was
// changed. The others say that it broke, or that its answer did not arrive.
func refuses(code codes.Code) bool {
	switch code {
	case codes.InvalidArgument, codes.NotFound, codes.AlreadyExists, codes.PermissionDenied, codes.Unauthenticated,
		codes.ResourceExhausted, codes.FailedPrecondition, codes.Aborted, codes.OutOfRange, codes.Unimplemented:
		return true
	case codes.OK, codes.Canceled, codes.Unknown, codes.DeadlineExceeded, codes.Internal, codes.Unavailable, codes.DataLoss:
		return false
	}
	return false
}

// vendorName is a method as the vendor's catalog has it, as in "iam.v1.IAMService.ListRoles".
func vendorName(method string) string {
	return strings.Replace(strings.TrimPrefix(method, "/qdrant.cloud."), "/", ".", 1)
}

// clean is a text of the server without what a terminal would act upon and
// without the management key, which it has no business to repeat; one that is
// shorter than [live.ShortestSecret] is none of the vendor's.
func (c *client) clean(text string) string {
	if len(c.token) >= live.ShortestSecret {
		text = strings.ReplaceAll(text, c.token, "[management key]")
	}
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return ' '
		}
		return r
	}, text)
}
