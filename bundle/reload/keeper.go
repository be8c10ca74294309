package reload

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
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
	tag      string     // of what is in use; what was refused is fetched again, since its signature may come later
	failures int
	cold     bool // what is in use came from the cache, and the source has not confirmed it

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
// The cache is taken first, so that what [Options.Check] remembers of it, such as
// the highest serial, holds for what the source has after a restart.
func Open(ctx context.Context, source Source, o Options) (*Keeper, error) {
	k := &Keeper{source: source, o: o.filled(), done: make(chan struct{})}
	var cacheErr error
	if o.Cache != "" {
		cacheErr = k.fromCache()
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

// Bundle is the bundle in use now; nil for the zero Keeper only.
func (k *Keeper) Bundle() *bundle.Bundle {
	if l := k.current.Load(); l != nil {
		return l.Bundle
	}
	return nil
}

// Allowed answers a request as [bundle.Bundle.Allowed] does; it denies while the bundle is stale.
func (k *Keeper) Allowed(req *bundle.Request, at time.Time) bool {
	l := k.current.Load()
	return l != nil && !k.Stale(at) && l.Bundle.Allowed(req, at, l.Conditions)
}

// Decide answers a request as [bundle.Bundle.Decide] does; it denies while the bundle is stale, and says so.
func (k *Keeper) Decide(req *bundle.Request, at time.Time) bundle.Decision {
	l := k.current.Load()
	if l == nil {
		return bundle.Decision{Reason: "no bundle is loaded"}
	}
	if k.Stale(at) {
		return bundle.Decision{Reason: fmt.Sprintf("the bundle is stale: its source last had it %s ago, and %s is allowed", k.Age(at).Round(time.Second), k.o.MaxAge)}
	}
	return l.Bundle.Decide(req, at, l.Conditions)
}

// Age is how long ago the source last had the bundle that is in use.
func (k *Keeper) Age(at time.Time) time.Duration { return at.Sub(time.Unix(0, k.fresh.Load())) }

// Stale reports whether the bundle is older than MaxAge allows.
func (k *Keeper) Stale(at time.Time) bool { return k.o.MaxAge > 0 && k.Age(at) > k.o.MaxAge }

// keep looks until ctx ends.
func (k *Keeper) keep(ctx context.Context) {
	defer close(k.done)
	for {
		timer := time.NewTimer(k.pause())
		select {
		case <-ctx.Done():
			timer.Stop()
			return
		case <-timer.C:
			_ = k.Look(ctx) // told to the observer
		}
	}
}

// pause is the time to the next look: longer after failures, and never the same.
func (k *Keeper) pause() time.Duration {
	k.looking.Lock()
	defer k.looking.Unlock()
	d := k.o.Interval
	for range k.failures {
		if d *= 2; d >= k.o.Slowest {
			d = k.o.Slowest
			break
		}
	}
	return d - d/10 + rand.N(d/5+1)
}

// Look looks at the source once, now. It gives the reason for which the source's
// newest bundle is not in use; nil when it is.
func (k *Keeper) Look(ctx context.Context) error {
	k.looking.Lock()
	defer k.looking.Unlock()
	start := time.Now()
	e := Event{Source: k.source.String()}
	e.Changed, e.Err = k.look(ctx, &e)
	switch {
	case ctx.Err() != nil && k.current.Load() != nil:
		return e.Err // closed while it looked: no failure of the source
	case e.Err != nil:
		k.failures++
	default:
		k.failures, k.cold = 0, false
	}
	e.Cached, e.Failures, e.Took = k.cold, k.failures, time.Since(start)
	if l := k.current.Load(); l != nil {
		e.Revision = l.Bundle.Revision
	}
	k.o.Observe(e)
	return e.Err
}

func (k *Keeper) look(ctx context.Context, e *Event) (changed bool, err error) {
	ctx, cancel := context.WithTimeout(ctx, k.o.Timeout)
	defer cancel()
	at := time.Now()
	v, err := k.source.Fetch(ctx, k.tag)
	if errors.Is(err, ErrUnchanged) {
		k.confirm(at)
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("fetch %q: %w", k.source, err)
	}
	if changed, err = k.take(v); err != nil {
		return false, fmt.Errorf("refuse %q: %w", k.source, err)
	}
	k.tag = v.Tag
	k.fresh.Store(at.UnixNano())
	if k.o.Cache != "" {
		if err := writeCache(k.o.Cache, k.source.String(), v); err != nil {
			e.CacheErr = fmt.Errorf("keep %q for the next start: %w", k.o.Cache, err)
		}
	}
	return changed, nil
}

// confirm notes that the source still has what is in use, for a later start too.
func (k *Keeper) confirm(at time.Time) {
	k.fresh.Store(at.UnixNano())
	if k.o.Cache != "" {
		_ = os.Chtimes(k.o.Cache, at, at) // where it fails, a later start takes the bundle for older than it is
	}
}

// take puts a version into use, unless something is wrong with it.
func (k *Keeper) take(v Version) (changed bool, err error) {
	b, err := bundle.Parse(v.Data)
	if err != nil {
		return false, err
	}
	now := k.current.Load()
	if now != nil && (b.Target.Kind != now.Bundle.Target.Kind || b.Target.Name != now.Bundle.Target.Name) {
		return false, fmt.Errorf("it is for %s target %q, and %s target %q is in use", b.Target.Kind, b.Target.Name, now.Bundle.Target.Kind, now.Bundle.Target.Name)
	}
	if k.o.Check != nil {
		if err := k.o.Check(v, b); err != nil {
			return false, err
		}
	}
	if now != nil && now.Bundle.Revision == b.Revision {
		return false, nil
	}
	l := &Loaded{Bundle: b}
	if k.o.Conditions != nil {
		if l.Conditions, err = k.o.Conditions(b); err != nil {
			return false, err
		}
	}
	k.current.Store(l)
	return true, nil
}

// fromCache takes the last good bundle of an earlier run.
func (k *Keeper) fromCache() error {
	v, confirmed, err := readCache(k.o.Cache, k.source.String())
	if err == nil {
		k.cold, err = k.take(v)
	}
	if err != nil {
		return fmt.Errorf("start from cache %q: %w", k.o.Cache, err)
	}
	k.fresh.Store(confirmed.UnixNano())
	return nil
}
