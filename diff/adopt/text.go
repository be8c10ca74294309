package adopt

import (
	"bytes"
	"fmt"
	"strings"
	"unicode"
)

// page is the text of one file in the making. Blocks and attributes stand one
// below the other; their alignment is the formatter's.
type page struct {
	text  []byte
	depth int
}

// width is how long a line with a list may be before each element has a line of its own.
const width = 110

func (p *page) line(format string, args ...any) {
	for range p.depth {
		p.text = append(p.text, "  "...)
	}
	p.text = append(fmt.Appendf(p.text, format, args...), '\n')
}

// comment writes what may span several lines.
func (p *page) comment(format string, args ...any) {
	for line := range strings.SplitSeq(fmt.Sprintf(format, args...), "\n") {
		p.line("# %s", line)
	}
}

// block writes a block; an empty one on one line.
func (p *page) block(header string, body func()) {
	p.line("%s {", header)
	from := len(p.text)
	p.depth++
	body()
	p.depth--
	if len(p.text) == from {
		p.text = append(p.text[:from-1], "}\n"...)
		return
	}
	p.line("}")
}

// space separates what follows from what stands before.
func (p *page) space() {
	if len(p.text) > 0 && !bytes.HasSuffix(p.text, []byte("{\n")) {
		p.text = append(p.text, '\n')
	}
}

func (p *page) attr(name, value string) { p.line("%s = %s", name, value) }

// list writes a list of expressions; with single set one element stands without brackets.
func (p *page) list(name string, elements []string, single bool) {
	if single && len(elements) == 1 {
		p.attr(name, elements[0])
		return
	}
	length := 2*p.depth + len(name) + len(" = []")
	for _, e := range elements {
		length += len(e) + len(", ")
	}
	if length <= width {
		p.attr(name, "["+strings.Join(elements, ", ")+"]")
		return
	}
	p.line("%s = [", name)
	p.depth++
	for _, e := range elements {
		p.line("%s,", e)
	}
	p.depth--
	p.line("]")
}

// object writes an object of entries.
func (p *page) object(name string, entries []string) {
	if one := strings.Join(entries, ", "); len(one) <= width {
		p.attr(name, "{ "+one+" }")
		return
	}
	p.line("%s = {", name)
	p.depth++
	for _, e := range entries {
		p.line("%s", e)
	}
	p.depth--
	p.line("}")
}

// quoteAll writes names as strings of the language.
func quoteAll(names []string) []string {
	out := make([]string, len(names))
	for i, n := range names {
		out[i] = quote(n)
	}
	return out
}

// manySigns is from how many $ and % on a literal is written with escapes for
// them: readers bound how many there may be.
const manySigns = 100

// quote writes a name as a string of the language. What cannot be seen, or would
// begin a template, is escaped.
func quote(s string) string {
	var b strings.Builder
	b.WriteByte('"')
	signs := strings.Count(s, "$")+strings.Count(s, "%") > manySigns
	for i, r := range s {
		switch {
		case r == '"' || r == '\\':
			b.WriteString("\\" + string(r))
		case (r == '$' || r == '%') && signs, !unicode.IsPrint(r) && r <= 0xffff:
			fmt.Fprintf(&b, `\u%04x`, r)
		case (r == '$' || r == '%') && strings.HasPrefix(s[i+1:], "{"):
			b.WriteString(string(r) + string(r))
		case !unicode.IsPrint(r):
			fmt.Fprintf(&b, `\U%08x`, r)
		default:
			b.WriteRune(r)
		}
	}
	b.WriteByte('"')
	return b.String()
}

// plain is a text as it may stand in a comment: on one line, with nothing that cannot be seen.
func plain(s string) string {
	return strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) {
			return '?'
		}
		return r
	}, s)
}
