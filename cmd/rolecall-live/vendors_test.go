package main

import (
	"context"
	"net"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"github.com/rolecall/rolecall/diff/plan"
	fakemilvus "github.com/rolecall/rolecall/internal/fakevendor/milvus"
	fakeqdrant "github.com/rolecall/rolecall/internal/fakevendor/qdrant"
	"github.com/rolecall/rolecall/schema"
	"github.com/rolecall/rolecall/schema/target/milvus"
	"github.com/rolecall/rolecall/schema/target/zilliz"
)

// served is a vendor's server that answers on this machine.
type served struct {
	url   string
	state func() *schema.State
	do    func(plan.Operation) error // behind everybody's back
	// calls has every done before each call from now on, and once before the n-th
	// of them, from 1, which is not carried out where lost is set; nil for nothing.
	calls func(every func(), n int, once func(), lost bool)
}

// vendor is how the example company of one vendor is served.
type vendor struct {
	name, dir, target, state string
	serve                    func(t testing.TB, s *schema.State, limits map[string]int) *served
}

var vendors = []vendor{
	{"Milvus gRPC", "milvus", "search.prod", "state.prod.json", func(t testing.TB, s *schema.State, limits map[string]int) *served {
		passwords := map[string]string{}
		for _, u := range s.Users {
			passwords[u.Name] = u.Name + "-password"
		}
		r, v := startMilvus(t, fakemilvus.Options{Target: milvus.Target, Version: s.Target.Version, State: s, Limits: limits, Keys: []string{secret}, Passwords: passwords})
		v.url = "milvus://" + r.GRPCAddr
		return v
	}},
	{"Milvus REST", "milvus", "search.prod", "state.prod.json", func(t testing.TB, s *schema.State, limits map[string]int) *served {
		r, v := startMilvus(t, fakemilvus.Options{Target: milvus.Target, Version: s.Target.Version, State: s, Limits: limits, Keys: []string{secret}})
		v.url = "milvus+http://" + r.RESTAddr
		return v
	}},
	{"Zilliz Cloud", "zilliz", "assistant", "state.json", func(t testing.TB, s *schema.State, limits map[string]int) *served {
		r, v := startMilvus(t, fakemilvus.Options{Target: zilliz.Target, State: s, Limits: limits, Keys: []string{secret}})
		v.url = "zilliz://" + r.RESTAddr
		return v
	}},
	{"Qdrant Cloud", "qdrant", "account", "state.json", startQdrant},
}

func startMilvus(t testing.TB, o fakemilvus.Options) (*fakemilvus.Running, *served) {
	t.Helper()
	r, err := fakemilvus.Start(o, "127.0.0.1:0", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = r.Stop() })
	return r, &served{state: r.State, do: r.Do, calls: func(every func(), n int, once func(), lost bool) {
		var list []fakemilvus.Fault
		if once != nil {
			f := fakemilvus.Fault{After: n - 1, Times: 1, Change: func(*fakemilvus.Server) { once() }}
			if lost {
				f.How = fakemilvus.DropBefore
			}
			list = append(list, f)
		}
		if every != nil {
			list = append(list, fakemilvus.Fault{Change: func(*fakemilvus.Server) { every() }})
		}
		r.Fail(list...)
	}}
}

func startQdrant(t testing.TB, s *schema.State, _ map[string]int) *served {
	t.Helper()
	server := fakeqdrant.New(fakeqdrant.Options{State: s, Callers: map[string]fakeqdrant.Caller{secret: {}}})
	var mu sync.Mutex
	hook := func() bool { return false } // whether the call is lost
	g := server.GRPC(func(ctx context.Context, req any, _ *grpc.UnaryServerInfo, handle grpc.UnaryHandler) (any, error) {
		mu.Lock()
		lost := hook()
		mu.Unlock()
		if lost {
			return nil, status.Error(codes.Unavailable, "dropped")
		}
		return handle(ctx, req)
	})
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	go func() { _ = g.Serve(l) }() // ends with Stop
	t.Cleanup(g.Stop)
	return &served{url: "qdrant://" + l.Addr().String(), state: server.State, do: server.Do, calls: func(every func(), n int, once func(), lost bool) {
		mu.Lock()
		defer mu.Unlock()
		made := 0
		hook = func() bool {
			if made++; made == n && once != nil {
				once()
				return lost
			}
			if every != nil {
				every()
			}
			return false
		}
	}}
}

// start serves the state that the example company has deployed.
func (v *vendor) start(t testing.TB) *served {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(policies(t, v.dir), v.state))
	if err != nil {
		t.Fatal(err)
	}
	s, err := schema.DecodeState(data)
	if err != nil {
		t.Fatal(err)
	}
	return v.serve(t, s, v.limits(t))
}

// limits are those that the policy says its server has.
func (v *vendor) limits(t testing.TB) map[string]int {
	limits := map[string]int{}
	for name, l := range v.model(t).Target.Limits {
		limits[name] = l.Value
	}
	return limits
}
