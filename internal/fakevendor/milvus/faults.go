package milvus

import (
	"context"
	"net"
	"sync"
	"time"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/peer"
	"google.golang.org/grpc/status"
)

// Fault is something that goes wrong with calls. Its zero value is nothing.
type Fault struct {
	Method string // the call it befalls, by the name of gRPC; empty for any
	After  int    // how many calls pass before
	Times  int    // how many it befalls; 0 for all from then on
	How    How
	Code   int           // what a call that Says something says
	Delay  time.Duration // before the call
	// Change is made before the call, as by somebody else. It may call the server's own methods.
	Change func(*Server)
}

// How a call fails.
type How int

// The ways in which calls fail.
const (
	Passes      How = iota // it does not
	DropBefore             // the connection is gone before the call is carried out
	DropAfter              // and after, before its answer
	Unavailable            // the answer is that the server is not there: UNAVAILABLE, 503
	TooMany                // the answer is to come again later: RESOURCE_EXHAUSTED, 429
	Gateway                // something between says that it had no answer: UNAVAILABLE, 502; the call was carried out
	Says                   // the answer is one of the server's own with the code of the fault; the call is not carried out
)

// says is an answer of the server's own that has nothing to do with what was asked.
type says struct{ code int }

func (s says) Error() string { return "the server has its reasons" }

// faults are those that are still to come.
type faults struct {
	mu    sync.Mutex
	list  []*Fault
	calls map[string]int // made so far, by method
	conns map[string]net.Conn
}

// Fail has calls fail from now on.
func (s *Server) Fail(list ...Fault) {
	s.faults.mu.Lock()
	defer s.faults.mu.Unlock()
	s.faults.list = nil
	for _, f := range list {
		s.faults.list = append(s.faults.list, &f)
	}
}

// Calls tells how often a call was made, whatever became of it.
func (s *Server) Calls(method string) int {
	s.faults.mu.Lock()
	defer s.faults.mu.Unlock()
	return s.faults.calls[method]
}

// next gives the fault of a call; nil for none.
func (f *faults) next(method string) *Fault {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.calls == nil {
		f.calls = map[string]int{}
	}
	f.calls[method]++
	for i, one := range f.list {
		if one.Method != "" && one.Method != method {
			continue
		}
		if one.After > 0 {
			one.After--
			continue
		}
		befalls := *one
		if one.Times == 1 {
			f.list = append(f.list[:i:i], f.list[i+1:]...)
		} else if one.Times > 1 {
			one.Times--
		}
		return &befalls
	}
	return nil
}

// around makes a call with the fault that befalls it.
func (f *faults) around(ctx context.Context, s *Server, method string, call func() (any, error)) (any, error) {
	fault := f.next(method)
	if fault == nil {
		return call()
	}
	fault.before(ctx, s)
	switch fault.How {
	case DropBefore:
		f.drop(ctx)
		return nil, status.Error(codes.Unavailable, "dropped")
	case DropAfter:
		_, err := call()
		f.drop(ctx)
		if err != nil {
			return nil, err
		}
		return nil, status.Error(codes.Unavailable, "dropped")
	case Unavailable:
		return nil, status.Error(codes.Unavailable, "the server is not there")
	case TooMany:
		return nil, status.Error(codes.ResourceExhausted, "request is rejected by grpc RateLimiter middleware, please retry later")
	case Gateway:
		_, _ = call()
		return nil, status.Error(codes.Unavailable, "upstream connect error or disconnect/reset before headers")
	case Says:
		return nil, says{fault.Code}
	case Passes:
	}
	return call()
}

func (f *Fault) before(ctx context.Context, s *Server) {
	if f.Delay > 0 {
		timer := time.NewTimer(f.Delay)
		defer timer.Stop()
		select {
		case <-ctx.Done():
		case <-timer.C:
		}
	}
	if f.Change != nil {
		f.Change(s)
	}
}

// drop closes the connection that a call came by.
func (f *faults) drop(ctx context.Context) {
	p, ok := peer.FromContext(ctx)
	if !ok {
		return
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if c := f.conns[p.Addr.String()]; c != nil {
		_ = c.Close()
	}
}

// listener notes connections, so that faults can drop them.
type listener struct {
	net.Listener
	faults *faults
}

func (l listener) Accept() (net.Conn, error) {
	c, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	l.faults.mu.Lock()
	defer l.faults.mu.Unlock()
	if l.faults.conns == nil {
		l.faults.conns = map[string]net.Conn{}
	}
	l.faults.conns[c.RemoteAddr().String()] = c
	return noted{c, l.faults}, nil
}

type noted struct {
	net.Conn
	faults *faults
}

func (n noted) Close() error {
	n.faults.mu.Lock()
	delete(n.faults.conns, n.RemoteAddr().String())
	n.faults.mu.Unlock()
	return n.Conn.Close()
}
