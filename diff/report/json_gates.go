package report

import (
	"slices"
	"time"

	"github.com/rolecall/rolecall/diff"
	"github.com/rolecall/rolecall/diff/gate"
)

// blast is a [diff.Blast] as it is written.
type blast struct {
	Kind       diff.Kind `json:"kind"`
	Address    string    `json:"address"`
	Roles      []string  `json:"roles"`
	Principals []string  `json:"principals"`
	Rows       int       `json:"rows"`
	Source     string    `json:"source"`
}

func orEmpty[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}

// context writes what holds for all targets, where revisions are compared or
// gates asked for.
func (j *jsonWriter) context(r *Report) {
	if r.Against != nil {
		j.field("against", r.Against)
		j.field("sources_digest", r.Sources)
		array(j, "doubts", slices.Values(r.Doubts))
		array(j, "suppressions_added", slices.Values(r.Suppressions))
	}
	if r.Gates == nil {
		return
	}
	j.field("passed", r.Gates.Passed())
	array(j, "gates", func(yield func(outcomeJSON) bool) {
		for i := range r.Gates.Outcomes {
			o := &r.Gates.Outcomes[i]
			if !yield(outcomeJSON{o.Gate, o.Passed, orEmpty(o.Reasons), o.More, o.Accepted}) {
				return
			}
		}
	})
	array(j, "accepted", func(yield func(acceptedJSON) bool) {
		for i := range r.Gates.Accepted {
			if a := &r.Gates.Accepted[i]; !yield(acceptanceOf(&a.Acceptance, "used", a.Count)) {
				return
			}
		}
		for i := range r.Gates.Stale {
			if !yield(acceptanceOf(&r.Gates.Stale[i], "stale", 0)) {
				return
			}
		}
		for i := range r.Gates.Expired {
			if !yield(acceptanceOf(&r.Gates.Expired[i], "expired", 0)) {
				return
			}
		}
	})
}

// outcomeJSON is a [gate.Outcome] as it is written.
type outcomeJSON struct {
	Gate     string        `json:"gate"`
	Passed   bool          `json:"passed"`
	Reasons  []gate.Reason `json:"reasons"`
	More     int           `json:"more"`
	Accepted int           `json:"accepted"`
}

// acceptedJSON is a [gate.Acceptance] as it is written; status is used, stale or expired.
type acceptedJSON struct {
	Status     string   `json:"status"`
	Count      int      `json:"count"`
	Principal  string   `json:"principal,omitempty"`
	Role       string   `json:"role,omitempty"`
	Privileges []string `json:"privileges,omitempty"`
	Database   string   `json:"database,omitempty"`
	Collection string   `json:"collection,omitempty"`
	Address    string   `json:"address,omitempty"`
	Gates      []string `json:"gates,omitempty"`
	Reason     string   `json:"reason"`
	Until      string   `json:"until"`
	Source     string   `json:"source"`
}

func acceptanceOf(a *gate.Acceptance, status string, n int) acceptedJSON {
	return acceptedJSON{status, n, a.Principal, a.Role, a.Privileges, a.Database, a.Collection, a.Address, a.Gates, a.Reason, a.Until.Format(time.DateOnly), a.At}
}
