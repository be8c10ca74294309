package schema

import (
	"strconv"
	"strings"
)

// RefAddress writes a reference as a policy would: kind.label,
// kind.label["key"], or kind["label"] where the label is not an identifier.
func RefAddress(kind, label, key string, keyed bool) string {
	var b strings.Builder
	b.WriteString(kind)
	if isIdentifier(label) {
		b.WriteByte('.')
		b.WriteString(label)
	} else {
		b.WriteByte('[')
		b.WriteString(strconv.Quote(label))
		b.WriteByte(']')
	}
	if keyed {
		b.WriteByte('[')
		b.WriteString(strconv.Quote(key))
		b.WriteByte(']')
	}
	return b.String()
}

func isIdentifier(s string) bool {
	for i := range len(s) {
		c := s[i]
		letter := c == '_' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
		if !letter && (i == 0 || c != '-' && (c < '0' || c > '9')) {
			return false
		}
	}
	return s != ""
}
