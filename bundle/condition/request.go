package condition

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"net/netip"
	"strings"
	"time"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"
	"cel.dev/cel-go/ext"
	"github.com/rolecall/rolecall/bundle"
)

// request gives an evaluation the values of names. What is missing or of the
// wrong type is an error where it is read, and only there: as in CEL, what the
// result does not depend on does no harm.
type request struct {
	*bundle.Request
	at    time.Time
	names map[string]name
}

// name is a name that expressions may read, taken apart beforehand.
type name struct {
	full      string
	of        *cel.Type
	namespace string
	key       string
}

// names takes the names of an environment apart.
func names(types map[string]*cel.Type) map[string]name {
	of := make(map[string]name, len(types))
	for full, t := range types {
		of[full] = nameOf(full, t)
	}
	return of
}

func nameOf(full string, t *cel.Type) name {
	namespace, key, _ := strings.Cut(full, ".")
	return name{full, t, namespace, key}
}

// Parent implements [cel.Activation].
func (r *request) Parent() cel.Activation { return nil }

// ResolveName implements [cel.Activation].
func (r *request) ResolveName(full string) (any, bool) {
	n, ok := r.names[full]
	if !ok {
		return nil, false
	}
	v, err := r.value(&n)
	if err != nil {
		return types.WrapErr(err), true
	}
	return v, true
}

func (r *request) value(n *name) (ref.Val, error) {
	switch name := n.full; name {
	case "principal.name":
		return text(name, r.Principal)
	case "resource.database":
		return text(name, r.Database)
	case "resource.collection":
		return text(name, r.Collection)
	case "request.privilege":
		return text(name, r.Privilege)
	case "request.time":
		return r.time(n)
	}
	v, ok := r.attribute(n)
	if !ok {
		return nil, errors.New("request has no attribute " + n.full)
	}
	return convert(n.full, v, n.of)
}

// attribute finds what the request says of a name that is not a field of its own.
func (r *request) attribute(n *name) (any, bool) {
	var values map[string]any
	switch n.namespace {
	case "principal":
		values = r.Attributes.Principal
	case "resource":
		values = r.Attributes.Resource
	case "request":
		values = r.Attributes.Request
	}
	v, ok := values[n.key]
	return v, ok
}

// time is the request's own, else the moment of the decision.
func (r *request) time(n *name) (ref.Val, error) {
	v, ok := r.attribute(n)
	if !ok {
		return types.Timestamp{Time: r.at}, nil
	}
	switch v := v.(type) {
	case time.Time:
		return types.Timestamp{Time: v}, nil
	case string:
		if t, err := time.Parse(time.RFC3339, v); err == nil {
			return types.Timestamp{Time: t}, nil
		}
		return nil, fmt.Errorf("attribute request.time is no RFC 3339 time: %q", clip(v))
	}
	return nil, wrongType("request.time", v, "a string")
}

// convert turns a value as encoding/json or a Go program gives it into CEL's.
func convert(name string, v any, t *cel.Type) (ref.Val, error) {
	switch t.Kind() {
	case types.StringKind:
		if s, ok := v.(string); ok {
			return text(name, s)
		}
		return nil, wrongType(name, v, "a string")
	case types.BoolKind:
		if b, ok := v.(bool); ok {
			return types.Bool(b), nil
		}
		return nil, wrongType(name, v, "true or false")
	case types.DoubleKind:
		n, ok := number(v)
		if !ok {
			return nil, wrongType(name, v, "a number")
		}
		if !(math.Abs(n) < exact) {
			return nil, fmt.Errorf("attribute %s is 2^53 or more, where numbers that differ look the same: make it a string", name)
		}
		return types.Double(n), nil
	case types.ListKind:
		return list(name, v)
	case types.OpaqueKind:
		return address(name, v)
	}
	return nil, fmt.Errorf("attribute %s is declared with a type that there is not", name)
}

func text(name, s string) (ref.Val, error) {
	if longest := maxLength(name); uint64(len(s)) > longest {
		return nil, fmt.Errorf("attribute %s is longer than %d bytes", name, longest)
	}
	return types.String(s), nil
}

// exact is where float64 starts to leave out whole numbers, so that one account's
// number could pass for another's. What has been read as a float64 does not show
// what it was, and 2^53 may have been 2^53+1.
const exact = 1 << 53

func number(v any) (float64, bool) {
	switch n := v.(type) {
	case float64:
		return n, true
	case float32:
		return float64(n), true
	case int:
		return float64(n), true
	case int32:
		return float64(n), true
	case int64:
		return float64(n), true
	case uint32:
		return float64(n), true
	case uint64:
		return float64(n), true
	case json.Number:
		f, err := n.Float64()
		return f, err == nil
	}
	return 0, false
}

func list(name string, v any) (ref.Val, error) {
	var strs []string
	switch v := v.(type) {
	case []string:
		strs = v
	case []any:
		for _, element := range v {
			s, ok := element.(string)
			if !ok {
				return nil, fmt.Errorf("attribute %s must be a list of strings, not with %s", name, kind(element))
			}
			strs = append(strs, s)
		}
	default:
		return nil, wrongType(name, v, "a list of strings")
	}
	if len(strs) > MaxList {
		return nil, fmt.Errorf("attribute %s has more than %d elements", name, MaxList)
	}
	for _, s := range strs {
		if len(s) > MaxName {
			return nil, fmt.Errorf("attribute %s has an element longer than %d bytes", name, MaxName)
		}
	}
	return types.NewStringList(types.DefaultTypeAdapter, strs), nil
}

// address takes no zones, as the ip function does. IPv4 in the clothes of IPv6,
// which a server that listens to both gets to see, is IPv4.
func address(name string, v any) (ref.Val, error) {
	var ip netip.Addr
	switch v := v.(type) {
	case netip.Addr:
		ip = v
	case string:
		ip, _ = netip.ParseAddr(v)
	default:
		return nil, wrongType(name, v, "a string")
	}
	if !ip.IsValid() || ip.Zone() != "" {
		return nil, fmt.Errorf("attribute %s is no IP address: %q", name, clip(fmt.Sprint(v)))
	}
	return ext.IP{Addr: ip.Unmap()}, nil
}

func wrongType(name string, v any, want string) error {
	return fmt.Errorf("attribute %s must be %s, not %s", name, want, kind(v))
}

// kind names the type of a value as JSON does.
func kind(v any) string {
	switch v := v.(type) {
	case nil:
		return "null"
	case string:
		return "a string"
	case bool:
		return fmt.Sprint(v)
	case []any, []string:
		return "a list"
	case map[string]any:
		return "an object"
	}
	if _, ok := number(v); ok {
		return "a number"
	}
	return fmt.Sprintf("a %T", v)
}
