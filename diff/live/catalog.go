package live

import (
	"context"

	"github.com/rolecall/rolecall/schema/target"
)

// Cataloger is what a client is whose server says what it knows: its privileges,
// or the groups of its vendor. [target.Compare] holds that to the catalog.
type Cataloger interface {
	Catalog(ctx context.Context) (*target.Known, error)
}
