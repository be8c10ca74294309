package condition

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"net/netip"
	"slices"
	"strconv"
	"strings"
	"time"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/operators"
	"cel.dev/cel-go/common/overloads"
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/ext"
)

// comparisons are the operators that Rego writes the same, and what each is when it does not hold.
var comparisons = map[string][2]string{
	operators.Equals:        {"==", "!="},
	operators.NotEquals:     {"!=", "=="},
	operators.Less:          {"<", ">="},
	operators.LessEquals:    {"<=", ">"},
	operators.Greater:       {">", "<="},
	operators.GreaterEquals: {">=", "<"},
}

// stringTests are the methods of strings that Rego has as functions.
var stringTests = map[string]string{
	overloads.StartsWith: "startswith",
	overloads.EndsWith:   "endswith",
	overloads.Contains:   "contains",
}

// test gives what must hold for a call that compares values.
func (t *translation) test(call ast.CallExpr, want bool, locals []string) (body, error) {
	function := call.FunctionName()
	if signs, ok := comparisons[function]; ok {
		return t.comparison(call.Args(), signs, want, locals)
	}
	args := call.Args()
	if call.IsMemberFunction() {
		args = append([]ast.Expr{call.Target()}, args...)
	}
	var format string
	switch {
	case function == operators.In && t.ast.GetType(args[1].ID()).Kind() == types.ListKind:
		format = "(%s in %s)"
	case stringTests[function] != "" && len(args) == 2:
		format = stringTests[function] + "(%s, %s)"
	case function == overloads.Matches && args[1].Kind() == ast.LiteralKind:
		format = "regex.match(%[2]s, %[1]s)"
	case function == "containsIP" && len(args) == 2:
		return t.contains(args, want, locals)
	default:
		return nil, untranslated("the function %q", function)
	}
	holds, err := t.pair(format, args, locals)
	return body{fmt.Sprintf("%s == %t", holds, want)}, err
}

// pair writes two values into a format.
func (t *translation) pair(format string, args []ast.Expr, locals []string) (string, error) {
	left, err := t.value(args[0], locals)
	if err != nil {
		return "", err
	}
	right, err := t.value(args[1], locals)
	return fmt.Sprintf(format, left, right), err
}

// comparison compares values that Rego orders as CEL does.
func (t *translation) comparison(args []ast.Expr, signs [2]string, want bool, locals []string) (body, error) {
	for i, arg := range args {
		switch t.ast.GetType(arg.ID()).Kind() {
		case types.StringKind, types.IntKind, types.DoubleKind, types.TimestampKind:
		case types.BoolKind:
			if arg.Kind() != ast.IdentKind && arg.Kind() != ast.LiteralKind {
				return nil, untranslated("a comparison of outcomes")
			}
		case types.OpaqueKind:
			if signs[0] == "==" || signs[0] == "!=" {
				return t.sameAddress(arg, args[1-i], want == (signs[0] == "=="), locals)
			}
			return nil, untranslated("this comparison")
		default:
			return nil, untranslated("a comparison of values of this kind")
		}
	}
	sign := signs[0]
	if !want {
		sign = signs[1]
	}
	holds, err := t.pair("%s "+sign+" %s", args, locals)
	return body{holds}, err
}

// contains asks whether a network that is written out has an address.
func (t *translation) contains(args []ast.Expr, want bool, locals []string) (body, error) {
	network, err := netip.ParsePrefix(t.writtenOut(args[0], "cidr"))
	if err != nil || network.Addr().Is4In6() {
		return nil, untranslated("a network that is not written out")
	}
	return t.inNetwork(network.Masked(), args[1], want, locals)
}

// sameAddress compares addresses, one of which is written out.
func (t *translation) sameAddress(a, b ast.Expr, want bool, locals []string) (body, error) {
	if t.writtenOut(a, "ip") != "" {
		a, b = b, a
	}
	address, err := netip.ParseAddr(t.writtenOut(b, "ip"))
	if err != nil || address.Is4In6() || address.Zone() != "" {
		return nil, untranslated("an address that is not written out")
	}
	return t.inNetwork(netip.PrefixFrom(address, address.BitLen()), a, want, locals)
}

func (t *translation) inNetwork(network netip.Prefix, address ast.Expr, want bool, locals []string) (body, error) {
	if address.Kind() != ast.IdentKind || t.ast.GetType(address.ID()).Kind() != types.OpaqueKind {
		return nil, untranslated("an address that is not an attribute")
	}
	value, err := t.value(address, locals)
	return body{fmt.Sprintf("net.cidr_contains(%q, %s) == %t", network.String(), value, want)}, err
}

// writtenOut is the text in cidr("…") or ip("…"), else empty.
func (t *translation) writtenOut(e ast.Expr, function string) string {
	if e.Kind() != ast.CallKind || e.AsCall().FunctionName() != function || len(e.AsCall().Args()) != 1 {
		return ""
	}
	literal := e.AsCall().Args()[0]
	if literal.Kind() != ast.LiteralKind {
		return ""
	}
	text, _ := literal.AsLiteral().(types.String)
	return string(text)
}

// value writes a value. What it reads and is not there is undefined.
func (t *translation) value(e ast.Expr, locals []string) (string, error) {
	switch e.Kind() {
	case ast.LiteralKind:
		return literal(e.AsLiteral())
	case ast.IdentKind:
		return t.named(e, locals)
	case ast.ListKind:
		return t.list(e.AsList(), locals)
	case ast.CallKind:
		return t.call(e.AsCall(), locals)
	case ast.ComprehensionKind:
		return "", untranslated("a loop that is neither exists nor all")
	}
	return "", untranslated("this kind of value")
}

// literal writes a value that is written out. A number has to be one that floating
// point and decimals have no two opinions of: see number in the module.
func literal(v any) (string, error) {
	switch v := v.(type) {
	case types.String:
		return Quoted(string(v)), nil
	case types.Bool:
		return strconv.FormatBool(bool(v)), nil
	case types.Int:
		return strconv.FormatInt(int64(v), 10), exactly(strconv.FormatInt(int64(v), 10))
	case types.Double:
		text := strconv.FormatFloat(float64(v), 'f', -1, 64)
		return text, exactly(text)
	}
	return "", untranslated("this kind of value")
}

func exactly(number string) error {
	if len(number) > 15 || strings.ContainsAny(number, "NIe") {
		return untranslated("a number of more than 15 digits")
	}
	return nil
}

// Quoted writes a string as Rego and JSON have it.
func Quoted(s string) string {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(s); err != nil {
		panic("condition: a string does not encode: " + err.Error())
	}
	return strings.TrimSuffix(b.String(), "\n")
}

// named reads a variable of a loop, or a name that conditions may read.
func (t *translation) named(e ast.Expr, locals []string) (string, error) {
	name := e.AsIdent()
	for i, l := range slices.Backward(locals) {
		if l == name {
			return local(i), nil
		}
	}
	if ref := t.ast.ReferenceMap()[e.ID()]; ref != nil {
		name = ref.Name
	}
	of := t.types[name]
	if of == nil {
		return "", untranslated("%q", name)
	}
	switch name {
	case "principal.name":
		return fmt.Sprintf("bounded(input.principal, %d)", MaxString), nil
	case "resource.database":
		return fmt.Sprintf("bounded(database, %d)", MaxName), nil
	case "resource.collection":
		return fmt.Sprintf("bounded(collection, %d)", MaxName), nil
	case "request.privilege":
		return fmt.Sprintf("bounded(input.privilege, %d)", MaxName), nil
	case "request.time":
		return "request_time", nil
	}
	return attributeOf(name, of)
}

func attributeOf(name string, of *cel.Type) (string, error) {
	namespace, key, _ := strings.Cut(name, ".")
	read := fmt.Sprintf("attribute(%s, %s)", Quoted(namespace), Quoted(key))
	switch of.Kind() {
	case types.StringKind:
		return fmt.Sprintf("bounded(%s, %d)", read, MaxString), nil
	case types.BoolKind:
		return "boolean(" + read + ")", nil
	case types.DoubleKind:
		return "number(" + read + ")", nil
	case types.ListKind:
		return fmt.Sprintf("texts(%s, %d, %d)", read, MaxList, MaxName), nil
	case types.OpaqueKind:
		if of == ext.IPType {
			return "address(" + read + ")", nil
		}
	}
	return "", untranslated("the attribute %q", name)
}

func (t *translation) list(l ast.ListExpr, locals []string) (string, error) {
	if l.Size() == 0 { // in which cel-go finds nothing even where the other side is missing
		return "", untranslated("an empty list")
	}
	elements := make([]string, l.Size())
	for i, e := range l.Elements() {
		switch t.ast.GetType(e.ID()).Kind() {
		case types.StringKind, types.IntKind, types.DoubleKind:
		default:
			return "", untranslated("a list of this kind")
		}
		var err error
		if elements[i], err = t.value(e, locals); err != nil {
			return "", err
		}
	}
	return "[" + strings.Join(elements, ", ") + "]", nil
}

// call writes a call that gives a value.
func (t *translation) call(call ast.CallExpr, locals []string) (string, error) {
	args := call.Args()
	if call.IsMemberFunction() {
		args = append([]ast.Expr{call.Target()}, args...)
	}
	function := call.FunctionName()
	switch {
	case function == operators.Add && t.ast.GetType(args[0].ID()).Kind() == types.StringKind:
		return t.pair(`concat("", [%s, %s])`, args, locals)
	case function == operators.Negate && args[0].Kind() == ast.LiteralKind:
		n, err := t.value(args[0], locals)
		return "-" + n, err
	case function == overloads.Size && t.ast.GetType(args[0].ID()).Kind() != types.MapKind:
		s, err := t.value(args[0], locals)
		return "count(" + s + ")", err
	case function == "timestamp" && args[0].Kind() == ast.LiteralKind:
		return moment(args[0].AsLiteral())
	case clocks[function] != "":
		return t.clock(clocks[function], args, locals)
	}
	return "", untranslated("the function %q", function)
}

// moment writes a time as nanoseconds, as Rego counts it.
func moment(v any) (string, error) {
	text, _ := v.(types.String)
	at, err := time.Parse(time.RFC3339, string(text))
	if err != nil || at.Before(time.Unix(0, math.MinInt64)) || at.After(time.Unix(0, math.MaxInt64)) {
		return "", untranslated("a time before 1678 or after 2261")
	}
	return strconv.FormatInt(at.UnixNano(), 10), nil
}

// clocks read a time in a zone, UTC where none is given.
var clocks = map[string]string{
	overloads.TimeGetFullYear:   "time.date([%s, %s])[0]",
	overloads.TimeGetMonth:      "time.date([%s, %s])[1] - 1",
	overloads.TimeGetDate:       "time.date([%s, %s])[2]",
	overloads.TimeGetDayOfMonth: "time.date([%s, %s])[2] - 1",
	overloads.TimeGetHours:      "time.clock([%s, %s])[0]",
	overloads.TimeGetMinutes:    "time.clock([%s, %s])[1]",
	overloads.TimeGetSeconds:    "time.clock([%s, %s])[2]",
	overloads.TimeGetDayOfWeek:  "weekday[time.weekday([%s, %s])]",
}

func (t *translation) clock(format string, args []ast.Expr, locals []string) (string, error) {
	zone := `"UTC"`
	if len(args) == 2 {
		text, ok := types.String(""), args[1].Kind() == ast.LiteralKind
		if ok {
			text, ok = args[1].AsLiteral().(types.String)
		}
		if !ok || strings.Contains(string(text), ":") || text == "" {
			return "", untranslated("a time zone that is not written out by its name")
		}
		zone = Quoted(string(text))
	}
	at, err := t.value(args[0], locals)
	return "(" + fmt.Sprintf(format, at, zone) + ")", err
}
