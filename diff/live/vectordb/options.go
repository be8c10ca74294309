package vectordb

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/rolecall/rolecall/diff/live"
)

// Timeout is how long one attempt of a call may take where the address does not say with ?timeout=.
const Timeout = 30 * time.Second

// Options are what stands behind the "?" of an address.
type Options struct {
	TLS     *tls.Config // nil: nothing is encrypted
	Timeout time.Duration
	Other   url.Values // those besides tls and timeout
}

// ReadOptions checks the options of an address and the credentials for it. TLS is
// spoken everywhere but to this machine itself; ?tls=on and ?tls=off say
// otherwise, and certificates mean TLS. others are the options that the address may have besides.
func ReadOptions(at live.Address, who live.Credentials, others ...string) (Options, error) {
	o := Options{Timeout: Timeout, Other: url.Values{}}
	secure := !at.Loopback() || who.CAFile != nil || who.CertFile != nil || who.KeyFile != nil
	for _, name := range slices.Sorted(maps.Keys(at.Options)) {
		value := strings.Join(at.Options[name], ",")
		switch {
		case name == "tls" && value == "on":
			secure = true
		case name == "tls" && value == "off":
			if who.CAFile != nil || who.CertFile != nil || who.KeyFile != nil {
				return o, errors.New("there are certificates for it, and ?tls=off")
			}
			secure = false
		case name == "tls":
			return o, errors.New("its option tls is neither on nor off")
		case name == "timeout":
			d, err := time.ParseDuration(value)
			if err != nil || d <= 0 {
				return o, fmt.Errorf("its option timeout is %q: write a time as in ?timeout=30s", value)
			}
			o.Timeout = d
		case slices.Contains(others, name):
			o.Other[name] = at.Options[name]
		default: // its value is not repeated: it may be a secret
			return o, fmt.Errorf("there is no option %q: there are %s; if it is to be credentials, %s", name, strings.Join(append([]string{"tls=on", "tls=off", "timeout=30s"}, others...), ", "), live.HowToShow)
		}
	}
	if err := checkToken(who.Token); err != nil || !secure {
		return o, err
	}
	var err error
	o.TLS, err = tlsConfig(who)
	return o, err
}

// checkToken refuses what cannot be sent in a header. It does not repeat it.
func checkToken(token string) error {
	if strings.ContainsFunc(token, func(r rune) bool { return r < ' ' || r == 0x7f }) {
		return errors.New("its credentials hold a line break or another control character")
	}
	return nil
}

func tlsConfig(who live.Credentials) (*tls.Config, error) {
	c := &tls.Config{MinVersion: tls.VersionTLS12}
	if who.CAFile != nil {
		c.RootCAs = x509.NewCertPool()
		if !c.RootCAs.AppendCertsFromPEM(who.CAFile) {
			return nil, errors.New("its CA file holds no certificate in PEM")
		}
	}
	if who.CertFile == nil && who.KeyFile == nil {
		return c, nil
	}
	pair, err := tls.X509KeyPair(who.CertFile, who.KeyFile)
	if err != nil {
		return nil, fmt.Errorf("its client certificate and key: %w", err)
	}
	c.Certificates = []tls.Certificate{pair}
	return c, nil
}

// User is the user that a token of the form user:password names; empty for an API key.
func User(token string) string {
	user, _, ok := strings.Cut(token, ":")
	if !ok {
		return ""
	}
	return user
}

// Secrets are the parts of a token that nothing may repeat, as [Clean] takes them.
func Secrets(token string) []string {
	_, password, _ := strings.Cut(token, ":")
	return []string{token, password}
}

// WithTLS are the options with TLS, where they have none.
func WithTLS(o Options) Options {
	if o.TLS == nil {
		o.TLS = &tls.Config{MinVersion: tls.VersionTLS12}
	}
	return o
}
