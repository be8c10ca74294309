package condition

import (
	"errors"
	"math"
	"sync"

	"cel.dev/cel-go/common"
	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/operators"
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/parser"
)

// print writes an expression in its canonical form: one line, double quotes,
// parentheses where they are needed. Escape says that there may be names in
// backticks; looking for them takes time.
func print(e ast.Expr, info *ast.SourceInfo, escape bool) (string, error) {
	return parser.Unparse(e, info, parser.WrapOnColumn(math.MaxInt), parser.EscapeIdentifiers(escape))
}

// secondParser is cel-go's other parser. It shares no code with the generated
// one up to the AST, and is some eight times as fast.
var secondParser = sync.OnceValue(func() *parser.Parser {
	return must(parser.NewParser(parser.EnablePrattParser(true), parser.PopulateMacroCalls(true),
		parser.Macros(parser.AllMacros...), parser.ExpressionSizeCodePointLimit(-1)))
})

// foldSigns makes -(1) the number that -1 is, which is what its text would be read as.
func foldSigns(a *ast.AST) {
	fac := ast.NewExprFactory()
	visitor := ast.NewExprVisitor(func(e ast.Expr) {
		if e.Kind() != ast.CallKind || e.AsCall().FunctionName() != operators.Negate {
			return
		}
		operand := e.AsCall().Args()[0]
		if operand.Kind() != ast.LiteralKind {
			return
		}
		switch n := operand.AsLiteral().(type) {
		case types.Int:
			if n >= 0 {
				e.SetKindCase(fac.NewLiteral(e.ID(), -n))
			}
		case types.Double:
			if !math.Signbit(float64(n)) {
				e.SetKindCase(fac.NewLiteral(e.ID(), -n))
			}
		}
	})
	ast.PostOrderVisit(a.Expr(), visitor)
	for _, call := range a.SourceInfo().MacroCalls() {
		ast.PostOrderVisit(call, visitor)
	}
}

var errPrinted = errors.New("the text would mean something else")

// samePrinted refuses text that does not mean what it was printed from. What
// services evaluate is the text, and printing has had its faults.
func samePrinted(original *ast.AST, text string) error {
	again, found := secondParser().Parse(common.NewTextSource(text))
	if len(found.GetErrors()) > 0 || !ast.EquivExpr(original.Expr(), again.Expr()) {
		return errPrinted
	}
	return nil
}
