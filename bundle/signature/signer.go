package signature

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/asn1"
	"encoding/json"
	"fmt"
	"math/big"

	"github.com/go-jose/go-jose/v4"
)

// Signer holds a private key. Printing it gives its id and algorithm only.
type Signer struct {
	id      string
	alg     jose.SignatureAlgorithm
	private crypto.Signer
}

// ID is the key id that its signatures name.
func (s *Signer) ID() string { return s.id }

// Algorithm is EdDSA or ES256.
func (s *Signer) Algorithm() string { return string(s.alg) }

// String tells the id, never the key.
func (s *Signer) String() string { return fmt.Sprintf("key %q (%s)", s.id, s.alg) }

// Format implements [fmt.Formatter] with String for every verb: some print all fields.
func (s *Signer) Format(f fmt.State, _ rune) { _, _ = f.Write([]byte(s.String())) }

// Sign signs a statement. The same key and statement give the same bytes with
// both algorithms.
func (s *Signer) Sign(st Statement) (string, error) {
	payload, err := json.Marshal(st)
	if err != nil {
		return "", fmt.Errorf("sign statement: %w", err)
	}
	return s.Compact(Type, payload)
}

// Compact signs any payload as a JWS whose header has alg, kid and, where it is
// not empty, typ.
func (s *Signer) Compact(typ string, payload []byte) (string, error) {
	options := &jose.SignerOptions{}
	if typ != "" {
		options = options.WithType(jose.ContentType(typ))
	}
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: s.alg, Key: &opaque{s}}, options)
	if err != nil {
		return "", fmt.Errorf("sign with key %q: %w", s.id, err)
	}
	jws, err := signer.Sign(payload)
	if err != nil {
		return "", fmt.Errorf("sign with key %q: %w", s.id, err)
	}
	return jws.CompactSerialize()
}

// opaque signs in go-jose's stead, which takes randomness for ES256.
type opaque struct{ *Signer }

var _ jose.OpaqueSigner = (*opaque)(nil)

// Public implements [jose.OpaqueSigner].
func (o *opaque) Public() *jose.JSONWebKey {
	return &jose.JSONWebKey{Key: o.private.Public(), KeyID: o.id}
}

// Algs implements [jose.OpaqueSigner].
func (o *opaque) Algs() []jose.SignatureAlgorithm { return []jose.SignatureAlgorithm{o.alg} }

// SignPayload implements [jose.OpaqueSigner]. Without a source of randomness
// crypto/ecdsa signs as RFC 6979 has it.
func (o *opaque) SignPayload(payload []byte, _ jose.SignatureAlgorithm) ([]byte, error) {
	switch key := o.private.(type) {
	case ed25519.PrivateKey:
		return key.Sign(nil, payload, crypto.Hash(0))
	case *ecdsa.PrivateKey:
		digest := sha256.Sum256(payload)
		der, err := key.Sign(nil, digest[:], crypto.SHA256)
		if err != nil {
			return nil, err
		}
		return fixedSize(der)
	}
	panic(fmt.Sprintf("signature: a signer of %T", o.private))
}

// fixedSize turns a signature as ASN.1 has it into the two numbers of RFC 7518, 3.4.
func fixedSize(der []byte) ([]byte, error) {
	var pair struct{ R, S *big.Int }
	if rest, err := asn1.Unmarshal(der, &pair); err != nil || len(rest) > 0 {
		return nil, fmt.Errorf("decode signature: %w", err)
	}
	out := make([]byte, 64)
	pair.R.FillBytes(out[:32])
	pair.S.FillBytes(out[32:])
	return out, nil
}
