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
	asks   string // likewise, without what stands in the brackets of an index: that asks nothing
	types  condition.Attributes
}

func newFailures(expression string, types condition.Attributes) *failures {
	f := &failures{tokens: tokens(expression), types: types}
	f.text = " " + joined(f.tokens) + " "
	f.asks = " " + joined(withoutIndexes(f.tokens)) + " "
	return f
}

// withoutIndexes leaves out what stands in the brackets of an index.
func withoutIndexes(ts []token) []token {
	var out []token
	inside := 0 // brackets that are open since the first that is an index
	for i, t := range ts {
		indexes := t.is("[") && i > 0 && (ts[i-1].is(")") || ts[i-1].is("]") || ts[i-1].is("}") || ts[i-1].kind == nameToken && ts[i-1].text != "in")
		switch {
		case inside > 0 && t.is("]"):
			inside--
		case t.is("[") && (inside > 0 || indexes):
			inside++
		case inside == 0:
			out = append(out, t)
		}
	}
	return out
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
		return fmt.Sprintf("where %s has no element %s", of.text, tight(element)), fmt.Sprintf("ask first, as in size(%s) > %s && …, or write 'x' in %s", of.text, tight(element), of.text)
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
	if f.compared(value) {
		return "", ""
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
	return strings.Contains(f.asks, " "+function+" ( "+value+" ) ") || strings.Contains(f.asks, " "+value+"."+function+" ( ")
}

// compared reports whether a value is compared with another by itself: 10 / x > 2
// compares what 10 / x is.
func (f *failures) compared(value string) bool {
	text := f.text
	for before, after, found := strings.Cut(text, " "+value+" "); found; before, after, found = strings.Cut(text, " "+value+" ") {
		text = " " + after
		if !endsIn(before, "/%*+-.") && after != "" && strings.Contains("!=<>", after[:1]) || endsIn(before, "!=<>") && !strings.ContainsAny(after[:min(1, len(after))], "/%*+-.") {
			return true
		}
	}
	return false
}

// endsIn reports whether the last character of s is one of signs.
func endsIn(s, signs string) bool { return s != "" && strings.Contains(signs, s[len(s)-1:]) }

// has reports whether tokens stand in the text.
func (f *failures) has(tokens string) bool { return strings.Contains(f.text, " "+tokens+" ") }

// tight leaves out the blanks around brackets and commas.
func tight(s string) string {
	return strings.NewReplacer(" ( ", "(", "( ", "(", " )", ")", " , ", ", ").Replace(s)
}
