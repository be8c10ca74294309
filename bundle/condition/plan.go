package condition

import (
	"strings"
	"time"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"
	"cel.dev/cel-go/interpreter"
)

// planned are the options that programs are made with: what is the same in each
// evaluation is worked out beforehand.
func planned() []cel.ProgramOption {
	return []cel.ProgramOption{cel.EvalOptions(cel.OptOptimize), cel.CustomDecoratorV2(beforehand)}
}

// beforehand replaces calls whose arguments are written out: cidr("10.0.0.0/8") by its
// value, and the zone in getHours("Europe/Berlin") by the zone that was loaded. What
// fails is left to fail when it is evaluated.
func beforehand(node interpreter.InterpretableV2) (interpreter.InterpretableV2, error) {
	call, ok := node.(interpreter.InterpretableCall)
	if !ok {
		return node, nil
	}
	args := call.Args()
	switch name := call.Function(); {
	case (name == "cidr" || name == "ip") && len(args) == 1 && written(args[0]) != nil:
		if value := call.Eval(cel.NoVars()); !types.IsUnknownOrError(value) {
			return interpreter.NewConstValue(call.ID(), value), nil
		}
	case zoned[name] != "" && len(args) == 2:
		zone, ok := written(args[1]).(types.String)
		if !ok || strings.Contains(string(zone), ":") {
			break
		}
		if location, err := location(string(zone)); err == nil {
			return &zonedCall{InterpretableCall: call, at: args[0], location: location}, nil
		}
	}
	return node, nil
}

// written gives the value of what is written out, nil for anything else.
func written(node interpreter.Interpretable) ref.Val {
	if c, ok := node.(interpreter.InterpretableConst); ok {
		return c.Value()
	}
	return nil
}

// zonedCall is a call of one of the zoned functions whose zone is known.
type zonedCall struct {
	interpreter.InterpretableCall
	at       interpreter.InterpretableV2
	location *time.Location
}

// Exec implements [interpreter.InterpretableV2].
func (z *zonedCall) Exec(frame *interpreter.ExecutionFrame) ref.Val {
	return z.in(z.at.Exec(frame))
}

// Eval implements [interpreter.Interpretable].
func (z *zonedCall) Eval(vars interpreter.Activation) ref.Val { return z.in(z.at.Eval(vars)) }

func (z *zonedCall) in(at ref.Val) ref.Val {
	t, ok := at.(types.Timestamp)
	if !ok {
		return types.MaybeNoSuchOverloadErr(at)
	}
	return types.Timestamp{Time: t.In(z.location)}.Receive(z.Function(), "", nil)
}
