package report

import "strings"

// Quote puts a name in quotes, so that where it ends is seen, and makes it safe to print.
func Quote(s string) string {
	return `"` + Escape(strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(s)) + `"`
}

// Name writes a name as it is where nothing in it could be taken for our own words, else in quotes.
func Name(s string) string {
	for i := range len(s) {
		c := s[i]
		letter := c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9'
		if !letter && !strings.ContainsRune("_-.*:@$/", rune(c)) {
			return Quote(s)
		}
	}
	if s == "" {
		return `""`
	}
	return s
}
