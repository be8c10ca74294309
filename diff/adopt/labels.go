package adopt

import (
	"fmt"
	"strings"
)

// labels gives blocks of one kind labels that are identifiers, each once. It
// counts how often each was asked for.
type labels map[string]int

// of is a label for a name: the name itself where it is one, else what is left
// of it, with a number where that is taken.
func (l labels) of(name, fallback string) string {
	base := name
	if !isLabel(name) {
		base = slug(name, fallback)
	}
	label := base
	for l[label] > 0 {
		l[base]++
		label = fmt.Sprintf("%s_%d", base, l[base])
	}
	l[label]++
	return label
}

// isLabel reports whether a name can be referred to with a dot.
func isLabel(s string) bool {
	for i := range len(s) {
		if c := s[i]; !isLetter(c) && (i == 0 || c != '-' && !isDigit(c)) {
			return false
		}
	}
	return s != "" && len(s) <= longest
}

func lower(c byte) byte {
	if c >= 'A' && c <= 'Z' {
		return c + 'a' - 'A'
	}
	return c
}

func isLetter(c byte) bool { return c == '_' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' }
func isDigit(c byte) bool  { return c >= '0' && c <= '9' }

// longest is how long a label may be; names may be longer.
const longest = 64

// slug keeps the letters and digits of a name in lower case, with _ for everything
// between them.
func slug(name, fallback string) string {
	var b strings.Builder
	for i := range len(name) {
		switch c := name[i]; {
		case isLetter(c) || isDigit(c):
			b.WriteByte(lower(c))
		case b.Len() > 0 && !strings.HasSuffix(b.String(), "_"):
			b.WriteByte('_')
		}
		if b.Len() == longest {
			break
		}
	}
	s := strings.Trim(b.String(), "_")
	switch {
	case s == "":
		return fallback
	case isDigit(s[0]):
		return fallback + "_" + s
	}
	return s
}
