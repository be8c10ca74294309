package report

import (
	"encoding/xml"
	"io"

	"github.com/rolecall/rolecall/schema"
)

// Checkstyle writes findings by file, in the shape of Checkstyle's reports.
// Those without a place stand under a file of their own.
func Checkstyle(w io.Writer, r *Report) error {
	doc := checkstyleReport{Version: "10.0"} // whose report it is like
	at := map[string]int{}
	for _, f := range r.shown() {
		name := r.fileName(f.Range.File)
		i, ok := at[name]
		if !ok {
			i = len(doc.Files)
			at[name] = i
			doc.Files = append(doc.Files, checkstyleFile{Name: name})
		}
		doc.Files[i].Errors = append(doc.Files[i].Errors, r.checkstyleError(f))
	}
	return EncodeXML(w, "", doc)
}

type checkstyleReport struct {
	XMLName xml.Name         `xml:"checkstyle"`
	Version string           `xml:"version,attr"`
	Files   []checkstyleFile `xml:"file"`
}

type checkstyleFile struct {
	Name   string            `xml:"name,attr"`
	Errors []checkstyleError `xml:"error"`
}

// checkstyleError has no line and column, which count from 1, where there is none.
type checkstyleError struct {
	Line     int    `xml:"line,attr,omitempty"`
	Column   int    `xml:"column,attr,omitempty"`
	Severity string `xml:"severity,attr"`
	Message  string `xml:"message,attr"`
	Source   string `xml:"source,attr"`
}

func (r *Report) checkstyleError(f *schema.Finding) checkstyleError {
	e := checkstyleError{Severity: f.Severity.String(), Message: r.message(f), Source: f.Rule}
	if f.Range.Start.Line > 0 {
		e.Line, e.Column = f.Range.Start.Line, r.utf16Column(f.Range.File, f.Range.Start)
	}
	return e
}
