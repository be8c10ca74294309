package live

import (
	"errors"
	"fmt"
	"strings"
)

// ErrUnsure is what errors are that leave open whether an operation was carried out.
var ErrUnsure = errors.New("the answer was lost, so it may have been carried out or not")

// HowToShow says how a server comes to be shown credentials.
const HowToShow = "set ROLECALL_TOKEN to user:password or an API key, or name a helper under [[credentials]] in your own configuration"

// Nobody is an error of a call that was made without credentials, with what to do about it.
func Nobody(err error) error {
	return fmt.Errorf("%w; no credentials were shown: %s", err, HowToShow)
}

// ShortestSecret is from how many characters on a password is looked for in a text
// by itself. One that is shorter may be a word that stands there anyway, as the
// vendor's "Milvus" does: to take it out would spoil the text and tell the password.
const ShortestSecret = 8

// Unread is the note of a pull that a list of a state, by its name in covers, is not known in full.
func Unread(list, why string) string {
	return fmt.Sprintf("%s could not be read in full, so they are unknown, never absent: %s", strings.ReplaceAll(list, "_", " "), why)
}

// Refusal is a server's own no: nothing was changed. Code is the vendor's, as its catalog of errors has it.
type Refusal struct {
	Call string // the vendor's own method
	Code int
	Text string
}

func (r *Refusal) Error() string {
	return fmt.Sprintf("%s is refused: %s (code %d)", r.Call, r.Text, r.Code)
}
