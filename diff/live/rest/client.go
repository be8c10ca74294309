package rest

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"sync/atomic"
	"time"

	"github.com/rolecall/rolecall/diff/live"
	"github.com/rolecall/rolecall/diff/live/vectordb"
	"github.com/rolecall/rolecall/diff/plan"
	"github.com/rolecall/rolecall/schema"
	"github.com/rolecall/rolecall/schema/target"
)

// Vendor is what a client must know of the vendor whose server it talks to.
type Vendor struct {
	Kind    string
	Catalog *schema.Catalog
	Calls   *target.Calls
	// Guarded says that there is no server without authorization.
	Guarded bool
	// Sees and KeySees are those of [vectordb.Puller].
	Sees    []string
	KeySees bool
}

// Client talks to a server.
type Client struct {
	vendor  Vendor
	at      live.Address
	base    string // scheme and host
	http    *http.Client
	timeout time.Duration
	token   atomic.Pointer[string]
}

// New gives a client for the server at an address, whose options have been read.
// It connects when it is first asked for something.
func New(v Vendor, at live.Address, who live.Credentials, o vectordb.Options) (*Client, error) {
	if at.Host == "" {
		return nil, errors.New("it has no host")
	}
	if at.Path != "" {
		return nil, fmt.Errorf("it has the path %q, and the interface is at /v2/vectordb of a host", at.Path)
	}
	scheme := "http"
	if o.TLS != nil {
		scheme = "https"
	}
	c := &Client{vendor: v, at: at, base: scheme + "://" + at.Host, timeout: o.Timeout, http: NewHTTP(o)}
	c.token.Store(&who.Token)
	return c, nil
}

// NewHTTP gives what makes requests: by TLS as the options say, to no place that a
// server names, for the credentials would go there as well.
func NewHTTP(o vectordb.Options) *http.Client {
	return &http.Client{
		Transport: &http.Transport{
			Proxy: http.ProxyFromEnvironment, TLSClientConfig: o.TLS, ForceAttemptHTTP2: true,
			MaxIdleConnsPerHost: 16, MaxConnsPerHost: 16, IdleConnTimeout: time.Minute, TLSHandshakeTimeout: 10 * time.Second,
		},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

// Close drops the connections.
func (c *Client) Close() error {
	c.http.CloseIdleConnections()
	return nil
}

// Server tells the kind. The interface tells of no version.
func (c *Client) Server(context.Context) (schema.StateTarget, error) {
	return schema.StateTarget{Kind: c.vendor.Kind}, nil
}

// Pull reads the server by listing and describing.
func (c *Client) Pull(ctx context.Context, progress func(live.Progress)) (*schema.State, error) {
	p := vectordb.Puller{
		Reader: c, Catalog: c.vendor.Catalog, Target: schema.StateTarget{Kind: c.vendor.Kind}, User: vectordb.User(*c.token.Load()),
		Sees: c.vendor.Sees, KeySees: c.vendor.KeySees, Progress: progress,
	}
	return p.Pull(ctx)
}

// Done reads back what an operation names.
func (c *Client) Done(ctx context.Context, op plan.Operation) (bool, error) {
	return vectordb.Done(ctx, c, c.vendor.Catalog, op)
}
