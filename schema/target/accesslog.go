package target

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/rolecall/rolecall/schema"
)

// AccessLogFormat marks a description of access logs.
const AccessLogFormat = "rolecall.accesslog/v1"

// AccessLog is how a vendor's server writes down who called what: data, decoded
// from the JSON file beside the vendor's package.
type AccessLog struct {
	Format  string                   `json:"format"` // rolecall.accesslog/v1
	Sources map[string]schema.Source `json:"sources"`
	// Formats are the formats of lines that the vendor documents or begins with. A
	// name with the sign $ in them stands for a value.
	Formats []LineFormat `json:"formats"`
	// Metrics says of the values that formats may have what each is: time, principal,
	// operation, status, code, database, collection; a word is one that is not needed,
	// text one that may have anything in it.
	Metrics map[string]string `json:"metrics"`
	// Times are layouts of times, as Go writes them.
	Times []string `json:"times"`
	// Unknown stands where the server does not know a value.
	Unknown string `json:"unknown"`
	// Denied says by which statuses and codes a call was refused for want of a privilege.
	Denied Outcome `json:"denied"`
	// Unproven says by which ones it was not known who called.
	Unproven Outcome `json:"unproven"`
	// Own lists operations that a server lets everyone do to their own user, which
	// lines do not tell apart.
	Own    []string `json:"own"`
	Notes  []string `json:"notes"`
	Source string   `json:"source"` // of all that names no other
}

// LineFormat is a format of lines.
type LineFormat struct {
	Format string `json:"format"`
	Source string `json:"source"`
}

// Outcome is how a line says what became of a call.
type Outcome struct {
	Statuses []string `json:"statuses"`
	Codes    []string `json:"codes"`
	Source   string   `json:"source"`
}

// Is reports whether a line with that status and code tells of this outcome.
func (o *Outcome) Is(status, code string) bool {
	return slices.Contains(o.Statuses, status) || slices.Contains(o.Codes, code)
}

// DecodeAccessLog reads a description. A key that none has is an error.
func DecodeAccessLog(data []byte) (*AccessLog, error) {
	var a AccessLog
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&a); err != nil {
		return nil, fmt.Errorf("decode access log: %w", err)
	}
	if a.Format != AccessLogFormat {
		return nil, fmt.Errorf("decode access log: format is %q, not %q", a.Format, AccessLogFormat)
	}
	return &a, nil
}

// MustAccessLog reads a description that is part of the program, and panics where it is none.
func MustAccessLog(data string) *AccessLog {
	a, err := DecodeAccessLog([]byte(data))
	if err != nil {
		panic(fmt.Sprintf("target: %v", err))
	}
	return a
}
