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

// Clean is a text of a server without what a terminal would act upon and without
// the secrets, which it has no business to repeat.
func Clean(text string, secrets ...string) string {
	for _, s := range secrets {
		if s != "" {
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
