// Package zilliz talks to a cluster of Zilliz Cloud that is running: to its data
// plane over the REST interface v2, and to the control plane for the roles of
// the project around it.
package zilliz

import (
	"context"
	"errors"

	"github.com/rolecall/rolecall/diff/live"
)

// Dial gives a client for zilliz://CLUSTER-ENDPOINT.
func Dial(ctx context.Context, at live.Address, who live.Credentials) (live.Client, error) {
	return nil, errors.New("dial zilliz: not built yet")
}
