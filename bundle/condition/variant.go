package condition

import (
	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/operators"
)

// Variant is a condition with one operand of an "and" or an "or" taken out: what
// it would be if somebody had forgotten that one. Taking one from an "and" makes
// it hold for more requests, from an "or" for fewer, the other way round behind a not.
type Variant struct {
	Expression string
	Without    string // the operand
	Wider      bool
}

// Variants lists the variants of a condition, in the order of its text. What
// stands in calls and macros is left whole. A condition that is one test has none.
func (c Checked) Variants() []Variant {
	if c.expr == nil {
		return nil
	}
	w := variants{of: c, info: ast.NewSourceInfo(nil), root: ast.NewExprFactory().CopyExpr(c.expr)}
	for id, call := range c.macros {
		w.info.SetMacroCall(id, call)
	}
	w.walk(w.root, false)
	return w.found
}

type variants struct {
	of    Checked
	info  *ast.SourceInfo
	root  ast.Expr
	found []Variant
}

func (w *variants) walk(e ast.Expr, negated bool) {
	if e.Kind() != ast.CallKind {
		return
	}
	switch operator := e.AsCall().FunctionName(); operator {
	case operators.LogicalNot:
		w.walk(e.AsCall().Args()[0], !negated)
	case operators.LogicalAnd, operators.LogicalOr:
		for i := range 2 {
			if operand := e.AsCall().Args()[i]; operand.Kind() != ast.CallKind || operand.AsCall().FunctionName() != operator {
				w.take(e, i, (operator == operators.LogicalAnd) != negated)
			}
			w.walk(e.AsCall().Args()[i], negated) // asked for anew: take puts copies there
		}
	}
}

// take puts the other operand in the place of e, prints what that makes, and puts e back.
func (w *variants) take(e ast.Expr, operand int, wider bool) {
	fac := ast.NewExprFactory()
	before, args := fac.CopyExpr(e), e.AsCall().Args()
	without, err := print(args[operand], w.info, true)
	if err != nil {
		return
	}
	other := args[1-operand]
	if call, isMacro := w.info.GetMacroCall(other.ID()); isMacro { // printing knows macros by the id of their node
		w.info.SetMacroCall(e.ID(), call)
		defer w.info.ClearMacroCall(e.ID())
	}
	e.SetKindCase(other)
	text, err := print(w.root, w.info, true)
	e.SetKindCase(before)
	if err == nil {
		w.found = append(w.found, Variant{Expression: text, Without: without, Wider: wider})
	}
}
