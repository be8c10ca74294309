package report

import "encoding/xml"

// JUnitReport is a document in the shape of JUnit's reports, which CI systems show as tests.
type JUnitReport struct {
	XMLName  xml.Name     `xml:"testsuites"`
	Name     string       `xml:"name,attr"`
	Tests    int          `xml:"tests,attr"`
	Failures int          `xml:"failures,attr"`
	Errors   int          `xml:"errors,attr"`
	Suites   []JUnitSuite `xml:"testsuite"`
}

// JUnitSuite is a number of tests with what became of them.
type JUnitSuite struct {
	Name     string      `xml:"name,attr"`
	Tests    int         `xml:"tests,attr"`
	Failures int         `xml:"failures,attr"`
	Errors   int         `xml:"errors,attr"`
	Skipped  int         `xml:"skipped,attr"`
	Cases    []JUnitCase `xml:"testcase"`
}

// JUnitCase is one test: it passed where no outcome is set.
type JUnitCase struct {
	Name    string        `xml:"name,attr"`
	Class   string        `xml:"classname,attr"`
	Failure *JUnitOutcome `xml:"failure"`
	Error   *JUnitOutcome `xml:"error"`
	Skipped *JUnitOutcome `xml:"skipped"`
}

// JUnitOutcome is why a test did not pass.
type JUnitOutcome struct {
	Message string `xml:"message,attr"`
	Type    string `xml:"type,attr"`
	Text    string `xml:",chardata"`
}

// Add adds a test to a suite of the document and counts it in both.
func (d *JUnitReport) Add(s *JUnitSuite, c JUnitCase) {
	s.Cases = append(s.Cases, c)
	s.Tests++
	d.Tests++
	if c.Failure != nil {
		s.Failures++
		d.Failures++
	}
	if c.Error != nil {
		s.Errors++
		d.Errors++
	}
	if c.Skipped != nil {
		s.Skipped++
	}
}
