package authzen

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf16"
)

// maxDepth is how deep a body may nest; a question needs three levels and the values of attributes one or two more.
const maxDepth = 32

// names are those that the API gives a meaning.
var names = []string{
	"subject", "action", "resource", "context", "evaluations", "options", "evaluations_semantic",
	"page", "token", "limit", "type", "id", "name", "properties",
}

// level is an object or a list that is open.
type level struct {
	object bool
	free   bool // its names are the caller's own
	key    bool // a name comes next
	seen   []string
	many   map[string]bool // seen, where there are more than a few
}

// few is how many names are looked through one by one.
const few = 16

// unique refuses valid JSON that two readers might take differently: an object with
// a name twice, a name of the API in other letters, which encoding/json takes for it,
// half a character, and what nests deeper than maxDepth.
//
// INVARIANT: the body is valid, in UTF-8, so only strings and brackets need to be seen.
func unique(body []byte) error {
	open := make([]level, 0, 8)
	name := "" // of the value ahead
	for i := 0; i < len(body); i++ {
		switch c := body[i]; c {
		case '{', '[':
			if len(open) == maxDepth {
				return fmt.Errorf("the body nests deeper than %d levels", maxDepth)
			}
			free := name == "properties" || name == "context" || len(open) > 0 && open[len(open)-1].free
			open, name = append(open, level{object: c == '{', key: c == '{', free: free}), ""
		case '}', ']':
			open = open[:len(open)-1]
		case ',':
			top := &open[len(open)-1]
			top.key, name = top.object, ""
		case '"':
			end, whole := closing(body, i)
			if !whole {
				return fmt.Errorf("%s has half a character: surrogates come in pairs", body[i:end+1])
			}
			if len(open) > 0 && open[len(open)-1].key {
				var err error
				if name, err = open[len(open)-1].add(body[i : end+1]); err != nil {
					return err
				}
			}
			i = end
		}
	}
	return nil
}

// closing is where the string that begins at i ends. It is not whole where \u
// stands for one half of a character, of which encoding/json makes another one.
func closing(body []byte, i int) (end int, whole bool) {
	whole = true
	for i++; body[i] != '"'; i++ {
		if body[i] != '\\' {
			continue
		}
		first := escaped(body[i:])
		i++
		if !utf16.IsSurrogate(first) {
			continue
		}
		if utf16.DecodeRune(first, escaped(body[i+5:])) == unicode.ReplacementChar {
			whole = false
			continue
		}
		i += 6 // to the u of the second half
	}
	return i, whole
}

// escaped is what \uXXXX at the beginning stands for; 0 where there is none.
func escaped(s []byte) rune {
	if len(s) < 6 || s[0] != '\\' || s[1] != 'u' {
		return 0
	}
	n, err := strconv.ParseUint(string(s[2:6]), 16, 16)
	if err != nil {
		return 0
	}
	return rune(n)
}

// add takes a name as it is written.
func (l *level) add(quoted []byte) (string, error) {
	name := string(quoted[1 : len(quoted)-1])
	if strings.IndexByte(name, '\\') >= 0 {
		if err := json.Unmarshal(quoted, &name); err != nil {
			return "", err
		}
	}
	l.key = false
	if l.many[name] || slices.Contains(l.seen, name) {
		return "", fmt.Errorf("%q stands twice in one object", name)
	}
	l.note(name)
	if l.free || slices.Contains(names, name) {
		return name, nil
	}
	for _, known := range names {
		if strings.EqualFold(name, known) {
			return "", fmt.Errorf("%q is not %q: names are written in small letters", name, known)
		}
	}
	return name, nil
}

func (l *level) note(name string) {
	if len(l.seen) < few {
		l.seen = append(l.seen, name)
		return
	}
	if l.many == nil {
		l.many = map[string]bool{}
	}
	l.many[name] = true
}
