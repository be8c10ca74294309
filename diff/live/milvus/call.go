package milvus

import (
	"context"
	"encoding/base64"
	"fmt"
	"strings"
	"sync/atomic"

	"github.com/milvus-io/milvus-proto/go-api/v2/commonpb"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/stats"
	"google.golang.org/grpc/status"

	"github.com/rolecall/rolecall/diff/live"
	"github.com/rolecall/rolecall/diff/live/vectordb"
)

// answer is what replies have in common.
type answer interface{ GetStatus() *commonpb.Status }

// method is a call of the service as its stub has it.
type method[Q, A any] func(context.Context, Q, ...grpc.CallOption) (A, error)

// ask makes a call that changes nothing, again where the server is not there or asks for patience.
func ask[Q any, A answer](ctx context.Context, c *client, name string, q Q, do method[Q, A]) (A, error) {
	var reply A
	err := vectordb.Retry(ctx, func() error {
		var err error
		reply, err = once(ctx, c, q, do)
		if err != nil {
			return c.told(ctx, name, err, true, true)
		}
		return c.refused(name, reply.GetStatus(), true)
	})
	return reply, err
}

// tell makes a call that changes something, again only where it is certain that it was not carried out.
func tell[Q any](ctx context.Context, c *client, name string, q Q, do method[Q, *commonpb.Status]) error {
	return vectordb.Retry(ctx, func() error {
		var sent atomic.Bool
		reply, err := once(context.WithValue(ctx, sentKey{}, &sent), c, q, do)
		if err != nil {
			return c.told(ctx, name, err, false, sent.Load())
		}
		return c.refused(name, reply, false)
	})
}

// once makes a call with the caller's credentials and within the time that one may take.
func once[Q, A any](ctx context.Context, c *client, q Q, do method[Q, A]) (A, error) {
	ctx, cancel := context.WithTimeout(ctx, c.timeout)
	defer cancel()
	if token := *c.token.Load(); token != "" {
		ctx = metadata.AppendToOutgoingContext(ctx, "authorization", base64.StdEncoding.EncodeToString([]byte(token)))
	}
	if c.database != "" {
		ctx = metadata.AppendToOutgoingContext(ctx, "dbname", c.database)
	}
	return do(ctx, q)
}

// sentKey is where a context holds whether its call has left.
type sentKey struct{}

// wire notes which calls have left. A request that was never handed to a
// connection was certainly not carried out.
type wire struct{}

func (wire) HandleRPC(ctx context.Context, s stats.RPCStats) {
	if _, ok := s.(*stats.OutPayload); ok {
		if sent, ok := ctx.Value(sentKey{}).(*atomic.Bool); ok {
			sent.Store(true)
		}
	}
}

func (wire) TagRPC(ctx context.Context, _ *stats.RPCTagInfo) context.Context { return ctx }

func (wire) TagConn(ctx context.Context, _ *stats.ConnTagInfo) context.Context { return ctx }

func (wire) HandleConn(context.Context, stats.ConnStats) {}

// told says what an error of gRPC means for a call that reads, or that writes and
// has been sent or not.
func (c *client) told(ctx context.Context, name string, err error, reads, sent bool) error {
	s := status.Convert(err)
	text := c.clean(s.Message())
	refusal := &live.Refusal{Call: service + name, Code: int(s.Code()), Text: text}
	switch s.Code() {
	case codes.PermissionDenied:
		return vectordb.Denied(refusal)
	case codes.Unimplemented:
		return vectordb.Missing(refusal)
	case codes.Unauthenticated:
		if *c.token.Load() == "" {
			return live.Nobody(refusal)
		}
		return refusal
	case codes.InvalidArgument:
		return refusal
	}
	failed := fmt.Errorf("%s%s fails: %s (%s)%s", service, name, text, s.Code(), c.hint(text))
	if unknownHost(text) {
		failed = fmt.Errorf("no address is known of host %q: see that it is spelt right", c.at.Host)
	}
	if ctx.Err() != nil {
		failed = fmt.Errorf("%s%s: %w", service, name, context.Cause(ctx))
	}
	again := s.Code() == codes.Unavailable && !hopeless(text) || s.Code() == codes.ResourceExhausted
	switch {
	case !reads && sent && s.Code() != codes.ResourceExhausted:
		return fmt.Errorf("%w: %w", failed, live.ErrUnsure)
	case ctx.Err() == nil && again:
		return &vectordb.Again{Err: failed}
	}
	return failed
}

// clean is a text of the server without the caller's secrets, plain or as they are sent.
func (c *client) clean(text string) string {
	secrets := vectordb.Secrets(*c.token.Load())
	for _, s := range secrets {
		secrets = append(secrets, encode(s))
	}
	return vectordb.Clean(text, secrets...)
}

// service is the service as tables of calls write it before a method.
const service = "MilvusService."

// unknownHost reports whether gRPC found no address of the host, which it does not
// say in words of its own.
func unknownHost(text string) bool {
	return strings.Contains(text, "produced zero addresses") || strings.Contains(text, "no such host")
}

// hopeless reports whether a connection cannot come about however often it is tried.
func hopeless(text string) bool {
	return unknownHost(text) || strings.Contains(text, "authentication handshake failed") || strings.Contains(text, "error reading server preface")
}

// hint says what to write where one side speaks TLS and the other does not.
func (c *client) hint(text string) string {
	switch {
	case c.secure && strings.Contains(text, "first record does not look like a TLS handshake"):
		return fmt.Sprintf(": the server speaks no TLS; write %s?tls=off, where nobody between can listen: passwords and all that is read and written cross the network in the clear then", c.at)
	case !c.secure && strings.Contains(text, "error reading server preface"):
		return fmt.Sprintf(": what listens there speaks no gRPC in the clear; if it speaks TLS, write %s?tls=on; if it is the REST interface, milvus+http://%s", c.at, c.at.Host)
	}
	return ""
}

// refused says what the status in a reply means; nil where it is that of a success.
func (c *client) refused(name string, s *commonpb.Status, reads bool) error {
	//lint:ignore SA1019 servers before 2.3 set this code alone
	legacy := s.GetErrorCode()
	code := int(s.GetCode())
	if code == 0 {
		code = int(legacy)
	}
	if code == 0 {
		return nil
	}
	refusal := &live.Refusal{Call: service + name, Code: code, Text: c.clean(s.GetReason())}
	switch {
	case vectordb.Busy(code):
		return &vectordb.Again{Err: refusal}
	case !reads && vectordb.Unsettled(code):
		return fmt.Errorf("%s: %w", refusal.Error(), live.ErrUnsure)
	case reads && s.GetRetriable():
		return &vectordb.Again{Err: refusal}
	}
	return refusal
}
