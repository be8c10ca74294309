package condition

import (
	"errors"

	"github.com/rolecall/rolecall/bundle"
)

// Attributes declares what conditions may read beyond the built-in names: full
// name, as in "principal.tenant", to type: string, bool, number or list(string).
type Attributes map[string]string

// Names lists every name a condition may read, the built-in ones included, sorted.
func (a Attributes) Names() []string { return nil }

// Variables gives the variables of cel.json: every name and its CEL type.
func (a Attributes) Variables() map[string]string { return nil }

// BuiltIn reports whether name is one that every condition may read, such as "request.time".
func BuiltIn(name string) bool { return false }

// Checked is a condition that passed [Check].
type Checked struct {
	Expression string      // the canonical text
	Cost       bundle.Cost // the worst case; see MaxName and the other limits
	Constant   *bool       // set where it is true, or false, for every request
	Variables  []string    // what it reads, sorted
}

// Kind sorts issues.
type Kind int

// The kinds of issue.
const (
	Syntax           Kind = iota // it does not parse
	Type                         // it parses, but does not add up
	UnknownAttribute             // it reads a name that is neither built in nor declared
	TooCostly                    // its worst case is above MaxCost
)

// Issue is one thing wrong with an expression, at a byte offset of it.
type Issue struct {
	Offset    int
	Kind      Kind
	Message   string // one line, lower case
	Attribute string // for UnknownAttribute: the name as written, as in "principal.tenat"
}

// Check parses and type-checks a condition. It is valid where there are no issues.
func Check(attrs Attributes, expression string) (Checked, []Issue) { return Checked{}, nil }

// Role writes the expression that is true exactly when the rows, all of one role, allow a request.
// Conditions has every condition that the rows name.
func Role(rows []bundle.Grant, conditions map[string]Checked) (bundle.CELRole, error) {
	return bundle.CELRole{}, errors.New("not written yet")
}

// Set evaluates the conditions of a bundle. It implements [bundle.Conditions].
type Set struct{}

// Load compiles the conditions of a bundle.
func Load(b *bundle.Bundle) (*Set, error) { return nil, errors.New("not written yet") }

// Engine evaluates the role expressions of a bundle. It implements [bundle.Engine].
type Engine struct{}

// NewEngine compiles nothing yet: each role's expression is compiled when first asked for.
func NewEngine(b *bundle.Bundle) (*Engine, error) { return nil, errors.New("not written yet") }
