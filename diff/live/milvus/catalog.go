package milvus

import (
	"context"
	"fmt"

	"github.com/rolecall/rolecall/schema/target"
)

// Catalog tells the privilege groups; a server has no call that lists its privileges.
func (c *client) Catalog(ctx context.Context) (*target.Known, error) {
	groups, err := reader{c}.Groups(ctx)
	if err != nil {
		return nil, fmt.Errorf("read the catalog of %q: %w", c.at, err)
	}
	return &target.Known{Groups: groups}, nil
}
