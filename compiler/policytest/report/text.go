package report

import (
	"bufio"
	"fmt"
	"io"

	"github.com/rolecall/rolecall/compiler/policytest"
	findings "github.com/rolecall/rolecall/lint/report"
	"github.com/rolecall/rolecall/schema"
)

// Text writes for people: each failure with the line that expects something else
// and the lines that are the cause, then what each target came to.
func Text(w io.Writer, r *Report) error {
	if err := findings.Excerpts(w, r.failures()); err != nil {
		return err
	}
	b := bufio.NewWriter(w)
	for _, result := range r.Results {
		r.target(b, result)
	}
	if r.Coverage {
		r.coverage(b)
	}
	r.mutation(b)
	return b.Flush()
}

// target writes one line about a target.
func (r *Report) target(b *bufio.Writer, result *policytest.Result) {
	checks := 0
	for i := range result.Tests {
		checks += result.Tests[i].Checks
	}
	failed := result.Failed()
	word, count := "ok", counted(len(result.Tests), "test passed", "tests passed")
	switch {
	case len(result.Tests) == 0:
		fmt.Fprintf(b, "none    %s  no tests\n", findings.Escape(result.Target.Name))
		return
	case failed > 0:
		word, count = "failed", fmt.Sprintf("%d of %s failed", failed, counted(len(result.Tests), "test", "tests"))
	}
	fmt.Fprintf(b, "%-6s  %s  %s, %s\n", word, findings.Escape(result.Target.Name), count, counted(checks, "question", "questions"))
}

func counted(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

// failures are the failures as findings, which are shown in one way everywhere.
func (r *Report) failures() *findings.Report {
	out := &findings.Report{Sources: r.Sources, Base: r.Base, Color: r.Color, Width: r.Width}
	for _, result := range r.Results {
		out.Targets = append(out.Targets, result.Target.Name)
		for i := range result.Tests {
			out.Findings = append(out.Findings, failuresOf(result, &result.Tests[i])...)
		}
	}
	return out
}

// failuresOf makes one finding of the failures of a test that have one cause.
func failuresOf(result *policytest.Result, t *policytest.TestResult) []schema.Finding {
	var out []schema.Finding
	for _, group := range alike(t.Failures) {
		first := group[0]
		f := schema.Finding{
			Name: title(t.Test), Severity: schema.Error, Target: result.Target.Name,
			Range: first.Check.Item.Name.Range, Help: first.Help,
			Message: fmt.Sprintf("%s for %q: %s", asked(group), first.Check.Request.Principal, first.Message),
		}
		if f.Range.IsZero() {
			f.Range = first.Check.Expect.Decl.Range
		}
		for _, l := range first.Links {
			f.Related = append(f.Related, schema.Related{Message: l.What, Range: l.Range})
		}
		out = append(out, f)
	}
	return out
}

// title is a test in a message: its label, and the key of an instance behind it.
func title(t *schema.Test) string {
	if t.Decl.Keyed {
		return fmt.Sprintf("test %q [%q]", t.Decl.Label.Value, t.Decl.Key)
	}
	return fmt.Sprintf("test %q", t.Decl.Label.Value)
}

// mutation writes which mutants were noticed, and each that was not.
func (r *Report) mutation(b *bufio.Writer) {
	for _, result := range r.Results {
		m := result.Mutation
		if m == nil {
			continue
		}
		fmt.Fprintf(b, "mutants  %s  %d of %s noticed", findings.Escape(result.Target.Name), m.Noticed, counted(m.Mutants-m.Equivalent, "change", "changes"))
		if m.Equivalent > 0 {
			fmt.Fprintf(b, ", %d more give the same access", m.Equivalent)
		}
		fmt.Fprintln(b)
		for i := range m.Survived {
			s := &m.Survived[i]
			fmt.Fprintf(b, "  %s  %s %s\n", r.where(s.Range), findings.Escape(s.Address), findings.Escape(s.Message))
		}
	}
}
