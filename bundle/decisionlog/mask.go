package decisionlog

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// mask takes one place out of a line, and says whether there was anything.
type mask struct {
	pointer string
	erase   func(*line) bool
}

const (
	principal = "/input/principal"
	role      = "/result/role"
	reason    = "/result/reason"
)

// placeless are the places of a line that can be erased besides attributes.
var placeless = map[string]func(*line) bool{
	principal:           func(l *line) bool { l.Input.Principal = nil; return true },
	"/input/privilege":  func(l *line) bool { l.Input.Privilege = nil; return true },
	"/input/database":   func(l *line) bool { l.Input.Database = nil; return true },
	"/input/collection": func(l *line) bool { l.Input.Collection = nil; return true },
	role:                text(func(l *line) *string { return &l.Result.Role }),
	"/result/source":    text(func(l *line) *string { return &l.Result.Source }),
	"/result/condition": text(func(l *line) *string { return &l.Result.Condition }),
	reason:              func(l *line) bool { l.Result.Reason = ""; return true },
	"/requested_by":     text(func(l *line) *string { return &l.RequestedBy }),
	"/req_id":           text(func(l *line) *string { return &l.RequestID }),
}

// text erases a string where it is not empty.
func text(of func(*line) *string) func(*line) bool {
	return func(l *line) bool {
		s := of(l)
		had := *s != ""
		*s = ""
		return had
	}
}

// tokensRole erases the role that is called like the principal, as that of a token is.
func tokensRole(l *line) bool {
	if l.Result.Role != l.asked {
		return false
	}
	return placeless[role](l)
}

// attributes is where conditions' attributes stand.
const attributes = "/input/attributes/"

// masksOf makes masks of JSON pointers. What repeats a place that is erased is
// erased as well: the reason, which is a sentence, and the role of a token.
func masksOf(pointers []string) ([]mask, error) {
	var all []mask
	add := func(m mask) {
		if !slices.ContainsFunc(all, func(o mask) bool { return o.pointer == m.pointer }) {
			all = append(all, m)
		}
	}
	for _, p := range pointers {
		erase, ok := placeless[p]
		if rest, under := strings.CutPrefix(p, attributes); under {
			namespace, name, named := strings.Cut(rest, "/")
			erase, ok = attribute(namespace, name, named)
		}
		if !ok {
			return nil, fmt.Errorf("mask %q is no place of a decision: it is one of %s, %sNAMESPACE or %sNAMESPACE/NAME, where a slash in a name is ~1",
				p, strings.Join(slices.Sorted(maps.Keys(placeless)), ", "), attributes, attributes)
		}
		add(mask{p, erase})
	}
	if slices.ContainsFunc(pointers, func(p string) bool { return strings.HasPrefix(p, "/input/") || repeated[p] }) {
		add(mask{reason, placeless[reason]})
	}
	if slices.Contains(pointers, principal) {
		add(mask{role, tokensRole})
	}
	slices.SortFunc(all, func(a, b mask) int { return strings.Compare(a.pointer, b.pointer) })
	return all, nil
}

// repeated are the places of the result that a reason tells again.
var repeated = map[string]bool{role: true, "/result/condition": true, "/result/source": true}

// unescaped undoes what JSON pointers escape. It is false for what is none, and for a
// pointer that goes on: what would be erased inside of an attribute is not told from
// what would not, so an attribute goes whole.
func unescaped(name string) (string, bool) {
	rest := strings.NewReplacer("~1", "", "~0", "").Replace(name)
	return strings.NewReplacer("~1", "/", "~0", "~").Replace(name), !strings.ContainsAny(rest, "~/")
}

// attribute erases one attribute, or a namespace of them. The maps of the entry stay as they are.
func attribute(namespace, pointer string, named bool) (func(*line) bool, bool) {
	name, ok := unescaped(pointer)
	var of func(*line) *map[string]any
	switch namespace {
	case "principal":
		of = func(l *line) *map[string]any { return &l.Input.Attributes.Principal }
	case "resource":
		of = func(l *line) *map[string]any { return &l.Input.Attributes.Resource }
	case "request":
		of = func(l *line) *map[string]any { return &l.Input.Attributes.Request }
	default:
		return nil, false
	}
	return func(l *line) bool {
		values := of(l)
		if !named {
			had := len(*values) > 0
			*values = nil
			return had
		}
		if _, had := (*values)[name]; !had {
			return false
		}
		*values = maps.Clone(*values)
		delete(*values, name)
		return true
	}, !named || ok && name != ""
}
