package rules

import (
	"fmt"
	"strings"

	"github.com/rolecall/rolecall/bundle/condition"
	"github.com/rolecall/rolecall/lint"
	"github.com/rolecall/rolecall/schema"
)

// ConditionMayFail reports what makes a condition an error for some requests: an
// index, a division, a conversion, a pattern or time zone that the request names. It reads the
// text, and takes a condition that asks about the same value anywhere for guarded.
var ConditionMayFail = &lint.Rule{ID: "RC306", Name: "condition-may-fail", Severity: schema.Warning, Check: checkConditionMayFail}

func checkConditionMayFail(p *lint.Pass) {
	for _, c := range conditionsOf(p) {
		if len(c.issues) > 0 {
			continue
		}
		f := newFailures(c.Expression.Value, attributesOf(p.Model.Document))
		for i := range f.tokens {
			if when, help := f.at(i); when != "" {
				p.Reportf(c.Expression.At(f.tokens[i].offset), conditionSubject(c.Condition),
					"a condition that fails denies, and the reason it gives is the failure: "+help, "%s fails %s", conditionName(c.Condition), when)
			}
		}
	}
}

// failures finds what can fail in the text of a condition.
type failures struct {
	tokens []token
	text   string // the tokens with a blank around each
	types  condition.Attributes
}

func newFailures(expression string, types condition.Attributes) *failures {
	f := &failures{tokens: tokens(expression), types: types}
	f.text = " " + joined(f.tokens) + " "
	return f
}

func joined(ts []token) string {
	texts := make([]string, len(ts))
	for i, t := range ts {
		texts[i] = t.text
	}
	return strings.Join(texts, " ")
}

// at says for which requests the token at i makes the condition fail and how to
// ask first; nothing where it does not.
func (f *failures) at(i int) (when, help string) {
	switch t := f.tokens[i]; {
	case t.is("["):
		return f.index(i)
	case t.is("/"), t.is("%"):
		return f.division(i)
	case t.kind == nameToken && f.next(i).is("("):
		return f.call(i)
	}
	return "", ""
}

// index judges an element of a list or a map. A list that is written out is none.
func (f *failures) index(i int) (when, help string) {
	if i == 0 {
		return "", ""
	}
	of, element := f.tokens[i-1], f.within(i)
	switch {
	case of.is("}"):
		if f.has(element + " in") {
			return "", ""
		}
		return fmt.Sprintf("where the map has no key %s", element), fmt.Sprintf("ask first, as in %s in {…} && …", element)
	case of.kind == nameToken && of.text != "in":
		if f.asked("size", of.text) {
			return "", ""
		}
		return fmt.Sprintf("where %s has no element %s", of.text, element), fmt.Sprintf("ask first, as in size(%s) > %s && …, or write 'x' in %s", of.text, element, of.text)
	case of.is(")"), of.is("]"):
		return "where there is no element " + element, "ask for the size first, or use in"
	}
	return "", ""
}

func (f *failures) division(i int) (when, help string) {
	by := f.next(i)
	value := by.text
	switch {
	case by.kind == numberToken && strings.Trim(by.text, "0.u") != "":
		return "", ""
	case by.kind == numberToken:
		return "for every request: it divides by " + value, "divide by something else"
	case f.types[value] == condition.Number:
		return "", "" // dividing a number by 0 is infinity, not an error
	case by.kind == nameToken && f.next(i+1).is("("):
		value += " ( " + f.within(i+2) + " )"
	case by.is("("):
		value = "( " + f.within(i+1) + " )"
	}
	for _, comparison := range []string{"!", "=", ">", "<"} {
		if f.has(value+" "+comparison) || f.has(comparison+" "+value) {
			return "", ""
		}
	}
	value = tight(value)
	return fmt.Sprintf("where %s is 0", value), fmt.Sprintf("ask first, as in %s != 0 && …", value)
}

// conversions fail on strings of another form; behind each is the function that asks.
var conversions = map[string]string{
	"int": "matches", "uint": "matches", "double": "matches", "bool": "matches", "timestamp": "matches", "duration": "matches",
	"ip": "isIP", "cidr": "isCIDR",
}

func (f *failures) call(i int) (when, help string) {
	t, value := f.tokens[i], f.within(i+1)
	if value == "" || f.isLiteral(i+1) {
		return "", ""
	}
	if ask, converts := conversions[t.text]; converts {
		if !f.isString(value) || f.asked(ask, value) {
			return "", ""
		}
		return fmt.Sprintf("where %s is no %s", value, t.text), fmt.Sprintf("ask first with %s(), or declare the attribute with the type that is meant", ask)
	}
	method := t.text[strings.LastIndexByte(t.text, '.')+1:]
	switch {
	case method == t.text && (i == 0 || !f.tokens[i-1].is(".")):
		return "", "" // a function, not a method
	case strings.HasPrefix(method, "get"):
		return fmt.Sprintf("where %s is no time zone", tight(value)), "write the time zone as a string"
	case method == "matches":
		return fmt.Sprintf("where %s is no regular expression", tight(value)), "write the expression as a string, or compare with startsWith or contains"
	}
	return "", ""
}

// isString reports whether a value is a name that holds a string; what anything
// longer holds the text does not tell.
func (f *failures) isString(value string) bool {
	switch value {
	case "principal.name", "resource.database", "resource.collection", "request.privilege":
		return true
	}
	return f.types[value] == condition.String
}

// next is the token behind i; an empty one at the end.
func (f *failures) next(i int) token {
	if i+1 < len(f.tokens) {
		return f.tokens[i+1]
	}
	return token{}
}

// isLiteral reports whether the brackets at open hold one string or number.
func (f *failures) isLiteral(open int) bool {
	kind := f.next(open).kind
	return (kind == stringToken || kind == numberToken) && f.next(open+1).is(")")
}

// within is what stands in the brackets at open, as in text.
func (f *failures) within(open int) string {
	depth := 0
	for i, t := range f.tokens[open:] {
		switch {
		case t.is("("), t.is("["), t.is("{"):
			depth++
		case t.is(")"), t.is("]"), t.is("}"):
			depth--
		}
		if depth == 0 {
			return joined(f.tokens[open+1 : open+i])
		}
	}
	return ""
}

// asked reports whether a function is called of a value, either way round.
func (f *failures) asked(function, value string) bool {
	return f.has(function+" ( "+value+" )") || f.has(value+"."+function+" (")
}

// has reports whether tokens stand in the text.
func (f *failures) has(tokens string) bool { return strings.Contains(f.text, " "+tokens+" ") }

// tight leaves out the blanks around brackets and commas.
func tight(s string) string {
	return strings.NewReplacer(" ( ", "(", "( ", "(", " )", ")", " , ", ", ").Replace(s)
}
