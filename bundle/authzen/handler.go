package authzen

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/rolecall/rolecall/bundle"
)

// Engine has what decides: a *reload.Keeper, or one bundle by [Fixed].
type Engine interface {
	// Snapshot is what is in use at at: the bundle, nil while there is none, and what
	// evaluates its conditions. Where denied says why, nothing is allowed. It is taken
	// once for all of a call.
	Snapshot(at time.Time) (b *bundle.Bundle, conds bundle.Conditions, denied string)
}

// Fixed is an engine of one bundle. conds may be nil, then conditional rows deny.
func Fixed(b *bundle.Bundle, conds bundle.Conditions) Engine { return &fixed{b, conds} }

type fixed struct {
	b     *bundle.Bundle
	conds bundle.Conditions
}

func (f *fixed) Snapshot(time.Time) (*bundle.Bundle, bundle.Conditions, string) {
	if f.b == nil {
		return nil, nil, "no bundle is loaded"
	}
	return f.b, f.conds, ""
}

// Options say how the API is served. The zero value will do.
type Options struct {
	// URL is the address that clients know the service by, for its metadata. Where
	// it is empty, what a client called is taken, and nobody may keep the answer.
	URL string
	// MaxBody is the longest body that is read, in bytes. Zero is 1 MiB.
	MaxBody int64
	// MaxEvaluations is how many questions one call may ask. Zero is 1,000.
	MaxEvaluations int
	// Timeout ends a search, or a call of many questions, that takes longer. Zero is 10 seconds.
	Timeout time.Duration
	// Observe is called for each question that was decided, before it is answered,
	// with the bundle that was asked, nil for none. Of a question in a list that is not
	// complete the request has what there is. It must not wait. May be nil.
	Observe func(*http.Request, *bundle.Bundle, *bundle.Request, bundle.Decision)
	// Now is the clock; nil is time.Now.
	Now func() time.Time
}

// Handler serves the API.
func Handler(engine Engine, o Options) http.Handler {
	if o.MaxBody <= 0 {
		o.MaxBody = 1 << 20
	}
	if o.MaxEvaluations <= 0 {
		o.MaxEvaluations = 1000
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Timeout <= 0 {
		o.Timeout = 10 * time.Second
	}
	if o.Observe == nil {
		o.Observe = func(*http.Request, *bundle.Bundle, *bundle.Request, bundle.Decision) {}
	}
	h := &handler{engine: engine, o: o}
	mux := http.NewServeMux()
	mux.Handle("POST "+EvaluationPath, h.post(h.evaluation))
	mux.Handle("POST "+EvaluationsPath, h.post(h.evaluations))
	mux.Handle("POST "+SubjectPath, h.post(h.searchSubjects))
	mux.Handle("POST "+ResourcePath, h.post(h.searchResources))
	mux.Handle("POST "+ActionPath, h.post(h.searchActions))
	mux.HandleFunc("GET "+MetadataPath, h.metadata)
	if u, err := url.Parse(o.URL); err == nil && strings.Trim(u.Path, "/") != "" {
		mux.HandleFunc("GET "+MetadataPath+"/", h.metadataOf(u.Path))
	}
	return identified(mux)
}

type handler struct {
	engine Engine
	o      Options
	known  knownNames
}

// badRequest is a mistake of the caller's, told as such.
type badRequest struct{ error }

func bad(err error) error { return badRequest{err} }

// post answers a call with a body of JSON.
func (h *handler) post(answer func(*http.Request, []byte) (any, error)) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !isJSON(r.Header.Get("Content-Type")) {
			fail(w, http.StatusBadRequest, "the Content-Type must be "+jsonType)
			return
		}
		body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, h.o.MaxBody))
		var tooLarge *http.MaxBytesError
		switch {
		case errors.As(err, &tooLarge):
			fail(w, http.StatusRequestEntityTooLarge, "the body is too large")
			return
		case err != nil:
			fail(w, http.StatusBadRequest, "the body could not be read")
			return
		}
		result, err := answer(r, body)
		var mistake badRequest
		switch {
		case errors.As(err, &mistake):
			fail(w, http.StatusBadRequest, err.Error())
		case errors.Is(err, context.DeadlineExceeded), errors.Is(err, context.Canceled):
			fail(w, http.StatusServiceUnavailable, "the call takes too long: ask for less at a time")
		case err != nil:
			fail(w, http.StatusInternalServerError, "the question could not be answered")
		default:
			write(w, result)
		}
	})
}

const jsonType = "application/json"

func isJSON(contentType string) bool {
	if contentType == jsonType {
		return true // as nearly everyone writes it
	}
	kind, _, err := mime.ParseMediaType(contentType)
	return err == nil && kind == jsonType
}

func write(w http.ResponseWriter, v any) {
	w.Header().Set("Content-Type", jsonType)
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	_ = enc.Encode(v) // a client that has gone away is told nothing
}

// Refuse answers a call that does not get to the API as the API would: with its id
// and the message as a string of JSON.
func Refuse(w http.ResponseWriter, r *http.Request, code int, message string) {
	identify(w, r)
	fail(w, code, message)
}

func fail(w http.ResponseWriter, code int, message string) {
	w.Header().Set("Content-Type", jsonType)
	w.WriteHeader(code)
	_ = json.NewEncoder(w).Encode(message)
}

// RequestID is the header by which a client knows its calls again.
const RequestID = "X-Request-ID"

// identified gives a call's id back, a refused one's too.
func identified(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		identify(w, r)
		next.ServeHTTP(w, r)
	})
}

func identify(w http.ResponseWriter, r *http.Request) {
	if id := r.Header.Get(RequestID); id != "" {
		w.Header().Set(RequestID, id)
	}
}
