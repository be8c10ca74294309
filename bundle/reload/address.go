package reload

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"

	"github.com/rolecall/rolecall/internal/loopback"
)

func checkURL(raw string, plain bool) error {
	u, err := url.Parse(raw)
	if err != nil {
		return errors.New("the address of the bundle is no URL") // the error would repeat it
	}
	switch {
	case u.User != nil:
		return errors.New("the address of the bundle holds credentials: give them by Authorize")
	case u.Scheme == "https", u.Scheme == "http" && (plain || loopback.Is(u.Hostname())):
		return nil
	case u.Scheme == "http":
		return fmt.Errorf("%q is not encrypted: whoever is between could give another bundle", u.Redacted())
	}
	return fmt.Errorf("%q is no web address", u.Redacted())
}

// staying refuses a redirect to another host or by another scheme, then asks the client's own rule.
func staying(own func(*http.Request, []*http.Request) error) func(*http.Request, []*http.Request) error {
	return func(to *http.Request, via []*http.Request) error {
		from := via[0].URL
		switch {
		case to.URL.Scheme != from.Scheme || to.URL.Host != from.Host:
			return fmt.Errorf("the server redirects to %s://%s: give that address if the bundle is there", to.URL.Scheme, to.URL.Host)
		case own != nil:
			return own(to, via)
		case len(via) >= 10:
			return errors.New("the server redirects ten times")
		}
		return nil
	}
}

// hideURL takes the URL out of an error: its query may hold a token.
func hideURL(err error) error {
	var u *url.Error
	if errors.As(err, &u) {
		return u.Err
	}
	return err
}
