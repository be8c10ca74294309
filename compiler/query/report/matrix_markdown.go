package report

import (
	"fmt"
	"io"
	"strings"

	findings "github.com/rolecall/rolecall/lint/report"
)

// MatrixMarkdown writes the matrices as tables.
func MatrixMarkdown(w io.Writer, all []MatrixOf) error {
	var b strings.Builder
	for i, m := range all {
		if i > 0 {
			b.WriteByte('\n')
		}
		fmt.Fprintf(&b, "**%ss by %ss** (%s)\n\n", m.Matrix.Rows, m.Columns, findings.EscapeMarkdown(target(m.Ground)))
		shown := min(len(m.Heads), markdownColumns)
		fmt.Fprintf(&b, "| %s |", m.Matrix.Rows)
		for _, head := range m.Heads[:shown] {
			fmt.Fprintf(&b, " %s |", findings.EscapeMarkdown(name(head)))
		}
		fmt.Fprintf(&b, "\n|%s\n", strings.Repeat("---|", shown+1))
		lines := m.Lines[:min(len(m.Lines), mostLines)]
		for _, row := range lines {
			cells := make([]string, shown)
			for j := range row.Cells {
				if c := &row.Cells[j]; c.Column < shown {
					cells[c.Column] = letters(m.Matrix, c)
				}
			}
			fmt.Fprintf(&b, "| %s | %s |\n", findings.EscapeMarkdown(name(row.Name)), strings.Join(cells, " | "))
		}
		fmt.Fprintf(&b, "\n%s\n", legend(m.Matrix))
		if n := len(m.Heads) - shown; n > 0 {
			fmt.Fprintf(&b, "\n%s left out.\n", count(n, "column is", "columns are"))
		}
		if n := len(m.Lines) - len(lines); n > 0 {
			fmt.Fprintf(&b, "\n%s left out.\n", count(n, "row is", "rows are"))
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}
