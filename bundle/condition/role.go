package condition

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"

	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/cost"
	"cel.dev/cel-go/common/operators"
	"cel.dev/cel-go/common/types"
	"github.com/rolecall/rolecall/bundle"
)

// Role writes the expression that is true exactly when the rows, all of one
// role, allow a request. No rows give false. Conditions has every condition
// that the rows name. The order of the rows does not matter, nor do rows given
// twice.
//
// The expression is a disjunction of clauses such as
//
//	request.privilege in ["Query", "Search"] && resource.database == "catalog" &&
//	  resource.collection in ["products", "reviews"] && (condition)
//
// in which a test is left out where the rows say [bundle.Any]. It is put
// together as an AST and printed, never concatenated. Its cost is reckoned from
// the clauses, by the rules of cel-go's estimator, which would have to parse
// and check the text first. An error names the condition or the name that
// cannot be written; which role it is, the caller knows.
func Role(rows []bundle.Grant, conditions map[string]Checked) (bundle.CELRole, error) {
	b := newBuilder(conditions)
	var terms []ast.Expr
	var total bundle.Cost
	for i, c := range group(rows) {
		term, bounds, err := b.clause(c)
		if err != nil {
			return bundle.CELRole{}, err
		}
		terms = append(terms, term)
		if i == 0 {
			total.Min = bounds.Min // the others may not be reached
		}
		total.Max = cost.SafeAdd(total.Max, bounds.Max)
	}
	if len(terms) == 0 {
		return bundle.CELRole{Expression: "false"}, nil
	}
	text, err := print(b.tree(operators.LogicalOr, terms), b.info, b.escape)
	if err != nil {
		return bundle.CELRole{}, fmt.Errorf("print expression: %w", err)
	}
	return bundle.CELRole{Expression: text, Cost: total}, nil
}

// builder makes the nodes of one role's expression. Its own nodes have the id 0,
// so that ids are free to tell the macros in conditions apart.
type builder struct {
	ast.ExprFactory
	info                            *ast.SourceInfo
	privilege, database, collection ast.Expr
	conditions                      map[string]Checked
	used                            map[string]ast.Expr // by condition
	ids                             int64               // the last id given to a node of a condition
	escape                          bool                // whether a condition used has names in backticks
}

func newBuilder(conditions map[string]Checked) *builder {
	b := &builder{ExprFactory: ast.NewExprFactory(), info: ast.NewSourceInfo(nil), conditions: conditions, used: map[string]ast.Expr{}}
	b.privilege = b.NewSelect(0, b.NewIdent(0, "request"), "privilege")
	b.database = b.NewSelect(0, b.NewIdent(0, "resource"), "database")
	b.collection = b.NewSelect(0, b.NewIdent(0, "resource"), "collection")
	return b
}

func (b *builder) clause(c clause) (term ast.Expr, bounds bundle.Cost, err error) {
	var terms []ast.Expr
	for _, test := range []struct {
		value ast.Expr
		names []string
	}{
		{b.privilege, c.privileges},
		{b.database, c.databases},
		{b.collection, c.collections},
	} {
		if test.value != b.privilege && test.names[0] == bundle.Any {
			continue
		}
		for _, name := range test.names {
			if !utf8.ValidString(name) {
				return nil, bounds, fmt.Errorf("name %q: not valid UTF-8", name)
			}
		}
		one := testCost(test.names)
		if len(terms) == 0 {
			bounds.Min = one.Min
		}
		bounds.Max = cost.SafeAdd(bounds.Max, one.Max)
		terms = append(terms, b.test(test.value, test.names))
	}
	if c.condition != "" {
		checked, ok := b.conditions[c.condition]
		if !ok || checked.expr == nil {
			return nil, bounds, fmt.Errorf("condition %q: has not been checked", c.condition)
		}
		terms = append(terms, b.condition(c.condition, checked))
		bounds.Max = cost.SafeAdd(bounds.Max, checked.Cost.Max)
	}
	return b.tree(operators.LogicalAnd, terms), bounds, nil
}

// test asks whether the value is one of the names.
func (b *builder) test(value ast.Expr, names []string) ast.Expr {
	literals := make([]ast.Expr, len(names))
	for i, name := range names {
		literals[i] = b.NewLiteral(0, types.String(name))
	}
	if len(literals) == 1 {
		return b.NewCall(0, operators.Equals, value, literals[0])
	}
	return b.NewCall(0, operators.In, value, b.NewList(0, literals, nil))
}

// testCost is what cel-go's estimator gives for a test. An equality reads the
// value, then compares as many characters as the shorter string has, ten for a
// unit and at least one unit; a list has to be made and gone through.
func testCost(names []string) bundle.Cost {
	if len(names) > 1 {
		n := cost.SelectAndIdentCost + cost.ListCreateBaseCost + uint64(len(names))
		return bundle.Cost{Min: n, Max: n}
	}
	length := min(uint64(utf8.RuneCountInString(names[0])), MaxName)
	comparison := max(1, cost.SafeMultiplyByFactor(length, cost.StringTraversalCostFactor))
	return bundle.Cost{Min: cost.SelectAndIdentCost + 1, Max: cost.SelectAndIdentCost + comparison}
}

// condition gives the nodes of a condition, the same ones each time. Printing
// knows macros by the ids of nodes, so those of a condition with macros become
// ids that no other condition has; without macros they become 0.
func (b *builder) condition(id string, c Checked) ast.Expr {
	if e, ok := b.used[id]; ok {
		return e
	}
	e := b.CopyExpr(c.expr)
	b.used[id] = e
	b.escape = b.escape || strings.Contains(c.Expression, "`")
	if len(c.macros) == 0 {
		e.RenumberIDs(func(int64) int64 { return 0 })
		return e
	}
	fresh := map[int64]int64{0: 0}
	renumber := func(old int64) int64 {
		if _, ok := fresh[old]; !ok {
			b.ids++
			fresh[old] = b.ids
		}
		return fresh[old]
	}
	e.RenumberIDs(renumber)
	for _, old := range slices.Sorted(maps.Keys(c.macros)) {
		call := b.CopyExpr(c.macros[old])
		call.RenumberIDs(renumber)
		b.info.SetMacroCall(renumber(old), call)
	}
	return e
}

// tree joins terms by an operator. It is balanced, since cel-go limits the depth.
func (b *builder) tree(operator string, terms []ast.Expr) ast.Expr {
	if len(terms) == 1 {
		return terms[0]
	}
	half := (len(terms) + 1) / 2
	return b.NewCall(0, operator, b.tree(operator, terms[:half]), b.tree(operator, terms[half:]))
}
