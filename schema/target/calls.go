package target

import (
	"bytes"
	"encoding/json"
	"fmt"

	"github.com/rolecall/rolecall/schema"
)

// CallsFormat marks a table of calls.
const CallsFormat = "rolecall.calls/v1"

// Calls is how a vendor's management interface changes access: data, decoded
// from the JSON file beside the vendor's package. What no operation is listed
// for cannot be done there.
type Calls struct {
	Format  string                   `json:"format"` // rolecall.calls/v1
	Sources map[string]schema.Source `json:"sources"`
	// Principals are the kinds of principals that can be given roles by these calls.
	Principals []string `json:"principals"`
	// RolesOf says where those of the vendor's roles live that these calls give
	// and take; see schema.BuiltinRole.Of.
	RolesOf []string `json:"roles_of"`
	// Fixed lists roles of the vendor that these calls neither give nor take, and why.
	Fixed map[string]string `json:"fixed,omitempty"`
	// Missing says of operations that are not listed why there are none.
	Missing map[string]string `json:"missing,omitempty"`
	// WholeRoles says that a role is written together with all it grants, which
	// must be something: single grants are neither added nor taken.
	WholeRoles bool            `json:"whole_roles,omitempty"`
	Operations map[string]Call `json:"operations"`
	// Preamble begins a shell script that makes these calls; it defines the
	// function call, which takes a verb, a path and a body.
	Preamble []string `json:"preamble"`
}

// Call is one operation as the vendor calls it. In Path and in strings of Body,
// {ARGUMENT} stands for an argument and {FUNCTION:ARGUMENT} for what a function
// of the script makes of it; a key of Body whose argument is not given is left out.
type Call struct {
	Method string          `json:"method"`
	Verb   string          `json:"verb,omitempty"` // of REST; empty where REST has no such call
	Path   string          `json:"path,omitempty"`
	Body   json.RawMessage `json:"body,omitempty"`
	Note   string          `json:"note,omitempty"`
	Source string          `json:"source"`
}

// Has reports whether the vendor has an operation.
func (c *Calls) Has(operation string) bool {
	_, ok := c.Operations[operation]
	return ok
}

// DecodeCalls reads a table of calls. A key that no table has is an error.
func DecodeCalls(data []byte) (*Calls, error) {
	var c Calls
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&c); err != nil {
		return nil, fmt.Errorf("decode calls: %w", err)
	}
	if c.Format != CallsFormat {
		return nil, fmt.Errorf("decode calls: format is %q, not %q", c.Format, CallsFormat)
	}
	return &c, nil
}

// MustCalls reads a table that is part of the program, and panics where it is none.
func MustCalls(data string) *Calls {
	c, err := DecodeCalls([]byte(data))
	if err != nil {
		panic(fmt.Sprintf("target: %v", err))
	}
	return c
}
