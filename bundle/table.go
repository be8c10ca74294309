package bundle

import "strings"

// Formats of the documents that rolecall writes and this package reads.
const (
	TableFormat  = "rolecall.table/v1"
	CELFormat    = "rolecall.cel/v1"
	BundleFormat = "rolecall.bundle/v1"
)

// Target names the server a table is about.
type Target struct {
	Kind    string `json:"kind"`
	Name    string `json:"name"`
	Version string `json:"version"`
}

// Any in a row's database or collection matches every name.
const Any = "*"

// Who enforces a row.
const (
	EnforcedByServer  = "server"  // the database itself
	EnforcedByService = "service" // only services that ask rolecall: the row has a condition the database cannot evaluate
)

// Table is the permission table of one target: every row the policy gives, as
// enforced, and who holds which role. Grants and members are sorted.
type Table struct {
	Format   string                       `json:"format"`
	Target   Target                       `json:"target"`
	Grants   []Grant                      `json:"grants"`
	Members  []Member                     `json:"members"`
	Implicit []string                     `json:"implicit"` // roles every principal holds but tokens: see ImplicitOf
	Aliases  map[string]map[string]string `json:"aliases"`  // database → alias → collection, where the server resolves them
}

// TokenPrefix is before the name of a database token where it stands as a principal.
const TokenPrefix = "token:"

// IsToken reports whether a principal is a database token. It holds what it is bound
// to and nothing else: what everyone holds is of the members of an account, and a
// token is none, known or not.
func IsToken(principal string) bool { return strings.HasPrefix(principal, TokenPrefix) }

// ImplicitOf gives the implicit roles of a principal: none for a token.
func (t *Table) ImplicitOf(principal string) []string {
	if IsToken(principal) {
		return nil
	}
	return t.Implicit
}

// Grant is one row: the role may use the privilege in the scope, if the
// condition holds. An empty Condition always holds.
type Grant struct {
	Role       string   `json:"role"`
	Privilege  string   `json:"privilege"`
	Level      string   `json:"level"`
	Database   string   `json:"database"`
	Collection string   `json:"collection"`
	Condition  string   `json:"condition"`
	EnforcedBy string   `json:"enforced_by"`
	Via        []string `json:"via"`    // the included roles and groups it came through, outermost first
	Source     string   `json:"source"` // file:line:column, or catalog:NAME for what the vendor adds
}

// Member says that a principal holds a role: a user by name, others as
// group:NAME, service_account:NAME, api_key:NAME, token:NAME. From Expires on (RFC 3339; empty: never)
// it gives nothing. Project, where set, limits it to requests whose
// resource.project attribute has that value.
type Member struct {
	Principal string `json:"principal"`
	Role      string `json:"role"`
	Expires   string `json:"expires"`
	Source    string `json:"source"`
	Project   string `json:"project,omitempty"`
}

// CEL holds the conditions and one expression a role.
type CEL struct {
	Format     string                  `json:"format"`
	Target     Target                  `json:"target"`
	Variables  map[string]string       `json:"variables"` // name → CEL type
	Conditions map[string]CELCondition `json:"conditions"`
	Roles      map[string]CELRole      `json:"roles"`
}

// CELCondition is a condition that rows name.
type CELCondition struct {
	Expression string `json:"expression"`
	Source     string `json:"source"`
	Cost       Cost   `json:"cost"`
}

// CELRole is an expression that is true exactly when the table allows the role the request.
type CELRole struct {
	Expression string `json:"expression"`
	Cost       Cost   `json:"cost"`
}

// Cost bounds what an evaluation takes, in CEL cost units.
type Cost struct {
	Min uint64 `json:"min"`
	Max uint64 `json:"max"`
}
