package rest

import (
	"context"
	"fmt"

	"github.com/rolecall/rolecall/schema"
	"github.com/rolecall/rolecall/schema/target"
)

// Catalog tells the privilege groups; the interface has no call that lists privileges.
func (c *Client) Catalog(ctx context.Context) (*target.Known, error) {
	groups, err := c.Groups(ctx)
	if err != nil {
		return nil, fmt.Errorf("read the catalog of %q: %w", c.at, err)
	}
	return &target.Known{Groups: append([]schema.StateGroup{}, groups...)}, nil
}
