package report

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Escape makes a name or message safe to print on a terminal: control
// characters, bidirectional marks, invisible and invalid characters become
// what a Go string literal has for them, so that what is read is what is there.
func Escape(s string) string {
	if isPlain(s) {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); {
		r, size := utf8.DecodeRuneInString(s[i:])
		b.WriteString(escapeRune(r, s[i:i+size]))
		i += size
	}
	return b.String()
}

func isPlain(s string) bool {
	for i := range len(s) {
		if s[i] < ' ' || s[i] > '~' {
			return false
		}
	}
	return true
}

// escapeRune is what is printed for r, which stands in the source as raw.
func escapeRune(r rune, raw string) string {
	if (r == utf8.RuneError && len(raw) == 1) || !unicode.IsPrint(r) {
		q := strconv.QuoteToASCII(raw)
		return q[1 : len(q)-1]
	}
	return raw
}

// shorten cuts text to a number of characters where a reader takes no more.
func shorten(s string, most int) string {
	if utf8.RuneCountInString(s) <= most {
		return s
	}
	return string([]rune(s)[:most-1]) + "…"
}
