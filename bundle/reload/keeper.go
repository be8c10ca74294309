package reload

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"sync"
	"sync/atomic"
	"time"

	"github.com/rolecall/rolecall/bundle"
)

// Keeper holds the newest good bundle of a source. It is safe for concurrent use;
// the zero Keeper denies.
type Keeper struct {
	source Source
	o      Options

	current atomic.Pointer[Loaded]
	fresh   atomic.Int64 // when the source last had what is in use, in Unix nanoseconds

	looking  sync.Mutex // held for one look
	used     Version    // what is in use, without its data; what was refused is fetched again, since its signature may come later
	failures int
	cacheErr error // of the start, until the first look tells of it

	stop context.CancelFunc
	done chan struct{}
}

// Loaded is a bundle in use with what evaluates its conditions. It never changes.
type Loaded struct {
	Bundle     *bundle.Bundle
	Conditions bundle.Conditions
}

// Open looks at the source and goes on looking until ctx ends or the Keeper is
// closed. Without a good bundle, neither from the source nor from the cache, it
// gives an error and nothing goes on.
//
// The cache is taken first, so that what [Options.Accept] remembers of it, such as
// the highest serial, holds for what the source has after a restart. Where it is
// there and is not accepted nobody knows what it would have kept out; so with a
// Check there is no start.
func Open(ctx context.Context, source Source, o Options) (*Keeper, error) {
	k := &Keeper{source: source, o: o.filled(), done: make(chan struct{})}
	cacheErr := k.fromCache()
	if cacheErr != nil && k.o.Check != nil && !errors.Is(cacheErr, fs.ErrNotExist) {
		return nil, fmt.Errorf("%w: without it an older bundle could come back; delete it to start from the source alone", cacheErr)
	}
	if !errors.Is(cacheErr, fs.ErrNotExist) {
		k.cacheErr = cacheErr
	}
	err := k.Look(ctx)
	if k.current.Load() == nil {
		return nil, errors.Join(err, cacheErr)
	}
	ctx, k.stop = context.WithCancel(ctx)
	go k.keep(ctx)
	return k, nil
}

// Close ends the looking and waits for it to end. The bundle stays in use, and grows old.
func (k *Keeper) Close() {
	k.stop()
	<-k.done
}

// Current is what is in use now: take it once for all questions of one request.
// It is nil for the zero Keeper only.
func (k *Keeper) Current() *Loaded { return k.current.Load() }

// Snapshot is what answers at at: the bundle in use, nil for the zero Keeper only, and
// what evaluates its conditions. denied says why nothing is allowed, as while it is
// stale; empty: the bundle decides.
func (k *Keeper) Snapshot(at time.Time) (b *bundle.Bundle, conds bundle.Conditions, denied string) {
	l := k.current.Load()
	switch {
	case l == nil:
		return nil, nil, "no bundle is loaded"
	case k.Stale(at):
		return l.Bundle, nil, fmt.Sprintf("the bundle is stale: its source last had it %s ago, and %s is allowed", k.Age(at).Round(time.Second), k.o.MaxAge)
	}
	return l.Bundle, l.Conditions, ""
}

// Allowed answers a request as [bundle.Bundle.Allowed] does; it denies while the bundle is stale.
func (k *Keeper) Allowed(req *bundle.Request, at time.Time) bool {
	l := k.current.Load()
	return l != nil && !k.Stale(at) && l.Bundle.Allowed(req, at, l.Conditions)
}

// Decide answers a request as [bundle.Bundle.Decide] does; it denies while the bundle is stale, and says so.
func (k *Keeper) Decide(req *bundle.Request, at time.Time) bundle.Decision {
	b, conds, denied := k.Snapshot(at)
	if denied != "" {
		return bundle.Decision{Reason: denied}
	}
	return b.Decide(req, at, conds)
}

// Age is how long ago the source last had the bundle that is in use.
func (k *Keeper) Age(at time.Time) time.Duration { return at.Sub(time.Unix(0, k.fresh.Load())) }

// Stale reports whether the bundle is older than MaxAge allows.
func (k *Keeper) Stale(at time.Time) bool { return k.o.MaxAge != 0 && k.Age(at) > k.o.MaxAge }
