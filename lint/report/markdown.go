package report

import (
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/rolecall/rolecall/schema"
)

// Limits in characters. GitHub cuts a comment at 65,536, so a report stays
// below it with what is written around it; no cell takes more than a share.
const (
	markdownBudget = 60_000
	markdownCell   = 2_000
	markdownFooter = 200
)

// Markdown writes a table for a job summary or a comment, the worst findings
// first. What does not fit is counted below it; rows are never cut.
func Markdown(w io.Writer, r *Report) error {
	var b strings.Builder
	fs := worstFirst(r.shown())
	fmt.Fprintf(&b, "## rolecall: %s\n", summarize(r.Findings))
	if len(fs) > 0 {
		b.WriteString("\n| severity | rule | place | finding |\n| --- | --- | --- | --- |\n")
		left := r.markdownRows(&b, fs)
		if len(left) > 0 {
			fmt.Fprintf(&b, "\nLeft out, since a comment holds no more: %s.\n", count(left))
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// markdownRows writes as many findings as there is room for and gives the others.
func (r *Report) markdownRows(b *strings.Builder, fs []*schema.Finding) (left []*schema.Finding) {
	rules := r.rules()
	index := ruleIndex(rules)
	room := markdownBudget - markdownFooter - utf8.RuneCountInString(b.String())
	for i, f := range fs {
		row := r.markdownRow(f, rules[index[f.Rule]].url())
		if room -= utf8.RuneCountInString(row); room < 0 {
			return fs[i:]
		}
		b.WriteString(row)
	}
	return nil
}

func (r *Report) markdownRow(f *schema.Finding, url string) string {
	rule := escapeMarkdown(f.Rule)
	if url != "" {
		rule = "[" + rule + "](" + url + ")"
	}
	where := ""
	if !f.Range.IsZero() {
		where = codeMarkdown(shorten(r.where(f.Range), markdownCell))
	}
	text := escapeMarkdown(shorten(r.message(f), markdownCell))
	for _, line := range helpLines(f) {
		text += "<br>" + escapeMarkdown(shorten(line, markdownCell))
	}
	cells := []string{f.Severity.String(), rule + " " + escapeMarkdown(f.Name), where, text}
	return "| " + strings.Join(cells, " | ") + " |\n"
}
