package parse

import (
	"bytes"
	"unicode/utf8"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
)

// The layout is that of hclwrite and so of terraform fmt, with one difference:
// a heredoc stays as it is to the last blank. hclwrite itself is not linked,
// because it brings in go-cmp, whose regular expressions cost every start of
// rolecall a seventh of its time; the tests hold this file to it.

// word is a token, or a whole heredoc, and the blanks before it.
type word struct {
	kind   hclsyntax.TokenType
	text   []byte
	width  int // in characters
	blanks int
}

// row is a line in up to three cells: what leads, an assignment from its equals
// sign on, and a comment. The cells of rows that follow each other are aligned.
type row struct {
	lead, assign, comment []word
}

// layOut gives a text in canonical layout.
func layOut(text []byte) []byte {
	rows := rowsOf(heredocsAsOne(text))
	indent(rows)
	for _, r := range rows {
		space(r.lead)
		space(r.assign)
	}
	align(rows, func(r *row) ([]word, int) { return r.assign, widthOf(r.lead) })
	align(rows, func(r *row) ([]word, int) { return r.comment, widthOf(r.lead) + widthOf(r.assign) })
	var out bytes.Buffer
	for _, r := range rows {
		for _, cell := range [][]word{r.lead, r.assign, r.comment} {
			for _, w := range cell {
				out.Write(bytes.Repeat([]byte(" "), w.blanks))
				out.Write(w.text)
			}
		}
	}
	return out.Bytes()
}

// heredocsAsOne gives the words of a text, each heredoc as one of the kind of its opening.
func heredocsAsOne(text []byte) []word {
	tokens, _ := hclsyntax.LexConfig(text, "", hcl.InitialPos)
	var words []word
	depth, begin := 0, 0
	for _, t := range tokens {
		switch t.Type {
		case hclsyntax.TokenOHeredoc:
			if depth++; depth == 1 {
				begin = t.Range.Start.Byte
			}
		case hclsyntax.TokenCHeredoc:
			if depth--; depth == 0 {
				whole := text[begin:t.Range.End.Byte]
				words = append(words, word{kind: hclsyntax.TokenOHeredoc, text: whole, width: utf8.RuneCount(whole)})
				continue
			}
		case hclsyntax.TokenEOF:
			continue
		}
		if depth > 0 {
			continue
		}
		w := word{kind: t.Type, text: t.Bytes, width: t.Range.End.Column - t.Range.Start.Column}
		if t.Range.Start.Line != t.Range.End.Line {
			w.width = utf8.RuneCount(t.Bytes)
		}
		words = append(words, w)
	}
	return words
}

// rowsOf cuts words at line ends, which a comment up to the end of its line has in itself.
func rowsOf(words []word) []row {
	var rows []row
	for len(words) > 0 {
		n := 1
		for n < len(words) && !words[n-1].endsLine() {
			n++
		}
		rows = append(rows, cells(words[:n]))
		words = words[n:]
	}
	return rows
}

func (w word) endsLine() bool {
	return w.kind == hclsyntax.TokenNewline || w.kind == hclsyntax.TokenComment && bytes.HasSuffix(w.text, []byte("\n"))
}

// cells cuts a line into its cells. An assignment whose value goes on in the
// next lines is no cell: there is nothing to align it with.
func cells(line []word) row {
	r := row{lead: line}
	if n := len(line) - 1; n > 0 && line[n].kind == hclsyntax.TokenComment {
		r.lead, r.comment = line[:n], line[n:]
	}
	for i, w := range r.lead {
		if i > 0 && w.kind == hclsyntax.TokenEqual {
			if brackets(r.lead[i:]) == 0 {
				r.lead, r.assign = r.lead[:i], r.lead[i:]
			}
			break
		}
	}
	return r
}

// brackets counts how many more brackets are opened than closed.
func brackets(words []word) int {
	n := 0
	for _, w := range words {
		n += w.bracket()
	}
	return n
}

// bracket is 1 for what opens a bracket, -1 for what closes one.
func (w word) bracket() int {
	switch w.kind {
	case hclsyntax.TokenOBrace, hclsyntax.TokenOBrack, hclsyntax.TokenOParen, hclsyntax.TokenTemplateControl, hclsyntax.TokenTemplateInterp:
		return 1
	case hclsyntax.TokenCBrace, hclsyntax.TokenCBrack, hclsyntax.TokenCParen, hclsyntax.TokenTemplateSeqEnd:
		return -1
	}
	return 0
}

// indent puts two blanks before a line for each line above that left brackets
// open, however many it left, until as many are closed.
func indent(rows []row) {
	var open []int
	for _, r := range rows {
		if len(r.lead) == 0 || r.lead[0].kind == hclsyntax.TokenNewline {
			continue
		}
		n := brackets(r.lead) + brackets(r.assign)
		for closed := -n; closed > 0 && len(open) > 0; {
			last := len(open) - 1
			took := min(closed, open[last])
			closed -= took
			if open[last] -= took; open[last] == 0 {
				open = open[:last]
			}
		}
		r.lead[0].blanks = 2 * len(open)
		if n > 0 {
			open = append(open, n)
		}
	}
}

// align puts one cell of all rows that follow each other below one another.
// find gives the cell of a row and the width of what stands before it.
func align(rows []row, find func(*row) (cell []word, before int)) {
	for i := 0; i < len(rows); i++ {
		widest, end := 0, i
		for ; end < len(rows); end++ {
			cell, before := find(&rows[end])
			if len(cell) == 0 {
				break
			}
			widest = max(widest, before)
		}
		for ; i < end; i++ {
			cell, before := find(&rows[i])
			cell[0].blanks = widest - before + 1
		}
	}
}

func widthOf(words []word) int {
	n := 0
	for _, w := range words {
		n += w.blanks + w.width
	}
	return n
}
