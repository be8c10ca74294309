package report

import (
	"encoding/csv"
	"io"
	"strings"
)

// columns are those of the CSV. What stands after source is empty for most.
var columns = []string{"principal", "role", "privilege", "database", "collection", "condition", "via", "source", "project", "target"}

// CSV writes the rows of all lists with a head, for spreadsheets. A cell that a
// spreadsheet would take for a formula gets an apostrophe before it, and control
// characters are escaped.
func CSV(w io.Writer, r *Report) error {
	c := csv.NewWriter(w)
	if err := c.Write(columns); err != nil {
		return err
	}
	cells := make([]string, len(columns))
	for i := range r.Lists {
		l := &r.Lists[i]
		for row := range l.Rows {
			copy(cells, []string{row.Principal, row.Role, row.Privilege, row.Database, row.Collection, row.Condition, strings.Join(row.Via, " > "), row.Source, row.Project, l.Ground.Target.Name})
			for i := range cells {
				cells[i] = Cell(cells[i])
			}
			if err := c.Write(cells); err != nil {
				return err
			}
		}
	}
	c.Flush()
	return c.Error()
}

// Cell is text as a spreadsheet may see it: no formula, no control characters.
func Cell(s string) string {
	if s == "" {
		return s
	}
	if strings.IndexByte("=+-@\t\r", s[0]) >= 0 || strings.HasPrefix(s, "＝") || strings.HasPrefix(s, "＋") || strings.HasPrefix(s, "－") || strings.HasPrefix(s, "＠") {
		s = "'" + s
	}
	return plain(s)
}
