package httpauth_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/rolecall/rolecall/bundle"
	"github.com/rolecall/rolecall/bundle/condition"
	"github.com/rolecall/rolecall/bundle/httpauth"
	"github.com/rolecall/rolecall/bundle/reload"
)

// A service keeps its bundle up to date and asks it before each search.
func Example() {
	policy, err := reload.Open(context.Background(), reload.File("../../testdata/authzen/estate.json"), reload.Options{
		Conditions: func(b *bundle.Bundle) (bundle.Conditions, error) { return condition.Load(b) },
		MaxAge:     time.Hour,
	})
	if err != nil {
		panic(err)
	}
	defer policy.Close()

	maySearch := httpauth.Require(policy, func(r *http.Request) (*bundle.Request, error) {
		user, _, ok := r.BasicAuth() // whoever the service knows its callers by
		if !ok {
			return nil, bundle.ErrUnknown
		}
		return &bundle.Request{Principal: user, Privilege: "Search", Database: "catalog", Collection: r.PathValue("collection")}, nil
	}, `Basic realm="search"`)
	mux := http.NewServeMux()
	mux.Handle("GET /search/{collection}", maySearch(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprintf(w, "found, by role %s", httpauth.Decision(r.Context()).Role)
	})))

	for _, call := range []struct{ user, collection string }{{"alice", "products"}, {"alice", "payroll"}, {"", "products"}} {
		r := httptest.NewRequest("GET", "/search/"+call.collection, nil)
		if call.user != "" {
			r.SetBasicAuth(call.user, "…")
		}
		w := httptest.NewRecorder()
		mux.ServeHTTP(w, r)
		body, _ := io.ReadAll(w.Body)
		fmt.Printf("%d %s\n", w.Code, body)
	}
	// Output:
	// 200 found, by role reader
	// 403 Forbidden
	//
	// 401 Unauthorized
}

type always bool

func (a always) Decide(*bundle.Request, time.Time) bundle.Decision {
	return bundle.Decision{Allowed: bool(a), Role: "r"}
}

func TestRequireFailsClosed(t *testing.T) {
	var zero reload.Keeper
	for name, c := range map[string]struct {
		d    bundle.Decider
		name httpauth.Namer
		code int
	}{
		"allowed":   {always(true), func(*http.Request) (*bundle.Request, error) { return &bundle.Request{}, nil }, 200},
		"denied":    {always(false), func(*http.Request) (*bundle.Request, error) { return &bundle.Request{}, nil }, 403},
		"unnamed":   {always(true), func(*http.Request) (*bundle.Request, error) { return nil, nil }, 403},
		"failing":   {always(true), func(*http.Request) (*bundle.Request, error) { return &bundle.Request{}, errors.New("no") }, 403},
		"unknown":   {always(true), func(*http.Request) (*bundle.Request, error) { return nil, fmt.Errorf("who: %w", bundle.ErrUnknown) }, 401},
		"no bundle": {&zero, func(*http.Request) (*bundle.Request, error) { return &bundle.Request{Principal: "a"}, nil }, 403},
	} {
		w := httptest.NewRecorder()
		httpauth.Require(c.d, c.name)(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
			if !httpauth.Decision(r.Context()).Allowed {
				t.Errorf("%s: came through undecided", name)
			}
		})).ServeHTTP(w, httptest.NewRequest("GET", "/", nil))
		if w.Code != c.code {
			t.Errorf("%s: %d, want %d", name, w.Code, c.code)
		}
	}
	who := func(*http.Request) (*bundle.Request, error) { return nil, bundle.ErrUnknown }
	w := httptest.NewRecorder()
	httpauth.Require(always(true), who, `Basic realm="search"`, "Bearer")(http.NotFoundHandler()).ServeHTTP(w, httptest.NewRequest("GET", "/", nil))
	if got := strings.Join(w.Header().Values("WWW-Authenticate"), "; "); w.Code != 401 || got != `Basic realm="search"; Bearer` {
		t.Errorf("%d with challenges %s", w.Code, got)
	}
	w = httptest.NewRecorder()
	httpauth.Require(always(false), func(*http.Request) (*bundle.Request, error) { return &bundle.Request{}, nil }, "Bearer")(http.NotFoundHandler()).ServeHTTP(w, httptest.NewRequest("GET", "/", nil))
	if got := w.Header().Get("WWW-Authenticate"); w.Code != 403 || got != "" {
		t.Errorf("who is known and denied: %d with challenge %q", w.Code, got)
	}
	if httpauth.Decision(context.Background()).Allowed {
		t.Error("nothing decided and allowed")
	}
}
