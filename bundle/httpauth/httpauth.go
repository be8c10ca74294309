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

// Decider decides: a *reload.Keeper does.
type Decider interface {
	Decide(req *bundle.Request, at time.Time) bundle.Decision
}

// ErrUnknown is what a [Namer] gives for a caller that it cannot name: the answer is 401.
var ErrUnknown = errors.New("the caller is not known")

// Namer says what an HTTP request asks for: who the caller is, as established
// before, and which privilege it needs on what. An error denies: 401 where it is
// [ErrUnknown], 403 otherwise.
type Namer func(*http.Request) (*bundle.Request, error)

// Require lets through what the decider allows, and answers 401 or 403 to all else.
// The answer does not say why; the handlers behind it, and whoever logs, find the
// decision with [Decision].
func Require(d Decider, name Namer) func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			req, err := name(r)
			switch {
			case errors.Is(err, ErrUnknown):
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
