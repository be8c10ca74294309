package report

import (
	"regexp"
	"strings"
	"sync"
	"unicode/utf8"
)

// EscapeMarkdown makes one line of text stand in Markdown, a cell too, as it is:
// nothing in it is markup, HTML, a link, an emoji, or a name or number that
// GitHub would notify or refer to.
func EscapeMarkdown(s string) string {
	s = referring().ReplaceAllStringFunc(markup.Replace(s), func(m string) string {
		_, size := utf8.DecodeLastRuneInString(m)
		return m[:len(m)-size] + blank + m[len(m)-size:]
	})
	if emoji().MatchString(s) {
		s = strings.ReplaceAll(s, ":", ":"+blank)
	}
	return s
}

// blank is a blank of no width. It parts what GitHub looks for after Markdown
// is read, so that no escape helps.
const blank = "&#8203;"

// markup is what Markdown reads within a line. The dot and the colon are there
// for addresses, which become links by themselves.
var markup = strings.NewReplacer(
	`\`, `\\`, "`", "\\`", "*", `\*`, "_", `\_`, "~", `\~`, "[", `\[`, "]", `\]`, "!", `\!`, "|", `\|`, "$", `\$`,
	"&", "&amp;", "<", "&lt;", ">", "&gt;", "://", `\://`, "www.", `www\.`, "WWW.", `WWW\.`,
)

// referring finds @name, #123 and GH-123.
var referring = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`[@#][\pL\pN]|(?i:\bgh-)[0-9]`) })

// emoji finds what becomes one, as ":100:" does in a place.
var emoji = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`:[\w+-]+:`) })

// codeMarkdown is text as code in a Markdown cell. The fence is longer than any
// in it. What code cannot hold there, a pipe behind a backslash, is no code.
func codeMarkdown(s string) string {
	if strings.Contains(s, `\|`) {
		return EscapeMarkdown(s)
	}
	fence := "`"
	for strings.Contains(s, fence) {
		fence += "`"
	}
	if strings.HasPrefix(s, "`") || strings.HasSuffix(s, "`") {
		s = " " + s + " "
	}
	return fence + strings.ReplaceAll(s, "|", `\|`) + fence
}
