package report

import (
	"strings"
	"testing"
)

func TestRuleSummary(t *testing.T) {
	page := "# a-rule (RC001)\n\n## Why\nThe first sentence\nends here. The second does not count.\n\nNor does this.\n\n## Avoid\n"
	for _, c := range []struct {
		rule RuleInfo
		want string
	}{
		{RuleInfo{ID: "RC001", Name: "a-rule", Help: page}, "The first sentence ends here."},
		{RuleInfo{ID: "RC001", Name: "a-rule", Help: page, Summary: "given"}, "given"},
		{RuleInfo{ID: "RC001", Name: "a-rule", Help: "no sections"}, "a rule"},
		{RuleInfo{ID: "RC001"}, "RC001"},
	} {
		if got := c.rule.summary(); got != c.want {
			t.Errorf("summary of %+v is %q, want %q", c.rule, got, c.want)
		}
	}
}

// A rule that the report was given comes once and with all that was given.
func TestRulesAreToldOnce(t *testing.T) {
	r := many(3)
	r.Rules = []RuleInfo{{ID: "RC999", Name: "last"}, {ID: "RC206", Name: "unbound-role", Summary: "given"}, {ID: "RC206", Name: "again"}}
	var got []string
	for _, info := range r.rules() {
		got = append(got, info.ID+" "+info.Name+" "+info.Summary)
	}
	if want := "RC206 unbound-role given, RC999 last "; strings.Join(got, ", ") != want {
		t.Errorf("got %q, want %q", strings.Join(got, ", "), want)
	}
}
