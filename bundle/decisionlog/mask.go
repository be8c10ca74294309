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

// placeless are the places of a line that can be erased besides attributes.
var placeless = map[string]func(*line) bool{
	"/input/principal":  func(l *line) bool { l.Input.Principal = nil; return true },
	"/input/privilege":  func(l *line) bool { l.Input.Privilege = nil; return true },
	"/input/database":   func(l *line) bool { l.Input.Database = nil; return true },
	"/input/collection": func(l *line) bool { l.Input.Collection = nil; return true },
	"/result/reason":    func(l *line) bool { l.Result.Reason = ""; return true },
	"/requested_by":     func(l *line) bool { had := l.RequestedBy != ""; l.RequestedBy = ""; return had },
}

// attributes is where conditions' attributes stand.
const attributes = "/input/attributes/"

// masksOf makes masks of JSON pointers. A reason that is a sentence names the
// principal, so erasing the principal erases the reason as well.
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
			erase, ok = attribute(namespace, unescaped(name), named)
		}
		if !ok {
			return nil, fmt.Errorf("mask %q is no place of a decision: it is one of %s, %sNAMESPACE or %sNAMESPACE/NAME",
				p, strings.Join(slices.Sorted(maps.Keys(placeless)), ", "), attributes, attributes)
		}
		add(mask{p, erase})
		if p != "/requested_by" && p != "/result/reason" {
			add(mask{"/result/reason", placeless["/result/reason"]}) // it repeats what was asked
		}
	}
	slices.SortFunc(all, func(a, b mask) int { return strings.Compare(a.pointer, b.pointer) })
	return all, nil
}

// unescaped undoes what JSON pointers escape.
func unescaped(name string) string { return strings.NewReplacer("~1", "/", "~0", "~").Replace(name) }

// attribute erases one attribute, or a namespace of them. The maps of the entry stay as they are.
func attribute(namespace, name string, named bool) (func(*line) bool, bool) {
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
	}, !named || name != ""
}
