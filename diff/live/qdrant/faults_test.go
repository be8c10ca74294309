package qdrant_test

import (
	"context"
	"errors"
	"fmt"
	"net"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	iamv1 "github.com/qdrant/qdrant-cloud-public-api/gen/go/qdrant/cloud/iam/v1"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"github.com/rolecall/rolecall/diff/live"
	"github.com/rolecall/rolecall/diff/live/qdrant"
	"github.com/rolecall/rolecall/diff/plan"
	fake "github.com/rolecall/rolecall/internal/fakevendor/qdrant"
)

// wire is a network whose connections can be cut.
type wire struct {
	net.Listener
	mu    sync.Mutex
	conns []net.Conn
}

func (w *wire) Accept() (net.Conn, error) {
	c, err := w.Listener.Accept()
	w.mu.Lock()
	defer w.mu.Unlock()
	w.conns = append(w.conns, c)
	return c, err
}

func (w *wire) cut() {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, c := range w.conns {
		c.Close()
	}
	w.conns = nil
}

// A write whose answer is lost is not made again, and Done tells whether it stands.
func TestLostAnswers(t *testing.T) {
	text := ""
	op := plan.Operation{Name: plan.CreateRole, Args: plan.Args{Role: "viewer", Description: &text, Privileges: []string{"read:roles"}}}
	for _, tt := range []struct {
		name  string
		done  bool
		fault func(w *wire, carryOut func() (any, error)) (any, error)
	}{
		{"cut before", false, func(w *wire, _ func() (any, error)) (any, error) { w.cut(); return nil, nil }},
		{"cut behind", true, func(w *wire, carryOut func() (any, error)) (any, error) { defer w.cut(); return carryOut() }},
		{"unavailable before", false, func(*wire, func() (any, error)) (any, error) { return nil, status.Error(codes.Unavailable, "gone") }},
		{"unavailable behind", true, func(_ *wire, carryOut func() (any, error)) (any, error) {
			carryOut()
			return nil, status.Error(codes.Unavailable, "gone")
		}},
		{"broken behind", true, func(_ *wire, carryOut func() (any, error)) (any, error) {
			carryOut()
			return nil, status.Error(codes.Internal, "panic")
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var calls atomic.Int32
			w := &wire{}
			s := fake.New(fake.Options{State: stateOf(), Callers: callers})
			g := s.GRPC(func(ctx context.Context, req any, info *grpc.UnaryServerInfo, handle grpc.UnaryHandler) (any, error) {
				if _, ok := req.(*iamv1.CreateRoleRequest); !ok {
					return handle(ctx, req)
				}
				calls.Add(1)
				return tt.fault(w, func() (any, error) { return handle(ctx, req) })
			})
			var err error
			if w.Listener, err = net.Listen("tcp", "127.0.0.1:0"); err != nil {
				t.Fatal(err)
			}
			go g.Serve(w)
			t.Cleanup(g.Stop)
			c := connect(t, live.Address{Scheme: "qdrant", Host: w.Addr().String()})
			if _, err := c.Pull(context.Background(), nil); err != nil {
				t.Fatal(err)
			}
			err = c.Do(context.Background(), op, nil)
			var refused *live.Refusal
			if !errors.Is(err, live.ErrUnsure) || errors.As(err, &refused) || calls.Load() != 1 {
				t.Errorf("%v after %d calls", err, calls.Load())
			}
			if done, err := c.Done(context.Background(), op); done != tt.done || err != nil {
				t.Errorf("done: %v, %v", done, err)
			}
		})
	}
}

// One who stops waiting is told so, and of a write that it may stand.
func TestSlowServer(t *testing.T) {
	release := make(chan struct{})
	_, at := serve(t, fake.Options{State: stateOf()}, func(ctx context.Context, req any, info *grpc.UnaryServerInfo, handle grpc.UnaryHandler) (any, error) {
		select {
		case <-release:
			return handle(ctx, req)
		case <-ctx.Done(): // on either side first
			return nil, status.FromContextError(ctx.Err()).Err()
		}
	})
	defer close(release)
	c := connect(t, at)
	ctx, cancel := context.WithTimeout(context.Background(), 50*time.Millisecond)
	defer cancel()
	if _, err := c.Pull(ctx, nil); !errors.Is(err, context.DeadlineExceeded) || errors.Is(err, live.ErrUnsure) {
		t.Error(err)
	}
	if _, err := c.Pull(ctx, nil); !errors.Is(err, context.DeadlineExceeded) {
		t.Error(err)
	}
	ctx, cancel = context.WithTimeout(context.Background(), 50*time.Millisecond)
	defer cancel()
	err := c.Do(ctx, plan.Operation{Name: plan.CreateRole, Args: plan.Args{Role: "viewer", Privileges: []string{"read:roles"}}}, nil)
	if !errors.Is(err, context.DeadlineExceeded) || !errors.Is(err, live.ErrUnsure) {
		t.Error(err)
	}
}

func TestNobodyThere(t *testing.T) {
	t.Parallel()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	l.Close()
	c := connect(t, live.Address{Scheme: "qdrant", Host: l.Addr().String()})
	_, err = c.Pull(context.Background(), nil)
	if err == nil || !strings.Contains(err.Error(), "connection refused") {
		t.Error(err)
	}
}

// The management key is nowhere but in the header, even where the server repeats it.
func TestSecrets(t *testing.T) {
	echo := func(ctx context.Context, req any, info *grpc.UnaryServerInfo, handle grpc.UnaryHandler) (any, error) {
		return nil, status.Errorf(codes.PermissionDenied, "apikey %s\x1b[2J is unknown", key)
	}
	_, at := serve(t, fake.Options{}, echo)
	c := connect(t, at)
	_, err := c.Pull(context.Background(), nil)
	if err == nil || !strings.Contains(err.Error(), "apikey [management key] [2J is unknown") {
		t.Error(err)
	}
	who := live.Credentials{Token: "two words", Account: fake.Account}
	_, err = qdrant.Dial(context.Background(), at, who)
	for _, text := range []string{fmt.Sprint(err), fmt.Sprintf("%v %+v %#v %s", who, who, who, who)} {
		if strings.Contains(text, "two words") || text == "" {
			t.Error(text)
		}
	}
}
