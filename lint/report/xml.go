package report

import (
	"encoding/xml"
	"io"
)

// encodeXML writes a document as all formats write XML. What XML 1.0 cannot
// hold, not even escaped, becomes U+FFFD.
func encodeXML(w io.Writer, doc any) error {
	if _, err := io.WriteString(w, xml.Header); err != nil {
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
