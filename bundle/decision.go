package bundle

import "time"

// Decision answers a request. The zero Decision denies.
type Decision struct {
	Allowed   bool   `json:"allowed"`
	Role      string `json:"role"`      // the role that allows it
	Source    string `json:"source"`    // the row that allows it
	Condition string `json:"condition"` // the condition that held for it
	Reason    string `json:"reason"`
}

// Conditions evaluates the conditions that rows name. An error denies the row;
// its text goes into the decision's reason.
type Conditions interface {
	Holds(id string, req *Request, at time.Time) (bool, error)
}

// Engine answers for one role in place of the table's rows. An error denies.
type Engine interface {
	Allows(role string, req *Request, at time.Time) (bool, error)
}

// Decide answers the request as of at.
func (b *Bundle) Decide(req *Request, at time.Time, conds Conditions) Decision { return Decision{} }

// DecideWith answers as [Bundle.Decide] does, but lets the engine say what a role allows.
func (b *Bundle) DecideWith(e Engine, req *Request, at time.Time, conds Conditions) Decision {
	return Decision{}
}

// Roles lists the roles that the principal holds at at, the implicit ones
// included, sorted.
func (b *Bundle) Roles(principal string, at time.Time) []string { return nil }
