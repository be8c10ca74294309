package grpcauth_test

import (
	"context"
	"io"
	"strings"
	"testing"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/health/grpc_health_v1"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"

	"github.com/rolecall/rolecall/bundle/grpcauth"
)

// ask is a message for a collection.
type ask = grpc_health_v1.HealthCheckRequest

// tape is a stream that plays messages and notes what is sent.
type tape struct {
	grpc.ServerStream
	in   []string
	sent []string
}

func (s *tape) Context() context.Context {
	return metadata.NewIncomingContext(context.Background(), metadata.Pairs("user", "alice"))
}

func (s *tape) SendMsg(m any) error { s.sent = append(s.sent, m.(string)); return nil }

func (s *tape) RecvMsg(m any) error {
	if len(s.in) == 0 {
		return io.EOF
	}
	switch m := m.(type) {
	case *ask:
		m.Service = s.in[0]
	case *string: // of a codec without messages of protobuf
		*m = s.in[0]
	}
	s.in = s.in[1:]
	return nil
}

// played gives what a service sends on a guarded stream, and how the stream ends.
func played(in []string, service func(s grpc.ServerStream) error) (string, codes.Code) {
	s := &tape{in: in}
	err := grpcauth.Stream(only{"alice", "products"}, name)(nil, s, &grpc.StreamServerInfo{FullMethod: "/s/Talk"}, func(_ any, s grpc.ServerStream) error { return service(s) })
	return strings.Join(s.sent, ","), status.Code(err)
}

// A refusal ends a stream, whatever the service does about it.
func TestStreamRefuses(t *testing.T) {
	echo := func(s grpc.ServerStream) error { // looks at no error but the end
		for range 10 {
			var m ask
			if err := s.RecvMsg(&m); err == io.EOF {
				return nil
			}
			_ = s.SendMsg("got " + m.Service)
		}
		return nil
	}
	for name, c := range map[string]struct {
		in      []string
		service func(s grpc.ServerStream) error
		sent    string
		code    codes.Code
	}{
		"all allowed":         {[]string{"products", "products"}, echo, "got products,got products", codes.OK},
		"none allowed":        {[]string{"payroll"}, echo, "", codes.PermissionDenied},
		"one refused between": {[]string{"products", "payroll", "products"}, echo, "got products", codes.PermissionDenied},
		"sends first":         {[]string{"products"}, func(s grpc.ServerStream) error { return s.SendMsg("secret") }, "", codes.PermissionDenied},
		"sends first and goes on": {[]string{"products"}, func(s grpc.ServerStream) error {
			_ = s.SendMsg("secret")
			return echo(s)
		}, "", codes.PermissionDenied},
		"receives nothing and sends": {nil, func(s grpc.ServerStream) error {
			_ = s.RecvMsg(&ask{})
			return s.SendMsg("secret")
		}, "", codes.PermissionDenied},
		"hides the refusal": {[]string{"payroll"}, func(s grpc.ServerStream) error {
			_ = s.RecvMsg(&ask{})
			return status.Error(codes.NotFound, "payroll is not there")
		}, "", codes.PermissionDenied},
		"of another codec": {[]string{"products"}, func(s grpc.ServerStream) error {
			m := "before"
			_ = s.RecvMsg(&m)
			if m != "" {
				t.Errorf("%q is left of a message that was refused", m)
			}
			return nil
		}, "", codes.PermissionDenied},
	} {
		if sent, code := played(c.in, c.service); sent != c.sent || code != c.code {
			t.Errorf("%s: sent %q, ended as %s", name, sent, code)
		}
	}
	var m ask
	played([]string{"payroll"}, func(s grpc.ServerStream) error { return s.RecvMsg(&m) })
	if m.Service != "" {
		t.Errorf("%q is left of a message that was refused", m.Service)
	}
}
