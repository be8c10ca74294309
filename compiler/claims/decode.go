package claims

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/rolecall/rolecall/schema"
)

// MaxSize is the largest document that is read, in bytes.
const MaxSize = 16 << 20

// Decode reads a document, and refuses one that is not byte for byte as it is
// written: a claim that was misspelt, repeated or taken out is more access, not less.
// tokens gives what the servers of a kind of target know; nil for those that know none.
func Decode(data []byte, tokens func(kind string) *schema.Tokens) (*Document, error) {
	var d Document
	if len(data) > MaxSize {
		return nil, fmt.Errorf("decode claims: more than %d bytes", MaxSize)
	}
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&d); err != nil {
		return nil, fmt.Errorf("decode claims: %w", err)
	}
	if d.Format != Format {
		return nil, fmt.Errorf("decode claims: format is %q, not %q", d.Format, Format)
	}
	known := tokens(d.Target.Kind)
	if known == nil {
		return nil, fmt.Errorf("decode claims: no server of kind %q knows tokens", d.Target.Kind)
	}
	seen := map[string]bool{}
	for i := range d.Tokens {
		t := &d.Tokens[i]
		err := t.check(known)
		if err == nil && seen[t.Name] {
			err = errors.New("it is there twice")
		}
		if err != nil {
			return nil, fmt.Errorf("decode claims: token %q: %w", t.Name, err)
		}
		seen[t.Name] = true
	}
	if same, err := d.Encode(); err != nil || !bytes.Equal(same, data) {
		return nil, errors.New("decode claims: it was changed after it was compiled: something is repeated, out of order or laid out otherwise")
	}
	return &d, nil
}

func (t *Token) check(known *schema.Tokens) error {
	if t.Name == "" || t.Claims.Subject != t.Name {
		return fmt.Errorf("its subject is %q", t.Claims.Subject)
	}
	if err := t.Claims.Access.check(known); err != nil {
		return err
	}
	return t.ends()
}

// Token finds a token by its name; nil where there is none.
func (d *Document) Token(name string) *Token {
	for i := range d.Tokens {
		if d.Tokens[i].Name == name {
			return &d.Tokens[i]
		}
	}
	return nil
}
