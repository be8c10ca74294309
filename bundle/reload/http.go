package reload

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/rolecall/rolecall/bundle"
)

// HTTPOptions say how a server is asked. The zero value will do.
type HTTPOptions struct {
	// Client is http.DefaultClient where it is nil. Set its Timeout above Wait. A
	// redirect is followed only on the same host and by the same scheme, so that what
	// Authorize sets goes nowhere else.
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
	client := http.Client{}
	if o.Client != nil {
		client = *o.Client
	}
	client.CheckRedirect = staying(client.CheckRedirect)
	o.Client = &client
	return &web{address: address, o: o}, nil
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
	if w.o.SignatureURL == "" {
		data, tag, err := w.get(ctx, w.address, have, w.o.Wait)
		return Version{Data: data, Tag: tag}, err
	}
	return w.fetchSigned(ctx, have)
}

// fetchSigned gives a version when the bundle or its signature is another one. Its tag
// is the digest of the signature and the bundle's ETag.
func (w *web) fetchSigned(ctx context.Context, have string) (Version, error) {
	digest, tag, _ := strings.Cut(have, " ")
	data, now, err := w.get(ctx, w.address, tag, w.o.Wait)
	same := errors.Is(err, ErrUnchanged)
	if err != nil && !same {
		return Version{}, err
	}
	signature, _, err := w.get(ctx, w.o.SignatureURL, "", 0)
	if err != nil {
		return Version{}, fmt.Errorf("signature: %w", err)
	}
	sum := sha256.Sum256(signature)
	signed := hex.EncodeToString(sum[:])
	if same && signed == digest {
		return Version{}, ErrUnchanged
	}
	if same { // signed anew: the bundle is needed to judge that
		if data, now, err = w.get(ctx, w.address, "", 0); err != nil {
			return Version{}, err
		}
	}
	return Version{Data: data, Signature: signature, Tag: signed + " " + now}, nil
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
		most := int64(bundle.MaxSize)
		if address == w.o.SignatureURL {
			most = bundle.MaxBeside
		}
		data, err := limited(res.Body, "the answer", most)
		return data, res.Header.Get("ETag"), err
	case http.StatusNotModified:
		if have != "" {
			return nil, "", ErrUnchanged
		}
	}
	_, _ = io.CopyN(io.Discard, res.Body, 64<<10) // so that the connection can serve again
	return nil, "", fmt.Errorf("the server answers %s", res.Status)
}
