package milvus_test

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"io"
	"log"
	"math/big"
	"net"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials"

	"github.com/rolecall/rolecall/diff/live"
	"github.com/rolecall/rolecall/diff/live/milvus"
	fake "github.com/rolecall/rolecall/internal/fakevendor/milvus"
)

// identity is a certificate of a name that speaks for itself.
func identity(t *testing.T) (certificate, key []byte) {
	t.Helper()
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "test"}, NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign,
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth, x509.ExtKeyUsageClientAuth},
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &private.PublicKey, private)
	if err != nil {
		t.Fatal(err)
	}
	encoded, err := x509.MarshalPKCS8PrivateKey(private)
	if err != nil {
		t.Fatal(err)
	}
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}), pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: encoded})
}

// encrypted is the configuration of a server that speaks TLS, and asks clients for
// certificates where clients gives who signs them.
func encrypted(t *testing.T, certificate, key, clients []byte) *tls.Config {
	t.Helper()
	pair, err := tls.X509KeyPair(certificate, key)
	if err != nil {
		t.Fatal(err)
	}
	c := &tls.Config{Certificates: []tls.Certificate{pair}, NextProtos: []string{"h2"}}
	if clients != nil {
		c.ClientCAs, c.ClientAuth = x509.NewCertPool(), tls.RequireAndVerifyClientCert
		c.ClientCAs.AppendCertsFromPEM(clients)
	}
	return c
}

func TestTLS(t *testing.T) {
	certificate, key := identity(t)
	other, otherKey := identity(t)
	plain := serve(t, fake.Options{})
	secure := func(clients []byte) string {
		r, err := fake.Start(fake.Options{Target: fakeTarget}, "127.0.0.1:0", "", grpc.Creds(credentials.NewTLS(encrypted(t, certificate, key, clients))))
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = r.Stop() })
		return "milvus://" + r.GRPCAddr
	}
	overHTTP := func(clients []byte) string {
		h := httptest.NewUnstartedServer(fake.New(fake.Options{Target: fakeTarget}).REST())
		h.TLS = encrypted(t, certificate, key, clients)
		h.Config.ErrorLog = log.New(io.Discard, "", 0)
		h.StartTLS()
		t.Cleanup(h.Close)
		return "milvus+" + h.URL
	}
	cases := []struct {
		name    string
		dial    live.Dialer
		address string
		who     live.Credentials
		want    string // in the error; empty for none
	}{
		{"known", milvus.Dial, secure(nil), live.Credentials{CAFile: certificate}, ""},
		{"unknown", milvus.Dial, secure(nil), live.Credentials{CAFile: other}, "certificate signed by unknown authority"},
		{"not known to the system", milvus.Dial, secure(nil) + "?tls=on", live.Credentials{}, "certificate"},
		{"client known", milvus.Dial, secure(other), live.Credentials{CAFile: certificate, CertFile: other, KeyFile: otherKey}, ""},
		{"server speaks none", milvus.Dial, "milvus://" + plain.GRPCAddr + "?tls=on", live.Credentials{}, "the server speaks no TLS; write milvus://" + plain.GRPCAddr + "?tls=off"},
		{"server speaks nothing else", milvus.Dial, secure(nil), live.Credentials{}, "what listens there speaks no gRPC in the clear; if it speaks TLS, write milvus://"},
		{"REST known", milvus.DialREST, overHTTP(nil), live.Credentials{CAFile: certificate}, ""},
		{"REST unknown", milvus.DialREST, overHTTP(nil), live.Credentials{CAFile: other}, "certificate signed by unknown authority"},
		{"REST client known", milvus.DialREST, overHTTP(other), live.Credentials{CAFile: certificate, CertFile: other, KeyFile: otherKey}, ""},
		{"REST server speaks none", milvus.DialREST, "milvus+https://" + plain.RESTAddr, live.Credentials{}, "the server speaks no TLS; write ?tls=off"},
	}
	for _, one := range cases {
		one.who.Token = root
		_, err := dialed(t, one.dial, one.address, one.who).Pull(t.Context(), nil)
		if (err == nil) != (one.want == "") || err != nil && !strings.Contains(err.Error(), one.want) {
			t.Errorf("%s: %v", one.name, err)
		}
	}
}

// What an address or credentials cannot mean is refused before anything is sent, and repeats no secret.
func TestDialRefuses(t *testing.T) {
	certificate, key := identity(t)
	cases := []struct {
		dial    live.Dialer
		address string
		who     live.Credentials
		want    string
	}{
		{milvus.Dial, "milvus://", live.Credentials{}, "it has no host"},
		{milvus.Dial, "milvus://host/a/b", live.Credentials{}, `it has the path "a/b"`},
		{milvus.Dial, "milvus://host?tls=maybe", live.Credentials{}, `its option tls is neither on nor off`},
		{milvus.Dial, "milvus://host?timeout=soon", live.Credentials{}, `its option timeout is "soon"`},
		{milvus.Dial, "milvus://host?timeout=-1s", live.Credentials{}, `its option timeout is "-1s"`},
		{milvus.Dial, "milvus://host?project=p", live.Credentials{}, `there is no option "project": there are tls=on, tls=off, timeout=30s; if it is to be credentials, set ROLECALL_TOKEN`},
		{milvus.Dial, "milvus://host?tls=off", live.Credentials{CAFile: certificate}, "there are certificates for it, and ?tls=off"},
		{milvus.Dial, "milvus://host", live.Credentials{CAFile: []byte("no")}, "its CA file holds no certificate in PEM"},
		{milvus.Dial, "milvus://host", live.Credentials{CertFile: certificate}, "its client certificate and key"},
		{milvus.Dial, "milvus://host", live.Credentials{Token: "root:planted\nsecret"}, "control character"},
		{milvus.DialREST, "milvus+https://", live.Credentials{}, "it has no host"},
		{milvus.DialREST, "milvus+https://host/prefix", live.Credentials{}, `it has the path "prefix"`},
		{milvus.DialREST, "milvus+http://host", live.Credentials{}, "write milvus+https://, or ?tls=off behind the address"},
		{milvus.DialREST, "milvus+http://127.0.0.1", live.Credentials{CAFile: certificate}, "write milvus+https://"},
		{milvus.DialREST, "milvus+https://host?tls=off", live.Credentials{}, "write milvus+http:// as well"},
	}
	for _, one := range cases {
		at, err := live.ParseAddress(one.address)
		if err != nil {
			t.Fatal(err)
		}
		_, err = one.dial(t.Context(), at, one.who)
		if err == nil || !strings.Contains(err.Error(), one.want) || !strings.Contains(err.Error(), `dial "`) || strings.Contains(err.Error(), "planted") || bytes.Contains([]byte(err.Error()), key) {
			t.Errorf("%s: %v", one.address, err)
		}
	}
}
