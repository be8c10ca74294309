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

// conditions makes what evaluates a bundle's conditions; nothing where it has none.
func conditions(b *bundle.Bundle) (bundle.Conditions, error) {
	if len(b.CEL.Conditions) == 0 {
		return nil, nil
	}
	return condition.Load(b)
}
