package pipe

import (
	"errors"

	"github.com/rolecall/rolecall/diff/live"
	"github.com/rolecall/rolecall/diff/plan"
	"github.com/rolecall/rolecall/schema"
	"github.com/rolecall/rolecall/schema/target"
)

// Format marks the first message. It changes with what the messages say.
const Format = "rolecall.live/v1"

// hello is the first message.
type hello struct {
	Format  string `json:"format"`
	Version string `json:"version"`
}

// What can be asked.
const (
	callDial    = "dial"
	callServer  = "server"
	callPull    = "pull"
	callDo      = "do"
	callDone    = "done"
	callRotate  = "rotate"
	callCatalog = "catalog"
	callAnswer  = "answer" // to what was asked back
)

// question is a message to the answering side.
type question struct {
	Call        string            `json:"call"`
	Address     *live.Address     `json:"address,omitempty"`
	Credentials *live.Credentials `json:"credentials,omitempty"`
	Operation   *plan.Operation   `json:"operation,omitempty"`
	User        string            `json:"user,omitempty"`
	Password    string            `json:"password,omitempty"`
	Missing     string            `json:"missing,omitempty"` // why there is no password
}

// answer is a message of the answering side. All but the last of a question's
// tell of progress or ask back.
type answer struct {
	Last     bool                `json:"last,omitempty"`
	Progress *live.Progress      `json:"progress,omitempty"`
	Ask      string              `json:"ask,omitempty"` // whose password is wanted
	Target   *schema.StateTarget `json:"target,omitempty"`
	State    *schema.State       `json:"state,omitempty"`
	Done     bool                `json:"done,omitempty"`
	Known    *target.Known       `json:"known,omitempty"`
	Error    *failure            `json:"error,omitempty"`
}

// failure is an error as it goes over the stream: what is told of it, and what is asked of it.
type failure struct {
	Text    string        `json:"text"`
	Refusal *live.Refusal `json:"refusal,omitempty"`
	Unsure  bool          `json:"unsure,omitempty"`
}

// pack makes an error ready to go. clean takes secrets out of text.
func pack(err error, clean func(string) string) *failure {
	if err == nil {
		return nil
	}
	f := &failure{Text: clean(err.Error()), Unsure: errors.Is(err, live.ErrUnsure)}
	if r := (*live.Refusal)(nil); errors.As(err, &r) {
		f.Refusal = &live.Refusal{Call: r.Call, Code: r.Code, Text: clean(r.Text)}
	}
	return f
}

// Error is what is told; a nil failure is no error and is never asked.
func (f *failure) Error() string { return f.Text }

// Unwrap gives the refusal or [live.ErrUnsure], where it is one of them.
func (f *failure) Unwrap() error {
	switch {
	case f.Refusal != nil:
		return f.Refusal
	case f.Unsure:
		return live.ErrUnsure
	}
	return nil
}
