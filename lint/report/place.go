package report

import (
	"bytes"
	"net/url"
	"path"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/rolecall/rolecall/schema"
)

// path is a file of the project as readers of the report find it.
func (r *Report) path(file string) string {
	if file == "" {
		return ""
	}
	return path.Join(r.Base, file)
}

// where is a place as readers of the report find it, safe to show; empty for no place.
func (r *Report) where(at schema.Range) string {
	at.File = r.path(at.File)
	return Escape(at.String())
}

// uri is a file as a relative URI reference: percent-encoded, with a colon too,
// which would end a scheme.
func (r *Report) uri(file string) string {
	parts := strings.Split(r.path(file), "/")
	for i, part := range parts {
		parts[i] = strings.ReplaceAll(url.PathEscape(part), ":", "%3A")
	}
	return strings.Join(parts, "/")
}

// anchor is where a finding is shown by readers that drop what has no file, or
// refuse the whole report for it: its own place, else one that it speaks of,
// else the first file. Its lines count from 0 where it is no more than a file.
func (r *Report) anchor(f *schema.Finding) schema.Range {
	if !f.Range.IsZero() {
		return f.Range
	}
	for _, rel := range f.Related {
		if !rel.Range.IsZero() {
			return rel.Range
		}
	}
	first := ""
	for file := range r.Sources {
		if first == "" || file < first {
			first = file
		}
	}
	if first == "" {
		first = "."
	}
	return schema.Range{File: first}
}

// utf16Column is the column of p as editors and code hosts count it: in UTF-16
// code units from 1, a byte order mark left out. Where the source does not have
// p it is the column in bytes.
func (r *Report) utf16Column(file string, p schema.Pos) int {
	source, ok := r.Sources[file]
	if !ok || p.Byte < 0 || p.Byte > len(source) {
		return max(p.Column, 1)
	}
	line := source[:p.Byte]
	if i := bytes.LastIndexByte(line, '\n'); i >= 0 {
		line = line[i+1:]
	} else {
		line = bytes.TrimPrefix(line, []byte("\ufeff"))
	}
	column := 1
	for len(line) > 0 {
		c, size := utf8.DecodeRune(line)
		column += utf16.RuneLen(c)
		line = line[size:]
	}
	return column
}

// hasEnd reports whether a range says where it ends.
func hasEnd(at schema.Range) bool {
	return at.End.Line > at.Start.Line || at.End.Line == at.Start.Line && at.End.Column >= at.Start.Column
}
