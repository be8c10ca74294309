package rules

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// token is a piece of a condition's text. A name comes with its dots, as in
// principal.tenant; what is no name, number or string is one sign.
type token struct {
	kind   tokenKind
	text   string
	offset int
}

type tokenKind int

const (
	signToken tokenKind = iota
	nameToken
	numberToken
	stringToken
)

// is reports whether the token is a sign.
func (t token) is(sign string) bool { return t.kind == signToken && t.text == sign }

// tokens cuts a condition that parses into its pieces, comments and blanks left out.
func tokens(expression string) []token {
	var out []token
	for i := 0; i < len(expression); {
		rest := expression[i:]
		r, size := utf8.DecodeRuneInString(rest)
		t := token{signToken, rest[:size], i}
		switch {
		case strings.HasPrefix(rest, "//"):
			comment, _, _ := strings.Cut(rest, "\n")
			i += len(comment)
			continue
		case unicode.IsSpace(r):
			i += size
			continue
		case stringLength(rest) > 0:
			t.kind, t.text = stringToken, rest[:stringLength(rest)]
		case r == '_' || unicode.IsLetter(r):
			t.kind, t.text = nameToken, rest[:wordLength(rest)]
		case unicode.IsDigit(r):
			t.kind, t.text = numberToken, rest[:wordLength(rest)]
		}
		out = append(out, t)
		i += len(t.text)
	}
	return out
}

// wordLength is how long the name or number at the start of s is.
func wordLength(s string) int {
	if i := strings.IndexFunc(s, func(r rune) bool { return r != '_' && r != '.' && !unicode.IsLetter(r) && !unicode.IsDigit(r) }); i >= 0 {
		return i
	}
	return len(s)
}

// stringLength is how long the string at the start of s is, its prefix such as
// the r of r"…" included; 0 where there is none.
func stringLength(s string) int {
	prefix := len(s) - len(strings.TrimLeft(s, "rRbB"))
	raw := strings.ContainsAny(s[:prefix], "rR")
	for _, q := range []string{`"""`, `'''`, `"`, `'`} {
		if prefix > 2 || !strings.HasPrefix(s[prefix:], q) {
			continue
		}
		for i := prefix + len(q); i < len(s); i++ {
			if s[i] == '\\' && !raw {
				i++
			} else if strings.HasPrefix(s[i:], q) {
				return i + len(q)
			}
		}
		return len(s)
	}
	return 0
}
