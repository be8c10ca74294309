package vectordb

import (
	"errors"
	"strings"
	"unicode"

	"github.com/rolecall/rolecall/diff/live"
)

// ErrDenied is what a refusal is that says the caller lacks a permission.
var ErrDenied = errors.New("permission is denied")

// ErrMissing is what a refusal is that says the server has no such call.
var ErrMissing = errors.New("the server has no such call")

// marked is a refusal of a known sort.
type marked struct {
	*live.Refusal
	sort error
}

func (m marked) Is(target error) bool { return target == m.sort }

func (m marked) Unwrap() error { return m.Refusal }

// Denied marks a refusal as [ErrDenied].
func Denied(r *live.Refusal) error { return marked{r, ErrDenied} }

// Missing marks a refusal as [ErrMissing].
func Missing(r *live.Refusal) error { return marked{r, ErrMissing} }

// Busy reports whether a code of the server says that it has too much to do, and
// did nothing: too many requests at once, the rate limit, the limiter of REST
// (pkg/util/merr, 2.6).
func Busy(code int) bool { return code == 4 || code == 8 || code == 1807 }

// Away reports whether a code of the server says that it is not there yet, or for a while.
func Away(code int) bool { return code == 1 || code == 2 }

// Unsettled reports whether a code of the server leaves open what became of a call:
// the server is away, broke, or ran out of time.
func Unsettled(code int) bool { return Away(code) || code == 5 || code == 10000 || code == 10001 }

// Clean is a text of a server without what a terminal would act upon and without
// the secrets, which it has no business to repeat. One that is shorter than
// [live.ShortestSecret] stays: it may be a word, and taking that out would tell it.
func Clean(text string, secrets ...string) string {
	for _, s := range secrets {
		if len(s) >= live.ShortestSecret || strings.Contains(s, ":") {
			text = strings.ReplaceAll(text, s, "[secret]")
		}
	}
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return ' '
		}
		return r
	}, text)
}
