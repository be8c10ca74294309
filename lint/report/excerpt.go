package report

import (
	"bytes"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/width"

	"github.com/rolecall/rolecall/schema"
)

// excerpt is a line of the source as it is shown, and the cells under which a
// range is marked.
type excerpt struct {
	text        string
	start, span int
}

// longest is how many cells of a line are shown where the terminal says nothing.
const longest = 160

// newExcerpt shows the first line of at. ok is false where the source does not
// have that place.
func newExcerpt(source []byte, at schema.Range, cells int) (e excerpt, ok bool) {
	if source == nil || at.IsZero() || at.Start.Byte < 0 || at.Start.Byte > len(source) {
		return excerpt{}, false
	}
	begin := bytes.LastIndexByte(source[:at.Start.Byte], '\n') + 1
	end := len(source)
	if i := bytes.IndexByte(source[at.Start.Byte:], '\n'); i >= 0 {
		end = at.Start.Byte + i
	}
	if begin == 0 && at.Start.Byte >= 3 {
		begin += len(source[:3]) - len(bytes.TrimPrefix(source[:3], []byte("\ufeff")))
	}
	line := layOut(strings.TrimSuffix(string(source[begin:end]), "\r"))
	from := line.cell(at.Start.Byte - begin)
	to := line.cell(min(at.End.Byte, end) - begin)
	if cells <= 0 {
		cells = longest
	}
	return line.window(from, max(to, from+1), max(cells, 20)), true
}

// laidOut is a line in cells: pieces are what is printed for each character of the source.
type laidOut struct {
	pieces []piece
}

type piece struct {
	text   string
	offset int // byte in the source line
	cell   int // where it begins
	wide   int
}

const tabStop = 4

// layOut expands tabs, escapes what must not reach a terminal and measures the rest.
func layOut(s string) laidOut {
	var l laidOut
	cell := 0
	for i := 0; i < len(s); {
		r, size := utf8.DecodeRuneInString(s[i:])
		p := piece{offset: i, cell: cell}
		switch {
		case r == '\t':
			p.wide = tabStop - cell%tabStop
			p.text = strings.Repeat(" ", p.wide)
		default:
			p.text = escapeRune(r, s[i:i+size])
			p.wide = len(p.text)
			if p.text == s[i:i+size] {
				p.wide = runeWidth(r)
			}
		}
		l.pieces = append(l.pieces, p)
		cell += p.wide
		i += size
	}
	return l
}

// runeWidth is how many cells a printable character takes.
func runeWidth(r rune) int {
	if r < 0x80 {
		return 1
	}
	if unicode.In(r, unicode.Mn, unicode.Me) {
		return 0
	}
	switch width.LookupRune(r).Kind() {
	case width.EastAsianWide, width.EastAsianFullwidth:
		return 2
	}
	return 1
}

// cell is where the character at a byte offset begins; the end of the line for any offset behind it.
func (l laidOut) cell(offset int) int {
	end := 0
	for _, p := range l.pieces {
		if p.offset >= offset {
			return p.cell
		}
		end = p.cell + p.wide
	}
	return end
}

// window cuts the line to a number of cells around the marked ones.
func (l laidOut) window(from, to, cells int) excerpt {
	total := 0
	if n := len(l.pieces); n > 0 {
		total = l.pieces[n-1].cell + l.pieces[n-1].wide
	}
	if total <= cells {
		return excerpt{text: l.text(0, total), start: from, span: to - from}
	}
	first := max(0, min(from-cells/4, total-cells+2))
	last := min(total, first+cells-2)
	e := excerpt{text: l.text(first, last), start: from - first, span: max(1, min(to, last)-from)}
	if first > 0 {
		e.text, e.start = "…"+e.text, e.start+1
	}
	if last < total {
		e.text += "…"
	}
	return e
}

// text prints the pieces that lie within the cells; a character cut in two is a blank.
func (l laidOut) text(first, last int) string {
	var b strings.Builder
	for _, p := range l.pieces {
		switch {
		case p.cell >= last:
			return b.String()
		case p.cell >= first && p.cell+p.wide <= last:
			b.WriteString(p.text)
		case p.cell+p.wide > first:
			b.WriteString(strings.Repeat(" ", min(p.cell+p.wide, last)-max(p.cell, first)))
		}
	}
	return b.String()
}
