package pdp

import (
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/rolecall/rolecall/bundle"
	"github.com/rolecall/rolecall/bundle/condition"
	"github.com/rolecall/rolecall/bundle/oci"
	"github.com/rolecall/rolecall/bundle/reload"
	"github.com/rolecall/rolecall/bundle/signature"
)

// source is where the bundle comes from.
func (c *point) source() (reload.Source, error) {
	switch scheme, _, remote := strings.Cut(c.Bundle, "://"); {
	case remote && (scheme == "https" || scheme == "http"):
		return reload.HTTP(c.Bundle, reload.HTTPOptions{
			Client: &http.Client{Timeout: 2 * wait}, Wait: wait, SignatureURL: c.Signature, Authorize: c.authorize,
		})
	case remote && scheme+"://" == oci.Scheme:
		return oci.Open(c.Bundle)
	case remote:
		return nil, fmt.Errorf("no bundle comes from %s://", scheme)
	case c.Signature != "":
		return reload.SignedFile(c.Bundle, c.Signature), nil
	}
	return reload.File(c.Bundle), nil
}

// wait is how long a server is asked to hold a call until there is something new.
const wait = 30 * time.Second

func (c *point) authorize(h http.Header) {
	if c.BundleToken != "" {
		h.Set("Authorization", "Bearer "+c.BundleToken)
	}
}

// check makes what a bundle must pass: nothing but its digest where there are no keys.
func (c *point) check() (func(reload.Version, *bundle.Bundle) error, error) {
	if len(c.Keys) == 0 {
		return nil, nil
	}
	keys := &signature.Keys{}
	for _, f := range c.Keys {
		if err := keys.Add(f.Name, f.Data); err != nil {
			return nil, fmt.Errorf("read keys of %q: %w", f.Name, err)
		}
	}
	v := &signature.Verifier{Keys: keys, MinSerial: c.MinSerial}
	latest := &signature.Latest{}
	return func(version reload.Version, b *bundle.Bundle) error {
		verified, err := v.Verify(b, version.Signature, time.Now())
		if err != nil {
			return err
		}
		return latest.Accept(verified)
	}, nil
}

// conditions makes what evaluates a bundle's conditions; nothing where it has none.
func conditions(b *bundle.Bundle) (bundle.Conditions, error) {
	if len(b.CEL.Conditions) == 0 {
		return nil, nil
	}
	return condition.Load(b)
}
