package report

import (
	"bufio"
	"fmt"
	"io"
	"strings"

	findings "github.com/rolecall/rolecall/lint/report"
)

// Text writes results for people: the verdict, what is risky, what changes, and
// what is not known.
func Text(w io.Writer, r *Report) error {
	t := &textWriter{Writer: bufio.NewWriter(w), color: r.Color}
	first := true
	tell := func(o *outline) {
		if !first {
			t.WriteByte('\n')
		}
		first = false
		t.outline(o)
	}
	if o := overview(r); o != nil {
		tell(o)
	}
	for _, result := range r.Results {
		tell(newOutline(result))
	}
	t.sections(closing(r))
	for i, line := range footer(r) {
		if i == 0 {
			t.WriteByte('\n')
		}
		fmt.Fprintln(t, t.in(faint, t.line(line)))
	}
	return t.Flush()
}

type textWriter struct {
	*bufio.Writer
	color bool
}

const (
	bold   = "\x1b[1m"
	faint  = "\x1b[34m"
	red    = "\x1b[31m"
	green  = "\x1b[32m"
	yellow = "\x1b[33m"
	cyan   = "\x1b[36m"
)

// markColours are the colours of marks; those that are not here have none.
var markColours = map[mark]string{added: green, removed: red, changed: yellow, moved: cyan, danger: bold + red, fine: green}

func (t *textWriter) in(style, text string) string {
	if !t.color || style == "" || text == "" {
		return text
	}
	return style + text + "\x1b[0m"
}

func (t *textWriter) outline(o *outline) {
	style := bold
	switch {
	case o.failed:
		style = bold + red
	case o.empty:
		style = green
	}
	fmt.Fprintf(t, "%s: %s\n", t.in(bold, t.line(o.title)), t.in(style, o.verdict+t.line(o.named)))
	t.sections(o.sections)
	if o.covers != nil {
		fmt.Fprintf(t, "\n%s\n", t.in(faint, "the state covers "+strings.Join(o.covers, ", ")))
	}
}

func (t *textWriter) sections(sections []section) {
	for _, s := range sections {
		about := ""
		if s.about != "" {
			about = " " + t.in(faint, "("+s.about+")")
		}
		fmt.Fprintf(t, "\n%s%s\n", t.in(bold, s.title), about)
		for i := range s.items {
			t.item("  ", &s.items[i])
		}
	}
}

func (t *textWriter) item(indent string, it *item) {
	place := ""
	if it.place != "" {
		place = "  " + t.in(faint, findings.Escape(it.place))
	}
	fmt.Fprintf(t, "%s%s %s%s\n", indent, t.in(markColours[it.mark], string(it.mark)), t.line(it.spans), place)
	for i := range it.items {
		t.item(indent+"    ", &it.items[i])
	}
}

func (t *textWriter) line(spans []span) string {
	line := ""
	for _, s := range spans {
		switch s.kind {
		case words:
			line += s.text
		case name:
			line += findings.Name(s.text)
		case scope:
			database, collection, _ := strings.Cut(s.text, "\x00")
			line += findings.Name(database) + "." + findings.Name(collection)
		case address, sentence:
			line += findings.Escape(s.text)
		case emphasis:
			line += t.in(bold, findings.Escape(s.text))
		}
	}
	return line
}
