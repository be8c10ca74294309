package report

import (
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/rolecall/rolecall/compiler/query"
)

// What a page can take. What is beyond is said to be left out.
const (
	mostLines       = 200
	mostColumns     = 40
	markdownColumns = 24
)

// MatrixText writes the matrices for a terminal that is width cells wide: where the
// names of columns do not fit, numbers stand for them, and where those do not fit
// either, columns are left out, which is said.
func MatrixText(w io.Writer, all []MatrixOf, width int, color bool) error {
	var b strings.Builder
	for i, m := range all {
		if i > 0 {
			b.WriteByte('\n')
		}
		t := &grid{Builder: &b, painter: painter(color), m: m.Matrix, width: width}
		fmt.Fprintf(&b, "%s (%s)\n%s\n\n", t.in(bold, fmt.Sprintf("%ss by %ss", m.Matrix.Rows, m.Columns)), target(m.Ground), legend(m.Matrix))
		t.write()
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// grid is a matrix on a terminal.
type grid struct {
	*strings.Builder
	painter
	m       *query.Matrix
	width   int
	names   int   // the width of the first column
	widths  []int // of the others
	numbers bool  // stand for the names of columns
}

func (t *grid) write() {
	if len(t.m.Lines) == 0 || len(t.m.Heads) == 0 {
		t.WriteString("nothing to show\n")
		return
	}
	lines := t.m.Lines[:min(len(t.m.Lines), mostLines)]
	shown := t.fit(lines)
	t.head(shown)
	for i := range lines {
		t.line(&lines[i], shown)
	}
	if n := len(t.m.Lines) - len(lines); n > 0 {
		fmt.Fprintf(t, "\n%s left out: --only shows those of a name\n", count(n, "more "+t.m.Rows+" is", "more "+t.m.Rows+"s are"))
	}
	if n := len(t.m.Heads) - shown; n > 0 {
		fmt.Fprintf(t, "\n%s left out: %s shows some, --format csv all\n", count(n, "column is", "columns are"), map[bool]string{true: "--privilege", false: "--scope"}[t.m.Columns == "privilege"])
	}
	if t.numbers {
		t.WriteByte('\n')
		for i, head := range t.m.Heads[:shown] {
			fmt.Fprintf(t, "%4d  %s\n", i+1, name(head))
		}
	}
}

const gap = 2

// fit decides how wide columns are and how many there are.
func (t *grid) fit(lines []query.MatrixRow) int {
	for i := range lines {
		t.names = max(t.names, utf8.RuneCountInString(name(lines[i].Name)))
	}
	t.names = min(t.names, 32)
	need := make([]int, len(t.m.Heads))
	for i := range lines {
		for j := range lines[i].Cells {
			c := &lines[i].Cells[j]
			need[c.Column] = max(need[c.Column], len(letters(t.m, c)))
		}
	}
	room := t.width
	if room == 0 {
		room = 120
	}
	for _, numbers := range []bool{false, true} {
		t.numbers, t.widths = numbers, make([]int, len(need))
		used := t.names
		shown := 0
		for i := range need {
			head := utf8.RuneCountInString(name(t.m.Heads[i]))
			if numbers {
				head = len(fmt.Sprint(i + 1))
			}
			t.widths[i] = max(need[i], head)
			used += gap + t.widths[i]
			if used > room && shown > 0 || shown == mostColumns {
				break
			}
			shown++
		}
		if shown == len(need) || numbers {
			return shown
		}
	}
	panic("query/report: numbers are the last resort")
}

func (t *grid) head(shown int) {
	line := strings.Repeat(" ", t.names)
	for i, head := range t.m.Heads[:shown] {
		text := name(head)
		if t.numbers {
			text = fmt.Sprint(i + 1)
		}
		line += strings.Repeat(" ", gap) + pad(text, t.widths[i])
	}
	t.WriteString(t.in(bold, strings.TrimRight(line, " ")) + "\n")
}

func (t *grid) line(row *query.MatrixRow, shown int) {
	cells := make([]string, shown)
	for i := range row.Cells {
		if c := &row.Cells[i]; c.Column < shown {
			cells[c.Column] = letters(t.m, c)
		}
	}
	t.WriteString(pad(clip(name(row.Name), t.names), t.names))
	for i, text := range cells {
		if text == "" {
			text = "·"
		}
		style := ""
		switch {
		case strings.ContainsAny(text, "a") && t.m.Columns == "scope":
			style = red
		case strings.Contains(text, "("):
			style = yellow
		}
		t.WriteString(strings.Repeat(" ", gap))
		padded := pad(text, t.widths[i])
		if i == shown-1 {
			padded = text
		}
		if style != "" {
			padded = t.in(style, padded)
		}
		t.WriteString(padded)
	}
	t.WriteByte('\n')
}

func pad(s string, width int) string {
	return s + strings.Repeat(" ", max(0, width-utf8.RuneCountInString(s)))
}

func clip(s string, width int) string {
	if utf8.RuneCountInString(s) <= width {
		return s
	}
	return string([]rune(s)[:width-1]) + "…"
}
