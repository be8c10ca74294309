package parse

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/rolecall/rolecall/schema"
)

// Defaults of [Limits].
const (
	DefaultFileBytes    = 8 << 20
	DefaultProjectBytes = 64 << 20
	DefaultNesting      = 200
	DefaultInstances    = 100_000
	// maxNesting is the most that Limits.Nesting can allow: a tenth of what was
	// seen to overflow the stack, so that no configuration lifts the guard.
	maxNesting = 10_000
	// maxOperators bounds operators outside strings in one file: chains of
	// them nest as deep as brackets do once they are parsed.
	maxOperators = 100_000
	// maxSigns bounds the $ and % of one literal: hcl puts a literal together
	// anew at each of them.
	maxSigns = 500
	// maxLines bounds the lines of one heredoc, for the same reason.
	maxLines = 2_000
	// maxDirectives bounds %{if}, %{for} and their ends in one file.
	maxDirectives = 2_000
	// maxIndexes bounds indexes such as x[0], which nest in a chain.
	maxIndexes = 10_000
)

func (l Limits) withDefaults() Limits {
	set := func(n *int, d int) {
		if *n == 0 {
			*n = d
		}
	}
	set(&l.FileBytes, DefaultFileBytes)
	set(&l.ProjectBytes, DefaultProjectBytes)
	set(&l.Nesting, DefaultNesting)
	set(&l.Instances, DefaultInstances)
	l.Nesting = min(l.Nesting, maxNesting)
	return l
}

// gate looks at a file before any parser sees it. hcl parses by recursion, and
// an overflowing stack ends the process; so what would nest too deep, is too
// large or is no text is refused here, with a place.
func gate(f File, l Limits) *schema.Finding {
	if len(f.Data) > l.FileBytes {
		return tooLarge(f, 0, fmt.Sprintf("the file has %d bytes, more than the %d that are read", len(f.Data), l.FileBytes))
	}
	if i := invalidUTF8(f.Data); i >= 0 {
		return &schema.Finding{
			Rule: "RC001", Severity: schema.Error, Range: rangeAt(f, i, 1),
			Message: fmt.Sprintf("byte %d is not UTF-8", i), Help: "policies are UTF-8 text; convert the file or remove the byte",
		}
	}
	scan := scanNative
	if isJSON(f.Path) {
		scan = scanJSON
	}
	if at, message := scan(f.Data, l.Nesting); message != "" {
		return tooLarge(f, at, message)
	}
	return nil
}

func tooLarge(f File, at int, message string) *schema.Finding {
	return &schema.Finding{
		Rule: "RC007", Severity: schema.Error, Message: message, Range: rangeAt(f, at, 1),
		Help: "the limit keeps hostile input from exhausting the machine; split the file or flatten the expression",
	}
}

func invalidUTF8(data []byte) int {
	if utf8.Valid(data) {
		return -1
	}
	for i := 0; i < len(data); {
		r, n := utf8.DecodeRune(data[i:])
		if r == utf8.RuneError && n == 1 {
			return i
		}
		i += n
	}
	return -1
}

// scanner walks HCL far enough to count how deep it nests. It errs on the deep
// side: where the real lexer might see fewer brackets it counts more, never less.
type scanner struct {
	data       []byte
	pos        int
	max        int
	stack      []byte // what closes each open bracket; '"' for a quoted template, 'h' for a heredoc
	heredocs   []string
	operators  int
	unary      int  // run of ! and -, which nest without brackets
	signs      int  // $ and % of the literal at hand
	lines      int  // of the heredoc at hand
	indexes    int  // x[0] and its like
	directives int  // %{if} and their like, which nest without brackets
	foreign    bool // a heredoc's marker was seen that is not ASCII
	exponent   bool // a number was seen that has thousands of digits when it is written out
}

// scanNative gives the place and the reason where data nests too deep; an empty reason otherwise.
func scanNative(data []byte, limit int) (int, string) {
	s := &scanner{data: data, max: limit}
	for s.pos < len(s.data) {
		if s.inTemplate() {
			s.template()
		} else {
			s.code()
		}
		if len(s.stack) > limit || s.unary > limit {
			return s.pos - 1, fmt.Sprintf("expressions and blocks nest more than %d deep here", limit)
		}
		if s.signs > maxSigns {
			return s.pos - 1, fmt.Sprintf("a text has more than %d $ and %% signs", maxSigns)
		}
		if s.indexes > maxIndexes {
			return s.pos - 1, fmt.Sprintf("the file has more than %d indexes", maxIndexes)
		}
		if s.directives > maxDirectives {
			return s.pos - 1, fmt.Sprintf("the file has more than %d template directives", maxDirectives)
		}
		if s.lines > maxLines {
			return s.pos - 1, fmt.Sprintf("a heredoc has more than %d lines", maxLines)
		}
		if s.foreign {
			// Which letters may stand there is for hcl's lexer to know; a guess
			// that is wrong would hide what follows.
			return s.pos - 1, "the marker of a heredoc is not plain ASCII"
		}
		if s.exponent {
			return s.pos - 1, "a number has an exponent of more than three digits"
		}
		if s.operators > maxOperators {
			return s.pos - 1, fmt.Sprintf("the file has more than %d operators", maxOperators)
		}
	}
	return 0, ""
}

func (s *scanner) inTemplate() bool {
	return len(s.stack) > 0 && (s.top() == '"' || s.top() == 'h')
}

func (s *scanner) top() byte { return s.stack[len(s.stack)-1] }

func (s *scanner) pop() {
	if s.top() == 'h' {
		s.heredocs = s.heredocs[:len(s.heredocs)-1]
	}
	s.stack = s.stack[:len(s.stack)-1]
}

// code takes one step outside templates.
func (s *scanner) code() {
	c := s.data[s.pos]
	s.pos++
	switch c {
	case '(':
		s.stack = append(s.stack, ')')
	case '[':
		s.stack = append(s.stack, ']')
		if s.pos > 1 && !strings.ContainsRune(" \t\r\n,=([{:?", rune(s.data[s.pos-2])) {
			s.indexes++
		}
	case '{':
		s.stack = append(s.stack, '}')
	case ')', ']', '}':
		if len(s.stack) > 0 && s.top() == c {
			s.pop()
		}
	case '"':
		s.stack = append(s.stack, '"')
		s.signs = 0
		s.exponent = s.exponent || hugeNumber(s.data[s.pos:], '"')
	case '0', '1', '2', '3', '4', '5', '6', '7', '8', '9':
		s.exponent = s.exponent || hugeNumber(s.data[s.pos-1:], 0)
	case '#':
		s.skipLine()
	case '/':
		s.slash()
	case '<':
		if s.pos < len(s.data) && s.data[s.pos] == '<' {
			s.heredoc()
		} else {
			s.operators++
		}
	case '!', '-':
		s.operators++
		s.unary++
		return
	case '?', '+', '*', '%', '>', '&', '|', '.':
		s.operators++
	}
	if c != ' ' && c != '\t' && c != '\n' && c != '\r' {
		s.unary = 0
	}
}

// hugeNumber reports whether data starts with a number whose exponent has more
// than three digits; with an end, only if that follows behind it. Such a number
// takes gigabytes once it is written out.
func hugeNumber(data []byte, end byte) bool {
	i := 0
	for i < len(data) && (data[i] >= '0' && data[i] <= '9' || data[i] == '.' || data[i] == '-') {
		i++
	}
	if i == 0 || i >= len(data) || data[i] != 'e' && data[i] != 'E' {
		return false
	}
	i++
	if i < len(data) && (data[i] == '+' || data[i] == '-') {
		i++
	}
	digits := i
	for i < len(data) && data[i] >= '0' && data[i] <= '9' {
		i++
	}
	return i-digits > 3 && (end == 0 || i < len(data) && data[i] == end)
}

func (s *scanner) skipLine() {
	if i := bytes.IndexByte(s.data[s.pos:], '\n'); i >= 0 {
		s.pos += i
	} else {
		s.pos = len(s.data)
	}
}

func (s *scanner) slash() {
	if s.pos == len(s.data) {
		return
	}
	switch s.data[s.pos] {
	case '/':
		s.skipLine()
	case '*':
		if i := bytes.Index(s.data[s.pos+1:], []byte("*/")); i >= 0 {
			s.pos += i + 3
		} else {
			s.operators++ // no comment: the lexer reads on
		}
	default:
		s.operators++
	}
}

// heredoc opens <<NAME or <<-NAME if a line break follows the name.
func (s *scanner) heredoc() {
	rest := s.data[s.pos+1:]
	rest = bytes.TrimPrefix(rest, []byte("-"))
	line, _, found := bytes.Cut(rest, []byte("\n"))
	name := strings.TrimSuffix(string(line), "\r")
	if !found || !isMarker(name) {
		return
	}
	if strings.ContainsFunc(name, func(r rune) bool { return r >= 0x80 }) {
		s.foreign = true
		return
	}
	s.stack = append(s.stack, 'h')
	s.signs, s.lines = 0, 0
	s.heredocs = append(s.heredocs, name)
	s.pos = len(s.data) - len(rest) + len(line) + 1
	s.endHeredoc()
}

// isMarker reports whether a heredoc can be called name. What is not ASCII
// counts as a letter.
func isMarker(name string) bool {
	for i := range len(name) {
		c := name[i]
		letter := c == '_' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= 0x80
		if !letter && (i == 0 || c != '-' && (c < '0' || c > '9')) {
			return false
		}
	}
	return name != ""
}

// endHeredoc closes the heredoc if the line at pos is its end marker.
func (s *scanner) endHeredoc() {
	line, _, _ := bytes.Cut(s.data[s.pos:], []byte("\n"))
	if strings.TrimSpace(string(line)) == s.heredocs[len(s.heredocs)-1] {
		s.pop()
		s.pos += len(line)
	}
}

// template takes one step inside a quoted template or a heredoc.
func (s *scanner) template() {
	c := s.data[s.pos]
	s.pos++
	quoted := s.top() == '"'
	switch {
	case c == '\\' && quoted:
		s.pos++
	case c == '"' && quoted:
		s.pop()
	case c == '\n' && !quoted:
		s.lines++
		s.endHeredoc()
	case (c == '$' || c == '%') && s.pos < len(s.data):
		s.signs++
		switch s.data[s.pos] {
		case '{':
			s.stack = append(s.stack, '}')
			s.pos++
			if c == '%' {
				s.directives++
			}
		case c:
			if s.pos+1 < len(s.data) && s.data[s.pos+1] == '{' {
				s.pos += 2 // $${ is a literal ${
			}
		}
	}
}

// scanJSON counts the nesting of JSON, and of the templates in its strings,
// which are parsed as HCL once they are evaluated.
func scanJSON(data []byte, limit int) (int, string) {
	depth := 0
	for i := 0; i < len(data); i++ {
		switch data[i] {
		case '{', '[':
			if depth++; depth > limit {
				return i, fmt.Sprintf("objects and arrays nest more than %d deep here", limit)
			}
		case '}', ']':
			depth--
		case '0', '1', '2', '3', '4', '5', '6', '7', '8', '9':
			if hugeNumber(data[i:], 0) {
				return i, "a number has an exponent of more than three digits"
			}
		case '"':
			if hugeNumber(data[i+1:], '"') {
				return i, "a number has an exponent of more than three digits"
			}
			end := stringEnd(data, i)
			if text := decodeString(data[i:end]); strings.Contains(text, "{") && len(text) > limit {
				if _, reason := scanNative([]byte(`"`+text), limit); reason != "" {
					return i, reason
				}
			}
			i = end - 1
		}
	}
	return 0, ""
}

// stringEnd gives the offset behind the string that starts at i.
func stringEnd(data []byte, i int) int {
	for i++; i < len(data); i++ {
		switch data[i] {
		case '\\':
			i++
		case '"':
			return i + 1
		}
	}
	return len(data)
}

func decodeString(quoted []byte) string {
	var s string
	if json.Unmarshal(quoted, &s) != nil {
		return string(quoted)
	}
	return strings.ReplaceAll(s, "\n", " ")
}

func isJSON(path string) bool { return strings.HasSuffix(path, ".json") }
