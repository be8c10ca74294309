package bundle

import (
	"encoding/json"
	"errors"
	"io"
)

// MaxSize is the largest bundle that is read, in bytes.
const MaxSize = 256 << 20

// Bundle is all a service needs to decide access to one target. The zero
// Bundle denies every request. A Bundle from [Read], [Parse] or [New] is
// immutable and safe for concurrent use.
type Bundle struct {
	Format     string
	Revision   string // sha256:… of target, table and cel, as they stand in the file
	Target     Target
	Table      Table
	CEL        CEL
	Signatures []json.RawMessage
}

// Read reads a bundle.json and verifies it; see [Parse].
func Read(r io.Reader) (*Bundle, error) {
	return nil, errors.New("not written yet")
}

// Parse verifies the bytes of a bundle.json and makes them ready to decide.
func Parse(data []byte) (*Bundle, error) {
	return nil, errors.New("not written yet")
}

// New makes a bundle of a table and its conditions; it refuses what [Parse]
// refuses. The zero CEL will do for a table with no conditions.
func New(table Table, cel CEL) (*Bundle, error) {
	return nil, errors.New("not written yet")
}

// Encode writes bundle.json: compact, with the revision of what it holds.
func Encode(table *Table, cel *CEL) []byte { return nil }

// Encode writes table.json, a row on each line.
func (t *Table) Encode() []byte { return nil }

// Encode writes cel.json, a condition or role on each line.
func (c *CEL) Encode() []byte { return nil }

// Normalize sorts the table and, of equal rows, keeps one.
func (t *Table) Normalize() {}
