package lint

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/rolecall/rolecall/schema"
)

// cure is a finding whose fix puts texts in place of stretches of a.hcl: 3-5=x.
func cure(safe bool, edits ...string) schema.Finding {
	f := schema.Finding{Rule: "RC901", Fix: &schema.Fix{Safe: safe}}
	for _, e := range edits {
		var from, to int
		place, text, _ := strings.Cut(e, "=")
		if _, err := fmt.Sscanf(place, "%d-%d", &from, &to); err != nil {
			panic(err)
		}
		r := schema.Range{File: "a.hcl", Start: schema.Pos{Byte: from}, End: schema.Pos{Byte: to}}
		f.Fix.Edits = append(f.Fix.Edits, schema.Edit{Range: r, Text: text})
	}
	return f
}

func TestFix(t *testing.T) {
	silenced := cure(true, "0-1=x")
	silenced.Suppressed = &schema.Suppressed{Kind: "comment"}
	elsewhere := cure(true, "0-1=x")
	elsewhere.Fix.Edits[0].Range.File = "b.hcl"
	for _, c := range []struct {
		name   string
		src    string
		fs     []schema.Finding
		unsafe bool
		want   string // empty: as it was
		cured  int
	}{
		{name: "nothing to do", src: "abcdef", fs: []schema.Finding{{Rule: "RC901"}}},
		{name: "a replacement", src: "abcdef", fs: []schema.Finding{cure(true, "1-3=X")}, want: "aXdef", cured: 1},
		{name: "several edits", src: "abcdef", fs: []schema.Finding{cure(true, "4-5=", "0-0=>", "6-6=<")}, want: ">abcdf<", cured: 1},
		{name: "unsafe", src: "abcdef", fs: []schema.Finding{cure(false, "1-3=X")}},
		{name: "unsafe, asked for", src: "abcdef", fs: []schema.Finding{cure(false, "1-3=X")}, unsafe: true, want: "aXdef", cured: 1},
		{name: "suppressed", src: "abcdef", fs: []schema.Finding{silenced}},
		{name: "of a file that is not there", src: "abcdef", fs: []schema.Finding{elsewhere}},
		{name: "behind the end", src: "abcdef", fs: []schema.Finding{cure(true, "5-7=X")}},
		{name: "backwards", src: "abcdef", fs: []schema.Finding{cure(true, "5-4=X")}},
		{name: "against itself", src: "abcdef", fs: []schema.Finding{cure(true, "1-3=X", "2-4=Y")}},
		{name: "the first of two that meet", src: "abcdef", fs: []schema.Finding{cure(true, "2-4=Y"), cure(true, "1-3=X")}, want: "aXdef", cured: 1},
		{name: "whole or not at all", src: "abcdef", fs: []schema.Finding{cure(true, "1-3=X"), cure(true, "2-4=Y", "5-6=Z")}, want: "aXdef", cured: 1},
		{name: "side by side", src: "abcdef", fs: []schema.Finding{cure(true, "1-3=X"), cure(true, "3-4=Y")}, want: "aXYef", cured: 2},
		{name: "two at one place", src: "abcdef", fs: []schema.Finding{cure(true, "3-3=X"), cure(true, "3-3=Y")}, want: "abcXdef", cured: 1},
		{name: "one behind another's end", src: "abcdef", fs: []schema.Finding{cure(true, "1-3=X"), cure(true, "3-3=Y")}, want: "aXdef", cured: 1},
		{name: "the same twice", src: "abcdef", fs: []schema.Finding{cure(true, "3-3=X"), cure(true, "3-3=X", "5-6=")}, want: "abcXde", cured: 2},
		{name: "lines end as those around", src: "a\r\nb\r\n", fs: []schema.Finding{cure(true, "3-3=x\ny\r\n")}, want: "a\r\nx\r\ny\r\nb\r\n", cured: 1},
		{name: "to what it was", src: "abcdef", fs: []schema.Finding{cure(true, "1-3=bc")}, cured: 1},
	} {
		sources := map[string][]byte{"a.hcl": []byte(c.src)}
		changed, cured := Fix(c.fs, sources, c.unsafe)
		if got := string(changed["a.hcl"]); got != c.want || len(cured) != c.cured || len(changed) > 1 {
			t.Errorf("%s: %q with %d cured, want %q with %d", c.name, got, len(cured), c.want, c.cured)
		}
		if string(sources["a.hcl"]) != c.src {
			t.Errorf("%s: the source was changed", c.name)
		}
	}
}

// The order of the findings does not matter, every cure is applied whole, and
// what no cure names stays: each byte of the text is a letter of its own.
func TestFixProperties(t *testing.T) {
	const src = "abcdefghijklmnopqrstuvwxyz"
	rapid.Check(t, func(t *rapid.T) {
		var fs []schema.Finding
		for i := range rapid.IntRange(0, 8).Draw(t, "cures") {
			var edits []string
			for j := range rapid.IntRange(1, 2).Draw(t, "edits") {
				from := rapid.IntRange(0, len(src)).Draw(t, "from")
				to := rapid.IntRange(from, min(from+4, len(src))).Draw(t, "to")
				edits = append(edits, fmt.Sprintf("%d-%d=<%d.%d>", from, to, i, j))
			}
			fs = append(fs, cure(true, edits...))
			fs[i].Message = fmt.Sprint(i)
		}
		sources := map[string][]byte{"a.hcl": []byte(src)}
		changed, cured := Fix(fs, sources, false)
		got := string(changed["a.hcl"])
		if len(cured) == 0 {
			got = src
		}
		kept := map[byte]bool{}
		for i := range src {
			kept[src[i]] = true
		}
		for _, f := range cured {
			for _, e := range f.Fix.Edits {
				if strings.Count(got, e.Text) != 1 {
					t.Fatalf("%s is not applied: %s", e.Text, got)
				}
				for i := e.Range.Start.Byte; i < e.Range.End.Byte; i++ {
					delete(kept, src[i])
				}
			}
		}
		for i := range src {
			if strings.Contains(got, src[i:i+1]) != kept[src[i]] {
				t.Fatalf("%q: kept %v in %s", src[i], kept[src[i]], got)
			}
		}
		slices.Reverse(fs)
		if again, _ := Fix(fs, sources, false); !maps.EqualFunc(again, changed, slices.Equal) {
			t.Fatalf("another order gives %s, not %s", again["a.hcl"], got)
		}
	})
}
