package condition

import (
	"fmt"
	"strings"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/operators"
	"cel.dev/cel-go/common/types"
)

// Rego writes a condition as rules of OPA's policy language: name_true, which holds
// exactly when the condition is true, and name_false, exactly when it is false. Where
// neither holds the condition cannot be told, as when an attribute is missing.
//
// CEL and Rego treat what is missing in different ways: in CEL an error in one
// operand of && or || does no harm where the other decides, in Rego what is undefined
// ends the rule, and under not it would succeed. So both outcomes are derived, from
// below, and nothing is ever negated. Values are read by functions of the module
// that the rules go into: attribute, bounded, boolean, number, texts, address,
// request_time, weekday, database, collection.
//
// The error names what has no translation that gives the same answer for every
// request; such a condition is for rolecall's own engine.
func Rego(variables map[string]string, name, expression string) (string, error) {
	attrs, err := declarations(variables)
	if err != nil {
		return "", err
	}
	env := attrs.env()
	parsed, issues := parse(env.condition, expression)
	if len(issues) > 0 {
		return "", issues[0].err()
	}
	checked, issues := env.check(parsed, ast.Copy(parsed.NativeRep()), expression)
	if len(issues) > 0 {
		return "", issues[0].err()
	}
	t := &translation{name: name, ast: checked.NativeRep(), types: env.types}
	root := t.ast.Expr()
	for _, outcome := range []bool{true, false} {
		body, err := t.outcome(root, outcome, nil)
		if err != nil {
			return "", err
		}
		t.rule(fmt.Sprintf("%s_%t", name, outcome), body)
	}
	return t.rules.String(), nil
}

// translation is one condition on its way.
type translation struct {
	name  string
	ast   *ast.AST
	types map[string]*cel.Type
	rules strings.Builder
	n     int // helpers made
}

// untranslated says what has no translation.
func untranslated(format string, args ...any) error {
	return fmt.Errorf("OPA has nothing that gives the same answer as "+format, args...)
}

// body is what must hold together.
type body []string

func (t *translation) rule(head string, b body) {
	if len(b) == 0 {
		b = body{"true"}
	}
	fmt.Fprintf(&t.rules, "%s if {\n\t%s\n}\n\n", head, strings.ReplaceAll(strings.Join(b, "\n"), "\n", "\n\t"))
}

// outcome gives what must hold for an expression to be true, or to be false. Locals are
// the variables of the loops around.
func (t *translation) outcome(e ast.Expr, want bool, locals []string) (body, error) {
	switch e.Kind() {
	case ast.LiteralKind:
		return body{fmt.Sprint(e.AsLiteral() == types.Bool(want))}, nil
	case ast.IdentKind:
		value, err := t.value(e, locals)
		return body{fmt.Sprintf("%s == %t", value, want)}, err
	case ast.ComprehensionKind:
		return t.loop(e.AsComprehension(), want, locals)
	case ast.CallKind:
	default:
		return nil, untranslated("this kind of expression")
	}
	call := e.AsCall()
	args := call.Args()
	switch call.FunctionName() {
	case operators.LogicalNot:
		return t.outcome(args[0], !want, locals)
	case operators.LogicalAnd:
		return t.join(args, want, want, locals)
	case operators.LogicalOr:
		return t.join(args, want, !want, locals)
	case operators.Conditional:
		return t.choice(args, want, locals)
	}
	return t.test(call, want, locals)
}

// join puts operands together: both of them, or either.
func (t *translation) join(args []ast.Expr, want, both bool, locals []string) (body, error) {
	var bodies []body
	for _, arg := range args {
		b, err := t.outcome(arg, want, locals)
		if err != nil {
			return nil, err
		}
		bodies = append(bodies, b)
	}
	if !both {
		return t.either(bodies, locals), nil
	}
	var all body
	for _, b := range bodies {
		all = append(all, b...)
	}
	return all, nil
}

// choice is a ? b : c.
func (t *translation) choice(args []ast.Expr, want bool, locals []string) (body, error) {
	var bodies []body
	for i, holds := range []bool{true, false} {
		if t.ast.GetType(args[1].ID()) != types.BoolType {
			return nil, untranslated("?: with values")
		}
		first, err := t.outcome(args[0], holds, locals)
		if err != nil {
			return nil, err
		}
		second, err := t.outcome(args[1+i], want, locals)
		if err != nil {
			return nil, err
		}
		bodies = append(bodies, append(first, second...))
	}
	return t.either(bodies, locals), nil
}

// either makes a helper with a rule for each body.
func (t *translation) either(bodies []body, locals []string) body {
	head := t.helper(locals)
	for _, b := range bodies {
		t.rule(head, b)
	}
	return body{head}
}

func (t *translation) helper(locals []string) string {
	t.n++
	head := fmt.Sprintf("%s_%d", t.name, t.n)
	if len(locals) == 0 {
		return head
	}
	variables := make([]string, len(locals))
	for i := range locals {
		variables[i] = local(i)
	}
	return head + "(" + strings.Join(variables, ", ") + ")"
}

// loop is exists, which is true for one element, or all, which is false for one.
func (t *translation) loop(c ast.ComprehensionExpr, want bool, locals []string) (body, error) {
	all, predicate := loopOf(c)
	if predicate == nil {
		return nil, untranslated("a loop that is neither exists nor all")
	}
	elements, err := t.value(c.IterRange(), locals)
	if err != nil {
		return nil, err
	}
	inner := append(append([]string{}, locals...), c.IterVar())
	each, err := t.outcome(predicate, want, inner)
	if err != nil {
		return nil, err
	}
	variable := local(len(inner) - 1)
	each = append(body{variable + " == " + variable}, each...) // Rego wants every variable used
	if want == all {
		return body{fmt.Sprintf("every %s in %s {\n\t%s\n}", variable, elements, strings.ReplaceAll(strings.Join(each, "\n"), "\n", "\n\t"))}, nil
	}
	return t.either([]body{append(body{fmt.Sprintf("some %s in %s", variable, elements)}, each...)}, locals), nil
}

// loopOf tells all from exists, and gives what they ask of an element; nil for another loop.
func loopOf(c ast.ComprehensionExpr) (all bool, predicate ast.Expr) {
	step := c.LoopStep()
	if c.HasIterVar2() || c.AccuInit().Kind() != ast.LiteralKind || c.Result().Kind() != ast.IdentKind || step.Kind() != ast.CallKind {
		return false, nil
	}
	switch call := step.AsCall(); {
	case c.AccuInit().AsLiteral() == types.True && call.FunctionName() == operators.LogicalAnd:
		return true, call.Args()[1]
	case c.AccuInit().AsLiteral() == types.False && call.FunctionName() == operators.LogicalOr:
		return false, call.Args()[1]
	}
	return false, nil
}

// local names the variable of a loop by its depth: names of CEL may be words of Rego.
func local(depth int) string { return fmt.Sprintf("v%d", depth) }
