package rules

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/rolecall/rolecall/bundle/condition"
	"github.com/rolecall/rolecall/lint"
	"github.com/rolecall/rolecall/schema"
)

// InvalidCondition reports conditions that are no CEL or do not add up, at
// their place inside the string, and attributes declared with a type or a
// namespace that there is not.
var InvalidCondition = &lint.Rule{ID: "RC301", Name: "invalid-condition", Severity: schema.Error, Check: checkInvalidCondition}

func checkInvalidCondition(p *lint.Pass) {
	for _, a := range p.Model.Document.Attributes {
		if !readable(attributeName(a)) && slices.Contains(attributeNamespaces, a.Namespace.Value) {
			p.Reportf(a.Label.Range, attributeAddress(a),
				"a condition is CEL, whose names have letters, digits and _, do not begin with a digit, and are none of its own words, such as in, null or true: give it another name",
				"attribute %q can be read by no condition", attributeName(a))
			continue
		}
		if what, help := attributeProblem(a); what != "" {
			p.Reportf(a.Range, attributeAddress(a), help, "attribute %q %s", attributeName(a), what)
		}
	}
	forConditionIssues(p, func(c *schema.Condition, is condition.Issue) {
		switch {
		case is.Kind != condition.Syntax && is.Kind != condition.Type:
		case strings.TrimSpace(c.Expression.Value) == "":
			p.Reportf(c.Expression.Range, conditionSubject(c),
				"an empty condition does not mean always: take it out where access needs none, or write what must hold, as in request.time.getHours() < 18",
				"%s is empty", conditionName(c))
		default:
			p.Reportf(issuePlace(c.Expression, is.Offset), conditionSubject(c),
				"a condition is CEL that comes out true or false; nothing can be compiled from one that does not add up, so what it guards would be denied to all",
				"%s: %s", conditionName(c), is.Message)
		}
	})
}

// issuePlace is where an offset of an expression stands. What is wrong with its
// end is shown at the last character: behind that there is a quote, or the end of
// a heredoc lines below.
func issuePlace(t *schema.Template, offset int) schema.Range {
	text := strings.TrimRightFunc(t.Value, unicode.IsSpace)
	if offset < len(text) {
		return t.At(offset)
	}
	_, size := utf8.DecodeLastRuneInString(text)
	at := t.At(len(text) - size)
	at.End.Byte += size - 1
	at.End.Column += size - 1
	return at
}

// unreadable reports whether a condition does not parse: invalid-condition speaks.
func unreadable(p *lint.Pass, c *schema.Condition) bool {
	for _, checked := range conditionsOf(p) {
		if checked.Condition == c {
			return slices.ContainsFunc(checked.issues, func(is condition.Issue) bool { return is.Kind == condition.Syntax })
		}
	}
	return false
}

// The types and namespaces that attributes may have (docs/language.md).
var (
	attributeTypes      = []string{condition.String, condition.Bool, condition.Number, condition.Strings}
	attributeNamespaces = []string{"principal", "resource", "request"}
)

// attributeProblem says what is wrong with a declaration, or nothing.
func attributeProblem(a *schema.AttributeDecl) (what, help string) {
	if !slices.Contains(attributeNamespaces, a.Namespace.Value) {
		return fmt.Sprintf("is of namespace %q, which there is not", a.Namespace.Value), nearestOf(a.Namespace.Value, attributeNamespaces, "namespaces")
	}
	if a.Type != "" && !slices.Contains(attributeTypes, a.Type) { // one that could not be read was told by the parser
		return fmt.Sprintf("is of type %q, which there is not", a.Type), nearestOf(a.Type, attributeTypes, "types")
	}
	return "", ""
}

// readable reports whether CEL takes a name, as in "principal.tenant", for one.
func readable(name string) bool {
	if !pattern(`^[a-z]+\.[A-Za-z_][A-Za-z0-9_]*$`).MatchString(name) {
		return false
	}
	_, issues := condition.Check(condition.Attributes{name: condition.Bool}, name)
	return !slices.ContainsFunc(issues, func(is condition.Issue) bool { return is.Kind == condition.Syntax })
}

func nearestOf(given string, names []string, what string) string {
	if near := schema.Nearest(given, names); near != "" {
		return fmt.Sprintf("did you mean %s?", near)
	}
	return fmt.Sprintf("the %s are %s", what, strings.Join(names, ", "))
}

func attributeName(a *schema.AttributeDecl) string {
	return a.Namespace.Value + "." + a.Label.Value
}

func attributeAddress(a *schema.AttributeDecl) string {
	return a.Address("attribute." + a.Namespace.Value)
}

func conditionSubject(c *schema.Condition) string {
	return schema.RefAddress("condition", c.ID, "", false)
}

// forConditionIssues checks every condition of the model and calls yield with what is wrong.
func forConditionIssues(p *lint.Pass, yield func(*schema.Condition, condition.Issue)) {
	for _, c := range conditionsOf(p) {
		for _, is := range c.issues {
			yield(c.Condition, is)
		}
	}
}

// checkedCondition is a condition of the model with what checking says of it.
type checkedCondition struct {
	*schema.Condition
	checked condition.Checked
	issues  []condition.Issue
}

type conditionsKey struct{}

// conditionsOf checks every condition of the model, once for all rules.
func conditionsOf(p *lint.Pass) []checkedCondition {
	return lint.Shared(p.Access, conditionsKey{}, func() []checkedCondition {
		if len(p.Model.Conditions) == 0 {
			return nil
		}
		attrs := attributesOf(p.Model.Document)
		all := make([]checkedCondition, len(p.Model.Conditions))
		for i, c := range p.Model.Conditions {
			all[i].Condition = c
			all[i].checked, all[i].issues = condition.Check(attrs, c.Expression.Value)
		}
		return all
	})
}

// attributesOf is what conditions may read besides the built-in names. A
// declaration with a type that there is not counts: it is told of once, not
// again wherever it is read.
func attributesOf(doc *schema.Document) condition.Attributes {
	attrs := condition.Attributes{}
	for _, a := range doc.Attributes {
		if slices.Contains(attributeNamespaces, a.Namespace.Value) {
			attrs[attributeName(a)] = a.Type
		}
	}
	return attrs
}
