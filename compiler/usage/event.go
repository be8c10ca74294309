package usage

import (
	"time"

	"github.com/rolecall/rolecall/bundle"
)

// Event is one request as a line of a log tells it.
type Event struct {
	At        time.Time
	Principal string
	Roles     []string // in place of the principal's bindings; nil: its bindings
	// Needs are the privileges that the request takes: of each list one.
	Needs                [][]string
	Database, Collection string
	Attributes           bundle.Attributes
	Missing              Fields // what the line does not tell
	Allowed              bool
	Role, Condition      string // by which it was allowed, where the line says so
	// Own says that a server may allow the call to everyone for their own user.
	Own bool
	// Server says that the server itself wrote the line, not a service that asks.
	Server bool
}

// Fields is a set of what a line may not tell.
type Fields uint8

// The fields of a request.
const (
	NoPrincipal Fields = 1 << iota
	NoPrivilege
	NoDatabase
	NoCollection
	NoAttributes
)

// fieldNames are what the fields are called, in their order.
var fieldNames = []string{"principal", "privilege", "database", "collection", "attributes"}

// Skip says why a line is no event. The zero Skip is an event.
type Skip int

// Why lines are no events.
const (
	Taken     Skip = iota
	Blank          // nothing stands in it
	Malformed      // it is of no format that is known
	Unknown        // its operation is none that the catalog knows
	Open           // its operation takes no privilege
	Unproven       // nobody had proved who called
	Elsewhere      // it is of another target, or of another rule
)

// Reader reads lines. Parse fills in an event that is empty; the event may hold
// parts of the line only until the next call. What it gives beside the Skip is the
// operation that is not known.
type Reader interface {
	Parse(line []byte, e *Event) (Skip, string)
}
