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
	for i := range r.Findings {
		f := &r.Findings[i]
		if f.Suppressed != nil {
			continue
		}
		at, label := "-", r.label(f)
		if !f.Range.IsZero() {
			at = r.where(f.Range)
		}
		if label != "" {
			label = " " + label
		}
		fmt.Fprintf(b, "%s: %s - %s (%s)%s\n", at, f.Severity, Escape(f.Message), f.Rule, label)
	}
	return b.Flush()
}
