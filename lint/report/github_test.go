package report

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/rolecall/rolecall/schema"
)

var command = regexp.MustCompile(`^::(error|warning|notice) (.*?)::(.*)$`)

// Every line is a command that says what it may, no more of a kind than are
// shown, and what is left out is counted.
func validGitHub(t *testing.T, r *Report, data []byte) {
	kinds := map[string]int{}
	for _, line := range lines(data) {
		m := command.FindStringSubmatch(line)
		if m == nil {
			t.Fatalf("no command: %q", line)
		}
		kinds[m[1]]++
		props := map[string]string{}
		for _, p := range strings.Split(m[2], ",") {
			name, value, _ := strings.Cut(p, "=")
			if !slices.Contains([]string{"title", "file", "line", "endLine", "col", "endColumn"}, name) || value == "" {
				t.Errorf("property %q in %s", p, line)
			}
			props[name] = value
		}
		if props["col"] != "" && props["endLine"] != "" && props["endLine"] != props["line"] {
			t.Errorf("columns over several lines: %s", line)
		}
	}
	s := count(r.shown())
	for kind, n := range map[string]int{"error": s.Error, "warning": s.Warning, "notice": s.Info} {
		if want := min(n, githubStep); kinds[kind] != want {
			t.Errorf("%d of kind %s, want %d", kinds[kind], kind, want)
		}
	}
}

func TestGitHubCountsTheRest(t *testing.T) {
	r := many(3 * 12) // twelve of each severity
	got := lines(write(t, find(t, "github"), r))
	last := "::notice title=rolecall::not annotated, since GitHub shows 10 of a kind: 2 errors, 2 warnings, 3 info"
	if len(got) != 30 || got[29] != last {
		t.Errorf("%d lines, the last is %s", len(got), got[len(got)-1])
	}
	if !strings.HasPrefix(got[0], "::error ") || !strings.HasPrefix(got[10], "::warning ") {
		t.Errorf("not the worst first: %s", got)
	}
}

func TestGitHubEscapes(t *testing.T) {
	r := Report{Findings: []schema.Finding{{
		Rule: "RC101", Name: "unknown-privilege", Severity: schema.Warning, Message: "100%: a, b\n::error::x", Help: "one\ntwo\r",
		Range: schema.Range{File: "a,b:c%.hcl", Start: schema.Pos{Line: 1, Column: 1}, End: schema.Pos{Line: 2, Column: 1}},
	}}}
	want := `::warning title=RC101 unknown-privilege,file=a%2Cb%3Ac%25.hcl,line=1,endLine=2::` +
		`100%25: a, b\n::error::x%0Ahelp: one%0Atwo\r` + "\n"
	if got := string(write(t, find(t, "github"), &r)); got != want {
		t.Errorf("got  %swant %s", got, want)
	}
}
