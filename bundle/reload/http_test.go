package reload

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/rolecall/rolecall/bundle"
)

func TestHTTP(t *testing.T) {
	var served, unchanged, waits atomic.Int64
	var body atomic.Pointer[[]byte]
	set := func(b []byte) { body.Store(&b) }
	set(encoded("prod", "alice", "a"))
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Authorization") != "Bearer s3cret" {
			http.Error(w, "no", http.StatusUnauthorized)
			return
		}
		if r.URL.Path == "/sig" {
			_, _ = w.Write([]byte("signature"))
			return
		}
		if r.Header.Get("Prefer") == "wait=2" {
			waits.Add(1)
		}
		tag := `"` + string((*body.Load())[200:210]) + string(rune('a'+len(*body.Load())%26)) + `"`
		w.Header().Set("ETag", tag)
		if r.Header.Get("If-None-Match") == tag {
			unchanged.Add(1)
			w.WriteHeader(http.StatusNotModified)
			return
		}
		served.Add(1)
		_, _ = w.Write(*body.Load())
	}))
	defer srv.Close()
	src, err := HTTP(srv.URL+"/bundle.json?token=s3cret", HTTPOptions{
		Wait: 2 * time.Second, SignatureURL: srv.URL + "/sig",
		Authorize: func(h http.Header) { h.Set("Authorization", "Bearer s3cret") },
	})
	if err != nil {
		t.Fatal(err)
	}
	k := open(t, src, Options{Check: func(v Version, _ *bundle.Bundle) error {
		if string(v.Signature) != "signature" {
			return errors.New("not signed")
		}
		return nil
	}})
	if err := k.Look(context.Background()); err != nil || served.Load() != 1 || unchanged.Load() != 1 || waits.Load() != 1 {
		t.Errorf("served %d, unchanged %d, waits %d: %v", served.Load(), unchanged.Load(), waits.Load(), err)
	}
	set(encoded("prod", "bobby2", "a"))
	if err := k.Look(context.Background()); err != nil || !may(k, "bobby2", "a") {
		t.Errorf("the new bundle is not in use: %v", err)
	}
	srv.Close()
	if err := k.Look(context.Background()); err == nil || strings.Contains(err.Error(), "s3cret") || !may(k, "bobby2", "a") {
		t.Errorf("server away: %v", err)
	}
}

func TestHTTPAnswers(t *testing.T) {
	for name, c := range map[string]struct {
		handler http.HandlerFunc
		says    string
	}{
		"not found":               {http.NotFound, "the server answers 404 Not Found"},
		"unchanged without a tag": {func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNotModified) }, "304"},
		"a page":                  {func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("<html>")) }, "not valid JSON"},
		"cut off": {func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", "1000")
			_, _ = w.Write([]byte("{"))
		}, "unexpected EOF"},
		"slow": {func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }, "deadline"},
	} {
		t.Run(name, func(t *testing.T) {
			srv := httptest.NewServer(c.handler)
			defer srv.Close()
			src, err := HTTP(srv.URL, HTTPOptions{})
			if err != nil {
				t.Fatal(err)
			}
			k, err := Open(context.Background(), src, Options{Timeout: 200 * time.Millisecond})
			if err == nil {
				k.Close()
				t.Fatal("opened")
			}
			if !strings.Contains(err.Error(), c.says) {
				t.Errorf("error %q does not say %q", err, c.says)
			}
		})
	}
}

func TestHTTPAddresses(t *testing.T) {
	for address, says := range map[string]string{
		"https://policy.example/bundle.json": "",
		"http://127.0.0.1:1/b":               "",
		"http://[::1]/b":                     "",
		"http://localhost/b":                 "",
		"http://policy.example/b":            "is not encrypted",
		"https://me:s3cret@policy.example/b": "holds credentials",
		"ftp://policy.example/b":             "is no web address",
		"":                                   "is no web address",
		"https://s3cret\x7f":                 "is no URL",
	} {
		_, err := HTTP(address, HTTPOptions{})
		if (err == nil) != (says == "") || err != nil && (!strings.Contains(err.Error(), says) || strings.Contains(err.Error(), "s3cret")) {
			t.Errorf("%q: error %v, want %q", address, err, says)
		}
	}
	if _, err := HTTP("http://policy.example/b", HTTPOptions{Plain: true}); err != nil {
		t.Error(err)
	}
	if _, err := HTTP("https://policy.example/b", HTTPOptions{SignatureURL: "http://policy.example/b.jws"}); err == nil {
		t.Error("a signature comes unencrypted")
	}
}

// TestRedirects follows none to another host or by another scheme, where the
// credentials would go along and anybody could give a bundle.
func TestRedirects(t *testing.T) {
	var seen atomic.Int64
	bundles := func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Private-Token") != "" {
			seen.Add(1)
		}
		_, _ = w.Write(encoded("prod", "alice", "a"))
	}
	plain := httptest.NewServer(http.HandlerFunc(bundles))
	defer plain.Close()
	other := httptest.NewTLSServer(http.HandlerFunc(bundles))
	defer other.Close()
	to := map[string]string{"/here": "/there", "/plain": plain.URL, "/other": other.URL, "/round": "/round"}
	srv := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if next := to[r.URL.Path]; next != "" {
			http.Redirect(w, r, next, http.StatusFound)
			return
		}
		bundles(w, r)
	}))
	defer srv.Close()
	for path, says := range map[string]string{
		"/here": "", "/plain": "redirects to http://127.0.0.1", "/other": "redirects to https://127.0.0.1", "/round": "redirects ten times",
	} {
		src, err := HTTP(srv.URL+path+"?token=s3cret", HTTPOptions{
			Client: srv.Client(), Plain: true, Authorize: func(h http.Header) { h.Set("Private-Token", "s3cret") },
		})
		if err != nil {
			t.Fatal(err)
		}
		seen.Store(0)
		v, err := src.Fetch(context.Background(), "")
		if (err == nil) != (says == "") || err != nil && (!strings.Contains(err.Error(), says) || strings.Contains(err.Error(), "s3cret")) {
			t.Errorf("%s: %v, want %q", path, err, says)
		}
		if (len(v.Data) > 0) != (says == "") || (seen.Load() > 0) != (says == "") {
			t.Errorf("%s: %d bytes, credentials seen %d times", path, len(v.Data), seen.Load())
		}
	}
	if srv.Client().CheckRedirect != nil {
		t.Error("the caller's client is changed")
	}
}

// TestClientsOwnRule asks the caller's rule for redirects too.
func TestClientsOwnRule(t *testing.T) {
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/more", http.StatusFound) }))
	defer srv.Close()
	src, err := HTTP(srv.URL, HTTPOptions{Client: &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return errors.New("none at all") }}})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := src.Fetch(context.Background(), ""); err == nil || err.Error() != "none at all" {
		t.Error(err)
	}
}

// TestSignedAnew gives a bundle again that did not change when its signature did.
func TestSignedAnew(t *testing.T) {
	var signature atomic.Value
	signature.Store("old")
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/sig" {
			_, _ = w.Write([]byte(signature.Load().(string)))
			return
		}
		w.Header().Set("ETag", `"1"`)
		if r.Header.Get("If-None-Match") == `"1"` {
			w.WriteHeader(http.StatusNotModified)
			return
		}
		_, _ = w.Write(encoded("prod", "alice", "a"))
	}))
	defer srv.Close()
	src, err := HTTP(srv.URL, HTTPOptions{SignatureURL: srv.URL + "/sig"})
	if err != nil {
		t.Fatal(err)
	}
	first, err := src.Fetch(context.Background(), "")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := src.Fetch(context.Background(), first.Tag); !errors.Is(err, ErrUnchanged) {
		t.Errorf("nothing new: %v", err)
	}
	signature.Store("new")
	next, err := src.Fetch(context.Background(), first.Tag)
	if err != nil || string(next.Signature) != "new" || len(next.Data) != len(first.Data) || next.Tag == first.Tag {
		t.Errorf("signed anew: %q of %d bytes (%v)", next.Signature, len(next.Data), err)
	}
}
