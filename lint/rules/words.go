package rules

import (
	"fmt"
	"iter"
	"slices"
	"strings"

	"github.com/rolecall/rolecall/lint"
	"github.com/rolecall/rolecall/schema"
)

// grants walks the grants of a policy, each once, where it is written.
func grants(m *schema.Model) iter.Seq[*schema.Grant] {
	return func(yield func(*schema.Grant) bool) {
		for _, role := range m.Roles {
			for _, g := range role.Grants {
				if !yield(g) {
					return
				}
			}
		}
	}
}

// oneOf joins words with commas and an "or".
func oneOf(words []string) string {
	last := len(words) - 1
	if last < 1 {
		return strings.Join(words, "")
	}
	return strings.Join(words[:last], ", ") + " or " + words[last]
}

// count writes a number with its noun, as in "1 database" or "3 databases".
func count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

// named is an item as a message names it: the vendor's in quotes, by the name that
// its server knows, and a group of the policy by its address.
func named(it schema.Item) string {
	switch {
	case it.Kind == schema.ItemGroup:
		return it.Group.Address
	case it.Builtin != nil && it.Builtin.Name != it.Name.Value:
		return fmt.Sprintf("%q (written %s)", it.Builtin.Name, it.Name.Value)
	}
	return fmt.Sprintf("%q", it.Name.Value)
}

// scope names databases or collections, as in `collections "a" and "b"`.
func scope(what string, names []schema.Text) string {
	if len(names) > 1 {
		what += "s"
	}
	return what + " " + naming(texts(names))
}

// namedScopes are the scopes of a list other than "*".
func namedScopes(scopes []schema.Text) []schema.Text {
	return slices.DeleteFunc(slices.Clone(scopes), func(t schema.Text) bool { return t.Value == "*" })
}

// targetName is a target as a message names it. Instances of one target say the
// same thing in the same words, and their labels tell which they are.
func targetName(p *lint.Pass) string {
	if p.Model.Target.Key != "" {
		return "this target"
	}
	return fmt.Sprintf("target %q", p.Model.Target.ID())
}

// texts are the values of a list.
func texts(ts []schema.Text) []string {
	vs := make([]string, len(ts))
	for i, t := range ts {
		vs[i] = t.Value
	}
	return vs
}
