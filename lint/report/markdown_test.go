package report

import (
	"bytes"
	stdhtml "html"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/renderer/html"

	"github.com/rolecall/rolecall/schema"
)

// A table of four cells a row, whose text is what the findings say, that holds
// no link but the rule's, no HTML but a line's end, and nothing that GitHub
// refers to; with what is left out it is all findings.
func validMarkdown(t *testing.T, r *Report, data []byte) {
	if n := utf8.RuneCount(data); n > markdownBudget {
		t.Errorf("%d characters", n)
	}
	var page strings.Builder
	md := goldmark.New(goldmark.WithExtensions(extension.GFM), goldmark.WithRendererOptions(html.WithUnsafe()))
	if err := md.Convert(data, &page); err != nil {
		t.Fatal(err)
	}
	for _, tag := range tags.FindAllString(page.String(), -1) {
		if !plainTag.MatchString(tag) && !strings.HasPrefix(tag, `<a href="`+home) {
			t.Errorf("a tag %s", tag)
		}
	}
	fs := worstFirst(r.shown())
	rows := strings.Split(page.String(), "<tr>\n<td>")[1:]
	for i, row := range rows {
		cells := strings.Split(row, "</td>\n<td>")
		if len(cells) != 4 {
			t.Fatalf("%d cells in row %q", len(cells), row)
		}
		last, _, _ := strings.Cut(cells[3], "</td>")
		if refers.MatchString(last) {
			t.Errorf("a cell refers: %q", last)
		}
		want := strings.Join(append([]string{r.message(fs[i])}, helpLines(fs[i])...), "\n")
		if got := shownText(last); got != want {
			t.Errorf("a cell reads %q, want %q", got, want)
		}
		if got, want := shownText(cells[2]), r.where(fs[i].Range); got != want {
			t.Errorf("a place reads %q, want %q", got, want)
		}
		if place := code.ReplaceAllString(cells[2], ""); refers.MatchString(place) {
			t.Errorf("a place refers: %q", place)
		}
	}
	if left := fs[len(rows):]; len(left) > 0 && !bytes.Contains(data, []byte("\nLeft out, since a comment holds no more: "+count(left).String()+".\n")) {
		t.Errorf("%d rows for %d findings, and the rest is not counted", len(rows), len(fs))
	}
}

var (
	tags     = regexp.MustCompile(`<[^>]*>`)
	plainTag = regexp.MustCompile(`^</?(h2|table|thead|tbody|tr|th|td|a|code|br|p)( /)?>$`)
	code     = regexp.MustCompile(`<code>.*</code>`)
	refers   = regexp.MustCompile(`(?i)[@#][a-z0-9]|\bgh-[0-9]|:[\w+-]+:`)
)

// shownText is what a reader sees of a cell, without what has no width.
func shownText(cell string) string {
	cell = strings.NewReplacer("<br>", "\n", "\u200b", "", "<code>", "", "</code>", "").Replace(cell)
	return stdhtml.UnescapeString(cell)
}

func TestMarkdownCutsBetweenRows(t *testing.T) {
	data := string(write(t, find(t, "markdown"), many(2000)))
	if n := utf8.RuneCountInString(data); n > markdownBudget || n < markdownBudget-1000 {
		t.Errorf("%d characters", n)
	}
	if !strings.HasPrefix(data, "## rolecall: 666 errors, 667 warnings, 667 info\n\n| severity |") {
		t.Errorf("begins with %q", data[:80])
	}
}

// One name cannot push out all other findings.
func TestMarkdownShortensCells(t *testing.T) {
	r := many(3)
	r.Findings[0].Message = strings.Repeat("世", markdownBudget)
	r.Findings[0].Severity = schema.Error
	data := string(write(t, find(t, "markdown"), r))
	if strings.Contains(data, "Left out") || !strings.Contains(data, "世… |\n") {
		t.Errorf("%d characters", utf8.RuneCountInString(data))
	}
}

func TestCodeMarkdown(t *testing.T) {
	for s, want := range map[string]string{
		"a.hcl:100:5": "`a.hcl:100:5`",
		"a|b":         "`a\\|b`",
		"a`b``c":      "```a`b``c```",
		"`":           "`` ` ``",
		`a\|:1:`:      `a\\\|:&#8203;1:&#8203;`,
	} {
		if got := codeMarkdown(s); got != want {
			t.Errorf("%q is %s, want %s", s, got, want)
		}
	}
}

// What a change suppresses is shown below what stands, with the reason, and
// cannot be pushed out by it.
func TestMarkdownAdded(t *testing.T) {
	f := schema.Finding{Rule: "RC104", Name: "wider-than-written", Severity: schema.Warning, Message: "wide", Range: schema.Range{File: "a.hcl", Start: schema.Pos{Line: 1, Column: 1}}}
	r := &Report{Findings: []schema.Finding{f}}
	r.Findings[0].Suppressed = &schema.Suppressed{Kind: "comment", Reason: "@team | #12", Until: "2027-01-31", Added: true}
	old := f
	old.Suppressed = &schema.Suppressed{Kind: "comment", Reason: "old"}
	r.Findings = append(r.Findings, old)
	var b bytes.Buffer
	if err := Markdown(&b, r); err != nil {
		t.Fatal(err)
	}
	const want = "## rolecall: no findings; 2 suppressed\n\n### Suppressed by this change\n\n| severity | rule | place | finding |\n| --- | --- | --- | --- |\n" +
		"| warning | [RC104](https://github.com/rolecall/rolecall/blob/main/lint/rules/wider_than_written.md) wider-than-written | `a.hcl:1:1` | wide<br>accepted: @&#8203;team \\| #&#8203;12, until 2027-01-31 |\n"
	if b.String() != want {
		t.Errorf("%s", b.String())
	}
	for range 3000 {
		r.Findings = append(r.Findings, f, r.Findings[0])
	}
	b.Reset()
	if err := Markdown(&b, r); err != nil {
		t.Fatal(err)
	}
	stand, added, _ := strings.Cut(b.String(), "### Suppressed")
	if n := utf8.RuneCount(b.Bytes()); n > markdownBudget || n < markdownBudget*9/10 {
		t.Errorf("%d characters", n)
	}
	for _, part := range []string{stand, added} {
		if !strings.Contains(part, "\nLeft out, since a comment holds no more: ") || strings.Count(part, "\n| warning |") < 100 {
			t.Errorf("a table of %d rows", strings.Count(part, "\n| warning |"))
		}
	}
}
