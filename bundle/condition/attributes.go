package condition

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/ext"
	"github.com/rolecall/rolecall/bundle"
)

// The types of declared attributes.
const (
	String  = "string"
	Bool    = "bool"
	Number  = "number" // any JSON number; CEL's double
	Strings = "list(string)"
)

// The sizes that costs are reckoned with. An evaluation that meets a longer
// value is an error, so a cost is a bound.
const (
	MaxName   = bundle.MaxName // bytes of a privilege, database or collection, and of each string in a list
	MaxString = 1024           // bytes of a principal and of other strings
	MaxList   = 100            // strings in a list
)

// Attributes declares what conditions may read beyond the built-in names: full
// name, as in "principal.tenant", to type. A type that is none of the four fits
// everywhere when conditions are checked, so that its one finding is not told
// again at each use, and no value has it: what reads it is denied. A declaration
// of a built-in name is ignored.
type Attributes map[string]string

// builtIn are the names that every condition may read.
var builtIn = map[string]*cel.Type{
	"principal.name":      cel.StringType,
	"resource.database":   cel.StringType,
	"resource.collection": cel.StringType,
	"request.privilege":   cel.StringType,
	"request.time":        cel.TimestampType,
	"request.ip":          ext.IPType,
}

// declared are the types of attributes, by their name in the policy.
var declared = map[string]*cel.Type{
	String:  cel.StringType,
	Bool:    cel.BoolType,
	Number:  cel.DoubleType,
	Strings: cel.ListType(cel.StringType),
}

// namespaces are what a name may begin with.
var namespaces = []string{"principal", "resource", "request"}

// BuiltIn reports whether name is one that every condition may read, such as "request.time".
func BuiltIn(name string) bool { return builtIn[name] != nil }

// Names lists every name a condition may read, the built-in ones included, sorted.
func (a Attributes) Names() []string { return slices.Sorted(maps.Keys(a.types())) }

// Variables gives the variables of cel.json: every name, the built-in ones
// included, and its CEL type.
func (a Attributes) Variables() map[string]string {
	variables := map[string]string{}
	for name, t := range a.types() {
		variables[name] = cel.FormatCELType(t)
	}
	return variables
}

// Fits says why conditions could not read a value that a request has for a name,
// or gives nil. Of a name that is not declared it says that.
func (a Attributes) Fits(name string, value any) error {
	t, ok := a.types()[name]
	if !ok {
		return fmt.Errorf("no attribute %s is declared", name)
	}
	if t.Kind() == cel.TimestampKind {
		n := nameOf(name, t)
		r := request{Request: &bundle.Request{Attributes: bundle.Attributes{Request: map[string]any{n.key: value}}}}
		_, err := r.time(&n)
		return err
	}
	_, err := convert(name, value, t)
	return err
}

// types gives the CEL type of every name.
func (a Attributes) types() map[string]*cel.Type {
	types := maps.Clone(builtIn)
	for name, kind := range a {
		if BuiltIn(name) {
			continue
		}
		t, ok := declared[kind]
		if !ok {
			t = cel.DynType
		}
		types[name] = t
	}
	return types
}

// declarations is the way back from Variables.
func declarations(variables map[string]string) (Attributes, error) {
	attrs := Attributes{}
	for _, name := range slices.Sorted(maps.Keys(variables)) {
		t := variables[name]
		if known, ok := builtIn[name]; ok {
			if t != cel.FormatCELType(known) {
				return nil, fmt.Errorf("variable %q: is a %s, not a %s", name, cel.FormatCELType(known), t)
			}
			continue
		}
		kind, err := kindOf(t)
		if err != nil {
			return nil, fmt.Errorf("variable %q: %w", name, err)
		}
		if namespace, _, ok := strings.Cut(name, "."); !ok || !slices.Contains(namespaces, namespace) {
			return nil, fmt.Errorf("variable %q: does not begin with principal, resource or request", name)
		}
		attrs[name] = kind
	}
	return attrs, nil
}

func kindOf(celType string) (string, error) {
	if celType == cel.FormatCELType(cel.DynType) {
		return celType, nil
	}
	for kind, t := range declared {
		if cel.FormatCELType(t) == celType {
			return kind, nil
		}
	}
	return "", errors.New("its type " + celType + " is none that attributes have")
}
