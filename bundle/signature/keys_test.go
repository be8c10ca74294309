package signature_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/rolecall/rolecall/bundle"
	"github.com/rolecall/rolecall/bundle/signature"
)

func encodePEM(t testing.TB, kind string, key any) string {
	t.Helper()
	var der []byte
	var err error
	switch kind {
	case "PRIVATE KEY":
		der, err = x509.MarshalPKCS8PrivateKey(key)
	case "EC PRIVATE KEY":
		der, err = x509.MarshalECPrivateKey(key.(*ecdsa.PrivateKey))
	case "PUBLIC KEY":
		der, err = x509.MarshalPKIXPublicKey(key)
	}
	if err != nil {
		t.Fatal(err)
	}
	return string(pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der}))
}

func ecKey(t testing.TB, curve elliptic.Curve) *ecdsa.PrivateKey {
	t.Helper()
	key, err := ecdsa.GenerateKey(curve, rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

const edThumbprint = "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k" // RFC 8037, A.3

// A signature of a key in any form is accepted by its public part, under its id or its thumbprint.
func TestForms(t *testing.T) {
	b := parse(t, file("prod", "alice"))
	p256 := ecKey(t, elliptic.P256())
	params := "-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n"
	for _, tt := range []struct{ name, private, id, wantID, public string }{
		{"JWK", edPrivate, "", "ed", encodePEM(t, "PUBLIC KEY", edKey().Public())},
		{"JWK under another id", "\n" + edPrivate + "\n", "release", "release", encodePEM(t, "PUBLIC KEY", edKey().Public())},
		{"JWK without an id", strings.Replace(edPrivate, `"kid":"ed",`, "", 1), "", edThumbprint, encodePEM(t, "PUBLIC KEY", edKey().Public())},
		{"PKCS #8", encodePEM(t, "PRIVATE KEY", edKey()), "", edThumbprint, encodePEM(t, "PUBLIC KEY", edKey().Public())},
		{"PKCS #8 of P-256", encodePEM(t, "PRIVATE KEY", p256), "ec", "ec", encodePEM(t, "PUBLIC KEY", p256.Public())},
		{"SEC 1", params + encodePEM(t, "EC PRIVATE KEY", p256), "ec", "ec", encodePEM(t, "PUBLIC KEY", p256.Public())},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s, err := signature.ParseSigner([]byte(tt.private), tt.id)
			if err != nil || s.ID() != tt.wantID {
				t.Fatalf("%v, %v", s, err)
			}
			signed := []byte(sign(t, s, signature.About(b, 1, nil)))
			for _, id := range []string{tt.wantID, "another"} {
				k := &signature.Keys{}
				if err := k.AddPEM(id, []byte(tt.public)); err != nil {
					t.Fatal(err)
				}
				_, err := (&signature.Verifier{Keys: k}).Verify(b, signed, now)
				if known := id == tt.wantID || tt.wantID == edThumbprint; (err == nil) != known {
					t.Errorf("key %q: %v", id, err)
				}
			}
		})
	}
}

func TestParseSignerRefuses(t *testing.T) {
	rsaKey, err := rsa.GenerateKey(rand.Reader, 1024)
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct{ name, key, want string }{
		{"nothing", " \n", "it is empty"},
		{"no key", "secret", "it is neither a JWK nor PEM"},
		{"no JWK", `{"kty":"OKP","crv":"Ed25519","d":"secret"}`, "it is no JWK of a private key"},
		{"a public JWK", edPublic, "it is a public key: what signs is the private one"},
		{"a public key", encodePEM(t, "PUBLIC KEY", edKey().Public()), "it is a public key: what signs is the private one"},
		{"a shared secret", `{"kty":"oct","k":"c2VjcmV0"}`, "it is a secret that both sides share: signatures are made with Ed25519 or P-256"},
		{"RSA", encodePEM(t, "PRIVATE KEY", rsaKey), "it is an RSA key: signatures are made with Ed25519 or P-256"},
		{"another curve", encodePEM(t, "PRIVATE KEY", ecKey(t, elliptic.P384())), "it is a key on P-384: signatures are made with Ed25519 or P-256"},
		{"an encrypted key", "-----BEGIN ENCRYPTED PRIVATE KEY-----\nc2VjcmV0\n-----END ENCRYPTED PRIVATE KEY-----\n", "it is encrypted: give it decrypted, best from the environment"},
		{"a certificate", "-----BEGIN CERTIFICATE-----\nc2VjcmV0\n-----END CERTIFICATE-----\n", `it is a "CERTIFICATE", not a PRIVATE KEY`},
		{"broken PKCS #8", "-----BEGIN PRIVATE KEY-----\nc2VjcmV0\n-----END PRIVATE KEY-----\n", "it is no private key in PKCS #8"},
		{"broken SEC 1", "-----BEGIN EC PRIVATE KEY-----\nc2VjcmV0\n-----END EC PRIVATE KEY-----\n", "it is no private key in SEC 1"},
		{"a key to encrypt with", strings.Replace(edPrivate, `"kid"`, `"use":"enc","kid"`, 1), `its use is "enc", not "sig"`},
		{"a key for another algorithm", strings.Replace(edPrivate, `"kid"`, `"alg":"ES256","kid"`, 1), `its alg is "ES256", and such a key makes EdDSA`},
		{"halves of two keys", strings.Replace(edPrivate, "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo", "AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE", 1), "it is no JWK of a private key"},
		{"halves of two keys on P-256", strings.Replace(ecPrivate, "jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI", "jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LA", 1), "its private part does not belong to its public one"},
		{"a long id", strings.Replace(edPrivate, `"kid":"ed"`, `"kid":"`+strings.Repeat("x", 256)+`"`, 1), "the id of a key has 1 to 255 bytes, not 256"},
	} {
		s, err := signature.ParseSigner([]byte(tt.key), "")
		if s != nil || err == nil || err.Error() != tt.want {
			t.Errorf("%s: got error %v, want %s", tt.name, err, tt.want)
		}
	}
}

func TestKeysRefuse(t *testing.T) {
	rsaKey, err := rsa.GenerateKey(rand.Reader, 1024)
	if err != nil {
		t.Fatal(err)
	}
	public := encodePEM(t, "PUBLIC KEY", edKey().Public())
	jwks := func(keys ...string) string { return `{"keys":[` + strings.Join(keys, ",") + `]}` }
	var many []string
	for i := range signature.MaxKeys + 1 {
		many = append(many, strings.Replace(edPublic, `"kid":"ed"`, fmt.Sprintf(`"kid":"%d"`, i), 1))
	}
	for _, tt := range []struct{ name, set, pem, want string }{
		{"no set", "[]", "", `it is no JWK Set, as in {"keys": […]}`},
		{"one key for a set", edPublic, "", `it is no JWK Set, as in {"keys": […]}`},
		{"no key", jwks("{}"), "", "keys[0]: it is no JWK that can be read"},
		{"a private key", jwks(ecPublic, edPrivate), "", "keys[1]: it is no public key: secrets do not belong in this file"},
		{"a shared secret", jwks(`{"kty":"oct","k":"c2VjcmV0"}`), "", "keys[0]: it is no public key: secrets do not belong in this file"},
		{"a key to encrypt with", jwks(strings.Replace(edPublic, `"kid"`, `"use":"enc","kid"`, 1)), "", `keys[0]: its use is "enc", not "sig"`},
		{"a key for HS256", jwks(strings.Replace(edPublic, `"kid"`, `"alg":"HS256","kid"`, 1)), "", `keys[0]: its alg is "HS256", and such a key makes EdDSA`},
		{"two of one id", jwks(edPublic, strings.Replace(ecPublic, `"kid":"ec"`, `"kid":"ed"`, 1)), "", `keys[1]: there are two keys with the id "ed"`},
		{"a time in words", jwks(strings.Replace(edPublic, `"kid"`, `"exp":"2027-01-01","kid"`, 1)), "", `keys[0]: its nbf or exp is no number`},
		{"half a second", jwks(strings.Replace(edPublic, `"kid"`, `"nbf":1.5,"kid"`, 1)), "", `keys[0]: nbf: "1.5" is no whole number of seconds since 1970`},
		{"no time at all", jwks(strings.Replace(edPublic, `"kid"`, `"exp":0,"kid"`, 1)), "", `keys[0]: exp: "0" is no whole number of seconds since 1970`},
		{"too many", jwks(many...), "", "keys[100]: there are more than 100 keys"},
		{"no PEM", "", "x", "it is no PEM"},
		{"a private PEM", "", encodePEM(t, "PRIVATE KEY", edKey()), `it is a "PRIVATE KEY", not a PUBLIC KEY`},
		{"two in one file", "", public + public, "there is something behind the key: give each a file of its own"},
		{"a broken key", "", "-----BEGIN PUBLIC KEY-----\nc2VjcmV0\n-----END PUBLIC KEY-----\n", "it is no public key that can be read"},
		{"RSA", "", encodePEM(t, "PUBLIC KEY", rsaKey.Public()), "it is an RSA key: signatures are made with Ed25519 or P-256"},
	} {
		k := &signature.Keys{}
		var err error
		if tt.set != "" {
			err = k.AddJWKS([]byte(tt.set))
		} else {
			err = k.AddPEM("x", []byte(tt.pem))
		}
		if err == nil || err.Error() != tt.want {
			t.Errorf("%s: got error %v, want %s", tt.name, err, tt.want)
		}
	}
}

// Rotation: the new key is known before it signs, and the old one counts until its day.
func TestRotation(t *testing.T) {
	day := func(d int) time.Time { return time.Date(2027, 1, d, 0, 0, 0, 0, time.UTC) }
	bounded := func(key, field string, at time.Time) string {
		return strings.Replace(key, `"kid"`, fmt.Sprintf(`%q:%d,"kid"`, field, at.Unix()), 1)
	}
	v := &signature.Verifier{Keys: keys(t, bounded(edPublic, "exp", day(20)), bounded(ecPublic, "nbf", day(10)))}
	data := file("prod", "alice")
	b := parse(t, data)
	old, fresh := sign(t, signer(t, edPrivate), signature.About(b, 1, nil)), sign(t, signer(t, ecPrivate), signature.About(b, 1, nil))
	for _, tt := range []struct {
		at                   time.Time
		old, fresh, together bool
	}{
		{day(9), true, false, true}, {day(10).Add(-1), true, false, true}, {day(10), true, true, true},
		{day(20).Add(-1), true, true, true}, {day(20), false, true, true},
	} {
		for signatures, want := range map[string]bool{old: tt.old, fresh: tt.fresh, old + "\n" + fresh: tt.together} {
			if _, err := v.Verify(b, []byte(signatures), tt.at); (err == nil) != want {
				t.Errorf("%s, %q…: %v", tt.at, signatures[:20], err)
			}
		}
	}
	if _, err := v.Verify(b, []byte(old), day(20)); err == nil || !strings.Contains(err.Error(), `key "ed" counted until 2027-01-20T00:00:00Z`) {
		t.Error(err)
	}
	if _, err := v.Verify(b, []byte(fresh), day(9)); err == nil || !strings.Contains(err.Error(), `key "ec" counts from 2027-01-10T00:00:00Z on`) {
		t.Error(err)
	}
}

// Whatever is read as a signature, only one that the key made counts.
func FuzzVerify(f *testing.F) {
	b, err := bundle.Parse(file("prod", "alice"))
	if err != nil {
		f.Fatal(err)
	}
	k := &signature.Keys{}
	if err := k.AddJWKS([]byte(`{"keys":[` + edPublic + `,` + ecPublic + `]}`)); err != nil {
		f.Fatal(err)
	}
	good := map[string]bool{}
	for _, private := range []string{edPrivate, ecPrivate} {
		s := sign(f, signer(f, private), signature.About(b, 1, nil))
		good[s] = true
		f.Add(s)
	}
	f.Add(`a.b.c`)
	f.Add(compact(`{"alg":"none","kid":"ed","typ":"rolecall-bundle+jws"}`, `{}`, func([]byte) []byte { return nil }))
	v := &signature.Verifier{Keys: k}
	f.Fuzz(func(t *testing.T, s string) {
		if _, err := v.Verify(b, []byte(s), now); err != nil {
			return
		}
		for line := range strings.Lines(s) {
			if good[strings.TrimSpace(line)] {
				return
			}
		}
		t.Fatalf("%q counts", s)
	})
}

// Whatever is read as keys ends in keys or an error.
func FuzzKeys(f *testing.F) {
	f.Add(`{"keys":[` + edPublic + `,` + ecPublic + `]}`)
	f.Add(encodePEM(f, "PUBLIC KEY", edKey().Public()))
	f.Add(encodePEM(f, "PRIVATE KEY", edKey()))
	f.Add(edPrivate)
	f.Fuzz(func(t *testing.T, s string) {
		k := &signature.Keys{}
		before := k.Len()
		if err := k.AddJWKS([]byte(s)); err == nil && k.Len() < before || k.Len() > signature.MaxKeys {
			t.Fatal(k.Len(), "keys")
		}
		_ = k.AddPEM("x", []byte(s))
		if signer, err := signature.ParseSigner([]byte(s), ""); err == nil && signer.ID() == "" {
			t.Fatal("a signer without an id")
		}
	})
}
