package signature

import (
	"fmt"
	"sync"
)

// Latest remembers what was accepted last, so that nobody can put back an older
// bundle that is as well signed. The zero Latest has seen nothing. It is safe for
// concurrent use; what is to outlive the process is for the caller to keep, as
// the MinSerial of the next [Verifier].
type Latest struct {
	mu       sync.Mutex
	serial   uint64
	revision string
}

// Accept refuses a serial that is lower than one accepted before, and the same one
// for another revision, unless it is 0: who signs without serials gets no such protection.
func (l *Latest) Accept(v *Verified) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	switch {
	case v.Serial < l.serial:
		return fmt.Errorf("its serial is %d, and %d was accepted before", v.Serial, l.serial)
	case v.Serial == l.serial && l.serial > 0 && v.Revision != l.revision:
		return fmt.Errorf("its serial is %d, which revision %q had", v.Serial, l.revision)
	}
	l.serial, l.revision = v.Serial, v.Revision
	return nil
}

// Serial is the highest that was accepted.
func (l *Latest) Serial() uint64 {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.serial
}
