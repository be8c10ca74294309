package qdrant

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"slices"
	"strings"

	accountv1 "github.com/qdrant/qdrant-cloud-public-api/gen/go/qdrant/cloud/account/v1"
	iamv1 "github.com/qdrant/qdrant-cloud-public-api/gen/go/qdrant/cloud/iam/v1"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials"
	"google.golang.org/grpc/credentials/insecure"

	"github.com/rolecall/rolecall/diff/live"
)

// endpoint is the vendor's only address, as its own tools have it.
const endpoint = "grpc.cloud.qdrant.io:443"

// largest is the most that one answer may hold: a list of roles with all they
// permit comes as one message.
const largest = 256 << 20

// Dial gives a client for qdrant://, the vendor's own service, or for
// qdrant://HOST:PORT. It connects when it is first asked for something. TLS is
// spoken everywhere but to this machine itself; ?tls=on and ?tls=off say otherwise.
func Dial(_ context.Context, at live.Address, who live.Credentials) (live.Client, error) {
	if err := check(at, who); err != nil {
		return nil, fmt.Errorf("dial %q: %w", at, err)
	}
	secure, err := transport(at, who)
	if err != nil {
		return nil, fmt.Errorf("dial %q: %w", at, err)
	}
	host := at.Host
	if host == "" {
		host = endpoint
	}
	c := &client{token: who.Token, account: who.Account, patience: patience}
	c.conn, err = grpc.NewClient("dns:///"+host,
		grpc.WithTransportCredentials(secure),
		grpc.WithUnaryInterceptor(c.call),
		grpc.WithDefaultServiceConfig(retries()), grpc.WithDisableServiceConfig(),
		grpc.WithDefaultCallOptions(grpc.MaxCallRecvMsgSize(largest)),
	)
	if err != nil {
		return nil, fmt.Errorf("dial %q: %w", at, err)
	}
	c.iam, c.accounts = iamv1.NewIAMServiceClient(c.conn), accountv1.NewAccountServiceClient(c.conn)
	return c, nil
}

// check refuses what an address or credentials cannot mean here.
func check(at live.Address, who live.Credentials) error {
	switch {
	case at.Path != "":
		return fmt.Errorf("it has the path %q: the account comes with the credentials, not with the address", at.Path)
	case at.Host != "" && !strings.Contains(at.Host, ":"):
		return errors.New("it has no port, as in qdrant://host:443")
	case who.Token == "":
		return errors.New("it takes a management key, and no credentials were given: " + live.HowToShow)
	case strings.ContainsFunc(who.Token, func(r rune) bool { return r <= ' ' || r > '~' }):
		return errors.New("the management key holds a blank or a character that no key has")
	}
	for option, values := range at.Options {
		if option != "tls" { // its value is not repeated: it may be a secret
			return fmt.Errorf("there is no option %q: there are tls=on, tls=off; if it is to be credentials, %s", option, live.HowToShow)
		}
		if !slices.Contains([]string{"on", "off"}, strings.Join(values, ",")) {
			return errors.New("its option tls is neither on nor off")
		}
	}
	return nil
}

// transport says how the connection is secured.
func transport(at live.Address, who live.Credentials) (credentials.TransportCredentials, error) {
	certified := who.CAFile != nil || who.CertFile != nil || who.KeyFile != nil
	switch at.Options.Get("tls") {
	case "off":
		if certified {
			return nil, errors.New("there are certificates for it, and tls=off")
		}
		return insecure.NewCredentials(), nil
	case "":
		if at.Host != "" && at.Loopback() && !certified {
			return insecure.NewCredentials(), nil
		}
	}
	config := &tls.Config{MinVersion: tls.VersionTLS12}
	if who.CAFile != nil {
		config.RootCAs = x509.NewCertPool()
		if !config.RootCAs.AppendCertsFromPEM(who.CAFile) {
			return nil, errors.New("the file of certificate authorities holds no certificate")
		}
	}
	if who.CertFile != nil || who.KeyFile != nil {
		pair, err := tls.X509KeyPair(who.CertFile, who.KeyFile)
		if err != nil {
			return nil, fmt.Errorf("read the client certificate: %w", err)
		}
		config.Certificates = []tls.Certificate{pair}
	}
	return credentials.NewTLS(config), nil
}
