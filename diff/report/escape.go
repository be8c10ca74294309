package report

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// escape makes a name or sentence safe to print on a terminal: control
// characters, bidirectional marks, invisible and invalid characters become what
// a Go string literal has for them.
func escape(s string) string {
	plain := true
	for i := range len(s) {
		plain = plain && s[i] >= ' ' && s[i] <= '~'
	}
	if plain {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); {
		r, size := utf8.DecodeRuneInString(s[i:])
		raw := s[i : i+size]
		if r == utf8.RuneError && size == 1 || !unicode.IsPrint(r) {
			q := strconv.QuoteToASCII(raw)
			raw = q[1 : len(q)-1]
		}
		b.WriteString(raw)
		i += size
	}
	return b.String()
}

// quote puts a name in quotes, so that where it ends is seen.
func quote(s string) string {
	return `"` + escape(strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(s)) + `"`
}

// plainName writes a name as it is where nothing in it could be taken for our own words, else in quotes.
func plainName(s string) string {
	for i := range len(s) {
		c := s[i]
		letter := c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9'
		if !letter && !strings.ContainsRune("_-.*:@$/", rune(c)) {
			return quote(s)
		}
	}
	if s == "" {
		return `""`
	}
	return s
}
