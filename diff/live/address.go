package live

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"strconv"
	"strings"

	"github.com/rolecall/rolecall/internal/loopback"
)

// Address is where a server is: the URL that stands for a state, taken apart.
type Address struct {
	Scheme  string     // as in "milvus", "milvus+https", "zilliz", "qdrant"
	Host    string     // with its port, where one is given; empty for a vendor's only address
	Path    string     // without slashes around it
	Options url.Values // what is written behind "?"
}

// ParseAddress takes a URL apart. One that holds a user or a password is refused,
// and the error does not repeat it, nor what stands behind "?".
func ParseAddress(raw string) (Address, error) {
	scheme, _, ok := strings.Cut(raw, "://")
	if !ok {
		return Address{}, fmt.Errorf("address %q has no scheme, as in milvus://host:19530", shown(raw))
	}
	u, err := url.Parse(raw)
	if err != nil { // url.Error repeats what it was given
		return Address{}, fmt.Errorf("the %s:// address is no URL: %w", scheme, errors.Unwrap(err))
	}
	if u.User != nil {
		return Address{}, fmt.Errorf("the %s:// address holds credentials: they come from the environment or a credential helper, never from a URL", scheme)
	}
	if u.Fragment != "" {
		return Address{}, fmt.Errorf("the %s:// address has a fragment: nothing may stand behind \"#\"", scheme)
	}
	if n, err := strconv.Atoi(u.Port()); u.Port() != "" && (err != nil || n < 1 || n > 65535) {
		return Address{}, fmt.Errorf("the %s:// address has the port %s: there are 1 to 65535", scheme, u.Port())
	}
	return Address{Scheme: u.Scheme, Host: u.Host, Path: strings.Trim(u.Path, "/"), Options: u.Query()}, nil
}

// shown is the part of what is no URL that holds no credentials, had it been one.
func shown(raw string) string {
	raw, _, _ = strings.Cut(raw, "?")
	return raw[strings.LastIndexByte(raw, '@')+1:]
}

// String is the address as it is written, and as credentials are found by it: without its options.
func (a Address) String() string {
	s := a.Scheme + "://" + a.Host
	if a.Path != "" {
		s += "/" + a.Path
	}
	return s
}

// Loopback reports whether the host is this machine itself by its address or as "localhost".
func (a Address) Loopback() bool {
	u := url.URL{Host: a.Host}
	return loopback.Is(u.Hostname())
}

// Credentials are what a server is shown. The zero value is nobody. They print as nothing.
type Credentials struct {
	Token    string // an API key, or "user:password"
	Account  string // the account, where a vendor has several at one address
	CAFile   []byte // PEM, instead of the system's roots
	CertFile []byte // PEM of a client certificate
	KeyFile  []byte // and of its key
}

// Format keeps secrets out of whatever prints a value.
func (c Credentials) Format(f fmt.State, _ rune) { fmt.Fprint(f, "credentials") }

// Dialer connects to a server. It may connect when it is first asked for something.
type Dialer func(ctx context.Context, at Address, who Credentials) (Client, error)
