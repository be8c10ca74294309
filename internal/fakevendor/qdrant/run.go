package qdrant

import (
	"context"
	"net"

	"google.golang.org/grpc"
)

// Running is a server on the network.
type Running struct {
	*Server
	Addr string
	grpc *grpc.Server
}

// Start has a server answer at an address, without TLS.
func Start(o Options, addr string) (*Running, error) {
	l, err := net.Listen("tcp", addr)
	if err != nil {
		return nil, err
	}
	s := New(o)
	r := &Running{Server: s, Addr: l.Addr().String(), grpc: s.GRPC()}
	go func() { _ = r.grpc.Serve(l) }() // ends with Shutdown
	return r, nil
}

// Shutdown answers what was asked and stops; whoever hangs on longer than ctx is let go.
func (r *Running) Shutdown(ctx context.Context) error {
	stopped := make(chan struct{})
	go func() {
		defer close(stopped)
		r.grpc.GracefulStop()
	}()
	select {
	case <-stopped:
		return nil
	case <-ctx.Done():
		r.grpc.Stop()
		<-stopped
		return ctx.Err()
	}
}
