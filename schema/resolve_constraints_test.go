package schema_test

import (
	"testing"

	"github.com/rolecall/rolecall/schema"
)

func TestMatchPath(t *testing.T) {
	for _, c := range []struct {
		glob, name string
		want       bool
	}{
		{"teams/search/**", "teams/search/roles.hcl", true},
		{"teams/search/**", "teams/search/a/b.hcl", true},
		{"teams/search/**", "teams/search", false},
		{"teams/search/**", "teams/searching/roles.hcl", false},
		{"**/search.hcl", "search.hcl", true},
		{"**/search.hcl", "a/b/search.hcl", true},
		{"**/search.hcl", "a/b/research.hcl", false},
		{"teams/*/roles.hcl", "teams/a/roles.hcl", true},
		{"teams/*/roles.hcl", "teams/a/b/roles.hcl", false},
		{"teams/**/roles.hcl", "teams/roles.hcl", true},
		{"teams/**/roles.hcl", "teams/a/b/roles.hcl", true},
		{"**", "a", true},
		{"*.hcl", "a/b.hcl", false},
		{"a[", "a[", false},
		{"", "", true},
		{"", "a", false},
	} {
		if got := schema.MatchPath(c.glob, c.name); got != c.want {
			t.Errorf("MatchPath(%q, %q) is %v", c.glob, c.name, got)
		}
	}
}
