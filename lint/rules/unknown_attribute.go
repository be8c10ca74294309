package rules

import (
	"fmt"
	"slices"
	"strings"

	"github.com/rolecall/rolecall/bundle/condition"
	"github.com/rolecall/rolecall/lint"
	"github.com/rolecall/rolecall/schema"
)

// UnknownAttribute reports conditions that read what is neither built in nor
// declared, and declarations of what is built in.
var UnknownAttribute = &lint.Rule{ID: "RC302", Name: "unknown-attribute", Severity: schema.Error, Check: checkUnknownAttribute}

func checkUnknownAttribute(p *lint.Pass) {
	for _, a := range p.Model.Document.Attributes {
		if name := attributeName(a); condition.BuiltIn(name) {
			p.Reportf(a.Label.Range, attributeAddress(a), "every condition may read it, and its type is given: take the block out, or choose another name",
				"attribute %q is built in and cannot be declared", name)
		}
	}
	names := attributesOf(p.Model.Document).Names()
	testAttributes(p, names)
	forConditionIssues(p, func(c *schema.Condition, is condition.Issue) {
		if is.Kind != condition.UnknownAttribute || p.Broken {
			return
		}
		p.Reportf(wordAt(c.Expression, is.Offset, is.Attribute), conditionSubject(c), attributeHelp(is.Attribute, names),
			"%s: %s", conditionName(c), is.Message)
	})
}

// wordAt is the place of a word of a template; of its beginning, where it is written otherwise.
func wordAt(t *schema.Template, offset int, word string) schema.Range {
	at := t.At(offset)
	if word != "" && strings.HasPrefix(t.Value[min(offset, len(t.Value)):], word) {
		if last := t.At(offset + len(word) - 1); last.Start.Line == at.Start.Line {
			at.End = last.End
		}
	}
	return at
}

// attributeHelp says what may have been meant, or how to declare it.
func attributeHelp(given string, names []string) string {
	for _, n := range names {
		if strings.HasSuffix(n, "."+given) {
			return fmt.Sprintf("did you mean %s?", n)
		}
	}
	if near := schema.Nearest(given, names); near != "" {
		return fmt.Sprintf("did you mean %s?", near)
	}
	read := "conditions read " + strings.Join(names, ", ")
	namespace, name, ok := strings.Cut(given, ".")
	if !ok || !slices.Contains(attributeNamespaces, namespace) {
		return read
	}
	return fmt.Sprintf("a request that lacks what its condition reads is denied: declare it with attribute %q %q { type = string }, or correct it; %s", namespace, name, read)
}
