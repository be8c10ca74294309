package condition

import (
	"fmt"
	"slices"
	"strings"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/ast"
)

// nameWalk finds the reads of principal, resource and request that name no
// attribute. CEL would say of principal.tenat only that there is no principal,
// or guess; and to has(principal.tenant) the same.
type nameWalk struct {
	types   map[string]*cel.Type
	info    *ast.SourceInfo
	locals  []string       // variables of the comprehensions around
	issues  []Issue        // Offset in code points
	covered map[int64]bool // the nodes that the issues are about
}

func (w *nameWalk) expr(e ast.Expr) {
	switch e.Kind() {
	case ast.IdentKind, ast.SelectKind:
		w.name(e)
	case ast.CallKind:
		call := e.AsCall()
		if call.IsMemberFunction() {
			w.expr(call.Target())
		}
		for _, arg := range call.Args() {
			w.expr(arg)
		}
	case ast.ListKind:
		for _, element := range e.AsList().Elements() {
			w.expr(element)
		}
	case ast.MapKind:
		for _, entry := range e.AsMap().Entries() {
			w.expr(entry.AsMapEntry().Key())
			w.expr(entry.AsMapEntry().Value())
		}
	case ast.StructKind:
		for _, field := range e.AsStruct().Fields() {
			w.expr(field.AsStructField().Value())
		}
	case ast.ComprehensionKind:
		w.comprehension(e.AsComprehension())
	case ast.LiteralKind, ast.UnspecifiedExprKind:
	}
}

func (w *nameWalk) comprehension(c ast.ComprehensionExpr) {
	w.expr(c.IterRange())
	w.expr(c.AccuInit())
	outer := len(w.locals)
	w.locals = append(w.locals, c.IterVar(), c.IterVar2(), c.AccuVar())
	w.expr(c.LoopCondition())
	w.expr(c.LoopStep())
	w.expr(c.Result())
	w.locals = w.locals[:outer]
}

// name looks at a name with all its selections, as in principal.tenant.
func (w *nameWalk) name(e ast.Expr) {
	var selections []ast.Expr // outermost first
	for e.Kind() == ast.SelectKind {
		selections = append(selections, e)
		e = e.AsSelect().Operand()
	}
	if e.Kind() != ast.IdentKind {
		w.expr(e)
		return
	}
	root := strings.TrimPrefix(e.AsIdent(), ".")
	if !slices.Contains(namespaces, root) || slices.Contains(w.locals, e.AsIdent()) {
		return
	}
	issue := Issue{Kind: UnknownAttribute, Attribute: root}
	if len(selections) == 0 {
		issue.Message = fmt.Sprintf("%q is no value: write one of its attributes, as in %s.name", root, root)
	} else {
		first := selections[len(selections)-1].AsSelect()
		issue.Attribute = root + "." + first.FieldName()
		switch known := w.types[issue.Attribute] != nil; {
		case known && first.IsTestOnly():
			issue.Message = fmt.Sprintf("has() cannot ask for %q: a request that lacks an attribute is denied", issue.Attribute)
			issue.Kind, issue.Attribute = Type, ""
		case known:
			return
		default:
			issue.Message = fmt.Sprintf("unknown attribute %q", issue.Attribute)
		}
	}
	w.covered[e.ID()] = true
	for _, s := range selections {
		w.covered[s.ID()] = true
	}
	if offset, ok := w.info.GetOffsetRange(e.ID()); ok {
		issue.Offset = int(offset.Start)
	}
	w.issues = append(w.issues, issue)
}
