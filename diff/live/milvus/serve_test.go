package milvus_test

import (
	"context"
	"os"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/rolecall/rolecall/diff/live"
	"github.com/rolecall/rolecall/diff/live/milvus"
	fake "github.com/rolecall/rolecall/internal/fakevendor/milvus"
	"github.com/rolecall/rolecall/schema"
	target "github.com/rolecall/rolecall/schema/target/milvus"
)

// failer is what tests and properties have in common.
type failer interface {
	Helper()
	Fatal(args ...any)
	Fatalf(format string, args ...any)
	Cleanup(func())
}

// serve starts a server on this machine.
func serve(t failer, o fake.Options) *fake.Running {
	t.Helper()
	if o.Target == nil {
		o.Target = target.Target
	}
	r, err := fake.Start(o, "127.0.0.1:0", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = r.Stop() })
	return r
}

// ways are the ways to talk to a server.
var ways = map[string]func(r *fake.Running) (live.Dialer, string){
	"gRPC": func(r *fake.Running) (live.Dialer, string) { return milvus.Dial, "milvus://" + r.GRPCAddr },
	"REST": func(r *fake.Running) (live.Dialer, string) { return milvus.DialREST, "milvus+http://" + r.RESTAddr },
}

// connect gives a client in one of the ways.
func connect(t failer, r *fake.Running, way, token string) live.Client {
	t.Helper()
	dial, address := ways[way](r)
	return dialed(t, dial, address, live.Credentials{Token: token})
}

func dialed(t failer, dial live.Dialer, address string, who live.Credentials) live.Client {
	t.Helper()
	at, err := live.ParseAddress(address)
	if err != nil {
		t.Fatal(err)
	}
	c, err := dial(context.Background(), at, who)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close() })
	return c
}

func pull(t failer, c live.Client) *schema.State {
	t.Helper()
	s, err := c.Pull(context.Background(), nil)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

const root = "root:Milvus"

// example reads a state of the example policies.
func example(t failer, path string) *schema.State {
	t.Helper()
	data, err := os.ReadFile("../../../policies/" + path)
	if err != nil {
		t.Fatal(err)
	}
	s, err := schema.DecodeState(data)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func each(t *testing.T, run func(t *testing.T, way string)) {
	for way := range ways {
		t.Run(way, func(t *testing.T) { run(t, way) })
	}
}

func diffStates(a, b *schema.State) string { return cmp.Diff(a, b) }
