package report

import (
	"io"
	"strings"

	"github.com/rolecall/rolecall/schema"
)

// JUnit writes findings as failed tests, a suite a file; infos are skipped
// tests, which leave a pipeline green. Where there is nothing to tell one test
// passes, since viewers take a report without tests for a broken one.
func JUnit(w io.Writer, r *Report) error {
	doc := JUnitReport{Name: "rolecall"}
	at := map[string]int{}
	names := unique{}
	for _, f := range r.shown() {
		name := r.fileName(f.Range.File)
		i, ok := at[name]
		if !ok {
			i = len(doc.Suites)
			at[name] = i
			doc.Suites = append(doc.Suites, JUnitSuite{Name: name})
		}
		c := r.junitCase(f)
		c.Name = names.name(c.Name, " (%d)")
		doc.Add(&doc.Suites[i], c)
	}
	if len(r.Failed) > 0 {
		s := JUnitSuite{Name: "rolecall"}
		for _, text := range r.Failed {
			doc.Add(&s, JUnitCase{Name: names.name("a rule failed", " (%d)"), Class: "rolecall", Error: &JUnitOutcome{Message: text, Type: "error"}})
		}
		doc.Suites = append(doc.Suites, s)
	}
	if len(doc.Suites) == 0 {
		doc.Suites = append(doc.Suites, JUnitSuite{Name: "rolecall"})
		doc.Add(&doc.Suites[0], JUnitCase{Name: "no findings", Class: "rolecall"})
	}
	return EncodeXML(w, "", doc)
}

func (r *Report) junitCase(f *schema.Finding) JUnitCase {
	c := JUnitCase{
		Name:  strings.TrimSpace(f.Rule + " " + f.Name + " " + r.where(f.Range)),
		Class: r.fileName(f.Range.File),
	}
	outcome := &JUnitOutcome{Message: r.message(f), Type: f.Severity.String(), Text: strings.Join(helpLines(f), "\n")}
	if f.Severity == schema.Info {
		c.Skipped = outcome
	} else {
		c.Failure = outcome
	}
	return c
}
