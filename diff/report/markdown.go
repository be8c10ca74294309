package report

import (
	"cmp"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	findings "github.com/rolecall/rolecall/lint/report"
)

// Limits in characters. GitHub refuses comments above 65,536, so a report stays
// below it with what is written around it. No name and no sentence takes more
// than a share of it.
const (
	markdownBudget   = 60_000
	markdownName     = 200
	markdownSentence = 1_000
)

// Markdown writes results for a pull request: the verdict and what is risky in
// sight, the objects that change behind a fold. What does not fit is left out by
// whole lines of a list and counted.
func Markdown(w io.Writer, r *Report) error {
	m := &markdownWriter{left: markdownBudget}
	foot := m.footer(r)
	m.left -= utf8.RuneCountInString(foot)
	if o := overview(r); o != nil {
		m.overview(o, len(r.Results))
	}
	for i, result := range r.Results {
		m.outline(newOutline(result), len(r.Results)-i-1)
	}
	m.b.WriteString(foot)
	_, err := io.WriteString(w, m.b.String())
	return err
}

type markdownWriter struct {
	b    strings.Builder
	left int // of the budget
}

func (m *markdownWriter) write(s string) {
	m.b.WriteString(s)
	m.left -= utf8.RuneCountInString(s)
}

// reserved is what is kept for the frame of a section (title, fold, what was left
// out), and reservedTarget for what every target still to come says at least.
const (
	reserved       = 400
	reservedTarget = 1_500
)

// overview writes the gates in a part of the room.
func (m *markdownWriter) overview(o *outline, targets int) {
	icon := "✅"
	if o.failed {
		icon = "❌"
	}
	m.write(fmt.Sprintf("## %s rolecall diff: %s\n", icon, o.verdict+m.line(o.named)))
	room := max(reserved, (m.left-reservedTarget*targets)/3)
	for i := range o.sections {
		m.section(&o.sections[i], room/len(o.sections)-reserved)
	}
	m.write("\n")
}

// mostFooter is the room of what the change does to its own check.
const mostFooter = 8_000

// footer writes what stands below all targets.
func (m *markdownWriter) footer(r *Report) string {
	f := &markdownWriter{left: markdownBudget}
	for _, s := range closing(r) {
		f.section(&s, mostFooter/2)
	}
	for i, line := range footer(r) {
		f.write([]string{"\n<sub>", "<br>\n"}[min(i, 1)] + f.line(line))
	}
	if f.b.Len() > 0 && len(footer(r)) > 0 {
		f.write("</sub>\n")
	}
	return f.b.String()
}

func (m *markdownWriter) outline(o *outline, targetsLeft int) {
	if m.left < reservedTarget*(targetsLeft+1) && m.b.Len() > 0 {
		if m.left > reserved {
			m.write(fmt.Sprintf("\n%s and %s after it are left out: a comment holds no more.\n", m.line(o.title), count(targetsLeft, "target", "targets")))
			m.left = 0
		}
		return
	}
	icon := "⚠️"
	if o.empty {
		icon = "✅"
	}
	m.write(fmt.Sprintf("### %s rolecall diff: %s\n\n**%s**\n", icon, m.line(o.title), o.verdict))
	for i := range o.sections {
		keep := reserved*(len(o.sections)-i) + reservedTarget*targetsLeft
		m.section(&o.sections[i], m.left-keep)
	}
	switch {
	case o.covers != nil:
		m.write(fmt.Sprintf("\n<sub>state %s, which covers %s</sub>\n", m.code(o.digest), strings.Join(o.covers, ", ")))
	case o.digest != "":
		m.write(fmt.Sprintf("\n<sub>state %s</sub>\n", m.code(o.digest)))
	}
}

// section writes as much of a section as there is room for.
func (m *markdownWriter) section(s *section, room int) {
	if s.details {
		m.write(fmt.Sprintf("\n<details><summary>%s (%d)</summary>\n", s.title, cmp.Or(s.count, len(s.items))))
		defer m.write("\n</details>\n")
	} else {
		m.write("\n#### " + s.title + "\n")
	}
	if s.about != "" {
		m.write("\n" + upperFirst(s.about) + ".\n")
	}
	m.write("\n")
	for i := range s.items {
		text := m.item("", &s.items[i])
		if room -= utf8.RuneCountInString(text); room < 0 {
			m.write(fmt.Sprintf("\n%d of %d are left out: a comment holds no more.\n", len(s.items)-i, len(s.items)))
			return
		}
		m.write(text)
	}
}

// item is a line of a list with those beneath it. Long lists beneath are cut too.
func (m *markdownWriter) item(indent string, it *item) string {
	const most = 50
	var b strings.Builder
	b.WriteString(indent + "- ")
	if it.mark != plain {
		b.WriteString(m.code(string(it.mark)) + " ")
	}
	text := m.line(it.spans)
	if strings.TrimSpace(text) == "" { // a dash with nothing behind it would make a heading of the line above
		text = m.code("")
	}
	b.WriteString(text)
	if it.place != "" {
		b.WriteString(" — " + m.code(it.place))
	}
	b.WriteByte('\n')
	for i := range it.items {
		if i == most && len(it.items) > most+1 {
			fmt.Fprintf(&b, "%s  - %d more\n", indent, len(it.items)-most)
			break
		}
		b.WriteString(m.item(indent+"  ", &it.items[i]))
	}
	return b.String()
}

func (m *markdownWriter) line(spans []span) string {
	var b strings.Builder
	for _, s := range spans {
		switch s.kind {
		case words:
			b.WriteString(s.text)
		case scope:
			b.WriteString(m.code(strings.Replace(s.text, "\x00", ".", 1)))
		case name, address:
			b.WriteString(m.code(s.text))
		case sentence:
			b.WriteString(findings.EscapeMarkdown(clip(findings.Escape(s.text), markdownSentence)))
		case emphasis:
			b.WriteString("**" + findings.EscapeMarkdown(findings.Escape(s.text)) + "**")
		}
	}
	return b.String()
}

// code is a name as code: nothing in it is markup, and nobody is notified.
func (m *markdownWriter) code(s string) string {
	return codeMarkdown(clip(findings.Escape(s), markdownName))
}

// clip shortens a text to a number of characters.
func clip(s string, most int) string {
	if utf8.RuneCountInString(s) <= most {
		return s
	}
	return string([]rune(s)[:most-1]) + "…"
}

func upperFirst(s string) string { return strings.ToUpper(s[:1]) + s[1:] }
