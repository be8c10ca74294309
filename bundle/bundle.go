package bundle

import (
	"encoding/json"
	"fmt"
)

// Bundle is all a service needs to decide access to one target. The zero
// Bundle denies every request. A Bundle from [Read], [Parse] or [New] is not to
// be changed; it is safe for concurrent use.
type Bundle struct {
	Format string
	// Revision is "sha256:" and the hexadecimal digest of the values of target,
	// table and cel, one after the other, as they stand in the file. It is
	// empty where the bundle was made by [New].
	Revision   string
	Target     Target
	Table      Table
	CEL        CEL
	Signatures []json.RawMessage

	index *index // nil denies
}

// New makes a bundle of a table and its conditions, in any order of rows. It
// refuses rows that [Parse] refuses. The zero CEL will do for a table without
// conditions.
func New(table Table, cel CEL) (*Bundle, error) {
	b := &Bundle{Format: BundleFormat, Target: table.Target, Table: table, CEL: cel}
	b.Table.Format, b.CEL.Format = TableFormat, CELFormat
	if err := b.open(); err != nil {
		return nil, err
	}
	return b, nil
}

// open checks what the bundle holds and makes it ready to decide.
func (b *Bundle) open() error {
	expires, err := validate(&b.Table, &b.CEL)
	if err != nil {
		return fmt.Errorf("bundle: %w", err)
	}
	if b.index, err = newIndex(&b.Table, &b.CEL, expires); err != nil {
		return fmt.Errorf("bundle: %w", err)
	}
	return nil
}
