package parse

import (
	"bytes"

	"github.com/hashicorp/hcl/v2"

	"github.com/rolecall/rolecall/schema"
)

// bom is the byte order mark that some editors put before UTF-8.
var bom = []byte("\xef\xbb\xbf")

// position gives the place of a byte offset. hcl counts columns in grapheme
// clusters; rolecall counts bytes, which every consumer can convert.
func position(data []byte, offset, line int) schema.Pos {
	offset = min(max(offset, 0), len(data))
	start := bytes.LastIndexByte(data[:offset], '\n') + 1
	column := offset - start + 1
	if start == 0 && bytes.HasPrefix(data, bom) {
		column = max(column-len(bom), 1)
	}
	return schema.Pos{Line: line, Column: column, Byte: offset}
}

// place converts a range of hcl's.
func (p *project) place(r hcl.Range) schema.Range {
	return schema.Range{File: r.Filename, Start: p.at(r.Filename, r.Start.Byte, r.Start.Line), End: p.at(r.Filename, r.End.Byte, r.End.Line)}
}

// at is position by an index of the file's lines: looking back for the start of
// a line anew for each place takes forever in a file of one long line.
func (p *project) at(file string, offset, line int) schema.Pos {
	data := p.sources[file]
	starts, known := p.lines[file]
	if !known {
		starts = []int{0}
		for i, c := range data {
			if c == '\n' {
				starts = append(starts, i+1)
			}
		}
		if p.lines == nil {
			p.lines = map[string][]int{}
		}
		p.lines[file] = starts
	}
	if line < 1 || line > len(starts) || starts[line-1] > offset || offset > len(data) {
		return position(data, offset, line) // no place of this file's: an expression of a flag
	}
	column := offset - starts[line-1] + 1
	if line == 1 && bytes.HasPrefix(data, bom) {
		column = max(column-len(bom), 1)
	}
	return schema.Pos{Line: line, Column: column, Byte: offset}
}

// rangeAt is length bytes of a file from an offset whose line is not known.
func rangeAt(f File, offset, length int) schema.Range {
	offset = min(offset, len(f.Data))
	end := min(offset+length, len(f.Data))
	line := bytes.Count(f.Data[:offset], []byte("\n")) + 1
	endLine := line + bytes.Count(f.Data[offset:end], []byte("\n"))
	return schema.Range{File: f.Path, Start: position(f.Data, offset, line), End: position(f.Data, end, endLine)}
}
