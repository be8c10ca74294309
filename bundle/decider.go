package bundle

import (
	"errors"
	"time"
)

// Decider decides as of a moment: a *reload.Keeper does, with the bundle that it has then.
type Decider interface {
	Decide(req *Request, at time.Time) Decision
}

// ErrUnknown is for what guards a service and is to say who calls: the caller cannot
// be named. It denies, as every error does, and the caller is asked to say who it is.
var ErrUnknown = errors.New("the caller is not known")
