package query

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/netip"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/rolecall/rolecall/bundle"
	"github.com/rolecall/rolecall/schema"
)

// project is the attribute by which bindings to projects count. No condition need read it.
const project = "resource.project"

// Attributes reads what is typed of a request, as in principal.tenant=acme, each
// value as the type that its attribute is declared with: a list takes commas, or
// is written as in JSON. An attribute that is not declared, or that the question
// itself gives, is an error.
func (g *Ground) Attributes(typed []string) (bundle.Attributes, error) {
	a := bundle.Attributes{Principal: map[string]any{}, Resource: map[string]any{}, Request: map[string]any{}}
	seen := map[string]bool{}
	for _, pair := range typed {
		name, value, ok := strings.Cut(pair, "=")
		if !ok {
			return a, fmt.Errorf("attribute %q is not of the form NAME=VALUE", pair)
		}
		if seen[name] {
			return a, fmt.Errorf("attribute %q is given twice", name)
		}
		seen[name] = true
		v, err := g.attribute(name, value)
		if err != nil {
			return a, err
		}
		namespace, key, _ := strings.Cut(name, ".")
		map[string]map[string]any{"principal": a.Principal, "resource": a.Resource, "request": a.Request}[namespace][key] = v
	}
	return a, nil
}

func (g *Ground) attribute(name, value string) (any, error) {
	switch name {
	case "principal.name", "resource.database", "resource.collection", "request.privilege":
		return nil, fmt.Errorf("attribute %q is what the question says: it cannot be given", name)
	case project:
		return value, nil
	}
	kind, declared := g.Bundle.CEL.Variables[name]
	if !declared {
		names := slices.Sorted(maps.Keys(g.Bundle.CEL.Variables))
		meant := ""
		if near := schema.Nearest(name, names); near != "" {
			meant = fmt.Sprintf(" (did you mean %q?)", near)
		}
		return nil, fmt.Errorf("no attribute %q is declared%s", name, meant)
	}
	v, ok := valueOf(kind, value)
	if !ok {
		return nil, fmt.Errorf("attribute %q is %q, which is no %s", name, value, kind)
	}
	return v, nil
}

// valueOf reads a value of a CEL type as requests have it.
func valueOf(kind, value string) (any, bool) {
	var err error
	var v any = value
	switch kind {
	case "bool":
		v, err = strconv.ParseBool(value)
	case "double":
		v, err = strconv.ParseFloat(value, 64)
	case "list(string)":
		return listOf(value)
	case "google.protobuf.Timestamp", "timestamp":
		_, err = time.Parse(time.RFC3339, value)
	case "net.IP":
		_, err = netip.ParseAddr(value)
	}
	return v, err == nil
}

// listOf reads a list of strings, in JSON or with commas; nothing is no string.
func listOf(value string) (any, bool) {
	list := []string{}
	if strings.HasPrefix(value, "[") {
		err := json.Unmarshal([]byte(value), &list)
		return list, err == nil
	}
	for word := range strings.SplitSeq(value, ",") {
		if word = strings.TrimSpace(word); word != "" {
			list = append(list, word)
		}
	}
	return list, true
}
