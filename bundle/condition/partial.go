package condition

import (
	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/types"
)

// Partial is a condition of which some names are known.
type Partial struct {
	env     env
	program cel.Program
}

// NewPartial compiles a condition that passed [Check] with these attributes; nil
// where that fails.
func NewPartial(attrs Attributes, expression string) *Partial {
	e := attrs.env()
	checked, issues := e.condition.Compile(expression)
	if issues.Err() != nil {
		return nil
	}
	program, err := e.condition.Program(checked, cel.EvalOptions(cel.OptPartialEval), cel.CostLimit(maxFoldCost))
	if err != nil {
		return nil
	}
	return &Partial{e, program}
}

// Constant is what the condition is for every request in which these names have
// these values; nil where that depends on others, or on what fails.
func (p *Partial) Constant(known map[string]any) *bool {
	vars, err := p.env.condition.PartialVars(known)
	if err != nil {
		return nil
	}
	value, _, err := p.program.Eval(vars)
	if b, ok := value.(types.Bool); ok && err == nil {
		always := bool(b)
		return &always
	}
	return nil
}
