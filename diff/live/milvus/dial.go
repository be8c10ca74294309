package milvus

import (
	"context"
	"errors"

	"github.com/rolecall/rolecall/diff/live"
)

// Dial gives a client for milvus://HOST:PORT[/DATABASE].
func Dial(ctx context.Context, at live.Address, who live.Credentials) (live.Client, error) {
	return nil, errors.New("dial milvus: not built yet")
}

// DialREST gives a client for milvus+https://HOST and milvus+http://HOST.
func DialREST(ctx context.Context, at live.Address, who live.Credentials) (live.Client, error) {
	return nil, errors.New("dial milvus: not built yet")
}
