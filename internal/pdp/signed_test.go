package pdp

import (
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/x509"
	"encoding/pem"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/rolecall/rolecall/bundle"
	"github.com/rolecall/rolecall/bundle/signature"
	"github.com/rolecall/rolecall/internal/pdp/setup"
)

// signer signs bundles with a key of its own.
type signer struct {
	t    *testing.T
	s    *signature.Signer
	keys []setup.KeyFile // that verify
}

func newSigner(t *testing.T) *signer {
	t.Helper()
	public, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	publicDER, _ := x509.MarshalPKIXPublicKey(public)
	privateDER, _ := x509.MarshalPKCS8PrivateKey(private)
	s, err := signature.ParseSigner(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: privateDER}), "team")
	if err != nil {
		t.Fatal(err)
	}
	return &signer{t, s, []setup.KeyFile{{Name: "team.pem", Data: pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: publicDER})}}}
}

// sign puts the signature of a bundle beside a file.
func (s *signer) sign(file string, data []byte, serial uint64) {
	s.t.Helper()
	b, err := bundle.Parse(data)
	if err != nil {
		s.t.Fatal(err)
	}
	jws, err := s.s.Sign(signature.About(b, serial, nil))
	if err != nil {
		s.t.Fatal(err)
	}
	put(s.t, file+".jws", []byte(jws+"\n"))
}

// put is sign, and then the bundle.
func (s *signer) put(file string, data []byte, serial uint64) {
	s.t.Helper()
	s.sign(file, data, serial)
	put(s.t, file, data)
}

// refused runs a decision point that is not to start.
func refused(t *testing.T, c setup.Config, says string) {
	t.Helper()
	c.Listen = "127.0.0.1:0"
	ctx, cancel := context.WithCancel(context.Background())
	err := Run(ctx, c, io.Discard, io.Discard, func(string) { cancel() })
	if cancel(); err == nil || !strings.Contains(err.Error(), says) {
		t.Errorf("starts, or says %v, want %q", err, says)
	}
}

func TestSigned(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "bundle.json")
	s := newSigner(t)
	c := setup.Config{Bundle: file, Interval: 5 * time.Millisecond, Cache: filepath.Join(dir, "cache"), Signed: true, Keys: s.keys}
	put(t, file, encoded("alice"))
	refused(t, setup.Config{Bundle: file, Signed: true, Keys: s.keys}, "not signed")
	s.sign(file, encoded("alice"), 1)
	r := start(t, c)
	put(t, file, encoded("mallory"))
	eventually(t, "an unsigned bundle is refused", func() bool { return strings.Contains(r.notes.String(), "goes on") })
	s.put(file, encoded("bob"), 2)
	eventually(t, "a signed one is taken", func() bool { _, yes := r.may("bob", ""); return yes })
	if err := r.stop(); err != nil {
		t.Fatal(err)
	}
	s.put(file, encoded("alice"), 1) // put back, as well signed
	r = start(t, c)
	if _, yes := r.may("bob", ""); !yes {
		t.Error("the newest bundle of before the restart does not go on")
	}
	if _, yes := r.may("alice", ""); yes || !strings.Contains(r.notes.String(), "goes on") {
		t.Errorf("a restart takes an older bundle: %s", r.notes.String())
	}
}

// TestTarget takes no bundle of another target from the start on, with keys and without.
func TestTarget(t *testing.T) {
	file := filepath.Join(t.TempDir(), "bundle.json")
	s := newSigner(t)
	s.put(file, encodedFor("dev", "mallory"), 7)
	refused(t, setup.Config{Bundle: file, Target: "prod"}, `it is of target "dev", not of "prod"`)
	refused(t, setup.Config{Bundle: file, Target: "prod", Signed: true, Keys: s.keys}, `it is of target "dev", not of "prod"`)
	s.put(file, encoded("alice"), 7)
	for _, c := range []setup.Config{{Bundle: file, Target: "prod"}, {Bundle: file, Target: "prod", Signed: true, Keys: s.keys}} {
		if _, yes := start(t, c).may("alice", ""); !yes {
			t.Error("the target's own bundle does not decide")
		}
	}
}

// TestLostCache does not start where the cache cannot say any more what was newest.
func TestLostCache(t *testing.T) {
	dir := t.TempDir()
	file, other := filepath.Join(dir, "bundle.json"), filepath.Join(dir, "other.json")
	s := newSigner(t)
	c := setup.Config{Bundle: file, Cache: filepath.Join(dir, "cache"), Signed: true, Keys: s.keys, Interval: time.Hour}
	s.put(file, encoded("bob"), 9)
	if err := start(t, c).stop(); err != nil {
		t.Fatal(err)
	}
	s.put(file, encoded("mallory"), 1)
	s.put(other, encoded("mallory"), 1)
	moved, rotated := c, c
	moved.Bundle, rotated.Keys = other, newSigner(t).keys
	refused(t, moved, "is of ")
	refused(t, rotated, "start from cache")
	if err := os.Truncate(c.Cache, 100); err != nil {
		t.Fatal(err)
	}
	refused(t, c, "delete it to start from the source alone")
}

// TestRefusedSerialIsNotRemembered takes back what was in use before a bundle that
// was refused for its conditions.
func TestRefusedSerialIsNotRemembered(t *testing.T) {
	file := filepath.Join(t.TempDir(), "bundle.json")
	s := newSigner(t)
	s.put(file, encoded("bob"), 8)
	r := start(t, setup.Config{Bundle: file, Signed: true, Keys: s.keys, Interval: 5 * time.Millisecond})
	target := bundle.Target{Kind: "milvus", Name: "prod", Version: "2.6"}
	table := bundle.Table{
		Target: target,
		Grants: []bundle.Grant{{
			Role: "reader", Privilege: "Search", Level: "collection", Database: "default", Collection: "products",
			Condition: "c", EnforcedBy: "service", Via: []string{}, Source: "policy.hcl:1:1",
		}},
		Members: []bundle.Member{{Principal: "bob", Role: "reader", Source: "policy.hcl:2:1"}},
	}
	broken := &bundle.CEL{Target: target, Conditions: map[string]bundle.CELCondition{"c": {Expression: "no such ("}}}
	s.put(file, bundle.Encode(&table, broken), 9)
	eventually(t, "broken conditions are refused", func() bool { return strings.Contains(r.notes.String(), "goes on") })
	s.put(file, encoded("bob"), 8)
	eventually(t, "the one before is good again", func() bool { return strings.Count(r.notes.String(), "uses sha256:") == 2 })
}
