package condition

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"sync"
	"time"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/types"
	"github.com/rolecall/rolecall/bundle"
)

// Set evaluates the conditions of a bundle. It implements [bundle.Conditions]
// and is safe for concurrent use.
type Set struct {
	names    map[string]name
	programs map[string]cel.Program
}

var _ bundle.Conditions = (*Set)(nil)

// Load compiles the conditions of a bundle, each expression once. It refuses a
// bundle with a condition that does not compile, or whose worst case is above
// [MaxCost], so no evaluation needs to be metered.
func Load(b *bundle.Bundle) (*Set, error) {
	attrs, err := declarations(b.CEL.Variables)
	if err != nil {
		return nil, fmt.Errorf("load conditions: %w", err)
	}
	env := attrs.env()
	s := &Set{names: names(env.types), programs: map[string]cel.Program{}}
	compiled := map[string]cel.Program{} // by expression
	for _, id := range slices.Sorted(maps.Keys(b.CEL.Conditions)) {
		expression := b.CEL.Conditions[id].Expression
		program, ok := compiled[expression]
		if !ok {
			if program, err = env.compile(expression); err != nil {
				return nil, fmt.Errorf("load condition %q: %w", id, err)
			}
			compiled[expression] = program
		}
		s.programs[id] = program
	}
	return s, nil
}

// compile makes a condition ready to run.
func (e env) compile(expression string) (cel.Program, error) {
	parsed, issues := parse(e.condition, expression)
	if len(issues) > 0 {
		return nil, issues[0].err()
	}
	checked, issues := e.check(parsed, ast.Copy(parsed.NativeRep()), expression)
	if len(issues) > 0 {
		return nil, issues[0].err()
	}
	if _, err := estimate(e, checked); err != nil {
		return nil, err
	}
	return e.condition.Program(checked, planned()...)
}

func (i Issue) err() error { return fmt.Errorf("at byte %d: %s", i.Offset, i.Message) }

// Holds reports whether the condition is true for the request. An attribute
// that it reads and the request lacks, or has with another type, is an error
// that names it. The condition's request.time is the request's attribute of
// that name, else at.
func (s *Set) Holds(id string, req *bundle.Request, at time.Time) (bool, error) {
	program, ok := s.programs[id]
	if !ok {
		return false, fmt.Errorf("no such condition %q", id)
	}
	return eval(program, s.names, req, at)
}

// requests are used again: nothing of them is left in a value.
var requests = sync.Pool{New: func() any { return new(request) }}

func eval(program cel.Program, names map[string]name, req *bundle.Request, at time.Time) (bool, error) {
	r := requests.Get().(*request)
	r.Request, r.at, r.names = req, at, names
	value, _, err := program.Eval(r)
	r.Request = nil
	requests.Put(r)
	if err != nil {
		return false, errors.New(tidy(err.Error()))
	}
	b, ok := value.(types.Bool)
	if !ok {
		return false, fmt.Errorf("is a %s, not true or false", value.Type().TypeName())
	}
	return bool(b), nil
}
