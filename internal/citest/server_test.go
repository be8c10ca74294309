package citest

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"sync"
	"testing"
)

// server is what GitHub's API does with the comments of pull request 7 of acme/access.
type server struct {
	*httptest.Server
	readOnly bool

	mu       sync.Mutex
	comments []*comment
	calls    []string
}

type comment struct {
	ID   int    `json:"id"`
	Body string `json:"body"`
	User *user  `json:"user"`
}

type user struct {
	Login string `json:"login"`
}

const (
	secret = "ghs_secret"
	bot    = "github-actions[bot]"
)

func newServer(t *testing.T) *server {
	t.Helper()
	s := &server{}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /repos/acme/access/issues/7/comments", s.list)
	mux.HandleFunc("POST /repos/acme/access/issues/7/comments", s.create)
	mux.HandleFunc("PATCH /repos/acme/access/issues/comments/{id}", s.change)
	s.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.calls = append(s.calls, r.Method+" "+r.URL.RequestURI())
		switch {
		case r.Header.Get("Authorization") != "Bearer "+secret:
			w.WriteHeader(http.StatusUnauthorized)
		case s.readOnly && r.Method != http.MethodGet:
			w.WriteHeader(http.StatusForbidden)
			fmt.Fprint(w, `{"message": "Resource not accessible by integration"}`)
		default:
			mux.ServeHTTP(w, r)
		}
	}))
	t.Cleanup(s.Close)
	return s
}

// add puts a comment of somebody there.
func (s *server) add(login, body string) *comment {
	c := &comment{ID: 1000 + len(s.comments), Body: body, User: &user{login}}
	s.comments = append(s.comments, c)
	return c
}

// by gives the comments of somebody.
func (s *server) by(login string) []*comment {
	var out []*comment
	for _, c := range s.comments {
		if c.User != nil && c.User.Login == login {
			out = append(out, c)
		}
	}
	return out
}

func (s *server) list(w http.ResponseWriter, r *http.Request) {
	size, page := 30, 1
	for name, n := range map[string]*int{"per_page": &size, "page": &page} {
		if v, err := strconv.Atoi(r.URL.Query().Get(name)); err == nil {
			*n = v
		}
	}
	from := min((page-1)*size, len(s.comments))
	reply(w, http.StatusOK, append([]*comment{}, s.comments[from:min(from+size, len(s.comments))]...))
}

func (s *server) create(w http.ResponseWriter, r *http.Request) {
	if body, ok := body(w, r); ok {
		reply(w, http.StatusCreated, s.add(bot, body))
	}
}

func (s *server) change(w http.ResponseWriter, r *http.Request) {
	i := slices.IndexFunc(s.comments, func(c *comment) bool { return strconv.Itoa(c.ID) == r.PathValue("id") })
	if i < 0 {
		w.WriteHeader(http.StatusNotFound)
		return
	}
	if body, ok := body(w, r); ok {
		s.comments[i].Body = body
		reply(w, http.StatusOK, s.comments[i])
	}
}

// body reads what a comment is to say; one that is too long GitHub does not take.
func body(w http.ResponseWriter, r *http.Request) (string, bool) {
	var in struct{ Body string }
	if err := json.NewDecoder(r.Body).Decode(&in); err != nil || in.Body == "" || len([]rune(in.Body)) > 65_536 {
		w.WriteHeader(http.StatusUnprocessableEntity)
		return "", false
	}
	return in.Body, true
}

func reply(w http.ResponseWriter, status int, v any) {
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(v)
}
