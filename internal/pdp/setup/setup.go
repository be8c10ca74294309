// Package setup is what a decision point is started with. It stands apart so that
// rolecall can say it without linking what serves.
package setup

import (
	"errors"
	"fmt"
	"net"
	"strings"
	"time"

	"github.com/rolecall/rolecall/internal/loopback"
)

// Config is what a decision point is started with. It is sent as JSON to the program
// that runs it.
type Config struct {
	// Bundle is a file, an https:// address, or oci://REGISTRY/NAME:TAG.
	Bundle string `json:"bundle"`
	// Signature is the file or address of detached signatures; empty: BUNDLE.jws where
	// there is such a file, and what stands in the bundle.
	Signature string `json:"signature,omitempty"`
	// BundleToken is shown to where the bundle comes from.
	BundleToken string `json:"bundle_token,omitempty"`
	// Target is the name that the bundle's target must have; empty: any, and from then on that.
	Target string `json:"target,omitempty"`
	// Signed asks for a signature by one of Keys.
	Signed    bool      `json:"signed,omitempty"`
	Keys      []KeyFile `json:"keys,omitempty"`
	MinSerial uint64    `json:"min_serial,omitempty"`

	Interval time.Duration `json:"interval,omitempty"`
	MaxAge   time.Duration `json:"max_age,omitempty"`
	Cache    string        `json:"cache,omitempty"`

	Listen string `json:"listen"`
	URL    string `json:"url,omitempty"`
	Cert   string `json:"cert,omitempty"` // a PEM file
	Key    string `json:"key,omitempty"`  // the same
	// Token is what a client shows to ask anything; empty: nothing.
	Token string `json:"token,omitempty"`

	Log    string            `json:"log,omitempty"` // a file, - for stdout; empty: none
	Erase  []string          `json:"erase,omitempty"`
	Labels map[string]string `json:"labels,omitempty"`
}

// KeyFile is a file of public keys.
type KeyFile struct {
	Name string `json:"name"`
	Data []byte `json:"data"`
}

// Check refuses what contradicts itself, and what would let anyone on a network ask, or listen.
func (c *Config) Check() error {
	switch {
	case c.Signed != (len(c.Keys) > 0):
		return errors.New("a bundle that must be signed needs keys, and keys say nothing about one that need not be")
	case c.Signature != "" && strings.HasPrefix(c.Bundle, "oci://"):
		return errors.New("a registry has the signatures with the bundle: another place for them says nothing")
	case c.Interval < 0:
		return fmt.Errorf("the interval between looks is %s, below zero", c.Interval)
	case c.MaxAge < 0:
		return fmt.Errorf("the age that a bundle may have is %s, below zero", c.MaxAge)
	}
	return c.checkListen()
}

func (c *Config) checkListen() error {
	host, _, err := net.SplitHostPort(c.Listen)
	if err != nil {
		return fmt.Errorf("listen on %q: %w", c.Listen, err)
	}
	if (c.Cert == "") != (c.Key == "") {
		return errors.New("a certificate needs its key, and a key its certificate")
	}
	if loopback.Is(host) {
		return nil
	}
	var lacks string
	switch {
	case c.Cert == "" && c.Token == "":
		lacks = "a certificate and a token"
	case c.Cert == "":
		lacks = "a certificate"
	case c.Token == "":
		lacks = "a token"
	default:
		return nil
	}
	return fmt.Errorf("%q can be reached from other machines, and there is no protection without %s: anyone could ask who may do what, and listen to the answers", c.Listen, lacks)
}
