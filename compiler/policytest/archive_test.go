package policytest_test

import (
	"bytes"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/rolecall/rolecall/compiler/policytest"
	"github.com/rolecall/rolecall/compiler/policytest/report"
	"github.com/rolecall/rolecall/internal/txtest"
	"github.com/rolecall/rolecall/schema"
	"github.com/rolecall/rolecall/schema/parse"
	"github.com/rolecall/rolecall/schema/target/all"
)

// failer is what a test and a property have in common.
type failer interface {
	Helper()
	Fatalf(format string, args ...any)
}

// project reads and resolves files. Errors in them are a failure.
func project(t failer, files ...parse.File) (*schema.Project, []*schema.Model) {
	t.Helper()
	p, found := parse.Project(files, parse.Options{})
	var models []*schema.Model
	for _, doc := range p.Documents {
		m, more := all.Resolve(doc, p.Broken)
		found = append(found, more...)
		models = append(models, m)
	}
	for _, f := range found {
		if f.Severity == schema.Error {
			t.Fatalf("%s: %s %s (%s)", f.Range, f.Rule, f.Message, f.Help)
		}
	}
	return p, models
}

// TestArchives runs the tests of each archive of testdata/policytest and compares
// what is told of them. The text on top may say `now: TIME`, `coverage: yes`,
// `mutate: yes` and, to see what is asked, `questions: yes`.
func TestArchives(t *testing.T) {
	txtest.Run(t, "../../testdata/policytest/*.txtar", func(t *testing.T, a *txtest.Archive) {
		var files []parse.File
		for _, f := range a.Files {
			if strings.HasSuffix(f.Name, ".hcl") {
				files = append(files, parse.File{Path: f.Name, Data: f.Data})
			}
		}
		options := headers(t, string(a.Comment))
		p, models := project(t, files...)
		r := &report.Report{Sources: p.Sources, Coverage: options["coverage"] == "yes"}
		var asked bytes.Buffer
		for _, m := range models {
			s := suite(t, m, options["now"])
			result := s.Run()
			if options["mutate"] == "yes" {
				var err error
				if result.Mutation, err = s.Mutate(); err != nil {
					t.Fatal(err)
				}
			}
			r.Results = append(r.Results, result)
			for c := range s.Questions() {
				fmt.Fprintf(&asked, "%s %s %q %q\n", c.Request.Principal, c.Request.Privilege, c.Request.Database, c.Request.Collection)
			}
		}
		if options["questions"] == "yes" {
			a.Golden(t, "questions.txt", asked.Bytes())
		}
		golden(t, a, r, "want.txt", report.Text)
		if r.Coverage {
			golden(t, a, r, "want.json", report.JSON)
			golden(t, a, r, "want.junit.xml", report.JUnit)
			golden(t, a, r, "want.info", report.LCOV)
			golden(t, a, r, "want.cobertura.xml", report.Cobertura)
		}
	})
}

func golden(t *testing.T, a *txtest.Archive, r *report.Report, name string, write func(io.Writer, *report.Report) error) {
	t.Helper()
	var out bytes.Buffer
	if err := write(&out, r); err != nil {
		t.Fatal(err)
	}
	a.Golden(t, name, out.Bytes())
}

// headers are the lines KEY: VALUE of an archive's text.
func headers(t *testing.T, text string) map[string]string {
	t.Helper()
	known := map[string]string{"now": "", "coverage": "", "mutate": "", "questions": ""}
	out := maps.Clone(known)
	for line := range strings.Lines(text) {
		if key, value, ok := strings.Cut(strings.TrimSpace(line), ": "); ok && slices.Contains(slices.Collect(maps.Keys(known)), key) {
			out[key] = value
		}
	}
	return out
}

func suite(t failer, m *schema.Model, now string) *policytest.Suite {
	t.Helper()
	at, err := time.Parse(time.RFC3339, now)
	if err != nil {
		t.Fatalf("%v", err)
	}
	s, err := policytest.New(m, at, nil)
	if err != nil {
		t.Fatalf("%v", err)
	}
	return s
}
