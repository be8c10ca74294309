package report

import (
	"encoding/csv"
	"encoding/json"
	"io"
	"strings"

	"github.com/rolecall/rolecall/bundle"
	"github.com/rolecall/rolecall/compiler/query"
)

// MatrixFormat marks the document that MatrixJSON writes.
const MatrixFormat = "rolecall.matrix/v1"

// MatrixOf is the matrix of one target.
type MatrixOf struct {
	Ground *query.Ground
	*query.Matrix
}

// MatrixJSON writes all of the matrices.
func MatrixJSON(w io.Writer, all []MatrixOf) error {
	type document struct {
		Target bundle.Target `json:"target"`
		*query.Matrix
	}
	targets := make([]document, len(all))
	for i, m := range all {
		targets[i] = document{m.Ground.Target, m.Matrix}
	}
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	if len(targets) == 1 {
		return enc.Encode(struct {
			Format string `json:"format"`
			document
		}{MatrixFormat, targets[0]})
	}
	return enc.Encode(struct {
		Format  string     `json:"format"`
		Targets []document `json:"targets"`
	}{MatrixFormat, targets})
}

// MatrixCSV writes all of the matrices, a line a row, for spreadsheets.
func MatrixCSV(w io.Writer, all []MatrixOf) error {
	c := csv.NewWriter(w)
	for i, m := range all {
		if i > 0 {
			if err := c.Write([]string{""}); err != nil {
				return err
			}
		}
		if err := c.Write(cellsOf(append([]string{m.Matrix.Rows}, m.Heads...))); err != nil {
			return err
		}
		for _, row := range m.Lines {
			line := make([]string, len(m.Heads)+1)
			line[0] = row.Name
			for j := range row.Cells {
				line[row.Cells[j].Column+1] = letters(m.Matrix, &row.Cells[j])
			}
			if err := c.Write(cellsOf(line)); err != nil {
				return err
			}
		}
	}
	c.Flush()
	return c.Error()
}

func cellsOf(line []string) []string {
	for i := range line {
		line[i] = Cell(line[i])
	}
	return line
}

// letters are the marks of a cell: their first letters, those under a condition in brackets.
func letters(m *query.Matrix, c *query.Cell) string {
	short := func(marks []string) string {
		var b strings.Builder
		for _, mark := range marks {
			b.WriteByte(mark[0])
		}
		return b.String()
	}
	s := short(c.Marks)
	if len(c.Conditional) > 0 {
		s += "(" + short(c.Conditional) + ")"
	}
	return s
}

// legend says what the letters mean.
func legend(m *query.Matrix) string {
	var words []string
	for _, mark := range m.Marks() {
		words = append(words, mark[:1]+" "+mark)
	}
	return strings.Join(words, ", ") + ", (…) under a condition"
}
