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
// first, and one of those that the change which is judged suppresses. What does
// not fit is counted below its table; rows are never cut.
func Markdown(w io.Writer, r *Report) error {
	head := fmt.Sprintf("## rolecall: %s\n", summarize(r.Findings))
	added := r.markdownTable(worstFirst(r.added()), markdownBudget/2)
	if added != "" {
		added = "\n### Suppressed by this change\n" + added
	}
	room := markdownBudget - utf8.RuneCountInString(head+added)
	_, err := io.WriteString(w, head+r.markdownTable(worstFirst(r.shown()), room)+added)
	return err
}

// markdownTable is a table of as many findings as there is room for; empty without any.
func (r *Report) markdownTable(fs []*schema.Finding, room int) string {
	if len(fs) == 0 {
		return ""
	}
	var b strings.Builder
	b.WriteString("\n| severity | rule | place | finding |\n| --- | --- | --- | --- |\n")
	if left := r.markdownRows(&b, fs, room); len(left) > 0 {
		fmt.Fprintf(&b, "\nLeft out, since a comment holds no more: %s.\n", markdownCount(left))
	}
	return b.String()
}

// markdownCount counts findings that are left out, whatever silences them.
func markdownCount(fs []*schema.Finding) string {
	var s Summary
	for _, f := range fs {
		stands := *f
		stands.Suppressed = nil
		s.add(&stands)
	}
	return s.String()
}

// markdownRows writes as many findings as there is room for and gives the others.
func (r *Report) markdownRows(b *strings.Builder, fs []*schema.Finding, room int) (left []*schema.Finding) {
	rules := r.rules()
	index := ruleIndex(rules)
	room -= markdownFooter + utf8.RuneCountInString(b.String())
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
	rule := EscapeMarkdown(f.Rule)
	if url != "" {
		rule = "[" + rule + "](" + url + ")"
	}
	where := ""
	if !f.Range.IsZero() {
		where = codeMarkdown(shorten(r.where(f.Range), markdownCell))
	}
	text := EscapeMarkdown(shorten(r.message(f), markdownCell))
	for _, line := range helpLines(f) {
		text += "<br>" + EscapeMarkdown(shorten(line, markdownCell))
	}
	if s := f.Suppressed; s != nil {
		text += "<br>accepted: " + EscapeMarkdown(shorten(Escape(s.Reason), markdownCell))
		if s.Until != "" {
			text += ", until " + EscapeMarkdown(shorten(Escape(s.Until), markdownCell))
		}
	}
	cells := []string{f.Severity.String(), rule + " " + EscapeMarkdown(f.Name), where, text}
	return "| " + strings.Join(cells, " | ") + " |\n"
}
