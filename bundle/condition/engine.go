package condition

import (
	"fmt"
	"maps"
	"slices"
	"sync"
	"time"

	"cel.dev/cel-go/cel"
	"github.com/rolecall/rolecall/bundle"
)

// Engine evaluates the expressions of a bundle's roles: the same answers as
// those of the rows, by another way. It implements [bundle.Engine] and is safe
// for concurrent use.
type Engine struct {
	env   env
	names map[string]name
	roles map[string]*roleProgram
}

var _ bundle.Engine = (*Engine)(nil)

// roleProgram is compiled when it is first asked for: a service meets few of a bundle's roles.
type roleProgram struct {
	expression string
	once       sync.Once
	program    cel.Program
	err        error
}

// NewEngine makes an engine of the expressions of a bundle. It refuses a bundle of
// which an expression says that it may cost more than [MaxRoleCost]. What an
// expression says need not be true: one that does not compile, or may cost more
// than that after all, is an error of each question about its role.
func NewEngine(b *bundle.Bundle) (*Engine, error) {
	attrs, err := declarations(b.CEL.Variables)
	if err != nil {
		return nil, fmt.Errorf("load roles: %w", err)
	}
	env := attrs.env()
	e := &Engine{env: env, names: names(env.types), roles: make(map[string]*roleProgram, len(b.CEL.Roles))}
	for _, name := range slices.Sorted(maps.Keys(b.CEL.Roles)) {
		role := b.CEL.Roles[name]
		if role.Cost.Max > MaxRoleCost {
			return nil, fmt.Errorf("load expression of role %q: %w", name, tooCostly(role.Cost.Max, MaxRoleCost))
		}
		e.roles[name] = &roleProgram{expression: role.Expression}
	}
	return e, nil
}

// Allows reports whether the role's expression is true for the request. A role
// without an expression is an error.
func (e *Engine) Allows(role string, req *bundle.Request, at time.Time) (bool, error) {
	r, ok := e.roles[role]
	if !ok {
		return false, fmt.Errorf("no expression for role %q", role)
	}
	r.once.Do(func() { r.program, r.err = e.env.compileRole(r.expression) })
	if r.err != nil {
		return false, fmt.Errorf("compile expression of role %q: %w", role, r.err)
	}
	return eval(r.program, e.names, req, at)
}

func (e env) compileRole(expression string) (cel.Program, error) {
	parsed, issues := parse(e.role, expression)
	if len(issues) > 0 {
		return nil, issues[0].err()
	}
	checked, found := e.role.Check(parsed)
	if found.Err() != nil {
		first := found.Errors()[0]
		return nil, typeIssue(first, false, byteOffset(expression, first.Location)).err()
	}
	if _, err := e.bound(e.role, checked, MaxRoleCost); err != nil {
		return nil, err
	}
	return e.role.Program(checked, planned()...)
}
