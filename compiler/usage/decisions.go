package usage

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"github.com/rolecall/rolecall/bundle"
)

// Decisions reads decision logs as package decisionlog writes them, and as OPA does
// where it decides by what rolecall compiled (https://www.openpolicyagent.org/docs/management-decision-logs,
// 2026-11). A line of another target, or of a rule of another package, is Elsewhere.
type Decisions struct {
	Target string // as bundles name it; empty takes every target
}

// decision is what is read of a line.
type decision struct {
	Labels  map[string]any             `json:"labels"`
	Bundles map[string]json.RawMessage `json:"bundles"`
	Path    string                     `json:"path"`
	Input   *struct {
		Principal  string            `json:"principal"`
		Roles      []string          `json:"roles"`
		Privilege  string            `json:"privilege"`
		Database   string            `json:"database"`
		Collection string            `json:"collection"`
		Attributes bundle.Attributes `json:"attributes"`
	} `json:"input"`
	Result    json.RawMessage `json:"result"`
	Erased    []string        `json:"erased"`
	Masked    []string        `json:"masked"`
	Timestamp *time.Time      `json:"timestamp"`
}

// Parse reads one line, which is one object.
func (d Decisions) Parse(line []byte, e *Event) (Skip, string) {
	line = bytes.TrimSpace(line)
	if len(line) == 0 {
		return Blank, ""
	}
	var x decision
	if line[0] != '{' || json.Unmarshal(line, &x) != nil || x.Timestamp == nil {
		return Malformed, ""
	}
	if d.elsewhere(&x) {
		return Elsewhere, ""
	}
	if !x.outcome(e) {
		return Malformed, ""
	}
	e.At = x.Timestamp.UTC()
	if x.Input != nil {
		e.Principal, e.Roles, e.Database, e.Collection = x.Input.Principal, x.Input.Roles, x.Input.Database, x.Input.Collection
		e.Attributes = x.Input.Attributes
		if x.Input.Privilege != "" {
			e.Needs = [][]string{{x.Input.Privilege}}
		}
	}
	e.Missing = x.missing()
	if e.Missing&NoPrivilege != 0 {
		e.Needs = nil
	} else if len(e.Needs) == 0 {
		return Malformed, "" // it asks for nothing
	}
	return Taken, ""
}

// elsewhere reports whether a line is of another target. OPA, whose labels always
// have an id and a version, calls bundles as it is configured to.
func (d Decisions) elsewhere(x *decision) bool {
	if x.Path != "" && !strings.HasPrefix(x.Path, "rolecall/") {
		return true
	}
	_, id := x.Labels["id"]
	_, version := x.Labels["version"]
	if d.Target == "" || len(x.Bundles) == 0 || id && version {
		return false
	}
	_, ours := x.Bundles[d.Target]
	return !ours
}

// outcome reads the result: a decision, or only whether it allows.
func (x *decision) outcome(e *Event) bool {
	if len(x.Result) == 0 {
		return false
	}
	if json.Unmarshal(x.Result, &e.Allowed) == nil && x.Result[0] != 'n' {
		return true
	}
	var r struct {
		Allowed   *bool  `json:"allowed"`
		Role      string `json:"role"`
		Condition string `json:"condition"`
	}
	if json.Unmarshal(x.Result, &r) != nil || r.Allowed == nil {
		return false
	}
	e.Allowed = *r.Allowed
	if e.Allowed {
		e.Role, e.Condition = r.Role, r.Condition
	}
	return true
}

// places are where the fields stand, in their order.
var places = []string{"/input/principal", "/input/privilege", "/input/database", "/input/collection", "/input/attributes"}

// missing gives the fields that were erased or masked.
func (x *decision) missing() Fields {
	var f Fields
	for _, p := range slices.Concat(x.Erased, x.Masked) {
		for i, place := range places {
			if p == place || p == "/input" || strings.HasPrefix(p, place+"/") {
				f |= 1 << i
			}
		}
	}
	return f
}
