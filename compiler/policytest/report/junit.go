package report

import (
	"fmt"
	"io"
	"path"
	"strings"

	"github.com/rolecall/rolecall/compiler/policytest"
	findings "github.com/rolecall/rolecall/lint/report"
)

// JUnit writes tests in the shape that CI systems read: a suite a target, the
// file as the class. Where there is no test one passes, since viewers take a report
// without tests for a broken one.
func JUnit(w io.Writer, r *Report) error {
	doc := findings.JUnitReport{Name: "rolecall test"}
	for _, result := range r.Results {
		suite := findings.JUnitSuite{Name: findings.Escape(result.Target.Name)}
		for i := range result.Tests {
			doc.Add(&suite, r.junitCase(result, &result.Tests[i]))
		}
		if len(suite.Cases) > 0 {
			doc.Suites = append(doc.Suites, suite)
		}
	}
	if len(doc.Suites) == 0 {
		suite := findings.JUnitSuite{Name: "rolecall"}
		doc.Add(&suite, findings.JUnitCase{Name: "no tests", Class: "rolecall"})
		doc.Suites = append(doc.Suites, suite)
	}
	return findings.EncodeXML(w, "", doc)
}

func (r *Report) junitCase(result *policytest.Result, t *policytest.TestResult) findings.JUnitCase {
	at := t.Test.Decl.Range
	c := findings.JUnitCase{Name: findings.Escape(t.Test.Name()), Class: findings.Escape(path.Join(r.Base, at.File))}
	if t.Passed() {
		return c
	}
	var lines []string
	for _, f := range failuresOf(result, t) {
		lines = append(lines, fmt.Sprintf("%s: %s", r.where(f.Range), findings.Escape(f.Message)))
		for _, rel := range f.Related {
			lines = append(lines, fmt.Sprintf("  %s: %s", r.where(rel.Range), findings.Escape(rel.Message)))
		}
		lines = append(lines, "  help: "+findings.Escape(f.Help))
	}
	first := failuresOf(result, t)[0]
	c.Failure = &findings.JUnitOutcome{Message: findings.Escape(first.Message), Type: "failure", Text: strings.Join(lines, "\n")}
	return c
}
