package signature

import (
	"encoding/json"
	"errors"
	"fmt"

	"github.com/rolecall/rolecall/bundle"
)

// Format of a statement.
const Format = "rolecall.signature/v1"

// Type is what the header typ of a signature says, so that none made for
// something else with the same key is taken for one of a bundle (RFC 8725, 3.11).
const Type = "rolecall-bundle+jws"

// Statement is what a signature vouches for. All of it is signed.
type Statement struct {
	Format   string        `json:"format"`
	Bundle   string        `json:"bundle"`   // the format of the bundle
	Revision string        `json:"revision"` // of the bundle: the digest of its content
	Target   bundle.Target `json:"target"`
	Policy   *Policy       `json:"policy"` // nil where the signer did not know
	Serial   uint64        `json:"serial"` // chosen by the signer, never lower than before; 0 says nothing
}

// Policy is where a bundle was compiled from.
type Policy struct {
	Revision string `json:"revision"` // the commit of the policy
	Dirty    bool   `json:"dirty"`    // there were changes that are not in the commit
}

// About makes the statement about a bundle. Policy may be nil.
func About(b *bundle.Bundle, serial uint64, policy *Policy) Statement {
	return Statement{Format: Format, Bundle: b.Format, Revision: b.Revision, Target: b.Target, Policy: policy, Serial: serial}
}

// parseStatement reads a payload.
func parseStatement(payload []byte) (*Statement, error) {
	var s Statement
	if err := json.Unmarshal(payload, &s); err != nil {
		return nil, errors.New("what it signs is no statement about a bundle")
	}
	if s.Format != Format {
		return nil, fmt.Errorf("what it signs is a %q, not a %q", s.Format, Format)
	}
	return &s, nil
}

// describes refuses a statement about another bundle.
func (s *Statement) describes(b *bundle.Bundle) error {
	switch {
	case b.Revision == "":
		return errors.New("the bundle has no revision: it was not read from a file")
	case s.Bundle != b.Format:
		return fmt.Errorf("it is for a %q, and this is a %q", s.Bundle, b.Format)
	case s.Target != b.Target:
		return fmt.Errorf("it is for target %q, and this is target %q", s.Target.Name, b.Target.Name)
	case s.Revision != b.Revision:
		return fmt.Errorf("it is for revision %q, and this is revision %q", s.Revision, b.Revision)
	}
	return nil
}
