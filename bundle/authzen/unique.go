package authzen

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
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
	seen map[string]bool // names so far; nil for a list
	free bool            // its names are the caller's own
}

// unique refuses valid JSON that two readers might take differently: an object with
// a name twice, a name of the API in other letters, which encoding/json takes for it,
// and what nests deeper than maxDepth.
func unique(body []byte) error {
	d := json.NewDecoder(bytes.NewReader(body))
	d.UseNumber()
	var open []level
	var key string // of the value ahead; empty where a key is ahead, or a list is open
	for {
		token, err := d.Token()
		if err != nil {
			return nil // the end: it is known to be valid
		}
		top := len(open) - 1
		inObject := top >= 0 && open[top].seen != nil
		if name, ok := token.(string); ok && inObject && key == "" {
			if err := open[top].add(name); err != nil {
				return err
			}
			key = "." + name // an empty name is a name
			continue
		}
		if delim, ok := token.(json.Delim); ok {
			switch delim {
			case '{', '[':
				l := level{free: key == ".properties" || key == ".context" || top >= 0 && open[top].free}
				if delim == '{' {
					l.seen = map[string]bool{}
				}
				if open = append(open, l); len(open) > maxDepth {
					return fmt.Errorf("the body nests deeper than %d levels", maxDepth)
				}
			default:
				open = open[:top]
			}
		}
		key = ""
	}
}

func (l *level) add(name string) error {
	if l.seen[name] {
		return fmt.Errorf("%q stands twice in one object", name)
	}
	l.seen[name] = true
	if l.free {
		return nil
	}
	for _, known := range names {
		if name != known && strings.EqualFold(name, known) {
			return fmt.Errorf("%q is not %q: names are written in small letters", name, known)
		}
	}
	return nil
}
