package signature

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/go-jose/go-jose/v4"

	"github.com/rolecall/rolecall/bundle"
)

// ErrUnsigned is what a bundle without a signature is refused with.
var ErrUnsigned = errors.New("it is not signed")

// Verifier says which bundles are accepted. It is safe for concurrent use. The
// zero Verifier accepts none.
type Verifier struct {
	Keys *Keys
	// Target is the name that the bundle's target must have: that of another one is as
	// well signed. Empty takes any.
	Target string
	// MinSerial is the lowest serial that is accepted; see [Latest] for the highest seen.
	MinSerial uint64
}

// Verified is the signature that a bundle was accepted for.
type Verified struct {
	Statement
	Key       string // its id
	Algorithm string
}

// Verify accepts a bundle as [bundle.Parse] gives it if one signature counts: one of its
// own, or of those that stand beside it, one a line; nil is none. A signature
// counts if a key of the set made it, which counts at at, and if it vouches for
// this very bundle with a serial that is not too low. Of several that count, the one
// with the highest serial is given. The error says of each why it does not.
func (v *Verifier) Verify(b *bundle.Bundle, beside []byte, at time.Time) (*Verified, error) {
	if v.Target != "" && b.Target.Name != v.Target {
		return nil, fmt.Errorf("it is of target %q, not of %q", b.Target.Name, v.Target)
	}
	signatures, err := all(b, beside)
	if err != nil {
		return nil, err
	}
	if len(signatures) == 0 {
		return nil, ErrUnsigned
	}
	var found *Verified
	var problems []string
	for i, s := range signatures {
		one, err := v.verify(s, b, at)
		if err != nil {
			problems = append(problems, fmt.Sprintf("signature %d: %v", i+1, err))
		} else if found == nil || one.Serial > found.Serial {
			found = one
		}
	}
	if found == nil {
		return nil, errors.New(strings.Join(problems, "; "))
	}
	return found, nil
}

// all gives the signatures in the bundle, then those beside it.
func all(b *bundle.Bundle, beside []byte) ([]string, error) {
	var signatures []string
	for _, raw := range b.Signatures {
		var s string
		if err := json.Unmarshal(raw, &s); err != nil {
			s = "" // no signature of ours: it does not count
		}
		signatures = append(signatures, s)
	}
	for line := range bytes.Lines(beside) {
		if s := string(bytes.TrimSpace(line)); s != "" {
			signatures = append(signatures, s)
		}
		if len(signatures) > 2*bundle.MaxSignatures {
			return nil, fmt.Errorf("there are more than %d signatures", 2*bundle.MaxSignatures)
		}
	}
	return signatures, nil
}

func (v *Verifier) verify(s string, b *bundle.Bundle, at time.Time) (*Verified, error) {
	if len(s) > bundle.MaxSignature {
		return nil, fmt.Errorf("it is longer than %d bytes", bundle.MaxSignature)
	}
	jws, h, err := open(s)
	if err != nil {
		return nil, err
	}
	var k *key
	if v.Keys != nil {
		k = v.Keys.find(h.KeyID)
	}
	switch {
	case k == nil:
		return nil, fmt.Errorf("key %q is none of those that are known", h.KeyID)
	case h.Algorithm != string(k.alg):
		return nil, fmt.Errorf("it is made with %s, and key %q is for %s", h.Algorithm, h.KeyID, k.alg)
	}
	if err := k.counts(at); err != nil {
		return nil, err
	}
	payload, err := jws.Verify(k.public)
	if err != nil {
		return nil, fmt.Errorf("key %q did not make it", h.KeyID)
	}
	st, err := parseStatement(payload)
	if err != nil {
		return nil, err
	}
	if err := st.describes(b); err != nil {
		return nil, err
	}
	if st.Serial < v.MinSerial {
		return nil, fmt.Errorf("its serial is %d, older than %d", st.Serial, v.MinSerial)
	}
	return &Verified{Statement: *st, Key: h.KeyID, Algorithm: h.Algorithm}, nil
}

// open takes a signature apart. Its header says alg, kid and typ and nothing else:
// no key of its own, no address to get one from, nothing that would have to be
// understood.
func open(s string) (*jose.JSONWebSignature, *jose.Header, error) {
	jws, err := jose.ParseSignedCompact(s, []jose.SignatureAlgorithm{jose.EdDSA, jose.ES256})
	var unexpected *jose.ErrUnexpectedSignatureAlgorithm
	switch {
	case errors.As(err, &unexpected):
		return nil, nil, fmt.Errorf("it is made with %q, not with EdDSA or ES256", string(unexpected.Got))
	case err != nil:
		return nil, nil, errors.New("it is no JWS in compact serialization")
	}
	header, err := exact(s)
	if err != nil {
		return nil, nil, err
	}
	var says map[string]json.RawMessage
	if err := json.Unmarshal(header, &says); err != nil {
		return nil, nil, errors.New("its header cannot be read")
	}
	h := &jws.Signatures[0].Protected
	for name := range says {
		if name != "alg" && name != "kid" && name != "typ" {
			return nil, nil, fmt.Errorf("its header says %q, which is not understood", name)
		}
	}
	if typ, _ := h.ExtraHeaders[jose.HeaderType].(string); typ != Type {
		return nil, nil, fmt.Errorf("its typ is %q, not %q: it is made for something else", typ, Type)
	}
	return jws, h, nil
}

// exact refuses what decodes to the same bytes as another text does: line breaks, and
// bits behind the end. It gives the header.
func exact(s string) (header []byte, err error) {
	for i, part := range strings.Split(s, ".") {
		decoded, err := base64.RawURLEncoding.DecodeString(part)
		if err != nil || base64.RawURLEncoding.EncodeToString(decoded) != part {
			return nil, errors.New("it is not written as base64url has it")
		}
		if i == 0 {
			header = decoded
		}
	}
	return header, nil
}

// Others gives the signatures that do not name the key of an id: those that stay
// when it signs again. None of them is verified.
func Others(signatures []string, id string) []string {
	var others []string
	for _, s := range signatures {
		if _, h, err := open(s); err != nil || h.KeyID != id {
			others = append(others, s)
		}
	}
	return others
}
