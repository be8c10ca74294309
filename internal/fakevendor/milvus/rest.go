package milvus

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"strings"

	"github.com/milvus-io/milvus-proto/go-api/v2/commonpb"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/proto"
)

// Codes of the REST interface (pkg/util/merr).
const (
	needAuthenticate = 1800
	notJSON          = 1801
	missingParameter = 1802
	unexpected       = 65535
)

// reply is the data of an answer.
type reply struct {
	data        any
	description *string
}

// route is one path of the interface: what its body must hold, and what it does.
type route struct {
	rpc      string   // the call of gRPC that it makes
	required []string // keys of the body
	run      func(s *Server, ctx context.Context, b *body) (reply, error)
}

// REST gives the interface on the network.
func (s *Server) REST() http.Handler {
	mux := http.NewServeMux()
	for path, r := range routes() {
		mux.HandleFunc("POST /v2/vectordb"+path, func(w http.ResponseWriter, q *http.Request) { s.serve(w, q, r) })
	}
	s.control(mux)
	return mux
}

func (s *Server) serve(w http.ResponseWriter, q *http.Request, r route) {
	s.befall(w, q, r.rpc, func(w http.ResponseWriter) { s.answer(w, q, r) })
}

// befall answers, unless a fault has it otherwise; then what was to be answered is lost.
func (s *Server) befall(w http.ResponseWriter, q *http.Request, method string, answer func(http.ResponseWriter)) {
	held := &held{code: http.StatusOK, header: http.Header{}}
	_, err := s.faults.around(q.Context(), s, method, func() (any, error) {
		answer(held)
		return nil, nil
	})
	if own, ok := err.(says); ok {
		say(w, http.StatusOK, own.code, own.Error())
		return
	}
	if err != nil {
		stumble(w, err)
		return
	}
	maps.Copy(w.Header(), held.header)
	w.WriteHeader(held.code)
	_, _ = w.Write(held.body.Bytes()) // the other side may be gone
}

// held is an answer that is not sent yet.
type held struct {
	code   int
	header http.Header
	body   bytes.Buffer
}

func (h *held) Header() http.Header { return h.header }

func (h *held) WriteHeader(code int) { h.code = code }

func (h *held) Write(p []byte) (int, error) { return h.body.Write(p) }

// stumble answers as a fault has it: by breaking the connection off, or as what
// stands before a server would.
func stumble(w http.ResponseWriter, err error) {
	code := map[codes.Code]int{codes.Unavailable: http.StatusServiceUnavailable, codes.ResourceExhausted: http.StatusTooManyRequests}[status.Code(err)]
	switch {
	case status.Convert(err).Message() == "dropped":
		panic(http.ErrAbortHandler)
	case strings.HasPrefix(status.Convert(err).Message(), "upstream"):
		code = http.StatusBadGateway
	}
	w.Header().Set("Retry-After", "0")
	http.Error(w, status.Convert(err).Message(), code)
}

func (s *Server) answer(w http.ResponseWriter, q *http.Request, r route) {
	who := caller{user: "root"}
	if !s.options.Open {
		var text string
		if who, text = s.signIn(shown(q)); text != "" {
			say(w, http.StatusUnauthorized, needAuthenticate, "user hasn't authenticated")
			return
		}
	}
	if s.missing(r.rpc) {
		http.NotFound(w, q)
		return
	}
	b, code, text := read(q, r.required)
	if code != 0 {
		say(w, http.StatusOK, code, text)
		return
	}
	who.database = b.database
	out, err := r.run(s, context.WithValue(q.Context(), callerKey{}, who), b)
	var no refused
	switch {
	case errors.As(err, &no):
		say(w, http.StatusOK, int(no.status.GetCode()), no.status.GetReason())
	case status.Code(err) == codes.PermissionDenied:
		say(w, http.StatusForbidden, unexpected, status.Convert(err).Message())
	case err != nil:
		panic(fmt.Sprintf("fakevendor: %v", err))
	default:
		send(w, out)
	}
}

func (s *Server) missing(rpc string) bool {
	for _, name := range s.options.Missing {
		if name == rpc {
			return true
		}
	}
	return false
}

// shown is the token of a request: Bearer, or user and password by Basic.
func shown(q *http.Request) string {
	if user, password, ok := q.BasicAuth(); ok {
		return user + ":" + password
	}
	return strings.TrimPrefix(q.Header.Get("Authorization"), "Bearer ")
}

func say(w http.ResponseWriter, httpCode, code int, text string) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(httpCode)
	_ = json.NewEncoder(w).Encode(map[string]any{"code": code, "message": text})
}

func send(w http.ResponseWriter, out reply) {
	all := map[string]any{"code": 0, "data": out.data}
	if out.data == nil {
		all["data"] = map[string]any{}
	}
	if out.description != nil {
		all["description"] = *out.description
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	_ = json.NewEncoder(w).Encode(all)
}

// body is what a request holds.
type body struct {
	fields   map[string]any
	database string // dbName of the body, else the header DB-Name, else default
}

func (b *body) text(key string) string {
	s, _ := b.fields[key].(string)
	return s
}

func (b *body) list(key string) []string {
	var out []string
	list, _ := b.fields[key].([]any)
	for _, v := range list {
		out = append(out, fmt.Sprint(v))
	}
	return out
}

// read reads and checks the body of a request.
func read(q *http.Request, required []string) (b *body, code int, text string) {
	data, err := io.ReadAll(q.Body)
	switch {
	case err != nil:
		return nil, notJSON, "can only accept json format request, error: " + err.Error()
	case len(data) == 0:
		return nil, notJSON, "can only accept json format request, the request body should be nil, however {} is valid"
	}
	b = &body{}
	if err := json.Unmarshal(data, &b.fields); err != nil {
		return nil, notJSON, "can only accept json format request, error: " + err.Error()
	}
	for _, key := range required {
		if b.text(key) == "" {
			field := strings.ToUpper(key[:1]) + key[1:]
			return nil, missingParameter, fmt.Sprintf("missing required parameters, error: Key: '%s' Error:Field validation for '%s' failed on the 'required' tag", field, field)
		}
	}
	b.database = b.text("dbName")
	if b.database == "" {
		b.database = q.Header.Get("DB-Name")
	}
	if b.database == "" {
		b.database = "default"
	}
	return b, 0, ""
}

// refused is a status that is not that of a success.
type refused struct{ status *commonpb.Status }

func (r refused) Error() string { return r.status.GetReason() }

// through makes a call of gRPC for a caller, with the same checks.
func through[Q proto.Message, A any](ctx context.Context, s *Server, q Q, do func(context.Context, Q) (A, error)) (A, error) {
	if err := s.permit(callerOf(ctx), q); err != nil {
		var none A
		return none, err
	}
	a, err := do(ctx, q)
	if err != nil {
		return a, err
	}
	st, ok := any(a).(*commonpb.Status)
	if with, has := any(a).(interface{ GetStatus() *commonpb.Status }); has && !ok {
		st = with.GetStatus()
	}
	if st.GetCode() != 0 {
		return a, refused{st}
	}
	return a, nil
}
