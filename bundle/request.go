package bundle

// Request asks whether a principal may use a privilege on a collection.
type Request struct {
	Principal string `json:"principal"`
	// Roles, where not nil, stands in place of the principal's bindings; the
	// implicit roles stay. An unknown role denies.
	Roles      []string   `json:"roles,omitzero"`
	Privilege  string     `json:"privilege"`
	Database   string     `json:"database"` // empty means default
	Collection string     `json:"collection"`
	Attributes Attributes `json:"attributes,omitzero"`
}

// Attributes are what conditions read of a request, by namespace: strings,
// bools, numbers and lists of strings, as encoding/json decodes them. Request
// may have time (RFC 3339) and ip.
type Attributes struct {
	Principal map[string]any `json:"principal,omitempty"`
	Resource  map[string]any `json:"resource,omitempty"`
	Request   map[string]any `json:"request,omitempty"`
}
