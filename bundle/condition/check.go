package condition

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common"
	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/types"
	"github.com/rolecall/rolecall/bundle"
)

// Checked is a condition that passed [Check].
type Checked struct {
	Expression string      // the canonical text, on one line
	Cost       bundle.Cost // bounds for every request that an evaluation takes; see MaxName
	Constant   *bool       // what it is for every request, where it reads nothing that decides it
	Variables  []string    // the names it reads, sorted

	// expr is what was parsed, before checking rewrote names, and macros the calls that
	// were expanded in it. Both are shared by the roles' expressions and never changed.
	expr   ast.Expr
	macros map[int64]ast.Expr
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

// Issue is one thing wrong with an expression.
type Issue struct {
	Offset    int // in bytes of the expression
	Kind      Kind
	Message   string // one line, lower case
	Attribute string // for UnknownAttribute: the name as written, as in "principal.tenat"
}

// Check parses and type-checks a condition, for which the attributes are
// declared. It is valid where there are no issues, and only then is Checked of
// use. Issues are in the order of their places; of syntax errors the first is
// given, since the others follow from it.
func Check(attrs Attributes, expression string) (Checked, []Issue) {
	env := attrs.env()
	parsed, issues := parse(env.condition, expression)
	if len(issues) > 0 {
		return Checked{}, issues
	}
	original := ast.Copy(parsed.NativeRep()) // checking rewrites the nodes it is given
	checked, issues := env.check(parsed, original, expression)
	if len(issues) > 0 {
		return Checked{}, issues
	}
	foldSigns(original)
	c := Checked{
		Variables: variables(env, checked),
		expr:      original.Expr(),
		macros:    original.SourceInfo().MacroCalls(),
	}
	var err error
	if c.Expression, err = print(c.expr, original.SourceInfo(), true); err == nil {
		err = samePrinted(original, c.Expression)
	}
	if err != nil {
		return Checked{}, []Issue{{Kind: Type, Message: "cannot be written in canonical form: " + tidy(err.Error())}}
	}
	if c.Cost, err = estimate(env, checked); err != nil {
		return Checked{}, []Issue{{Kind: TooCostly, Message: err.Error()}}
	}
	c.Constant = constant(env, checked)
	return c, nil
}

// parse turns text into an AST.
func parse(env *cel.Env, expression string) (parsed *cel.Ast, issues []Issue) {
	if !utf8.ValidString(expression) {
		return nil, []Issue{{Offset: invalidByte(expression), Message: "not valid UTF-8"}}
	}
	// cel-go passes on what its generated parser panics with, and the text is anyone's.
	defer func() {
		if p := recover(); p != nil {
			parsed, issues = nil, []Issue{{Message: tidy(fmt.Sprintf("cannot be parsed: %v", p))}}
		}
	}()
	parsed, found := env.Parse(expression)
	if found.Err() == nil {
		return parsed, nil
	}
	for _, e := range found.Errors() {
		issues = append(issues, Issue{Offset: byteOffset(expression, e.Location), Message: syntaxMessage(e.Message)})
	}
	sortIssues(issues)
	return nil, issues[:1]
}

// check type-checks what parse made of the expression; the original is a copy of that.
func (e env) check(parsed *cel.Ast, original *ast.AST, expression string) (*cel.Ast, []Issue) {
	walk := nameWalk{types: e.types, info: original.SourceInfo(), covered: map[int64]bool{}}
	walk.expr(original.Expr())
	issues := walk.issues
	for i := range issues {
		issues[i].Offset = runesToBytes(expression, issues[i].Offset)
	}
	checked, found := e.condition.Check(parsed)
	if found.Err() != nil {
		calls := callsByID(original)
		for _, err := range found.Errors() {
			if walk.covered[err.ExprID] {
				continue
			}
			offset := byteOffset(expression, err.Location)
			if calls[err.ExprID] {
				offset = functionName(expression, offset)
			}
			issues = append(issues, typeIssue(err, calls[err.ExprID], offset))
		}
	}
	if len(issues) == 0 && checked.OutputType() != cel.BoolType {
		issues = []Issue{{Kind: Type, Message: fmt.Sprintf("is a %s: a condition must be true or false", cel.FormatCELType(checked.OutputType()))}}
	}
	sortIssues(issues)
	return checked, outermost(slices.Compact(issues))
}

// tooNested is what the checker says of a comprehension within too many others,
// and again of every one within that.
const tooNested = "comprehension exceeds nesting limit"

// outermost leaves one issue of those about nesting, the first.
func outermost(issues []Issue) []Issue {
	told := false
	return slices.DeleteFunc(issues, func(is Issue) bool {
		again := told && is.Message == tooNested
		told = told || is.Message == tooNested
		return again
	})
}

// callsByID tells which nodes are calls: the checker's errors are about nodes.
func callsByID(a *ast.AST) map[int64]bool {
	calls := map[int64]bool{}
	ast.PreOrderVisit(a.Expr(), ast.NewExprVisitor(func(e ast.Expr) { calls[e.ID()] = e.Kind() == ast.CallKind }))
	return calls
}

func sortIssues(issues []Issue) {
	slices.SortStableFunc(issues, func(a, b Issue) int {
		return cmp.Or(cmp.Compare(a.Offset, b.Offset), cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Message, b.Message))
	})
}

// variables lists the names that the expression reads.
func variables(e env, checked *cel.Ast) []string {
	names := []string{}
	for _, ref := range checked.NativeRep().ReferenceMap() {
		if e.types[ref.Name] != nil {
			names = append(names, ref.Name)
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// maxFoldCost bounds the work of finding a constant.
const maxFoldCost = 100_000

// constant evaluates with every name unknown: what is known nevertheless does
// not depend on the request.
func constant(e env, checked *cel.Ast) *bool {
	program, err := e.condition.Program(checked, cel.EvalOptions(cel.OptPartialEval), cel.CostLimit(maxFoldCost))
	if err != nil {
		return nil
	}
	value, _, err := program.Eval(e.condition.UnknownVars())
	if b, ok := value.(types.Bool); ok && err == nil {
		known := bool(b)
		return &known
	}
	return nil
}

// byteOffset turns a place as CEL counts, in code points of a line, to bytes of the expression.
func byteOffset(expression string, at common.Location) int {
	offset, _ := common.NewTextSource(expression).LocationOffset(at)
	return runesToBytes(expression, int(offset))
}

// runesToBytes gives the offset of the n-th code point: 0 for one in front of
// the text, the length for one behind it.
func runesToBytes(s string, n int) int {
	for i := range s {
		if n <= 0 {
			return i
		}
		n--
	}
	return len(s)
}

// functionName steps back from the parenthesis that CEL gives as the place of a call.
func functionName(expression string, offset int) int {
	if offset >= len(expression) || expression[offset] != '(' {
		return offset
	}
	return len(strings.TrimRightFunc(expression[:offset], func(r rune) bool {
		return r == '_' || unicode.IsLetter(r) || unicode.IsDigit(r)
	}))
}

func invalidByte(s string) int {
	for i, r := range s {
		if _, size := utf8.DecodeRuneInString(s[i:]); r == utf8.RuneError && size == 1 {
			return i
		}
	}
	return len(s)
}
