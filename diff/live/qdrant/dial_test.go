package qdrant_test

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"math/big"
	"net"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	accountv1 "github.com/qdrant/qdrant-cloud-public-api/gen/go/qdrant/cloud/account/v1"
	"google.golang.org/grpc"

	"github.com/rolecall/rolecall/diff/live"
	"github.com/rolecall/rolecall/diff/live/qdrant"
	fake "github.com/rolecall/rolecall/internal/fakevendor/qdrant"
)

func TestDial(t *testing.T) {
	for _, tt := range []struct{ address, token, want string }{
		{"qdrant://", "k", ""},
		{"qdrant://127.0.0.1:1", "k", ""},
		{"qdrant://localhost:1", "k", ""},
		{"qdrant://cloud.example.com:443", "k", ""},
		{"qdrant://cloud.example.com:80?tls=off", "k", ""},
		{"qdrant://cloud.example.com", "k", `dial "qdrant://cloud.example.com": it has no port, as in qdrant://host:443`},
		{"qdrant://cloud.example.com:443/account", "k", `dial "qdrant://cloud.example.com:443/account": it has the path "account": the account comes with the credentials, not with the address`},
		{"qdrant://?tls=maybe", "k", `dial "qdrant://": its option tls is neither on nor off`},
		{"qdrant://?tsl=off", "k", `dial "qdrant://": there is no option "tsl": there are tls=on, tls=off; if it is to be credentials, ` + live.HowToShow},
		{"qdrant://", "", `dial "qdrant://": it takes a management key, and no credentials were given: ` + live.HowToShow},
		{"qdrant://", "k\n", `dial "qdrant://": the management key holds a blank or a character that no key has`},
	} {
		at, err := live.ParseAddress(tt.address)
		if err != nil {
			t.Fatal(err)
		}
		c, err := qdrant.Dial(context.Background(), at, live.Credentials{Token: tt.token})
		if err == nil {
			c.Close()
		}
		if got := fmt.Sprint(err); got != tt.want && (err != nil || tt.want != "") {
			t.Errorf("%s: %v", tt.address, err)
		}
	}
}

// certificate makes an authority and a certificate for this machine, signed by itself.
func certificate(t *testing.T) (tls.Certificate, []byte) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), NotBefore: time.Unix(0, 0), NotAfter: time.Now().Add(time.Hour), IsCA: true, BasicConstraintsValid: true,
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign,
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth, x509.ExtKeyUsageClientAuth},
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})
}

// A key is shown over TLS to a server whose certificate is right, and to no other.
func TestTLS(t *testing.T) {
	t.Parallel()
	pair, ca := certificate(t)
	l, err := tls.Listen("tcp", "127.0.0.1:0", &tls.Config{Certificates: []tls.Certificate{pair}, NextProtos: []string{"h2"}})
	if err != nil {
		t.Fatal(err)
	}
	var calls atomic.Int32
	g := fake.New(fake.Options{Callers: callers}).GRPC(func(ctx context.Context, req any, _ *grpc.UnaryServerInfo, handle grpc.UnaryHandler) (any, error) {
		calls.Add(1)
		return handle(ctx, req)
	})
	go g.Serve(l)
	t.Cleanup(g.Stop)
	for _, tt := range []struct {
		tls  string
		ca   []byte
		want string
	}{
		{"", ca, ""},
		{"on", ca, ""},
		{"on", nil, "certificate"},
	} {
		calls.Store(0)
		at := live.Address{Scheme: "qdrant", Host: l.Addr().String(), Options: url.Values{}}
		if tt.tls != "" {
			at.Options.Set("tls", tt.tls)
		}
		c, err := qdrant.Dial(context.Background(), at, live.Credentials{Token: key, Account: fake.Account, CAFile: tt.ca})
		if err != nil {
			t.Fatal(err)
		}
		_, err = c.Pull(context.Background(), nil)
		if (err != nil) != (tt.want != "") || err != nil && !strings.Contains(err.Error(), tt.want) || (calls.Load() > 0) != (tt.want == "") {
			t.Errorf("tls=%s: %v, after %d calls", tt.tls, err, calls.Load())
		}
		c.Close()
	}
	_, err = qdrant.Dial(context.Background(), live.Address{Host: "h:1", Options: url.Values{"tls": {"off"}}}, live.Credentials{Token: key, CAFile: ca})
	if err == nil || !strings.Contains(err.Error(), "there are certificates for it, and tls=off") {
		t.Error(err)
	}
	_, err = qdrant.Dial(context.Background(), live.Address{Host: "h:1"}, live.Credentials{Token: key, CAFile: []byte("none")})
	if err == nil || !strings.Contains(err.Error(), "holds no certificate") {
		t.Error(err)
	}
}

// Without an account the only one that the key opens is meant; of several none is.
func TestAccount(t *testing.T) {
	second := &accountv1.Account{Id: "5c0a1e00-0000-4000-8000-000000000001", Name: "Another", OwnerEmail: "owner@example.com", ExternalOwnerId: "o"}
	for n, want := range []string{
		"pull: find the account: the management key opens none",
		"",
		`pull: find the account: the management key opens "5c0a1e00-0000-4000-8000-000000000000", "5c0a1e00-0000-4000-8000-000000000001", and the credentials do not say which`,
	} {
		_, at := serve(t, fake.Options{}, func(ctx context.Context, req any, _ *grpc.UnaryServerInfo, handle grpc.UnaryHandler) (any, error) {
			a, err := handle(ctx, req)
			if list, ok := a.(*accountv1.ListAccountsResponse); ok {
				list.Items = append(list.Items, second)[:n]
			}
			return a, err
		})
		c, err := qdrant.Dial(context.Background(), at, live.Credentials{Token: key})
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
		if _, err := c.Pull(context.Background(), nil); fmt.Sprint(err) != want && (err != nil || want != "") {
			t.Errorf("%d accounts: %v", n, err)
		}
		if is, err := c.Server(context.Background()); is.Kind != "qdrant" || err != nil {
			t.Error(is, err)
		}
	}
}
