package report

import (
	"bufio"
	"fmt"
	"io"
)

// Compact writes a line a finding, in the shape that editors and CI matchers
// read: path:line:col: severity - message (RULE). Suppressed findings are left out.
func Compact(w io.Writer, r *Report) error {
	b := bufio.NewWriter(w)
	for _, e := range r.entries() {
		if e.Suppressed != nil {
			continue
		}
		at, label := "-", r.label(e)
		if !e.Range.IsZero() {
			at = Escape(e.Range.String())
		}
		if label != "" {
			label = " " + label
		}
		fmt.Fprintf(b, "%s: %s - %s (%s)%s\n", at, e.Severity, Escape(e.Message), e.Rule, label)
	}
	return b.Flush()
}
