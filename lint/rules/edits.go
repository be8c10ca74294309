package rules

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/rolecall/rolecall/lint"
	"github.com/rolecall/rolecall/schema"
)

// isLiteral reports whether the name stands in the source as a plain string.
// What comes from a local or a template is not to be edited where it is used.
func isLiteral(p *lint.Pass, name schema.Text) bool {
	return p.Source(name.Range) == strconv.Quote(name.Value)
}

// replace is a fix that writes another name; nil where the name is no plain string.
func replace(p *lint.Pass, old schema.Text, name string, safe bool) *schema.Fix {
	if !isLiteral(p, old) {
		return nil
	}
	return &schema.Fix{
		Title: fmt.Sprintf("write %q", name), Safe: safe,
		Edits: []schema.Edit{{Range: old.Range, Text: strconv.Quote(name)}},
	}
}

// addBehind is a fix that adds a name to a list, behind one of its elements.
func addBehind(p *lint.Pass, element schema.Text, name string, safe bool) *schema.Fix {
	if !isLiteral(p, element) {
		return nil
	}
	at := element.Range
	at.Start = at.End
	return &schema.Fix{
		Title: fmt.Sprintf("add %q", name), Safe: safe,
		Edits: []schema.Edit{{Range: at, Text: ", " + strconv.Quote(name)}},
	}
}

// hasNeighbours reports whether a comma stands behind an element or before it.
func hasNeighbours(p *lint.Pass, before, after schema.Range) bool {
	return strings.HasPrefix(strings.TrimSpace(p.Source(after)), ",") || strings.HasSuffix(strings.TrimSpace(p.Source(before)), ",")
}

// ownLine is the line of an element that has it for itself, with its comma and
// the comment behind, which is about it.
func ownLine(p *lint.Pass, r schema.Range) (line schema.Range, ok bool) {
	before := p.Source(schema.Range{File: r.File, End: r.Start})
	start := strings.LastIndexByte(before, '\n') + 1
	end := lineEnd(p, r)
	rest := p.Source(schema.Range{File: r.File, Start: r.End, End: schema.Pos{Byte: end}})
	behind := strings.TrimSpace(strings.TrimPrefix(strings.TrimLeft(rest, " \t"), ","))
	comment := behind == "" || strings.HasPrefix(behind, "#") || strings.HasPrefix(behind, "//")
	if start == 0 || strings.TrimSpace(before[start:]) != "" || !comment || !strings.HasSuffix(rest, "\n") {
		return r, false
	}
	return schema.Range{
		File:  r.File,
		Start: schema.Pos{Line: r.Start.Line, Column: 1, Byte: start},
		End:   schema.Pos{Line: r.End.Line + 1, Column: 1, Byte: end},
	}, true
}

// remove is an unsafe fix that takes an element out of a list together with the
// comma behind it, or before it where it is the last, or with its line where it has
// one for itself; nil for a list of one.
func remove(p *lint.Pass, element schema.Text, list schema.Range) *schema.Fix {
	if !isLiteral(p, element) {
		return nil
	}
	return removeElement(p, element, list)
}

// removeElement is remove for references too: the element stands in the source
// as a plain string or as it is called.
func removeElement(p *lint.Pass, element schema.Text, list schema.Range) *schema.Fix {
	if text := p.Source(element.Range); text != element.Value && text != strconv.Quote(element.Value) || !list.Covers(element.Range) {
		return nil
	}
	at := element.Range
	before, after := list, list
	before.End, after.Start = at.Start, at.End
	if line, ok := ownLine(p, element.Range); ok && hasNeighbours(p, before, after) {
		at = line
	} else if rest := p.Source(after); strings.HasPrefix(strings.TrimLeft(rest, " \t"), ",") {
		end := strings.IndexByte(rest, ',') + 1
		at.End.Byte += end + len(rest[end:]) - len(strings.TrimLeft(rest[end:], " \t"))
		at.End.Column = at.End.Byte - after.Start.Byte + after.Start.Column
	} else if ahead := strings.TrimRight(p.Source(before), " \t"); strings.HasSuffix(ahead, ",") {
		at.Start.Byte = before.Start.Byte + len(ahead) - 1
		at.Start.Column -= element.Range.Start.Byte - at.Start.Byte
	} else {
		return nil
	}
	return &schema.Fix{Title: fmt.Sprintf("remove %q", element.Value), Edits: []schema.Edit{{Range: at}}}
}

// wholeLines widens a range to the lines it stands on and the empty line before
// them. ok is false where something else stands there too, or a comment above
// that would speak of what follows.
func wholeLines(p *lint.Pass, r schema.Range) (lines schema.Range, ok bool) {
	before := p.Source(schema.Range{File: r.File, End: r.Start})
	start := strings.LastIndexByte(before, '\n') + 1
	end := schema.Pos{Line: r.End.Line + 1, Column: 1, Byte: lineEnd(p, r)}
	rest := p.Source(schema.Range{File: r.File, Start: r.End, End: end})
	above := strings.TrimRight(before[:start], " \t\r\n")
	above = strings.TrimSpace(above[strings.LastIndexByte(above, '\n')+1:])
	if strings.TrimSpace(before[start:]+rest) != "" || strings.HasPrefix(above, "#") || strings.HasPrefix(above, "//") || strings.HasSuffix(above, "*/") {
		return r, false
	}
	line := r.Start.Line
	for _, empty := range []string{"\n", "\r\n"} {
		if strings.HasSuffix(before[:start], "\n"+empty) {
			start, line = start-len(empty), line-1
			break
		}
	}
	return schema.Range{File: r.File, Start: schema.Pos{Line: line, Column: 1, Byte: start}, End: end}, true
}

// lineEnd is the offset behind the line on which a range ends.
func lineEnd(p *lint.Pass, r schema.Range) int {
	for i := r.End.Byte; ; i++ {
		switch p.Source(schema.Range{File: r.File, Start: schema.Pos{Byte: i}, End: schema.Pos{Byte: i + 1}}) {
		case "":
			return i
		case "\n":
			return i + 1
		}
	}
}
