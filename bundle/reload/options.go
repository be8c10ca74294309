package reload

import (
	"time"

	"github.com/rolecall/rolecall/bundle"
)

// Options say how a bundle is kept. The zero value looks every 30 seconds, checks
// the digest only, keeps nothing on disk and serves the last good bundle however old it is.
type Options struct {
	// Interval is how long it is from one look to the next, give or take a tenth,
	// so that a fleet does not look at once. Zero is 30 seconds.
	Interval time.Duration
	// Slowest is the longest time between looks after failures, each of which
	// doubles it from Interval. Zero is ten times the Interval.
	Slowest time.Duration
	// Timeout ends a look. Zero is a minute; set it above the wait of a long poll.
	Timeout time.Duration

	// Check judges a bundle before it is used: its signature, what it must be for. An
	// error refuses it. The digest is checked before. A bundle in use that the source
	// still has is judged again at each look, without Data: a key may have come to its
	// end. It then stays in use, and grows old. With a Check a cache that is there must
	// pass too, or nothing starts. May be nil.
	Check func(v Version, b *bundle.Bundle) error
	// Accept comes last, when nothing else refuses the bundle: there a serial is
	// remembered, or found to be older than one remembered. An error refuses the bundle. May be nil.
	Accept func(v Version, b *bundle.Bundle) error
	// Conditions makes what evaluates the conditions of a bundle, as condition.Load
	// does. An error refuses the bundle. Where it is nil, conditional rows deny.
	Conditions func(b *bundle.Bundle) (bundle.Conditions, error)

	// Cache is a file that holds the last good bundle, for a start while the source
	// is away. It is checked like any other. Empty: none is kept.
	Cache string
	// MaxAge is how long the source may have been silent, or have had nothing good,
	// before the bundle is stale: then every request is denied with that reason.
	// Zero: never. Below zero: always.
	MaxAge time.Duration

	// Observe is called after each look and not twice at a time; it must not call
	// Look itself. May be nil.
	Observe func(Event)
}

// Event is one look at the source.
type Event struct {
	Source   string
	Took     time.Duration
	Changed  bool   // another bundle is in use since
	Target   string // of the bundle in use now; empty while there is none
	Revision string // of the same
	Failures int    // looks that failed since the last that did not
	Err      error  // why the source's newest is not in use; nil when it is
	CacheErr error  // why the cache holds an older one, or none, or did not start this one
}

const defaultInterval = 30 * time.Second

func (o Options) filled() Options {
	if o.Interval <= 0 {
		o.Interval = defaultInterval
	}
	if o.Slowest < o.Interval {
		o.Slowest = 10 * o.Interval
	}
	if o.Timeout <= 0 {
		o.Timeout = time.Minute
	}
	if o.Observe == nil {
		o.Observe = func(Event) {}
	}
	return o
}
