package rest_test

import (
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/rolecall/rolecall/diff/live"
	"github.com/rolecall/rolecall/diff/live/rest"
	"github.com/rolecall/rolecall/diff/live/vectordb"
)

// Answers that are not the interface's own are errors; after a write they leave things open.
func TestStrangeAnswers(t *testing.T) {
	cases := []struct {
		name         string
		status       int
		body, header string
		want         string
		unsure, no   bool // of a write
	}{
		{"a page", 200, "<html>", "", "and not as the interface does", true, false},
		{"no code", 200, `{"data":[]}`, "", "and not as the interface does", true, false},
		{"elsewhere", 302, "", "http://192.0.2.1/", "answers 302 Found", true, false},
		{"bad gateway's sister", 500, `{"code":5,"message":"broken\x1b"}`, "", "500 Internal Server Error", true, false},
		{"no such path", 404, "404 page not found", "", "is refused: Not Found (code 404)", false, true},
		{"denied", 403, `{"code":65535,"message":"permission deny"}`, "", "permission deny (code 65535)", false, true},
		{"nobody", 401, `{"code":1800,"message":"user hasn't authenticated"}`, "", "(code 1800)", false, true},
		{"invalid", 200, `{"code":1100,"message":"no: invalid parameter"}`, "", "no: invalid parameter (code 1100)", false, true},
		{"internal", 200, `{"code":5,"message":"service internal error"}`, "", "service internal error", true, false},
		{"in time", 200, `{"code":10001,"message":"context deadline exceeded"}`, "", "deadline exceeded", true, false},
	}
	for _, one := range cases {
		asked := 0
		h := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			asked++
			if one.header != "" {
				w.Header().Set("Location", one.header)
			}
			w.WriteHeader(one.status)
			_, _ = io.WriteString(w, strings.ReplaceAll(one.body, `\x1b`, "\\u001b"))
		}))
		for _, writes := range []bool{true, false} {
			asked = 0
			_, err := rest.Send(t.Context(), rest.NewHTTP(vectordb.Options{}), rest.Request{Verb: "POST", URL: h.URL, Body: []byte("{}"), Call: "POST /x", Timeout: time.Second, Writes: writes})
			var no *live.Refusal
			if err == nil || !strings.Contains(err.Error(), one.want) || errors.Is(err, live.ErrUnsure) != (writes && one.unsure) || strings.Contains(err.Error(), "\x1b") || asked != 1 {
				t.Errorf("%s, writes %v: %v, asked %d times", one.name, writes, err, asked)
			}
			if writes && errors.As(err, &no) != one.no {
				t.Errorf("%s: a refusal: %v", one.name, !one.no)
			}
		}
		h.Close()
	}
}

// Credentials go to no other place, and only by the header.
func TestNoRedirect(t *testing.T) {
	stolen := false
	other := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { stolen = true }))
	defer other.Close()
	h := httptest.NewServer(http.RedirectHandler(other.URL, http.StatusTemporaryRedirect))
	defer h.Close()
	_, err := rest.Send(t.Context(), rest.NewHTTP(vectordb.Options{}), rest.Request{Verb: "POST", URL: h.URL, Body: []byte("{}"), Call: "POST /x", Token: "secret", Timeout: time.Second})
	if err == nil || stolen {
		t.Errorf("%v, followed %v", err, stolen)
	}
}

// The first servers of the interface answer 200 for success.
func TestOldSuccess(t *testing.T) {
	h := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, `{"code":200,"data":{}}`) }))
	defer h.Close()
	if _, err := rest.Send(t.Context(), h.Client(), rest.Request{Verb: "POST", URL: h.URL, Body: []byte("{}"), Call: "POST /x", Timeout: time.Second}); err != nil {
		t.Error(err)
	}
}

// What speaks another protocol, first or not, is no server of the interface, and is told as that.
func TestNoHTTP(t *testing.T) {
	for range 20 { // it is a matter of who is first
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		go func() {
			for {
				c, err := l.Accept()
				if err != nil {
					return
				}
				_, _ = c.Write([]byte("\x00\x00\x00\x04\x00\x00\x00\x00\x00\r\n\r\n"))
			}
		}()
		_, err = rest.Send(t.Context(), http.DefaultClient, rest.Request{Verb: "POST", URL: "http://" + l.Addr().String(), Call: "POST /", Timeout: 10 * time.Second})
		_ = l.Close()
		if err == nil || err.Error() != "POST / fails: what listens there speaks no HTTP: see that the port is that of the REST interface, or write milvus:// for gRPC" {
			t.Fatal(err)
		}
	}
}
