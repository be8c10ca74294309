package authzen

import (
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
	"time"

	"github.com/rolecall/rolecall/bundle"
)

// Engine decides: a *reload.Keeper, or one bundle by [Fixed].
type Engine interface {
	Decide(req *bundle.Request, at time.Time) bundle.Decision
	Allowed(req *bundle.Request, at time.Time) bool
	// Bundle is the bundle in use now; nil while there is none.
	Bundle() *bundle.Bundle
}

// Fixed is an engine of one bundle. conds may be nil, then conditional rows deny.
func Fixed(b *bundle.Bundle, conds bundle.Conditions) Engine { return &fixed{b, conds} }

type fixed struct {
	b     *bundle.Bundle
	conds bundle.Conditions
}

func (f *fixed) Decide(req *bundle.Request, at time.Time) bundle.Decision {
	return f.b.Decide(req, at, f.conds)
}

func (f *fixed) Allowed(req *bundle.Request, at time.Time) bool {
	return f.b.Allowed(req, at, f.conds)
}
func (f *fixed) Bundle() *bundle.Bundle { return f.b }

// Options say how the API is served. The zero value will do.
type Options struct {
	// URL is the address that clients know the service by, for its metadata. Where
	// it is empty, what a client called is taken.
	URL string
	// MaxBody is the longest body that is read, in bytes. Zero is 1 MiB.
	MaxBody int64
	// MaxEvaluations is how many questions one call may ask. Zero is 1,000.
	MaxEvaluations int
	// Observe is called for each question that was decided, before it is answered. It
	// must not wait. May be nil.
	Observe func(*http.Request, *bundle.Request, bundle.Decision)
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
	if o.Observe == nil {
		o.Observe = func(*http.Request, *bundle.Request, bundle.Decision) {}
	}
	h := &handler{engine: engine, o: o}
	mux := http.NewServeMux()
	mux.Handle("POST "+evaluationPath, h.post(h.evaluation))
	mux.Handle("POST "+evaluationsPath, h.post(h.evaluations))
	mux.Handle("POST "+subjectPath, h.post(h.searchSubjects))
	mux.Handle("POST "+resourcePath, h.post(h.searchResources))
	mux.Handle("POST "+actionPath, h.post(h.searchActions))
	mux.HandleFunc("GET "+metadataPath, h.metadata)
	return identified(mux)
}

type handler struct {
	engine Engine
	o      Options
	known  knownOnce
}

// badRequest is a mistake of the caller's, told as such.
type badRequest struct{ error }

func bad(err error) error { return badRequest{err} }

// post answers a call with a body of JSON.
func (h *handler) post(answer func(*http.Request, []byte) (any, error)) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !isJSON(r.Header.Get("Content-Type")) {
			fail(w, http.StatusBadRequest, "the Content-Type must be " + jsonType)
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

// fail answers with a message, as a string of JSON.
func fail(w http.ResponseWriter, code int, message string) {
	w.Header().Set("Content-Type", jsonType)
	w.WriteHeader(code)
	_ = json.NewEncoder(w).Encode(message)
}

// requestID is the header by which a client knows its calls again.
const requestID = "X-Request-ID"

// identified gives a call's id back, a refused one's too.
func identified(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if id := r.Header.Get(requestID); id != "" {
			w.Header().Set(requestID, id)
		}
		next.ServeHTTP(w, r)
	})
}
