package grpcauth

import (
	"reflect"
	"sync"

	"google.golang.org/grpc"
	"google.golang.org/protobuf/proto"

	"github.com/rolecall/rolecall/bundle"
)

// Stream asks for every message of a stream before the service sees it. The first
// that is not allowed is emptied and ends the stream, whatever the service makes of
// the error: nothing is received or sent any more. Nothing can be sent before a
// message was allowed either, since nobody was asked who calls until then; a service
// that speaks first is refused.
func Stream(d bundle.Decider, name Namer) grpc.StreamServerInterceptor {
	return func(service any, s grpc.ServerStream, info *grpc.StreamServerInfo, next grpc.StreamHandler) error {
		g := &guarded{ServerStream: s, decider: d, name: name, method: info.FullMethod}
		err := next(service, g)
		if refused := g.refusal(); refused != nil {
			return refused
		}
		return err
	}
}

// guarded is a stream that a service sees. A service may send and receive at once.
type guarded struct {
	grpc.ServerStream
	decider bundle.Decider
	name    Namer
	method  string

	mu      sync.Mutex
	allowed bool  // some message was
	refused error // it stays
}

func (g *guarded) RecvMsg(message any) error {
	if err := g.refusal(); err != nil {
		return err
	}
	if err := g.ServerStream.RecvMsg(message); err != nil {
		return err
	}
	_, err := decide(g.Context(), g.decider, g.name, g.method, message)
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.refused == nil {
		g.refused = err
	}
	if g.refused != nil {
		empty(message)
		return g.refused
	}
	g.allowed = true
	return nil
}

func (g *guarded) SendMsg(message any) error {
	g.mu.Lock()
	if g.refused == nil && !g.allowed {
		g.refused = errDenied
	}
	err := g.refused
	g.mu.Unlock()
	if err != nil {
		return err
	}
	return g.ServerStream.SendMsg(message)
}

func (g *guarded) refusal() error {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.refused
}

// empty takes what was received out of a message, for a service that does not look at errors.
func empty(message any) {
	if m, ok := message.(proto.Message); ok {
		proto.Reset(m)
	} else if v := reflect.ValueOf(message); v.Kind() == reflect.Pointer && !v.IsNil() { // of another codec
		v.Elem().SetZero()
	}
}
