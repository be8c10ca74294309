package reload

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"time"

	"github.com/rolecall/rolecall/bundle"
)

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
	e := Event{Source: k.source.String(), CacheErr: k.cacheErr}
	k.cacheErr = nil
	e.Changed, e.Err = k.look(ctx, &e)
	switch {
	case ctx.Err() != nil && k.current.Load() != nil:
		return e.Err // closed while it looked: no failure of the source
	case e.Err != nil:
		k.failures++
	default:
		k.failures = 0
	}
	e.Failures, e.Took = k.failures, time.Since(start)
	if l := k.current.Load(); l != nil {
		e.Target, e.Revision = l.Bundle.Target.Name, l.Bundle.Revision
	}
	k.o.Observe(e)
	return e.Err
}

func (k *Keeper) look(ctx context.Context, e *Event) (changed bool, err error) {
	ctx, cancel := context.WithTimeout(ctx, k.o.Timeout)
	defer cancel()
	at := time.Now()
	v, err := k.source.Fetch(ctx, k.used.Tag)
	if errors.Is(err, ErrUnchanged) && k.used.Tag != "" {
		return false, k.confirm(at)
	}
	if err != nil {
		return false, fmt.Errorf("fetch %q: %w", k.source, err)
	}
	if changed, err = k.take(v); err != nil {
		return false, fmt.Errorf("refuse %q: %w", k.source, err)
	}
	k.used = Version{Signature: v.Signature, Tag: v.Tag}
	k.fresh.Store(at.UnixNano())
	if k.o.Cache != "" {
		if err := writeCache(k.o.Cache, k.source.String(), v); err != nil {
			e.CacheErr = errors.Join(e.CacheErr, fmt.Errorf("keep %q for the next start: %w", k.o.Cache, err))
		}
	}
	return changed, nil
}

// confirm notes that the source still has what is in use, for a later start too,
// unless that does not pass any more.
func (k *Keeper) confirm(at time.Time) error {
	if k.o.Check != nil {
		if err := k.o.Check(k.used, k.current.Load().Bundle); err != nil {
			return fmt.Errorf("refuse %q: what is in use does not pass any more: %w", k.source, err)
		}
	}
	k.fresh.Store(at.UnixNano())
	if k.o.Cache != "" {
		_ = os.Chtimes(k.o.Cache, at, at) // where it fails, a later start takes the bundle for older than it is
	}
	return nil
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
	l := now
	if now == nil || now.Bundle.Revision != b.Revision {
		l = &Loaded{Bundle: b}
		if k.o.Conditions != nil {
			if l.Conditions, err = k.o.Conditions(b); err != nil {
				return false, err
			}
		}
	}
	if k.o.Accept != nil {
		if err := k.o.Accept(v, b); err != nil {
			return false, err
		}
	}
	k.current.Store(l)
	return l != now, nil
}

// fromCache takes the last good bundle of an earlier run, where one is kept. A time
// that is still to come would keep it young for ever.
func (k *Keeper) fromCache() error {
	if k.o.Cache == "" {
		return nil
	}
	v, confirmed, err := readCache(k.o.Cache, k.source.String())
	if err == nil {
		_, err = k.take(v)
	}
	if err != nil {
		return fmt.Errorf("start from cache %q: %w", k.o.Cache, err)
	}
	k.fresh.Store(min(confirmed.UnixNano(), time.Now().UnixNano()))
	return nil
}
