package rules

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/rolecall/rolecall/lint"
	"github.com/rolecall/rolecall/schema"
)

// UnsortedList tells of lists that are written out and not in order. What is
// computed, or stands between other things, is left alone.
var UnsortedList = &lint.Rule{ID: "RC603", Name: "unsorted-list", Severity: schema.Info, Check: checkUnsortedList}

func checkUnsortedList(p *lint.Pass) {
	m := p.Model
	for _, d := range m.Target.Databases {
		judgeOrder(p, "target."+m.Target.ID(), "collections", textRanges(d.Collections))
	}
	for _, g := range m.Groups {
		if !isMixed(g) { // there a server takes the level of the first
			judgeOrder(p, g.Address, "privileges", nameRanges(g.Decl.Privileges))
		}
	}
	for _, r := range m.Roles {
		judgeOrder(p, r.Address, "includes", nameRanges(r.Decl.Includes))
		for _, g := range r.Decl.Grants {
			judgeOrder(p, r.Address, "privileges", nameRanges(g.Privileges))
			judgeOrder(p, r.Address, "databases", textRanges(g.Databases))
			judgeOrder(p, r.Address, "collections", textRanges(g.Collections))
		}
	}
	for _, b := range m.Bindings {
		judgeOrder(p, b.Address, "roles", nameRanges(b.Decl.Roles))
		byKind := map[string][]schema.Range{}
		for _, h := range b.Principals {
			byKind[h.Kind] = append(byKind[h.Kind], h.Name.Range)
		}
		for _, kind := range []string{"user", "group", "service_account", "api_key"} {
			judgeOrder(p, b.Address, kind+"s", byKind[kind])
		}
	}
}

func textRanges(ts []schema.Text) []schema.Range {
	rs := make([]schema.Range, len(ts))
	for i, t := range ts {
		rs[i] = t.Range
	}
	return rs
}

func nameRanges(ns []schema.Name) []schema.Range {
	rs := make([]schema.Range, len(ns))
	for i, n := range ns {
		rs[i] = n.Range
	}
	return rs
}

func judgeOrder(p *lint.Pass, subject, what string, elements []schema.Range) {
	words, commented := plainWords(p, elements)
	i := 1
	for i < len(words) && SortKey(words[i-1]) <= SortKey(words[i]) {
		i++
	}
	if i >= len(words) {
		return
	}
	inner, ok := bracketed(p, elements)
	if !ok {
		return
	}
	f := schema.Finding{
		Range: elements[i], Subject: subject,
		Message: fmt.Sprintf("the %s are not in order: %s stands behind %s", what, words[i], words[i-1]),
		Help:    "in a sorted list a name is found, one that is there twice shows, and two changes do not meet on the same line",
	}
	if !commented && !inner {
		f.Fix = sorting(words, elements)
	}
	p.Report(f)
}

// sorting is a safe fix that puts each element's text where it belongs.
func sorting(words []string, elements []schema.Range) *schema.Fix {
	sorted := slices.Clone(words)
	slices.SortStableFunc(sorted, func(a, b string) int { return strings.Compare(SortKey(a), SortKey(b)) })
	fix := &schema.Fix{Title: "sort the list", Safe: true}
	for i := range words {
		if words[i] != sorted[i] {
			fix.Edits = append(fix.Edits, schema.Edit{Range: elements[i], Text: sorted[i]})
		}
	}
	return fix
}

// plainElement matches elements that mean the same wherever in a list they stand: strings and references.
var plainElement = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`^("[^"$%\\]*"|[A-Za-z_][\w.-]*(\["[^"$%\\]*"\])?)$`)
})

// plainWords gives the texts of a list's elements and whether comments stand
// among them; no texts where it is no list of two or more plain elements.
func plainWords(p *lint.Pass, elements []schema.Range) (words []string, commented bool) {
	if len(elements) < 2 {
		return nil, false
	}
	for i, r := range elements {
		text := p.Source(r)
		if !plainElement().MatchString(text) || i > 0 && (r.File != elements[0].File || r.Start.Byte < elements[i-1].End.Byte) {
			return nil, false
		}
		words = append(words, text)
		if i == 0 {
			continue
		}
		between := p.Source(schema.Range{File: r.File, Start: elements[i-1].End, End: r.Start})
		switch {
		case isComment(between):
			commented = true
		case strings.TrimSpace(between) != ",":
			return nil, false
		}
	}
	return words, commented
}

// bracketed reports whether the elements fill a pair of brackets, and whether
// comments stand before the first or behind the last.
func bracketed(p *lint.Pass, elements []schema.Range) (commented, ok bool) {
	before := p.Source(schema.Range{File: elements[0].File, End: elements[0].Start})
	open := strings.LastIndexByte(before, '[')
	after, closed := untilBracket(p, elements[len(elements)-1])
	if open < 0 || !closed {
		return false, false
	}
	before = before[open+1:]
	commented = isComment(before) || isComment(after)
	return commented, commented || strings.TrimSpace(before) == "" && strings.Trim(after, ", \t\n\r") == ""
}

func isComment(s string) bool {
	return strings.ContainsRune(s, '#') || strings.Contains(s, "//") || strings.Contains(s, "/*")
}

// untilBracket is what stands between the last element of a list and its end.
func untilBracket(p *lint.Pass, last schema.Range) (between string, ok bool) {
	for end := last.End.Byte; ; end++ {
		between = p.Source(schema.Range{File: last.File, Start: last.End, End: schema.Pos{Byte: end}})
		switch {
		case strings.HasSuffix(between, "]"):
			return strings.TrimSuffix(between, "]"), true
		case end > last.End.Byte && between == "" || end-last.End.Byte > 1000:
			return "", false
		}
	}
}

// verbs are the order of permissions that begin with one.
var verbs = []string{"read", "write", "delete", "restore"}

// SortKey is by what elements of a list are ordered: their text, quotes left
// out, and permissions by what they are for, so that those on one thing stand together.
func SortKey(word string) string {
	word = strings.Trim(word, `"`)
	verb, resource, ok := strings.Cut(word, ":")
	if i := slices.Index(verbs, verb); ok && i >= 0 {
		return fmt.Sprintf("%s:%d", resource, i)
	}
	return word
}
