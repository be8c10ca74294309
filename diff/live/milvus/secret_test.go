package milvus_test

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/milvus-io/milvus-proto/go-api/v2/milvuspb"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"

	"github.com/rolecall/rolecall/diff/live"
	"github.com/rolecall/rolecall/diff/live/milvus"
	fake "github.com/rolecall/rolecall/internal/fakevendor/milvus"
)

// gossip answers every call with an error that repeats what it was sent.
func gossip(t *testing.T) map[string]live.Client {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	g := grpc.NewServer(grpc.UnaryInterceptor(func(ctx context.Context, q any, _ *grpc.UnaryServerInfo, _ grpc.UnaryHandler) (any, error) {
		md, _ := metadata.FromIncomingContext(ctx)
		shown := strings.Join(md.Get("authorization"), "")
		token, _ := base64.StdEncoding.DecodeString(shown)
		return nil, status.Errorf(codes.InvalidArgument, "no\x1b[2J: %s %s %v", token, shown, q)
	}))
	milvuspb.RegisterMilvusServiceServer(g, milvuspb.UnimplementedMilvusServiceServer{})
	go func() { _ = g.Serve(l) }()
	t.Cleanup(g.Stop)
	h := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		body, _ := io.ReadAll(q.Body)
		_ = json.NewEncoder(w).Encode(map[string]any{"code": 1100, "message": "no\x1b[2J: " + q.Header.Get("Authorization") + string(body)})
	}))
	t.Cleanup(h.Close)
	who := live.Credentials{Token: "root:planted-token"}
	return map[string]live.Client{
		"gRPC": dialed(t, milvus.Dial, "milvus://"+l.Addr().String(), who), "REST": dialed(t, milvus.DialREST, "milvus+"+h.URL, who),
	}
}

// A planted secret is in no error, whatever a server answers, and neither is what a terminal would act upon.
func TestSecretsStay(t *testing.T) {
	for way, c := range gossip(t) {
		var all []error
		for _, op := range every {
			all = append(all, c.Do(t.Context(), op, password))
			_, err := c.Done(t.Context(), op)
			all = append(all, err)
		}
		_, err := c.Pull(t.Context(), nil)
		all = append(all, err, c.(live.Rotator).Rotate(t.Context(), "root", password), c.(live.Rotator).Rotate(t.Context(), "bob", password))
		for _, err := range all {
			var no *live.Refusal
			if !errors.As(err, &no) {
				t.Fatalf("%s: %v is no refusal", way, err)
			}
			told := fmt.Sprintf("%v %+v %#v %s", err, err, *no, no.Text)
			for _, secret := range []string{"planted", "cGxhbnRlZC1", base64.StdEncoding.EncodeToString([]byte("root:planted-token")), "\x1b"} {
				if strings.Contains(told, secret) {
					t.Errorf("%s: %s is in %q", way, secret, told)
				}
			}
		}
	}
}

// Neither passwords nor their hashes are in a state, which a backup does hold.
func TestStateHoldsNoSecret(t *testing.T) {
	r := serve(t, fake.Options{State: example(t, "milvus/state.prod.json"), Passwords: map[string]string{"alice": "planted-secret"}})
	each(t, func(t *testing.T, way string) {
		data, err := json.Marshal(pull(t, connect(t, r, way, root)))
		if err != nil {
			t.Fatal(err)
		}
		for _, secret := range []string{"planted", "$2a$", "Milvus"} {
			if strings.Contains(string(data), secret) {
				t.Errorf("the state holds %q", secret)
			}
		}
	})
	if r.Calls("BackupRBAC") == 0 {
		t.Error("there was no backup")
	}
}

// A password is sent so that the user can sign in with it, and a caller that
// replaces its own goes on with the new one.
func TestRotate(t *testing.T) {
	each(t, func(t *testing.T, way string) {
		r := serve(t, fake.Options{State: example(t, "milvus/state.prod.json"), Superusers: []string{"alice"}, Passwords: map[string]string{"alice": "alices-own", "bob": "bobs-own"}})
		is := func(secret string) live.Password {
			return func(context.Context, string) (string, error) { return secret, nil }
		}
		c := connect(t, r, way, root)
		if err := c.(live.Rotator).Rotate(t.Context(), "root", is("new-secret")); err != nil {
			t.Fatal(err)
		}
		pull(t, c)
		pull(t, connect(t, r, way, "root:new-secret"))
		err := c.(live.Rotator).Rotate(t.Context(), "bob", is("new-secret"))
		var no *live.Refusal
		if !errors.As(err, &no) || no.Code != 1400 || !strings.Contains(no.Text, "old password not correct for bob") {
			t.Error(err)
		}
		if err := connect(t, r, way, "alice:alices-own").(live.Rotator).Rotate(t.Context(), "bob", is("new-secret")); err == nil {
			t.Error("alice has no permission for it")
		}
		if _, err := connect(t, r, way, root).Pull(t.Context(), nil); err == nil {
			t.Error("the old password still opens")
		}
	})
}
