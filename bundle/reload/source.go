package reload

import (
	"context"
	"errors"
)

// Version is a bundle as a source has it.
type Version struct {
	Data      []byte // the bundle's JSON
	Signature []byte // a detached signature; nil where the source has none
	Tag       string // what the source calls this version: an ETag, a digest, a time
}

// ErrUnchanged is what a source says when it has nothing but the version that one has.
var ErrUnchanged = errors.New("unchanged")

// Source is where bundles come from. Fetch gives the newest version, or
// [ErrUnchanged] when that is the one whose tag is given; an empty tag is none. It
// may wait for a change until the context ends. It is not called twice at a time.
type Source interface {
	Fetch(ctx context.Context, have string) (Version, error)
	// String names the source in errors and events, without secrets.
	String() string
}
