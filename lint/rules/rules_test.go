package rules_test

import (
	"fmt"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/rolecall/rolecall/lint"
	"github.com/rolecall/rolecall/lint/rules"
	"github.com/rolecall/rolecall/schema"
)

// now is the day on which archives and examples are judged.
var now = time.Date(2026, 11, 21, 0, 0, 0, 0, time.UTC)

var (
	idForm   = regexp.MustCompile(`^RC\d{3}$`)
	nameForm = regexp.MustCompile(`^[a-z]+(-[a-z]+)*$`)
)

// TestRules holds the list to its form: what a rule must have to be found,
// explained and tried.
func TestRules(t *testing.T) {
	seen, last := map[string]bool{}, ""
	for _, r := range rules.All {
		if !idForm.MatchString(r.ID) || !nameForm.MatchString(r.Name) {
			t.Errorf("%q %q is no ID and name of a rule", r.ID, r.Name)
		}
		if r.Severity < schema.Info || r.Severity > schema.Error {
			t.Errorf("%s has no severity", r.ID)
		}
		if seen[r.ID] || seen[r.Name] {
			t.Errorf("%s %s is listed twice", r.ID, r.Name)
		}
		if r.ID < last {
			t.Errorf("%s stands behind %s in the list", r.ID, last)
		}
		seen[r.ID], seen[r.Name], last = true, true, r.ID
		if file := strings.ReplaceAll(r.Name, "-", "_") + ".go"; !strings.Contains(read(t, file), strconv.Quote(r.ID)) {
			t.Errorf("%s is not in %s", r.ID, file)
		}
		if _, err := os.Stat("../../testdata/lint/" + r.Name + ".txtar"); err != nil {
			t.Errorf("%s has no archive: %v", r.ID, err)
		}
		if rules.Find(strings.ToLower(r.ID)) != r || rules.Find(r.Name) != r {
			t.Errorf("%s is not found by its ID and name", r.ID)
		}
	}
}

func read(t *testing.T, file string) string {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Error(err)
	}
	return string(data)
}

// TestPages runs what the pages advise: a rule reports every policy under
// Avoid, and of those under Prefer no rule has a word of warning.
func TestPages(t *testing.T) {
	for _, r := range rules.All {
		t.Run(r.Name, func(t *testing.T) {
			page := rules.Page(r)
			if first := fmt.Sprintf("# %s (%s)\n", r.Name, r.ID); !strings.HasPrefix(page, first) {
				t.Errorf("page does not begin with %q", first)
			}
			for _, name := range []string{"Why", "Avoid", "Prefer", "How to fix", "Source"} {
				if strings.TrimSpace(section(page, name)) == "" {
					t.Errorf("page has no section %q", name)
				}
			}
			tryExamples(t, r, section(page, "Avoid"), true)
			tryExamples(t, r, section(page, "Prefer"), false)
		})
	}
}

// section is the text under a heading of a page.
func section(page, title string) string {
	_, text, _ := strings.Cut(page, "\n## "+title+"\n")
	text, _, _ = strings.Cut(text, "\n## ")
	return text
}

func tryExamples(t *testing.T, r *lint.Rule, text string, reported bool) {
	t.Helper()
	policies := examples(text)
	if len(policies) == 0 {
		t.Error("section has no policy")
	}
	for _, p := range policies {
		p.next = r.Needs == lint.NeedsNext
		if r == rules.InputTooLarge {
			p.options.Limits.Nesting = 10 // a page cannot show two hundred brackets
		}
		fs := p.lint(t)
		found := slices.ContainsFunc(fs, func(f schema.Finding) bool { return f.Rule == r.ID && f.Suppressed == nil })
		if found != reported {
			t.Errorf("reported is %v, want %v, of\n%s%s", found, reported, p.files[0].Data, show(fs))
		}
		for _, f := range fs {
			if !reported && f.Severity >= schema.Warning && f.Suppressed == nil {
				t.Errorf("what is preferred has %s %s: %s", f.Range, f.Rule, f.Message)
			}
		}
	}
}
