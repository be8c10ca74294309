// Package text compares texts line by line. It takes two texts and gives a
// unified diff, the same for the same texts whatever the machine and its load.
package text

import (
	"fmt"
	"strings"

	"github.com/sergi/go-diff/diffmatchpatch"
)

// Unified gives the difference of two texts in the unified format, with the
// given number of unchanged lines around each change; empty where the texts are
// equal. An empty name stands for /dev/null.
func Unified(nameA, nameB, a, b string, context int) string {
	if a == b {
		return ""
	}
	var out strings.Builder
	fmt.Fprintf(&out, "--- %s\n+++ %s\n", fileName(nameA), fileName(nameB))
	for _, h := range hunks(lines(a, b), context) {
		h.write(&out)
	}
	return out.String()
}

func fileName(name string) string {
	if name == "" {
		return "/dev/null"
	}
	return name
}

// line is a line of either text; op is what the first column of a diff says of it.
type line struct {
	op   byte // ' ', '-' or '+'
	text string
}

// lines gives the lines of both texts in order, what goes before what comes.
func lines(a, b string) []line {
	d := diffmatchpatch.New()
	d.DiffTimeout = 0 // with a timeout the result would depend on the clock
	ra, rb, texts := d.DiffLinesToChars(a, b)
	var out, added []line
	flush := func() {
		out = append(out, added...)
		added = added[:0]
	}
	for _, part := range d.DiffCharsToLines(d.DiffMain(ra, rb, false), texts) {
		for _, s := range strings.SplitAfter(part.Text, "\n") {
			switch {
			case s == "":
			case part.Type == diffmatchpatch.DiffInsert:
				added = append(added, line{'+', s})
			case part.Type == diffmatchpatch.DiffDelete:
				out = append(out, line{'-', s})
			default:
				flush()
				out = append(out, line{' ', s})
			}
		}
	}
	flush()
	return out
}

// hunk is a stretch of lines with the numbers of its first ones.
type hunk struct {
	a, b  int // lines before the hunk in each text
	lines []line
}

// hunks cuts out what changed with its context; changes whose contexts meet are one.
func hunks(all []line, context int) []hunk {
	var out []hunk
	a, b := 0, 0
	last := -1 // the line up to which the open hunk reaches, its context included
	for i, l := range all {
		if l.op != ' ' {
			first := max(0, i-context)
			if last < first {
				before := i - first
				out = append(out, hunk{a: a - before, b: b - before})
			} else {
				first = last
			}
			h := &out[len(out)-1]
			h.lines = append(h.lines, all[first:i+1]...)
			last = i + 1
		} else if len(out) > 0 && i == last && trailing(all, i) < context {
			out[len(out)-1].lines = append(out[len(out)-1].lines, l)
			last = i + 1
		}
		if l.op != '+' {
			a++
		}
		if l.op != '-' {
			b++
		}
	}
	return out
}

// trailing counts the unchanged lines straight before line i.
func trailing(all []line, i int) int {
	n := 0
	for i--; i >= 0 && all[i].op == ' '; i-- {
		n++
	}
	return n
}

func (h hunk) write(out *strings.Builder) {
	a, b := 0, 0
	for _, l := range h.lines {
		if l.op != '+' {
			a++
		}
		if l.op != '-' {
			b++
		}
	}
	fmt.Fprintf(out, "@@ -%s +%s @@\n", span(h.a, a), span(h.b, b))
	for _, l := range h.lines {
		out.WriteByte(l.op)
		out.WriteString(l.text)
		if !strings.HasSuffix(l.text, "\n") {
			out.WriteString("\n\\ No newline at end of file\n")
		}
	}
}

// span is a hunk's place in one text; a stretch of no lines is named by the line before it.
func span(before, n int) string {
	switch n {
	case 0:
		return fmt.Sprintf("%d,0", before)
	case 1:
		return fmt.Sprintf("%d", before+1)
	}
	return fmt.Sprintf("%d,%d", before+1, n)
}
