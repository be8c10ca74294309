package live

import (
	"context"

	"github.com/rolecall/rolecall/diff/plan"
	"github.com/rolecall/rolecall/schema"
)

// Client talks to one server. It is safe for concurrent use.
type Client interface {
	// Server tells what is at the other end: the kind of target, its version as
	// the server gives it (empty where it does not say).
	Server(ctx context.Context) (schema.StateTarget, error)

	// Pull reads all the access objects of the server: every database, grants that
	// the vendor's own tools do not list included. What could not be read for want
	// of a permission is left out of Covers; anything else that fails is an error.
	// The state is sorted and holds no secret. progress may be nil.
	Pull(ctx context.Context, progress func(Progress)) (*schema.State, error)

	// Do carries out one operation of a plan, once. A *Refusal means that the
	// server said no and changed nothing. An error that is [ErrUnsure] means that
	// the answer was lost: the operation may stand or not, and [Client.Done] tells.
	// password is asked for the password of a user that is created or renewed, and
	// for nothing else; nil where no user is.
	Do(ctx context.Context, op plan.Operation, password Password) error

	// Done reports whether what an operation brings about stands on the server.
	Done(ctx context.Context, op plan.Operation) (bool, error)

	Close() error
}

// Rotator is what a client is that can give a user of the server another password.
type Rotator interface {
	// Rotate replaces the password of a user that the server has; password is asked
	// for the new one, once. Its errors are those of [Client.Do].
	Rotate(ctx context.Context, user string, password Password) error
}

// Password gives the password of a user. What it gives is in no log and no error.
type Password func(ctx context.Context, user string) (string, error)

// Progress is how far a long work is: so many of so many, in the plural noun of
// What. All is 0 while it is not known. Where Note is not empty it is that alone:
// something to be told for good, as what could not be read and why.
type Progress struct {
	What      string
	Done, All int
	Note      string
}
