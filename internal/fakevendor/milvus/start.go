package milvus

import (
	"context"
	"errors"
	"net"
	"net/http"
	"time"

	"google.golang.org/grpc"
)

// Running is a server that answers.
type Running struct {
	*Server
	GRPCAddr string // empty where it does not
	RESTAddr string
	grpc     *grpc.Server
	http     *http.Server
}

// Start has a server answer gRPC and REST, each at an address such as
// "127.0.0.1:0"; an empty one is not answered at.
func Start(o Options, grpcAddr, restAddr string, more ...grpc.ServerOption) (*Running, error) {
	r := &Running{Server: New(o)}
	if grpcAddr != "" {
		l, err := net.Listen("tcp", grpcAddr)
		if err != nil {
			return nil, err
		}
		r.GRPCAddr, r.grpc = l.Addr().String(), r.GRPC(more...)
		go func() { _ = r.grpc.Serve(listener{l, &r.faults}) }() // ends with Stop
	}
	if restAddr != "" {
		l, err := net.Listen("tcp", restAddr)
		if err != nil {
			r.Stop()
			return nil, err
		}
		r.RESTAddr, r.http = l.Addr().String(), &http.Server{Handler: r.REST(), ReadHeaderTimeout: 10 * time.Second}
		go func() { _ = r.http.Serve(l) }() // ends with Stop
	}
	return r, nil
}

// Stop ends all connections at once.
func (r *Running) Stop() error {
	if r.grpc != nil {
		r.grpc.Stop()
	}
	if r.http != nil {
		return r.http.Close()
	}
	return nil
}

// Shutdown lets calls that are under way end, until the context does.
func (r *Running) Shutdown(ctx context.Context) error {
	var err error
	if r.http != nil {
		err = r.http.Shutdown(ctx)
	}
	if r.grpc != nil {
		done := make(chan struct{})
		go func() { r.grpc.GracefulStop(); close(done) }()
		select {
		case <-done:
		case <-ctx.Done():
			r.grpc.Stop()
			err = errors.Join(err, ctx.Err())
		}
	}
	return err
}
