package lint

import (
	"bytes"
	"cmp"
	"slices"
	"strings"

	"github.com/rolecall/rolecall/schema"
)

// Fix applies cures to sources and gives the files that change, with the
// findings that are cured. Unsafe cures are left out unless asked for, and so
// are those of findings that something suppresses. Where two cures meet, the
// one that begins first is taken; the other is for the next pass. A cure is
// applied whole or not at all, and nothing else of a file is touched.
func Fix(fs []schema.Finding, sources map[string][]byte, unsafe bool) (changed map[string][]byte, cured []schema.Finding) {
	var chosen []schema.Finding
	for _, f := range fs {
		if f.Suppressed == nil && f.Fix != nil && (f.Fix.Safe || unsafe) && applicable(f.Fix.Edits, sources) {
			chosen = append(chosen, f)
		}
	}
	slices.SortStableFunc(chosen, func(a, b schema.Finding) int {
		return cmp.Or(first(a.Fix.Edits).Compare(first(b.Fix.Edits)), strings.Compare(a.Rule, b.Rule), strings.Compare(a.Message, b.Message))
	})
	taken := map[string][]schema.Edit{}
	for _, f := range chosen {
		if meets(taken, f.Fix.Edits) {
			continue
		}
		for _, e := range f.Fix.Edits {
			if !slices.Contains(taken[e.Range.File], e) {
				taken[e.Range.File] = append(taken[e.Range.File], e)
			}
		}
		cured = append(cured, f)
	}
	changed = map[string][]byte{}
	for file, edits := range taken {
		if text := edit(sources[file], edits); !bytes.Equal(text, sources[file]) {
			changed[file] = text
		}
	}
	return changed, cured
}

// applicable reports whether there are edits, and each is of a stretch that its file has.
func applicable(edits []schema.Edit, sources map[string][]byte) bool {
	for i, e := range edits {
		src, ok := sources[e.Range.File]
		if !ok || e.Range.Start.Byte < 0 || e.Range.Start.Byte > e.Range.End.Byte || e.Range.End.Byte > len(src) {
			return false
		}
		if slices.ContainsFunc(edits[:i], func(other schema.Edit) bool { return meet(e, other) }) {
			return false
		}
	}
	return len(edits) > 0
}

// first is the range of the edit that begins first.
func first(edits []schema.Edit) schema.Range {
	return slices.MinFunc(edits, func(a, b schema.Edit) int { return a.Range.Compare(b.Range) }).Range
}

// meets reports whether an edit gets in the way of one that is taken. The same edit does not.
func meets(taken map[string][]schema.Edit, edits []schema.Edit) bool {
	return slices.ContainsFunc(edits, func(e schema.Edit) bool {
		return slices.ContainsFunc(taken[e.Range.File], func(t schema.Edit) bool { return t != e && meet(t, e) })
	})
}

// meet reports whether two edits share a byte, or a place where one of them
// inserts: which text comes first there would be chance.
func meet(a, b schema.Edit) bool {
	if a.Range.File != b.Range.File {
		return false
	}
	a0, a1, b0, b1 := a.Range.Start.Byte, a.Range.End.Byte, b.Range.Start.Byte, b.Range.End.Byte
	if a0 == a1 || b0 == b1 {
		return a0 <= b1 && b0 <= a1
	}
	return a0 < b1 && b0 < a1
}

// edit applies edits that do not meet to a text, whose line ends are kept.
func edit(src []byte, edits []schema.Edit) []byte {
	crlf := bytes.Contains(src, []byte("\r\n"))
	slices.SortFunc(edits, func(a, b schema.Edit) int { return a.Range.Compare(b.Range) })
	var out []byte
	at := 0
	for _, e := range edits {
		text := e.Text
		if crlf {
			text = strings.ReplaceAll(strings.ReplaceAll(text, "\r\n", "\n"), "\n", "\r\n")
		}
		out = append(out, src[at:e.Range.Start.Byte]...)
		out = append(out, text...)
		at = e.Range.End.Byte
	}
	return append(out, src[at:]...)
}
