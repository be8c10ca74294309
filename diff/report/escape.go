package report

import (
	"strings"

	findings "github.com/rolecall/rolecall/lint/report"
)

// quote puts a name in quotes, so that where it ends is seen.
func quote(s string) string {
	return `"` + findings.Escape(strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(s)) + `"`
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
