package report

import (
	"encoding/xml"
	"io"
	"strings"

	"github.com/rolecall/rolecall/schema"
)

// JUnit writes findings as failed tests, a suite a file; infos are skipped
// tests, which leave a pipeline green. Where there is nothing to tell one test
// passes, since viewers take a report without tests for a broken one.
func JUnit(w io.Writer, r *Report) error {
	doc := junitReport{Name: "rolecall"}
	at := map[string]int{}
	names := unique{}
	for _, f := range r.shown() {
		name := r.fileName(f.Range.File)
		i, ok := at[name]
		if !ok {
			i = len(doc.Suites)
			at[name] = i
			doc.Suites = append(doc.Suites, junitSuite{Name: name})
		}
		c := r.junitCase(f)
		c.Name = names.name(c.Name, " (%d)")
		doc.add(&doc.Suites[i], c)
	}
	if len(doc.Suites) == 0 {
		doc.Suites = append(doc.Suites, junitSuite{Name: "rolecall"})
		doc.add(&doc.Suites[0], junitCase{Name: "no findings", Class: "rolecall"})
	}
	return encodeXML(w, doc)
}

type junitReport struct {
	XMLName  xml.Name     `xml:"testsuites"`
	Name     string       `xml:"name,attr"`
	Tests    int          `xml:"tests,attr"`
	Failures int          `xml:"failures,attr"`
	Errors   int          `xml:"errors,attr"`
	Suites   []junitSuite `xml:"testsuite"`
}

type junitSuite struct {
	Name     string      `xml:"name,attr"`
	Tests    int         `xml:"tests,attr"`
	Failures int         `xml:"failures,attr"`
	Errors   int         `xml:"errors,attr"`
	Skipped  int         `xml:"skipped,attr"`
	Cases    []junitCase `xml:"testcase"`
}

type junitCase struct {
	Name    string        `xml:"name,attr"`
	Class   string        `xml:"classname,attr"`
	Failure *junitOutcome `xml:"failure"`
	Skipped *junitOutcome `xml:"skipped"`
}

type junitOutcome struct {
	Message string `xml:"message,attr"`
	Type    string `xml:"type,attr"`
	Text    string `xml:",chardata"`
}

func (d *junitReport) add(s *junitSuite, c junitCase) {
	s.Cases = append(s.Cases, c)
	s.Tests++
	d.Tests++
	if c.Failure != nil {
		s.Failures++
		d.Failures++
	}
	if c.Skipped != nil {
		s.Skipped++
	}
}

func (r *Report) junitCase(f *schema.Finding) junitCase {
	c := junitCase{
		Name:  strings.TrimSpace(f.Rule + " " + f.Name + " " + r.where(f.Range)),
		Class: r.fileName(f.Range.File),
	}
	outcome := &junitOutcome{Message: r.message(f), Type: f.Severity.String(), Text: strings.Join(helpLines(f), "\n")}
	if f.Severity == schema.Info {
		c.Skipped = outcome
	} else {
		c.Failure = outcome
	}
	return c
}
