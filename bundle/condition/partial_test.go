package condition

import "testing"

func TestPartial(t *testing.T) {
	attrs := Attributes{"principal.tenant": String}
	for _, c := range []struct {
		expression string
		want       string
	}{
		{"request.privilege == 'Insert'", "true"},
		{"request.privilege == 'Delete' && principal.tenant == 'a'", "false"},
		{"request.privilege == 'Insert' && principal.tenant == 'a'", "unknown"},
		{"resource.database == 'other'", "unknown"},
		{"resource.database.matches(request.privilege)", "unknown"},
	} {
		p := NewPartial(attrs, c.expression)
		if p == nil {
			t.Fatalf("%s does not compile", c.expression)
		}
		got := "unknown"
		if always := p.Constant(map[string]any{"request.privilege": "Insert"}); always != nil {
			got = map[bool]string{true: "true", false: "false"}[*always]
		}
		if got != c.want {
			t.Errorf("%s is %s, want %s", c.expression, got, c.want)
		}
	}
	if NewPartial(attrs, "principal.") != nil {
		t.Error("what does not parse compiles")
	}
}
