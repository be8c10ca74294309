package report

import (
	"strings"
	"testing"

	"github.com/rolecall/rolecall/schema"
)

// Each source shows edits as «old|new»; wanted are the lines and their new text.
func TestWholeLines(t *testing.T) {
	for _, c := range []struct{ marked, at, text string }{
		{"a\nb «old|new» c\nd\n", "2:1-3:1", "b new c\n"},
		{"«a|b»", "1:1-1:2", "b"},
		{"a\n«b\n|»c\n", "2:1-3:1", ""},
		{"a\nb«\n| »c\nd\n", "2:1-4:1", "b c\n"},
		{"«|x\n»a\n", "1:1-2:1", "x\na\n"},
		{"«a|1» é\nb\n«c|3»\nd", "1:1-4:1", "1 é\nb\n3\n"},
		{"x\r\n«a|b»\r\ny", "2:1-3:1", "b\r\n"},
		{"\ufeff«a|b» c\n", "1:1-2:1", "b c\n"},
		{"a\nb«|\n»", "2:1-2:2", "b\n"},
	} {
		source, edits := unmark(c.marked)
		at, text, ok := wholeLines(source, "f", edits)
		got := strings.TrimPrefix(at.String(), "f:") + "-" + strings.TrimPrefix(schema.Range{File: "f", Start: at.End}.String(), "f:")
		if !ok || got != c.at || text != c.text {
			t.Errorf("%q: %s %q %v, want %s %q", c.marked, got, text, ok, c.at, c.text)
		}
		if string(source[at.Start.Byte:at.End.Byte]) == "" && text == "" {
			t.Errorf("%q: nothing changes", c.marked)
		}
	}
}

func TestWholeLinesRefuses(t *testing.T) {
	source := []byte("abc\n")
	edit := func(file string, from, to int) schema.Edit {
		return schema.Edit{Range: schema.Range{File: file, Start: schema.Pos{Line: 1, Byte: from}, End: schema.Pos{Line: 1, Byte: to}}}
	}
	for name, edits := range map[string][]schema.Edit{
		"none":       {},
		"other file": {edit("f", 0, 1), edit("g", 0, 1)},
		"overlap":    {edit("f", 0, 2), edit("f", 1, 3)},
		"behind end": {edit("f", 0, 9)},
		"backwards":  {edit("f", 2, 1)},
		"no place":   {{}},
	} {
		if at, text, ok := wholeLines(source, "f", edits); ok {
			t.Errorf("%s: %v %q", name, at, text)
		}
	}
}

// unmark takes the marks out of a text and gives the edits they show.
func unmark(marked string) (source []byte, edits []schema.Edit) {
	for {
		before, rest, found := strings.Cut(marked, "«")
		source = append(source, before...)
		if !found {
			return source, edits
		}
		change, after, _ := strings.Cut(rest, "»")
		old, text, _ := strings.Cut(change, "|")
		from := pos(source, len(source))
		source = append(source, old...)
		edits = append(edits, schema.Edit{Range: schema.Range{File: "f", Start: from, End: pos(source, len(source))}, Text: text})
		marked = after
	}
}
