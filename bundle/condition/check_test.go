package condition_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/rolecall/rolecall/bundle/condition"
	"github.com/rolecall/rolecall/internal/txtest"
)

// An archive has attributes, as JSON, and expressions, one a line, where ⏎ stands
// for a line break. What comes of each is written below it: issues with a mark at
// their place, or the canonical text and what was found out.
func TestCheck(t *testing.T) {
	txtest.Run(t, "../../testdata/bundle/check/*.txtar", func(t *testing.T, a *txtest.Archive) {
		attrs := condition.Attributes{}
		if err := json.Unmarshal(a.File(t, "attributes"), &attrs); err != nil {
			t.Fatal(err)
		}
		var got bytes.Buffer
		for line := range strings.Lines(string(a.File(t, "expressions"))) {
			report(t, &got, attrs, strings.TrimSuffix(line, "\n"))
		}
		a.Golden(t, "report", got.Bytes())
	})
}

func report(t *testing.T, w *bytes.Buffer, attrs condition.Attributes, line string) {
	expression := strings.ReplaceAll(line, "⏎", "\n")
	fmt.Fprintf(w, "| %s\n", line)
	checked, issues := condition.Check(attrs, expression)
	for _, i := range issues {
		fmt.Fprintf(w, "  %s^ %s", strings.Repeat(" ", utf8.RuneCountInString(expression[:i.Offset])), kinds[i.Kind])
		if i.Attribute != "" {
			fmt.Fprintf(w, " %s", i.Attribute)
		}
		fmt.Fprintf(w, ": %s\n", i.Message)
	}
	if len(issues) > 0 {
		return
	}
	fmt.Fprintf(w, "= %s\n  cost %d to %d, reads %v", checked.Expression, checked.Cost.Min, checked.Cost.Max, checked.Variables)
	if checked.Constant != nil {
		fmt.Fprintf(w, ", always %v", *checked.Constant)
	}
	w.WriteByte('\n')
	again, issues := condition.Check(attrs, checked.Expression)
	if len(issues) > 0 || again.Expression != checked.Expression || again.Cost != checked.Cost {
		t.Errorf("the canonical text %q is not stable: %q, %v", checked.Expression, again.Expression, issues)
	}
}

var kinds = map[condition.Kind]string{
	condition.Syntax: "syntax", condition.Type: "type",
	condition.UnknownAttribute: "unknown-attribute", condition.TooCostly: "too-costly",
}

func TestCheckLimits(t *testing.T) {
	for _, tt := range []struct{ name, expression, want string }{
		{"parentheses", strings.Repeat("(", 100_000) + "true" + strings.Repeat(")", 100_000), "longer than 10000 characters"},
		{"fewer parentheses", strings.Repeat("(", 4_000) + "true" + strings.Repeat(")", 4_000), "nested too deeply"},
		{"only opening ones", strings.Repeat("(", 9_999), "nested too deeply"},
		{"nots", strings.Repeat("!(", 3_000) + "true" + strings.Repeat(")", 3_000), "nested too deeply"},
		{"brackets", strings.Repeat("[", 5_000), "nested too deeply"},
		{"braces", strings.Repeat("{1:", 3_000), "nested too deeply"},
		{"selections", "principal" + strings.Repeat(".a", 4_000), "nested too deeply"},
		{"sums", strings.Repeat("1+", 4_000) + "1 == 1", "nested too deeply"},
		{"ternaries", strings.Repeat("true?", 2_000), ""},
		{"minuses", strings.Repeat("-", 9_000) + "1 == 1", ""},
		{"ors", strings.Repeat("true||", 1_500) + "true", ""},
		{"strings", strings.Repeat("'", 9_999), ""},
		{"macros", strings.Repeat("[1].exists(x,", 300) + "true" + strings.Repeat(")", 300), ""},
		{"bytes that are no text", "principal.name == '\xff'", "not valid UTF-8"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, issues := condition.Check(nil, tt.expression)
			if tt.want != "" && (len(issues) == 0 || issues[0].Message != tt.want) {
				t.Errorf("got %v, want %q", issues, tt.want)
			}
			for _, i := range issues {
				if i.Offset < 0 || i.Offset > len(tt.expression) || strings.ContainsAny(i.Message, "\r\n") || len(i.Message) > 1000 {
					t.Errorf("issue %+v", i)
				}
			}
		})
	}
}

func TestAttributes(t *testing.T) {
	attrs := condition.Attributes{"principal.tenant": condition.String, "resource.tags": condition.Strings, "request.n": condition.Number,
		"request.mfa": condition.Bool, "request.time": condition.String, "request.odd": "map"}
	want := "principal.name principal.tenant request.ip request.mfa request.n request.odd request.privilege request.time resource.collection resource.database resource.tags"
	if got := strings.Join(attrs.Names(), " "); got != want {
		t.Errorf("names: got %s", got)
	}
	got, err := json.Marshal(attrs.Variables())
	if err != nil {
		t.Fatal(err)
	}
	if want := `{"principal.name":"string","principal.tenant":"string","request.ip":"net.IP","request.mfa":"bool","request.n":"double","request.odd":"dyn","request.privilege":"string","request.time":"timestamp","resource.collection":"string","resource.database":"string","resource.tags":"list(string)"}`; string(got) != want {
		t.Errorf("variables: got %s", got)
	}
	for name, want := range map[string]bool{"request.time": true, "request.mfa": false, "request": false, "": false} {
		if condition.BuiltIn(name) != want {
			t.Errorf("BuiltIn(%q) is %v", name, !want)
		}
	}
}

func FuzzCheck(f *testing.F) {
	for _, seed := range []string{
		`principal.tenant == "acme" && request.time.getHours('Europe/Berlin') >= 8`,
		`principal.groups.exists(g, g.startsWith('a') || g in ["b", "c"]) ? !(-1 < -(-2)) : {"a": 1}.a == 1`,
		`cidr('10.0.0.0/8').containsIP(request.ip) && -(-(1)) == 1 && !(!true)`,
		"principal.`cost-center` == b'\\x01' || 1.0e-7 == 1e300 || 1u == 2u || 'é⏎\\u2028' == r'\\d'",
		`[1, 2].map(x, x > 1, x * 2).all(y, y == 4) && [[1]].filter(z, size(z) == 1).exists_one(q, true)`,
		`((((`, `principal`, `principal.tenat`, `has(principal.tenant)`, `{}.x`, "a\n.b", "`", `"\q"`,
	} {
		f.Add(seed)
	}
	attrs := condition.Attributes{"principal.tenant": condition.String, "principal.groups": condition.Strings, "principal.cost-center": condition.String}
	f.Fuzz(func(t *testing.T, expression string) {
		start := time.Now()
		checked, issues := condition.Check(attrs, expression)
		if took := time.Since(start); took > 5*time.Second {
			t.Fatalf("%q took %v", expression, took)
		}
		for _, i := range issues {
			if i.Offset < 0 || i.Offset > len(expression) || i.Message == "" || strings.ContainsAny(i.Message, "\r\n") {
				t.Fatalf("issue %+v", i)
			}
			if strings.HasPrefix(i.Message, "cannot be") {
				t.Fatalf("%q: %s", expression, i.Message)
			}
			if i.Kind == condition.UnknownAttribute && i.Attribute == "" {
				t.Fatalf("no name in %+v", i)
			}
		}
		if len(issues) > 0 {
			return
		}
		again, issues := condition.Check(attrs, checked.Expression)
		if len(issues) > 0 || again.Expression != checked.Expression {
			t.Fatalf("%q became %q, and that %q with %v", expression, checked.Expression, again.Expression, issues)
		}
	})
}
