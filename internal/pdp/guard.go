package pdp

import (
	"crypto/sha256"
	"crypto/subtle"
	"net/http"
	"strings"

	"github.com/rolecall/rolecall/bundle/authzen"
)

// maxInFlight is how many calls are answered at a time; more are told to come again.
const maxInFlight = 1024

// guarded lets through who shows the token, and no more than maxInFlight at a time.
func guarded(next http.Handler, token string) http.Handler {
	want := sha256.Sum256([]byte(token))
	places := make(chan struct{}, maxInFlight)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if token != "" {
			scheme, shown, _ := strings.Cut(r.Header.Get("Authorization"), " ")
			got := sha256.Sum256([]byte(shown)) // of one length, so that the time tells nothing
			if !strings.EqualFold(scheme, "Bearer") || subtle.ConstantTimeCompare(got[:], want[:]) != 1 {
				w.Header().Set("WWW-Authenticate", `Bearer realm="rolecall"`)
				authzen.Refuse(w, r, http.StatusUnauthorized, "the Authorization header must be Bearer with the token of this server")
				return
			}
		}
		select {
		case places <- struct{}{}:
			defer func() { <-places }()
			next.ServeHTTP(w, r)
		default:
			w.Header().Set("Retry-After", "1")
			authzen.Refuse(w, r, http.StatusServiceUnavailable, "too many calls at a time")
		}
	})
}
