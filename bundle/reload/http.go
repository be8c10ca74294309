package reload

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/netip"
	"net/url"
	"strconv"
	"time"
)

// HTTPOptions say how a server is asked. The zero value will do.
type HTTPOptions struct {
	// Client is http.DefaultClient where it is nil. Set its Timeout above Wait.
	Client *http.Client
	// Wait asks a server that can (Prefer: wait=N) to answer only when there is
	// something new, or after that long. Zero does not ask.
	Wait time.Duration
	// Authorize sets what the server wants to see, as in an Authorization header. May be nil.
	Authorize func(http.Header)
	// SignatureURL has the detached signature; empty: there is none.
	SignatureURL string
	// Plain allows http:// to other machines, where whoever is between can give any
	// bundle that passes the check.
	Plain bool
}

// HTTP is a source that asks a web server, and by its ETag gets an unchanged bundle
// no second time.
func HTTP(address string, o HTTPOptions) (Source, error) {
	for _, a := range []string{address, o.SignatureURL} {
		if a == "" && a != address {
			continue
		}
		if err := checkURL(a, o.Plain); err != nil {
			return nil, err
		}
	}
	if o.Client == nil {
		o.Client = http.DefaultClient
	}
	return &web{address: address, o: o}, nil
}

func checkURL(raw string, plain bool) error {
	u, err := url.Parse(raw)
	if err != nil {
		return errors.New("the address of the bundle is no URL") // the error would repeat it
	}
	switch {
	case u.User != nil:
		return errors.New("the address of the bundle holds credentials: give them by Authorize")
	case u.Scheme == "https", u.Scheme == "http" && (plain || loopback(u.Hostname())):
		return nil
	case u.Scheme == "http":
		return fmt.Errorf("%q is not encrypted: whoever is between could give another bundle", u.Redacted())
	}
	return fmt.Errorf("%q is no web address", u.Redacted())
}

func loopback(host string) bool {
	ip, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && ip.IsLoopback()
}

type web struct {
	address string
	o       HTTPOptions
}

func (w *web) String() string {
	u, err := url.Parse(w.address)
	if err != nil {
		panic("reload: an address that was parsed is none")
	}
	u.RawQuery = "" // it may hold a token
	return u.String()
}

func (w *web) Fetch(ctx context.Context, have string) (Version, error) {
	data, tag, err := w.get(ctx, w.address, have, w.o.Wait)
	if err != nil {
		return Version{}, err
	}
	v := Version{Data: data, Tag: tag}
	if w.o.SignatureURL != "" {
		if v.Signature, _, err = w.get(ctx, w.o.SignatureURL, "", 0); err != nil {
			return Version{}, fmt.Errorf("signature: %w", err)
		}
	}
	return v, nil
}

func (w *web) get(ctx context.Context, address, have string, wait time.Duration) ([]byte, string, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return nil, "", err
	}
	if w.o.Authorize != nil {
		w.o.Authorize(req.Header)
	}
	if have != "" {
		req.Header.Set("If-None-Match", have)
	}
	if seconds := int(wait.Seconds()); seconds > 0 && have != "" {
		req.Header.Set("Prefer", "wait="+strconv.Itoa(seconds))
	}
	res, err := w.o.Client.Do(req)
	if err != nil {
		return nil, "", hideURL(err)
	}
	defer res.Body.Close()
	switch res.StatusCode {
	case http.StatusOK:
		data, err := limited(res.Body, "the answer")
		return data, res.Header.Get("ETag"), err
	case http.StatusNotModified:
		if have != "" {
			return nil, "", ErrUnchanged
		}
	}
	_, _ = io.CopyN(io.Discard, res.Body, 64<<10) // so that the connection can serve again
	return nil, "", fmt.Errorf("the server answers %s", res.Status)
}

// hideURL takes the URL out of an error: its query may hold a token.
func hideURL(err error) error {
	var u *url.Error
	if errors.As(err, &u) {
		return u.Err
	}
	return err
}
