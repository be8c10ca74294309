package parse

import (
	"strings"
	"unicode/utf8"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"

	"github.com/rolecall/rolecall/schema"
)

// template reads a string whose own positions matter and maps it to the source.
// A string that is computed has no segments: positions in it point at the expression.
func (f fields) template(name string) *schema.Template {
	e := f.expr(name)
	if e == nil {
		return nil
	}
	v, ok := f.p.value(e, f.env)
	if !ok {
		return nil
	}
	if v.IsNull() || v.Type() != cty.String {
		f.wrongType(name, e, "a string")
		return nil
	}
	t := &schema.Template{Value: v.AsString(), Range: f.p.place(e.Range())}
	t.Segments = f.p.segments(e, t.Value)
	return t
}

// segments maps value to the literal parts of its expression.
func (p *project) segments(e hcl.Expression, value string) []schema.Segment {
	native, ok := unwrap(e).(*hclsyntax.TemplateExpr)
	if !ok {
		return p.quotedSegments(e.Range(), value)
	}
	var out []schema.Segment
	offset := 0
	for _, part := range native.Parts {
		lit, ok := part.(*hclsyntax.LiteralValueExpr)
		if !ok || lit.Val.Type() != cty.String {
			return nil // interpolated: the value is not the source's
		}
		s := lit.Val.AsString()
		if !strings.HasPrefix(value[offset:], s) {
			return nil
		}
		out = append(out, p.literalSegments(lit.SrcRange, s, offset)...)
		offset += len(s)
	}
	return out
}

// literalSegments maps one literal part, line by line: a heredoc's indentation
// is in the source but not in the value, and escapes are longer in the source.
func (p *project) literalSegments(r hcl.Range, s string, offset int) []schema.Segment {
	var out []schema.Segment
	rawLines := strings.SplitAfter(string(p.sources[r.Filename][r.Start.Byte:r.End.Byte]), "\n")
	start, line := r.Start.Byte, r.Start.Line
	for i, l := range strings.SplitAfter(s, "\n") {
		if i >= len(rawLines) {
			break
		}
		raw := rawLines[i]
		if strings.HasSuffix(raw, l) {
			at := p.at(r.Filename, start+len(raw)-len(l), line)
			out = append(out, schema.Segment{Offset: offset, Length: len(l), Start: at})
		} else {
			out = append(out, p.escapedSegments(r.Filename, start, line, raw, l, offset)...)
		}
		start, line, offset = start+len(raw), line+1, offset+len(l)
	}
	return out
}

// escapedSegments maps a quoted literal with escapes, one segment between each two.
func (p *project) escapedSegments(file string, start, line int, raw, s string, offset int) []schema.Segment {
	var out []schema.Segment
	i, j := 0, 0 // in raw, in s
	for i < len(raw) && j < len(s) {
		from, at := i, j
		for i < len(raw) && j < len(s) && raw[i] == s[j] && raw[i] != '\\' && !strings.HasPrefix(raw[i:], "$${") && !strings.HasPrefix(raw[i:], "%%{") {
			i++
			j++
		}
		if j > at {
			out = append(out, schema.Segment{Offset: offset + at, Length: j - at, Start: p.at(file, start+from, line)})
		}
		if i == len(raw) || j == len(s) {
			break
		}
		width := escapeWidth(raw[i:])
		_, n := utf8.DecodeRuneInString(s[j:])
		out = append(out, schema.Segment{Offset: offset + j, Length: 0, Start: p.at(file, start+i, line)})
		i += width
		j += n
	}
	return out
}

// escapeWidth is how many bytes of the source the escape at the start of raw takes.
func escapeWidth(raw string) int {
	switch {
	case strings.HasPrefix(raw, `\u`):
		return min(6, len(raw))
	case strings.HasPrefix(raw, `\U`):
		return min(10, len(raw))
	case raw[0] == '\\':
		return min(2, len(raw))
	}
	return 2 // $$ or %%
}

// quotedSegments maps a string of the JSON form, if it stands there as it is.
func (p *project) quotedSegments(r hcl.Range, value string) []schema.Segment {
	data := p.sources[r.Filename]
	if r.End.Byte > len(data) || r.End.Byte-r.Start.Byte != len(value)+2 || string(data[r.Start.Byte+1:r.End.Byte-1]) != value {
		return nil
	}
	inner := r
	inner.Start.Byte++
	inner.End.Byte--
	return p.literalSegments(inner, value, 0)
}
