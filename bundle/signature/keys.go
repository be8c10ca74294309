package signature

import (
	"bytes"
	"crypto"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"errors"
	"fmt"
	"path"
	"path/filepath"
	"strings"
	"time"

	"github.com/go-jose/go-jose/v4"
)

// MaxKeys is how many keys a set may have.
const MaxKeys = 100

// Keys are the public keys of those whose bundles are accepted. Several at once
// make rotation possible: the new one is added before the old one signs no more.
// The zero Keys accepts nothing.
type Keys struct{ list []*key }

type key struct {
	id, thumbprint string
	alg            jose.SignatureAlgorithm
	public         crypto.PublicKey
	from, until    time.Time // zero: no such bound
}

// Len is how many keys there are.
func (k *Keys) Len() int { return len(k.list) }

// jwks is a set as a file has it. Times are the seconds since 1970 that JWT counts in.
type jwks struct {
	Keys []json.RawMessage `json:"keys"`
}

type jwkTimes struct {
	NotBefore *json.Number `json:"nbf"`
	Expires   *json.Number `json:"exp"`
}

// Add adds the keys of a file: a JWK Set, or a public key in PEM whose id is the
// file's name without its ending.
func (k *Keys) Add(file string, data []byte) error {
	if json.Valid(data) {
		return k.AddJWKS(data)
	}
	name := path.Base(filepath.ToSlash(file))
	return k.AddPEM(strings.TrimSuffix(name, path.Ext(name)), data)
}

// AddJWKS adds the keys of a JWK Set (RFC 7517). Each needs a kid, or is known by
// its thumbprint. It counts from nbf on and until exp, where it has them. A set
// with a key that cannot verify, a private one among them, is refused as a whole.
func (k *Keys) AddJWKS(data []byte) error {
	var set jwks
	if err := json.Unmarshal(data, &set); err != nil || set.Keys == nil {
		return errors.New(`it is no JWK Set, as in {"keys": […]}`)
	}
	for i, raw := range set.Keys {
		if err := k.addJWK(raw); err != nil {
			return fmt.Errorf("keys[%d]: %w", i, err)
		}
	}
	return nil
}

func (k *Keys) addJWK(raw json.RawMessage) error {
	var jwk jose.JSONWebKey
	if err := jwk.UnmarshalJSON(raw); err != nil {
		return errors.New("it is no JWK that can be read")
	}
	if _, secret := jwk.Key.([]byte); secret || !jwk.IsPublic() {
		return errors.New("it is no public key: secrets do not belong in this file")
	}
	if err := checkJWK(&jwk); err != nil {
		return err
	}
	var times jwkTimes
	if err := json.Unmarshal(raw, &times); err != nil {
		return errors.New("its nbf or exp is no number")
	}
	from, err := seconds(times.NotBefore)
	if err != nil {
		return fmt.Errorf("nbf: %w", err)
	}
	until, err := seconds(times.Expires)
	if err != nil {
		return fmt.Errorf("exp: %w", err)
	}
	return k.add(jwk.KeyID, jwk.Key, from, until)
}

// AddPEM adds a public key in PEM (PKIX) under an id.
func (k *Keys) AddPEM(id string, data []byte) error {
	block, rest := pem.Decode(data)
	switch {
	case block == nil:
		return errors.New("it is no PEM")
	case block.Type != "PUBLIC KEY":
		return fmt.Errorf("it is a %q, not a PUBLIC KEY", block.Type)
	case len(bytes.TrimSpace(rest)) > 0:
		return errors.New("there is something behind the key: give each a file of its own")
	}
	public, err := x509.ParsePKIXPublicKey(block.Bytes)
	if err != nil {
		return errors.New("it is no public key that can be read")
	}
	return k.add(id, public, time.Time{}, time.Time{})
}

func (k *Keys) add(id string, public crypto.PublicKey, from, until time.Time) error {
	alg, err := algorithmOf(public)
	if err != nil {
		return err
	}
	added := &key{id: id, thumbprint: thumbprint(public), alg: alg, public: public, from: from, until: until}
	if id == "" {
		added.id = added.thumbprint
	}
	if err := checkID(added.id); err != nil {
		return err
	}
	if k.find(added.id) != nil {
		return fmt.Errorf("there are two keys with the id %q", added.id)
	}
	if len(k.list) == MaxKeys {
		return fmt.Errorf("there are more than %d keys", MaxKeys)
	}
	k.list = append(k.list, added)
	return nil
}

// find gives the key of an id, which may be its thumbprint; nil for none.
func (k *Keys) find(id string) *key {
	for _, known := range k.list {
		if known.id == id {
			return known
		}
	}
	for _, known := range k.list {
		if known.thumbprint == id {
			return known
		}
	}
	return nil
}

// counts refuses a key before its time and from its end on.
func (k *key) counts(at time.Time) error {
	switch {
	case !k.from.IsZero() && at.Before(k.from):
		return fmt.Errorf("key %q counts from %s on", k.id, k.from.Format(time.RFC3339))
	case !k.until.IsZero() && !at.Before(k.until):
		return fmt.Errorf("key %q counted until %s", k.id, k.until.Format(time.RFC3339))
	}
	return nil
}

// seconds reads a NumericDate that is whole; nil is the zero time.
func seconds(n *json.Number) (time.Time, error) {
	if n == nil {
		return time.Time{}, nil
	}
	s, err := n.Int64()
	if err != nil || s < 1 || s > 253402300799 { // the year 9999
		return time.Time{}, fmt.Errorf("%q is no whole number of seconds since 1970", n.String())
	}
	return time.Unix(s, 0).UTC(), nil
}
