package citest

import (
	"fmt"
	"os/exec"
	"strings"
	"testing"
)

// A report keeps to its budget, whatever that is and whichever part is long: cut
// between entries, with everything closed that was opened.
func TestReport(t *testing.T) {
	needs(t, "jq")
	const row = "| error | RC101 | `a.hcl:1:1` | something is wrong |\n"
	lint := "## rolecall: many\n\n| severity | rule | place | finding |\n| --- | --- | --- | --- |\n" + strings.Repeat(row, 100)
	item := "- `+` somebody gains something ü\n  - of it\n    - a part\n"
	diff := "### rolecall diff\n\n#### Access gained\n\n" + strings.Repeat(item, 30) +
		"\n<details><summary>Roles (30)</summary>\n\n" + strings.Repeat(item, 30) + "\n</details>\n" +
		"\n<details><summary>Grants (30)</summary>\n\n" + strings.Repeat(item, 30) + "\n</details>\n"
	notes := strings.Repeat("rolecall: a note with ``` in it\n", 40)
	for _, c := range []struct{ name, lint, diff, notes string }{
		{"findings", lint, "", ""}, {"a diff", "## rolecall: no findings\n", diff, ""}, {"both", lint, diff, ""}, {"all", lint, diff, notes},
	} {
		whole := report(t, 1<<20, c.lint, c.diff, c.notes)
		for budget := 2200; budget < 20_000; budget += 1997 {
			got := report(t, budget, c.lint, c.diff, c.notes)
			if n := len([]rune(got)); n > budget || n < min(budget, len([]rune(whole)))-1000 {
				t.Errorf("%s: %d characters of %d", c.name, n, budget)
			}
			if (len([]rune(whole)) <= budget) != (got == whole) {
				t.Errorf("%s: what would fit in %d is cut, or the reverse", c.name, budget)
			}
			if strings.Count(got, "<details>") != strings.Count(got, "</details>") || strings.Count(got, "````") != strings.Count(whole, "````") {
				t.Errorf("%s in %d: something is left open:\n%s", c.name, budget, got)
			}
			if strings.Count(got, "- `+`") != strings.Count(got, "    - a part\n") {
				t.Errorf("%s in %d: an entry is cut:\n%s", c.name, budget, got)
			}
			left := strings.Count(whole, row) - strings.Count(got, row)
			if says := fmt.Sprintf("\n%d more stand in HERE, which", left); left > 0 && !strings.Contains(got, says) {
				t.Errorf("%s in %d: %q is not said:\n%s", c.name, budget, says, got)
			}
		}
	}
}

func report(t *testing.T, budget int, lint, diff, notes string) string {
	t.Helper()
	out, err := exec.Command("jq", "-nr", "--argjson", "budget", fmt.Sprint(budget), "--arg", "head", "HEAD\n", "--arg", "foot", "FOOT\n", "--arg", "more", "HERE",
		"--arg", "lint", lint, "--arg", "diff", diff, "--arg", "notes", notes, "-f", root+"/action/report.jq").CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	return strings.TrimSuffix(string(out), "\n")
}
