package parse

import (
	"bytes"
	"fmt"
	"regexp"
	"strings"
	"sync"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/rolecall/rolecall/schema"
)

// marker starts a suppression.
const marker = "rolecall:ignore"

var (
	// mention is in every suppression and whatever is meant to be one; files without it are not searched.
	mention = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`(?i)rolecall`) })
	// nearMarker is a comment that begins like a suppression.
	nearMarker = sync.OnceValue(func() *regexp.Regexp {
		return regexp.MustCompile(`^(?:#|//|/\*)\s*((?i:rolecall)\s*[:-]?\s*([A-Za-z]+))\b`)
	})
	suppression = sync.OnceValue(func() *regexp.Regexp {
		return regexp.MustCompile(`^(?:#|//|/\*)\s*rolecall:ignore\b(.*?)\s*(?:\*/)?\s*$`)
	})
	suppressionWord = sync.OnceValue(func() *regexp.Regexp {
		return regexp.MustCompile(`^\s*(?:,\s*)?(?:(reason)\s*=\s*"((?:[^"\\]|\\.)*)"|(until)\s*=\s*"?([^\s"]+)"?|([A-Za-z0-9_-]+))`)
	})
)

// comments finds the suppression comments of a file that is written in native syntax.
func (p *project) comments(f File, bodies []hcl.Body) {
	if isJSON(f.Path) || !mention().Match(f.Data) {
		return
	}
	tokens, _ := hclsyntax.LexConfig(f.Data, f.Path, hcl.InitialPos)
	lastCode := 0 // the line of the last token that is no comment and no line break
	for i, t := range tokens {
		switch t.Type {
		case hclsyntax.TokenComment:
			m := suppression().FindSubmatchIndex(bytes.TrimRight(t.Bytes, "\r\n"))
			if m == nil {
				p.misspelt(t)
				continue
			}
			c := p.comment(t, m[2], m[3])
			line := t.Range.Start.Line
			if lastCode != line {
				line = nextCode(tokens[i+1:])
			}
			c.Scope = p.scopeOf(f, bodies, line)
			p.out.Comments = append(p.out.Comments, c)
		case hclsyntax.TokenNewline, hclsyntax.TokenEOF:
		default:
			lastCode = t.Range.End.Line
		}
	}
}

// misspelt tells of a comment that was meant to be a suppression and is none.
func (p *project) misspelt(t hclsyntax.Token) {
	m := nearMarker().FindSubmatch(t.Bytes)
	if m == nil || schema.Nearest(strings.ToLower(string(m[2])), []string{"ignore"}) == "" {
		return
	}
	c := p.comment(t, len(t.Bytes), len(t.Bytes))
	c.Problem = fmt.Sprintf("%q is no suppression, which begins with %s", m[1], marker)
	p.out.Comments = append(p.out.Comments, c)
}

// nextCode is the line of the first token that is no comment and no line break; 0 where none follows.
func nextCode(tokens hclsyntax.Tokens) int {
	for _, t := range tokens {
		switch t.Type {
		case hclsyntax.TokenComment, hclsyntax.TokenNewline:
		case hclsyntax.TokenEOF:
			return 0
		default:
			return t.Range.Start.Line
		}
	}
	return 0
}

// comment reads what follows the marker: rule IDs or names, reason and until.
func (p *project) comment(t hclsyntax.Token, from, to int) schema.Comment {
	whole := t.Range
	whole.End.Byte = whole.Start.Byte + len(bytes.TrimRight(t.Bytes, "\r\n"))
	whole.End.Line = whole.Start.Line + bytes.Count(bytes.TrimRight(t.Bytes, "\r\n"), []byte("\n"))
	c := schema.Comment{Range: p.place(whole)}
	rest, offset := string(t.Bytes[from:to]), t.Range.Start.Byte+from
	at := func(i, j int) schema.Range {
		r := t.Range
		r.Start.Byte, r.End.Byte, r.End.Line = offset+i, offset+j, r.Start.Line
		return p.place(r)
	}
	for strings.TrimSpace(rest) != "" {
		m := suppressionWord().FindStringSubmatchIndex(rest)
		if m == nil {
			c.Problem = "cannot read " + strings.TrimSpace(rest)
			return c
		}
		switch {
		case m[2] >= 0:
			c.Reason = schema.Text{Value: unescape(rest[m[4]:m[5]]), Range: at(m[4], m[5])}
		case m[6] >= 0:
			c.Until = schema.Text{Value: rest[m[8]:m[9]], Range: at(m[8], m[9])}
		default:
			c.Rules = append(c.Rules, schema.Text{Value: rest[m[10]:m[11]], Range: at(m[10], m[11])})
		}
		rest, offset = rest[m[1]:], offset+m[1]
	}
	if len(c.Rules) == 0 {
		c.Problem = "names no rule"
	}
	return c
}

// unescape reads \" and \\; what is no escape stays as it is.
func unescape(s string) string {
	return strings.NewReplacer(`\"`, `"`, `\\`, `\`).Replace(s)
}

// scopeOf is what a comment on a line covers: the block whose header stands there, else the line.
func (p *project) scopeOf(f File, bodies []hcl.Body, line int) schema.Range {
	if line == 0 {
		return schema.Range{}
	}
	for _, b := range bodies {
		if native, ok := b.(*hclsyntax.Body); ok {
			if r, ok := blockAt(native, line); ok {
				return p.place(r)
			}
		}
	}
	return lineRange(f, line)
}

// blockAt finds the block whose header is on a line.
func blockAt(body *hclsyntax.Body, line int) (hcl.Range, bool) {
	for _, b := range body.Blocks {
		if b.TypeRange.Start.Line == line {
			return hcl.RangeBetween(b.TypeRange, b.CloseBraceRange), true
		}
		if b.TypeRange.Start.Line < line && line <= b.CloseBraceRange.End.Line {
			return blockAt(b.Body, line)
		}
	}
	return hcl.Range{}, false
}

func lineRange(f File, line int) schema.Range {
	start := 0
	for range line - 1 {
		i := bytes.IndexByte(f.Data[start:], '\n')
		if i < 0 {
			break
		}
		start += i + 1
	}
	end := len(f.Data)
	if i := bytes.IndexByte(f.Data[start:], '\n'); i >= 0 {
		end = start + i
	}
	return schema.Range{File: f.Path, Start: position(f.Data, start, line), End: position(f.Data, end, line)}
}
