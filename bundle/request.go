package bundle

import (
	"encoding/json"
	"errors"
	"fmt"
)

// DefaultDatabase is the database of a request that names none.
const DefaultDatabase = "default"

// Request asks whether a principal may use a privilege on a collection.
type Request struct {
	Principal string `json:"principal"`
	// Roles, where not nil, stands in place of the principal's bindings: an
	// empty list leaves only the implicit roles, if any. An unknown role denies.
	Roles      []string   `json:"roles,omitzero"`
	Privilege  string     `json:"privilege"`
	Database   string     `json:"database"` // empty means DefaultDatabase
	Collection string     `json:"collection"`
	Attributes Attributes `json:"attributes,omitzero"`
}

// Attributes are what conditions read of a request, by namespace and name:
// strings, bools, numbers and lists of strings, as encoding/json decodes them.
// Request may have time (RFC 3339) and ip.
type Attributes struct {
	Principal map[string]any `json:"principal,omitempty"`
	Resource  map[string]any `json:"resource,omitempty"`
	Request   map[string]any `json:"request,omitempty"`
}

// ParseRequest reads one request. It refuses what might be a slip, since a
// constraint that is not understood would be one that is not applied: unknown
// keys, keys given twice, nulls, data behind the end.
func ParseRequest(data []byte) (*Request, error) {
	r, err := newReader(data)
	if err != nil {
		return nil, fmt.Errorf("request: %w", err)
	}
	req := &Request{}
	if err := r.request(req); err != nil {
		return nil, fmt.Errorf("request: %w", err)
	}
	return req, nil
}

// UnmarshalJSON reads a request as [ParseRequest] does.
func (req *Request) UnmarshalJSON(data []byte) error {
	parsed, err := ParseRequest(data)
	if err == nil {
		*req = *parsed
	}
	return err
}

func (r *reader) request(req *Request) error {
	return r.object(func(key string) error {
		switch key {
		case "principal":
			return r.str(&req.Principal)
		case "roles":
			return r.strs(&req.Roles, MaxRoles)
		case "privilege":
			return r.str(&req.Privilege)
		case "database":
			return r.str(&req.Database)
		case "collection":
			return r.str(&req.Collection)
		case "attributes":
			return r.attributes(&req.Attributes)
		}
		return errUnknownKey
	})
}

func (r *reader) attributes(a *Attributes) error {
	return r.object(func(namespace string) error {
		switch namespace {
		case "principal":
			return r.values(&a.Principal)
		case "resource":
			return r.values(&a.Resource)
		case "request":
			return r.values(&a.Request)
		}
		return errUnknownKey
	})
}

// values reads attributes of any kind; which kind each must be is for conditions to say.
func (r *reader) values(to *map[string]any) error {
	values := map[string]any{}
	*to = values
	return r.object(func(name string) error {
		raw, _ := r.raw(r.skip)
		var v any
		err := json.Unmarshal(raw, &v)
		values[name] = v
		return err
	})
}

var errUnknownKey = errors.New("unknown key")
