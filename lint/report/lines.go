package report

import (
	"bytes"
	"slices"

	"github.com/rolecall/rolecall/schema"
)

// wholeLines makes one edit of whole lines from the edits of a fix, since a
// reviewer accepts a suggestion at a time and code hosts replace lines only.
// ok is false where the edits are not all in the file, overlap, or stand where
// the source has no such place.
func wholeLines(source []byte, file string, edits []schema.Edit) (at schema.Range, text string, ok bool) {
	edits = slices.Clone(edits)
	slices.SortStableFunc(edits, func(a, b schema.Edit) int { return a.Range.Compare(b.Range) })
	if len(edits) == 0 || !fit(source, file, edits) {
		return schema.Range{}, "", false
	}
	first, last := edits[0].Range.Start, edits[len(edits)-1].Range.End.Byte
	begin := lineStart(source, first.Byte)
	end := last
	if end == begin || source[end-1] != '\n' {
		end = lineEnd(source, end)
	}
	changed := apply(source, begin, end, edits)
	if len(changed) > 0 && changed[len(changed)-1] != '\n' && end < len(source) {
		// A line's end is gone, so the next line is part of what changes.
		next := lineEnd(source, end)
		changed = append(changed, source[end:next]...)
		end = next
	}
	at = schema.Range{File: file, Start: schema.Pos{Line: first.Line, Column: 1, Byte: begin}}
	at.End = schema.Pos{Line: first.Line + bytes.Count(source[begin:end], []byte("\n")), Column: 1, Byte: end}
	if end == len(source) {
		at.End.Column += end - lineStart(source, end)
	}
	return at, string(changed), true
}

// fit reports whether sorted edits are places of the file that do not overlap.
func fit(source []byte, file string, edits []schema.Edit) bool {
	behind := 0
	for _, e := range edits {
		from, to := e.Range.Start.Byte, e.Range.End.Byte
		if e.Range.File != file || e.Range.Start.Line < 1 || from < behind || to < from || to > len(source) {
			return false
		}
		behind = to
	}
	return true
}

// lineStart is where the line of an offset begins, behind a byte order mark.
func lineStart(source []byte, offset int) int {
	begin := bytes.LastIndexByte(source[:offset], '\n') + 1
	if begin == 0 && bytes.HasPrefix(source[:offset], []byte("\ufeff")) {
		return len("\ufeff")
	}
	return begin
}

// lineEnd is just behind the end of the line of an offset.
func lineEnd(source []byte, offset int) int {
	if i := bytes.IndexByte(source[offset:], '\n'); i >= 0 {
		return offset + i + 1
	}
	return len(source)
}

// apply gives the bytes from begin to end as the edits leave them.
func apply(source []byte, begin, end int, edits []schema.Edit) []byte {
	var out []byte
	for _, e := range edits {
		out = append(out, source[begin:e.Range.Start.Byte]...)
		out = append(out, e.Text...)
		begin = e.Range.End.Byte
	}
	return append(out, source[begin:end]...)
}
