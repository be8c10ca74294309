package live

import (
	"errors"
	"fmt"
)

// ErrUnsure is what errors are that leave open whether an operation was carried out.
var ErrUnsure = errors.New("the answer was lost, so it may have been carried out or not")

// Refusal is a server's own no: nothing was changed. Code is the vendor's, as its catalog of errors has it.
type Refusal struct {
	Call string // the vendor's own method
	Code int
	Text string
}

func (r *Refusal) Error() string {
	return fmt.Sprintf("%s is refused: %s (code %d)", r.Call, r.Text, r.Code)
}
