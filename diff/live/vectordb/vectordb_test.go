package vectordb_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/rolecall/rolecall/diff/live"
	"github.com/rolecall/rolecall/diff/live/vectordb"
	"github.com/rolecall/rolecall/schema"
)

// A call is made again while it gives an Again, a few times, with growing pauses.
func TestRetry(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		boom := errors.New("boom")
		calls := 0
		begin := time.Now()
		err := vectordb.Retry(t.Context(), func() error { calls++; return &vectordb.Again{Err: boom} })
		if err != boom || calls != 6 {
			t.Errorf("%v after %d calls", err, calls)
		}
		if took := time.Since(begin); took < 1500*time.Millisecond || took > 3200*time.Millisecond {
			t.Errorf("pauses of %v", took)
		}
		calls = 0
		if err := vectordb.Retry(t.Context(), func() error {
			if calls++; calls < 3 {
				return &vectordb.Again{Err: boom}
			}
			return nil
		}); err != nil || calls != 3 {
			t.Errorf("%v after %d calls", err, calls)
		}
		calls = 0
		if err := vectordb.Retry(t.Context(), func() error { calls++; return boom }); err != boom || calls != 1 {
			t.Errorf("%v after %d calls", err, calls)
		}
	})
}

// A server that says how long to wait is heard, within reason; a context that ends is not waited past.
func TestRetryWaits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		boom := errors.New("boom")
		for after, want := range map[time.Duration]time.Duration{10 * time.Second: 10 * time.Second, time.Hour: time.Minute} {
			calls, begin := 0, time.Now()
			_ = vectordb.Retry(t.Context(), func() error {
				if calls++; calls == 1 {
					return &vectordb.Again{Err: boom, After: after}
				}
				return nil
			})
			if took := time.Since(begin); took != want {
				t.Errorf("waited %v, want %v", took, want)
			}
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		begin := time.Now()
		if err := vectordb.Retry(ctx, func() error { return &vectordb.Again{Err: boom, After: time.Hour} }); err != boom || time.Since(begin) != time.Second {
			t.Errorf("%v after %v", err, time.Since(begin))
		}
	})
}

// What is hidden is gone from the text, and the sort of the error stays.
func TestHide(t *testing.T) {
	no := &live.Refusal{Call: "c", Code: 7, Text: "said the-secret"}
	for name, err := range map[string]error{
		"refusal": no, "denied": vectordb.Denied(no), "unsure": fmt.Errorf("the-secret: %w", live.ErrUnsure), "other": errors.New("the-secret"),
	} {
		got := vectordb.Hide(err, "", "the-secret")
		var refusal *live.Refusal
		if strings.Contains(fmt.Sprintf("%v", got), "the-secret") ||
			errors.As(got, &refusal) != errors.As(err, &refusal) || errors.Is(got, vectordb.ErrDenied) != errors.Is(err, vectordb.ErrDenied) || errors.Is(got, live.ErrUnsure) != errors.Is(err, live.ErrUnsure) {
			t.Errorf("%s: %v", name, got)
		}
	}
	if vectordb.Hide(no, "other") != error(no) || vectordb.Hide(nil, "x") != nil {
		t.Error("what holds no secret is changed")
	}
	if got := vectordb.Clean("a\x1b[2J\nb"); got != "a [2J b" {
		t.Errorf("%q", got)
	}
	// A password that may be a word is no reason to mangle words, nor to tell which it is.
	if got := vectordb.Clean("Milvus refuses root:Milvus", vectordb.Secrets("root:Milvus")...); got != "Milvus refuses [secret]" {
		t.Errorf("%q", got)
	}
}

func TestTokens(t *testing.T) {
	for token, want := range map[string]string{"root:Milvus": "root", "key": "", "": "", "u:p:q": "u"} {
		if got := vectordb.User(token); got != want {
			t.Errorf("%q is of user %q", token, got)
		}
	}
	if got := vectordb.Secrets("u:p:q"); got[0] != "u:p:q" || got[1] != "p:q" {
		t.Error(got)
	}
}

// TLS is spoken everywhere but to this machine, unless something says otherwise.
func TestTLSDefault(t *testing.T) {
	for address, want := range map[string]bool{
		"milvus://host": true, "milvus://host?tls=off": false, "milvus://localhost": false, "milvus://127.0.0.1:1": false, "milvus://[::1]:1": false,
		"milvus://localhost?tls=on": true, "milvus://127.0.0.1.example.com": true, "milvus://10.0.0.1": true,
	} {
		at, err := live.ParseAddress(address)
		if err != nil {
			t.Fatal(err)
		}
		o, err := vectordb.ReadOptions(at, live.Credentials{})
		if err != nil || (o.TLS != nil) != want || o.Timeout != vectordb.Timeout {
			t.Errorf("%s: %+v, %v", address, o, err)
		}
	}
}

// still is a reader of a server with one role, which tells nothing unless it is overridden.
type still struct {
	vectordb.Reader
	fail error
}

func (s still) Open(context.Context) (bool, error)                  { return false, nil }
func (s still) Groups(context.Context) ([]schema.StateGroup, error) { return nil, nil }
func (s still) Roles(context.Context) ([]schema.StateRole, error) {
	return []schema.StateRole{{Name: "r"}}, nil
}
func (s still) Grants(context.Context, string) ([]schema.StateGrant, string, error) {
	return nil, "", s.fail
}
func (s still) Users(context.Context) ([]string, error)     { return nil, nil }
func (s still) Databases(context.Context) ([]string, error) { return nil, nil }

// A failure that is no denial ends the pull; it says what was read.
func TestPullFails(t *testing.T) {
	boom := errors.New("boom")
	p := vectordb.Puller{Reader: still{fail: boom}, Catalog: &schema.Catalog{}}
	if _, err := p.Pull(t.Context()); !errors.Is(err, boom) || !strings.Contains(err.Error(), `read the grants of role "r"`) {
		t.Error(err)
	}
	p = vectordb.Puller{Reader: still{fail: vectordb.Denied(&live.Refusal{})}, Catalog: &schema.Catalog{}}
	if s, err := p.Pull(t.Context()); err != nil || s.Knows(schema.CoversGrants) || !s.Knows(schema.CoversRoles) || s.Knows(schema.CoversDatabases) {
		t.Error(s, err)
	}
}
