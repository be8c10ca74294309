package vectordb

import (
	"context"
	"errors"
	"math/rand/v2"
	"time"
)

// The pauses between the attempts of one call grow from the first to the longest;
// each is shortened at random by up to half, so that callers who were turned
// away together do not come back together.
const (
	attempts     = 6
	firstPause   = 100 * time.Millisecond
	longestPause = 3 * time.Second
)

// Again is an error after which the same call may be made once more: it was not
// carried out, or it only reads.
type Again struct {
	Err error
	// After is how long the server asks to wait; zero where it does not say.
	After time.Duration
}

func (a *Again) Error() string { return a.Err.Error() }

func (a *Again) Unwrap() error { return a.Err }

// Retry makes a call until it succeeds, gives an error that is not an [*Again], or
// has been made often enough. A context that ends stops it; the error is then the
// one of the last call.
func Retry(ctx context.Context, call func() error) error {
	pause := firstPause
	for n := 1; ; n++ {
		err := call()
		var again *Again
		if !errors.As(err, &again) {
			return err
		}
		if n == attempts {
			return again.Err
		}
		wait := min(max(pause/2+rand.N(pause/2), again.After), time.Minute)
		timer := time.NewTimer(wait)
		select {
		case <-ctx.Done():
			timer.Stop()
			return again.Err
		case <-timer.C:
		}
		pause = min(2*pause, longestPause)
	}
}
