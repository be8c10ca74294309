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
	data := p.sources[r.Filename]
	return schema.Range{File: r.Filename, Start: position(data, r.Start.Byte, r.Start.Line), End: position(data, r.End.Byte, r.End.Line)}
}

// rangeAt is length bytes of a file from an offset whose line is not known.
func rangeAt(f File, offset, length int) schema.Range {
	offset = min(offset, len(f.Data))
	end := min(offset+length, len(f.Data))
	line := bytes.Count(f.Data[:offset], []byte("\n")) + 1
	endLine := line + bytes.Count(f.Data[offset:end], []byte("\n"))
	return schema.Range{File: f.Path, Start: position(f.Data, offset, line), End: position(f.Data, end, endLine)}
}
