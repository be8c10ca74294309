package signature

import (
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"errors"
	"fmt"

	"github.com/go-jose/go-jose/v4"
)

// MaxID is the longest id of a key, in bytes.
const MaxID = 255

// ParseSigner reads a private key: a JWK (RFC 7517), or PEM with PKCS #8 or, for
// P-256, SEC 1. Its id is the given one, else that of the JWK, else the thumbprint
// of the key (RFC 7638). No error quotes what is read.
func ParseSigner(data []byte, id string) (*Signer, error) {
	private, own, err := parsePrivate(bytes.TrimSpace(data))
	if err != nil {
		return nil, err
	}
	alg, err := algorithmOf(private.Public())
	if err != nil {
		return nil, err
	}
	if id == "" {
		id = own
	}
	if id == "" {
		id = thumbprint(private.Public())
	}
	if err := checkID(id); err != nil {
		return nil, err
	}
	s := &Signer{id: id, alg: alg, private: private}
	if !s.whole() {
		return nil, errors.New("its private part does not belong to its public one")
	}
	return s, nil
}

// whole tries the key: signatures of halves that do not belong together would give
// the private one away.
func (s *Signer) whole() bool {
	compact, err := s.Compact("", []byte("x"))
	if err != nil {
		return false
	}
	jws, err := jose.ParseSignedCompact(compact, []jose.SignatureAlgorithm{s.alg})
	if err != nil {
		return false
	}
	_, err = jws.Verify(s.private.Public())
	return err == nil
}

func parsePrivate(data []byte) (key crypto.Signer, id string, err error) {
	if len(data) == 0 {
		return nil, "", errors.New("it is empty")
	}
	if data[0] == '{' {
		return privateJWK(data)
	}
	key, err = privatePEM(data)
	return key, "", err
}

func privateJWK(data []byte) (crypto.Signer, string, error) {
	var jwk jose.JSONWebKey
	if err := jwk.UnmarshalJSON(data); err != nil {
		return nil, "", errors.New("it is no JWK of a private key")
	}
	if jwk.IsPublic() {
		return nil, "", errors.New("it is a public key: what signs is the private one")
	}
	key, ok := jwk.Key.(crypto.Signer)
	if !ok {
		return nil, "", errors.New("it is a secret that both sides share: signatures are made with Ed25519 or P-256")
	}
	return key, jwk.KeyID, checkJWK(&jwk)
}

func privatePEM(data []byte) (crypto.Signer, error) {
	for block, rest := pem.Decode(data); block != nil; block, rest = pem.Decode(rest) {
		switch block.Type {
		case "EC PARAMETERS": // openssl puts them in front of the key
			continue
		case "PRIVATE KEY":
			key, err := x509.ParsePKCS8PrivateKey(block.Bytes)
			signer, ok := key.(crypto.Signer)
			if err != nil || !ok {
				return nil, errors.New("it is no private key in PKCS #8")
			}
			return signer, nil
		case "EC PRIVATE KEY":
			key, err := x509.ParseECPrivateKey(block.Bytes)
			if err != nil {
				return nil, errors.New("it is no private key in SEC 1")
			}
			return key, nil
		case "ENCRYPTED PRIVATE KEY":
			return nil, errors.New("it is encrypted: give it decrypted, best from the environment")
		case "PUBLIC KEY":
			return nil, errors.New("it is a public key: what signs is the private one")
		}
		return nil, fmt.Errorf("it is a %q, not a PRIVATE KEY", block.Type)
	}
	return nil, errors.New("it is neither a JWK nor PEM")
}

// algorithmOf gives the one algorithm that a public key is for, so that no
// signature can choose another.
func algorithmOf(public crypto.PublicKey) (jose.SignatureAlgorithm, error) {
	switch key := public.(type) {
	case ed25519.PublicKey:
		return jose.EdDSA, nil
	case *ecdsa.PublicKey:
		if key.Curve == elliptic.P256() {
			return jose.ES256, nil
		}
		return "", fmt.Errorf("it is a key on %s: signatures are made with Ed25519 or P-256", key.Curve.Params().Name)
	case *rsa.PublicKey:
		return "", errors.New("it is an RSA key: signatures are made with Ed25519 or P-256")
	}
	return "", errors.New("it is a key of another kind: signatures are made with Ed25519 or P-256")
}

// checkJWK refuses a key that says of itself that it is for something else.
func checkJWK(jwk *jose.JSONWebKey) error {
	if jwk.Use != "" && jwk.Use != "sig" {
		return fmt.Errorf("its use is %q, not \"sig\"", jwk.Use)
	}
	public := jwk.Public()
	alg, err := algorithmOf(public.Key)
	if err == nil && jwk.Algorithm != "" && jwk.Algorithm != string(alg) {
		return fmt.Errorf("its alg is %q, and such a key makes %s", jwk.Algorithm, alg)
	}
	return err
}

func checkID(id string) error {
	if id == "" || len(id) > MaxID {
		return fmt.Errorf("the id of a key has 1 to %d bytes, not %d", MaxID, len(id))
	}
	return nil
}

// thumbprint is that of RFC 7638 with SHA-256.
func thumbprint(public crypto.PublicKey) string {
	sum, err := (&jose.JSONWebKey{Key: public}).Thumbprint(crypto.SHA256)
	if err != nil {
		panic(fmt.Sprintf("signature: thumbprint of a %T: %v", public, err))
	}
	return base64.RawURLEncoding.EncodeToString(sum)
}
