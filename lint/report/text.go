package report

import (
	"bufio"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/rolecall/rolecall/schema"
)

// Text writes findings for people: what is so, where it stands with the line
// of the source, what to write instead, and a count at the end. Suppressed
// findings are only counted.
func Text(w io.Writer, r *Report) error {
	t := newTextWriter(w, r)
	t.findings()
	fmt.Fprintln(t, summarize(r.Findings))
	return t.Flush()
}

// Excerpts writes findings as [Text] does, without the count: for commands that
// tell of findings on the way to something else.
func Excerpts(w io.Writer, r *Report) error {
	t := newTextWriter(w, r)
	t.findings()
	return t.Flush()
}

func newTextWriter(w io.Writer, r *Report) *textWriter {
	t := &textWriter{Writer: bufio.NewWriter(w), report: r}
	if r.Color {
		t.style = colours
	}
	return t
}

func (t *textWriter) findings() {
	for i := range t.report.Findings {
		if f := &t.report.Findings[i]; f.Suppressed == nil {
			t.finding(f)
		}
	}
}

type textWriter struct {
	*bufio.Writer
	report *Report
	style  [infoStyle + 1]string
}

// style is a role that text plays; without colours it plays none.
type style int

const (
	plain style = iota
	bold
	faint
	mark
	errorStyle
	warningStyle
	infoStyle
)

var colours = [...]string{
	bold:         "\x1b[1m",
	faint:        "\x1b[34m",
	mark:         "\x1b[36m",
	errorStyle:   "\x1b[1;31m",
	warningStyle: "\x1b[1;33m",
	infoStyle:    "\x1b[1;36m",
}

func (t *textWriter) in(s style, text string) string {
	if on := t.style[s]; on != "" && text != "" {
		return on + text + "\x1b[0m"
	}
	return text
}

func severityStyle(s schema.Severity) style {
	switch s {
	case schema.Error:
		return errorStyle
	case schema.Warning:
		return warningStyle
	case schema.Info:
		return infoStyle
	}
	return plain
}

func (t *textWriter) finding(f *schema.Finding) {
	as := severityStyle(f.Severity)
	title := strings.TrimSpace(f.Rule + " " + f.Name)
	fmt.Fprintf(t, "%s: %s\n", t.in(as, f.Severity.String()+" "+title), t.in(bold, Escape(f.Message)))

	// The gutter is as wide as the widest line number that is shown.
	gutter := len(strconv.Itoa(f.Range.Start.Line))
	for _, r := range f.Related {
		gutter = max(gutter, len(strconv.Itoa(r.Range.Start.Line)))
	}
	pad := strings.Repeat(" ", gutter)
	t.place(pad, "-->", f.Range, t.report.label(f), as, "^")
	for _, r := range f.Related {
		t.place(pad, ":::", r.Range, Escape(r.Message), faint, "-")
	}
	if f.Help != "" {
		t.help(pad, f.Help)
	}
	t.WriteByte('\n')
}

// place writes where something stands, its line of the source and the mark beneath.
func (t *textWriter) place(pad, arrow string, at schema.Range, note string, as style, with string) {
	where := t.report.where(at)
	if note != "" {
		where = strings.TrimSpace(where + " " + note)
	}
	if where == "" {
		return
	}
	fmt.Fprintf(t, "%s%s %s\n", pad, t.in(faint, arrow), where)
	cells := 0
	if t.report.Width > 0 {
		cells = t.report.Width - len(pad) - len(" | ")
	}
	e, ok := newExcerpt(t.report.Sources[at.File], at, cells)
	if !ok {
		return
	}
	bar := t.in(faint, "|")
	fmt.Fprintf(t, "%s %s\n", pad, bar)
	line := fmt.Sprintf("%*d", len(pad), at.Start.Line)
	fmt.Fprintf(t, "%s %s\n", t.in(faint, line), strings.TrimRight(bar+" "+e.text, " "))
	fmt.Fprintf(t, "%s %s %s%s\n", pad, bar, strings.Repeat(" ", e.start), t.in(as, strings.Repeat(with, e.span)))
}

// help writes advice; its further lines stand under the first.
func (t *textWriter) help(pad, text string) {
	for i, line := range strings.Split(text, "\n") {
		if i == 0 {
			fmt.Fprintf(t, "%s %s %s %s\n", pad, t.in(faint, "="), t.in(mark, "help:"), Escape(line))
			continue
		}
		fmt.Fprintf(t, "%s         %s\n", pad, Escape(line))
	}
}
