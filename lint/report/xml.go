package report

import (
	"encoding/xml"
	"io"
)

// EncodeXML writes a document as all formats write XML, behind a document type
// where there is one. What XML 1.0 cannot hold, not even escaped, becomes U+FFFD.
func EncodeXML(w io.Writer, doctype string, doc any) error {
	if _, err := io.WriteString(w, xml.Header+doctype); err != nil {
		return err
	}
	enc := xml.NewEncoder(w)
	enc.Indent("", "  ")
	if err := enc.Encode(doc); err != nil {
		return err
	}
	_, err := io.WriteString(w, "\n")
	return err
}

// nowhere is the file that findings without a place are grouped under.
const nowhere = "-"

// fileName is the file of a finding, safe to show.
func (r *Report) fileName(file string) string {
	if file == "" {
		return nowhere
	}
	return Escape(r.path(file))
}
