package usage

import (
	"time"

	"github.com/rolecall/rolecall/bundle"
)

// Status says what the logs tell of something that is given.
type Status string

// The statuses. Only what is unused, wholly or in part, is a thing to take away.
const (
	Used     Status = "used"
	Partly   Status = "partly"   // some of its privileges or scopes are not used
	Possible Status = "possible" // it may have been used, for all that the lines tell
	Unused   Status = "unused"
	Untraced Status = "no_trace" // a use would not show
)

// Result is what was used of one target.
type Result struct {
	Target   bundle.Target `json:"target"`
	Window   Window        `json:"window"`
	Lines    Lines         `json:"lines"`
	Grants   []GrantUse    `json:"grants"`
	Roles    []RoleUse     `json:"roles"`
	Bindings []BindingUse  `json:"bindings"`
	NoTrace  []NoTrace     `json:"no_trace"`
	Replay   *Replay       `json:"replay,omitempty"`
	// Connection says that the server authorises requests against the database of
	// the connection, which its lines do not always tell.
	Connection bool `json:"-"`
}

// Window is what the logs cover.
type Window struct {
	From time.Time `json:"from"` // of the first request; zero where there is none
	To   time.Time `json:"to"`
	Days int       `json:"days"` // with requests, in UTC
	// Requests counts those that were read; of them Allowed were allowed, Unexplained
	// were allowed though nothing of the policy gives them, and Strangers are of
	// nobody that the policy knows.
	Requests    int            `json:"requests"`
	Allowed     int            `json:"allowed"`
	Unexplained int            `json:"unexplained"`
	Strangers   int            `json:"strangers"`
	Incomplete  map[string]int `json:"incomplete"` // requests that do not tell a field, by its name
}

// Count is how often something was used and when, as reports have it.
type Count struct {
	Uses     int        `json:"uses"`
	Possible int        `json:"possible"`
	First    *time.Time `json:"first"`
	Last     *time.Time `json:"last"`
}

// Judgement is what follows from it.
type Judgement struct {
	Status     Status   `json:"status"`
	Confidence int      `json:"confidence"` // in percent, that what is unused is; 0 where nothing is
	Because    []string `json:"because"`
}

// Place is a database and collection.
type Place struct {
	Database   string `json:"database"`
	Collection string `json:"collection"`
}

// GrantUse is the use of a grant: a block of a policy, or what a state stores.
type GrantUse struct {
	Source           string   `json:"source"`
	Roles            []string `json:"roles"` // that have it
	Privileges       []string `json:"privileges"`
	Scopes           []Place  `json:"scopes"`
	Condition        string   `json:"condition"`
	UnusedPrivileges []string `json:"unused_privileges"`
	UnusedScopes     []Place  `json:"unused_scopes"`
	Count
	Judgement
}

// RoleUse is the use of a role by all who hold it.
type RoleUse struct {
	Role   string `json:"role"`
	Source string `json:"source"` // of the policy; empty where there is none
	Count
	Judgement
}

// BindingUse is what a principal used of a role that it is given.
type BindingUse struct {
	Principal string `json:"principal"`
	Role      string `json:"role"`
	Source    string `json:"source"`
	Expires   string `json:"expires"`
	// Required are the uses that no narrower role of the principal would have allowed.
	Required int `json:"required"`
	Count
	Judgement
}
