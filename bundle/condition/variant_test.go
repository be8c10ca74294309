package condition_test

import (
	"slices"
	"testing"

	"github.com/rolecall/rolecall/bundle/condition"
)

// Each operand of an and or an or goes once; what is in calls and macros stays.
func TestVariants(t *testing.T) {
	attrs := condition.Attributes{"principal.teams": condition.Strings, "request.level": condition.Number}
	for expression, want := range map[string][]condition.Variant{
		`request.privilege == 'Search'`: nil,
		`request.level > 1.0 && request.level < 5.0 && request.privilege != ''`: {
			{`request.level < 5.0 && request.privilege != ""`, `request.level > 1.0`, true},
			{`request.level > 1.0 && request.privilege != ""`, `request.level < 5.0`, true},
			{`request.level > 1.0 && request.level < 5.0`, `request.privilege != ""`, true},
		},
		`!(request.level > 1.0 && request.level < 5.0) || 'a' in principal.teams`: {
			{`"a" in principal.teams`, `!(request.level > 1.0 && request.level < 5.0)`, false},
			{`!(request.level < 5.0) || "a" in principal.teams`, `request.level > 1.0`, false},
			{`!(request.level > 1.0) || "a" in principal.teams`, `request.level < 5.0`, false},
			{`!(request.level > 1.0 && request.level < 5.0)`, `"a" in principal.teams`, false},
		},
		`principal.teams.exists(x, x == 'a' || x == 'b') && (request.level == 1.0 || request.level == 2.0)`: {
			{`request.level == 1.0 || request.level == 2.0`, `principal.teams.exists(x, x == "a" || x == "b")`, true},
			{`principal.teams.exists(x, x == "a" || x == "b")`, `request.level == 1.0 || request.level == 2.0`, true},
			{`principal.teams.exists(x, x == "a" || x == "b") && request.level == 2.0`, `request.level == 1.0`, false},
			{`principal.teams.exists(x, x == "a" || x == "b") && request.level == 1.0`, `request.level == 2.0`, false},
		},
	} {
		checked, issues := condition.Check(attrs, expression)
		if len(issues) > 0 {
			t.Fatalf("%s: %v", expression, issues)
		}
		got := checked.Variants()
		if !slices.Equal(got, want) {
			t.Errorf("%s:\n got %+v\nwant %+v", expression, got, want)
		}
		for _, v := range got {
			if _, issues := condition.Check(attrs, v.Expression); len(issues) > 0 {
				t.Errorf("%s: variant %s: %v", expression, v.Expression, issues)
			}
		}
	}
}
