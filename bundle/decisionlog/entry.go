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

// size is what an entry takes in memory, roughly.
func (e *Entry) size() int64 {
	n := 512 // itself
	for _, s := range []string{e.RequestedBy, e.RequestID, e.Target, e.Revision, e.Request.Principal, e.Request.Privilege, e.Request.Database, e.Request.Collection,
		e.Decision.Role, e.Decision.Source, e.Decision.Condition, e.Decision.Reason} {
		n += len(s)
	}
	for _, role := range e.Request.Roles {
		n += 16 + len(role)
	}
	for _, values := range []map[string]any{e.Request.Attributes.Principal, e.Request.Attributes.Resource, e.Request.Attributes.Request} {
		n += weight(values)
	}
	return int64(n)
}

// weight is what a value of JSON takes in memory, roughly.
func weight(v any) int {
	const one = 48 // an element of a map, with its share of the map
	n := one
	switch v := v.(type) {
	case string:
		n += len(v)
	case []string:
		for _, s := range v {
			n += 16 + len(s)
		}
	case []any:
		for _, x := range v {
			n += weight(x)
		}
	case map[string]any:
		for name, x := range v {
			n += len(name) + weight(x)
		}
	}
	return n
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

	asked string // the principal, for what it is looked for in
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
		asked: e.Request.Principal,
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
