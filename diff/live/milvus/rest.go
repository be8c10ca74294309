package milvus

import (
	"context"
	"errors"
	"fmt"

	"github.com/rolecall/rolecall/diff/live"
	"github.com/rolecall/rolecall/diff/live/rest"
	"github.com/rolecall/rolecall/diff/live/vectordb"
	target "github.com/rolecall/rolecall/schema/target/milvus"
)

// DialREST gives a client for milvus+https://HOST[:PORT], and for
// milvus+http://HOST[:PORT] where the host is this machine itself or ?tls=off
// says that credentials may cross the network in the clear. It connects when it
// is first asked for something. The interface does not tell the version of the server.
func DialREST(_ context.Context, at live.Address, who live.Credentials) (live.Client, error) {
	c, err := dialREST(at, who)
	if err != nil {
		return nil, fmt.Errorf("dial %q: %w", at, err)
	}
	return c, nil
}

func dialREST(at live.Address, who live.Credentials) (live.Client, error) {
	o, err := vectordb.ReadOptions(at, who)
	if err != nil {
		return nil, err
	}
	plain, off := at.Scheme == kind+"+http", at.Options.Get("tls") == "off"
	switch {
	case plain && o.TLS != nil && !at.Loopback():
		return nil, errors.New("passwords and all that is read and written would cross the network in the clear: write milvus+https://, or ?tls=off behind the address where nobody between can listen")
	case plain && o.TLS != nil:
		return nil, errors.New("there is TLS to be spoken with it: write milvus+https://")
	case !plain && off:
		return nil, errors.New("it has the option tls=off: write milvus+http:// as well")
	case !plain && o.TLS == nil:
		o = vectordb.WithTLS(o)
	}
	newest, _ := target.Target.Catalog("")
	return rest.New(rest.Vendor{Kind: kind, Catalog: newest, Calls: target.Target.Calls()}, at, who, o)
}
