// Package httpauth guards HTTP handlers with a bundle. It imports the standard
// library and package bundle only.
package httpauth

import (
	"context"
	"errors"
	"net/http"
	"time"

	"github.com/rolecall/rolecall/bundle"
)

// Namer says what an HTTP request asks for: who the caller is, as established
// before, and which privilege it needs on what. An error denies: 401 where it is
// [bundle.ErrUnknown], 403 otherwise.
type Namer func(*http.Request) (*bundle.Request, error)

// Require lets through what the decider allows, and answers 401 or 403 to all else.
// The answer does not say why; the handlers behind it, and whoever logs, find the
// decision with [Decision].
//
// The challenges say how a caller may tell who it is, as in `Bearer` or
// `Basic realm="search"`: each is a WWW-Authenticate header of every 401. HTTP asks
// for at least one (RFC 9110, 15.5.2), and only the service knows which.
func Require(d bundle.Decider, name Namer, challenges ...string) func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			req, err := name(r)
			switch {
			case errors.Is(err, bundle.ErrUnknown):
				for _, c := range challenges {
					w.Header().Add("WWW-Authenticate", c)
				}
				refuse(w, http.StatusUnauthorized)
				return
			case err != nil || req == nil:
				refuse(w, http.StatusForbidden)
				return
			}
			decision := d.Decide(req, time.Now())
			if !decision.Allowed {
				refuse(w, http.StatusForbidden)
				return
			}
			next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), key{}, decision)))
		})
	}
}

func refuse(w http.ResponseWriter, code int) { http.Error(w, http.StatusText(code), code) }

type key struct{}

// Decision is the one by which a request came through; the zero Decision, which
// denies, where it came through no [Require].
func Decision(ctx context.Context) bundle.Decision {
	d, _ := ctx.Value(key{}).(bundle.Decision)
	return d
}
