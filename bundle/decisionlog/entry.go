package decisionlog

import (
	"time"

	"github.com/rolecall/rolecall/bundle"
)

// Entry is one decision as it was made. The log reads it later: its maps must not
// be changed any more.
type Entry struct {
	At          time.Time
	Took        time.Duration // 0 where it was not measured
	RequestedBy string        // the address of who asked
	RequestID   string        // what the asker calls the call; may be empty
	Target      string        // of the bundle that decided
	Revision    string        // of the same
	Request     bundle.Request
	Decision    bundle.Decision
}

// line is an entry as it is written.
type line struct {
	Labels      map[string]string `json:"labels"`
	DecisionID  string            `json:"decision_id"`
	RequestID   string            `json:"req_id,omitempty"`
	Bundles     map[string]source `json:"bundles,omitempty"`
	Path        string            `json:"path"`
	Input       input             `json:"input"`
	Result      bundle.Decision   `json:"result"`
	Erased      []string          `json:"erased,omitempty"`
	RequestedBy string            `json:"requested_by,omitempty"`
	Timestamp   time.Time         `json:"timestamp"`
	Metrics     map[string]int64  `json:"metrics,omitempty"`
}

type source struct {
	Revision string `json:"revision"`
}

// input is a request, of which anything may be erased.
type input struct {
	Principal  *string           `json:"principal,omitempty"`
	Privilege  *string           `json:"privilege,omitempty"`
	Database   *string           `json:"database,omitempty"`
	Collection *string           `json:"collection,omitempty"`
	Attributes bundle.Attributes `json:"attributes,omitzero"`
}

// path is what an OPA log has for the rule that was asked.
const path = "rolecall/decision"

func (l *Log) line(e *Entry, id string) *line {
	out := &line{
		Labels: l.o.Labels, DecisionID: id, RequestID: e.RequestID, Path: path,
		Input: input{
			Principal: &e.Request.Principal, Privilege: &e.Request.Privilege,
			Database: &e.Request.Database, Collection: &e.Request.Collection, Attributes: e.Request.Attributes,
		},
		Result: e.Decision, RequestedBy: e.RequestedBy, Timestamp: e.At.UTC(),
	}
	if e.Took > 0 {
		out.Metrics = map[string]int64{"timer_server_handler_ns": e.Took.Nanoseconds()}
	}
	if e.Revision != "" {
		out.Bundles = map[string]source{e.Target: {e.Revision}}
	}
	for _, m := range l.masks {
		if m.erase(out) {
			out.Erased = append(out.Erased, m.pointer)
		}
	}
	return out
}
