package claims

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/rolecall/rolecall/bundle"
	"github.com/rolecall/rolecall/schema"
)

// Format marks a document.
const Format = "rolecall.qdrant-jwt/v1"

// Document is what the tokens of one target claim. It holds no secret.
type Document struct {
	Format string        `json:"format"`
	Target bundle.Target `json:"target"`
	Tokens []Token       `json:"tokens"` // by name
	Roles  []Role        `json:"roles"`  // by role
}

// Token is a token block.
type Token struct {
	Name    string `json:"name"`
	Expires string `json:"expires"` // RFC 3339, or Never
	Claims  Claims `json:"claims"`
	Source  string `json:"source"`
}

// Never is when a token expires that does not.
const Never = "never"

// Role is a role whose holders the vendor lets into databases with a token of its
// own making, and what that token claims. It is told for review, and never signed here.
type Role struct {
	Role      string `json:"role"`
	Privilege string `json:"privilege"` // that lets them in
	Claims    Claims `json:"claims"`
	Source    string `json:"source"`
}

// Claims are the payload of a token.
type Claims struct {
	Access  Access `json:"access"`
	Exp     int64  `json:"exp,omitempty"`     // seconds since 1970; 0 for a token that does not end
	Subject string `json:"subject,omitempty"` // whom the server's log of requests names
}

// Access is what a token may do: something on the whole cluster, or on each of
// some collections. The zero value says nothing, which servers take for all there
// is; it is never written.
type Access struct {
	Cluster     string
	Collections []Collection // by name
}

// Collection is one claim about a collection.
type Collection struct {
	Collection string `json:"collection"`
	Access     string `json:"access"`
}

var errNoAccess = errors.New("it says nothing of access, which a server takes for all there is")

// MarshalJSON writes a word or a list, and refuses what is neither.
func (a Access) MarshalJSON() ([]byte, error) {
	switch {
	case (a.Cluster == "") == (len(a.Collections) == 0):
		return nil, errNoAccess
	case a.Cluster != "":
		return json.Marshal(a.Cluster)
	}
	return json.Marshal(a.Collections)
}

// UnmarshalJSON reads a word or a list.
func (a *Access) UnmarshalJSON(data []byte) error {
	if bytes.HasPrefix(data, []byte(`"`)) {
		return json.Unmarshal(data, &a.Cluster)
	}
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.DisallowUnknownFields()
	return dec.Decode(&a.Collections)
}

// check holds access to the words that a vendor's servers know.
func (a Access) check(t *schema.Tokens) error {
	claims := func(of schema.Level, claim string) bool {
		for i := range t.Accesses {
			if t.Accesses[i].Of == of && t.Accesses[i].Claim == claim {
				return true
			}
		}
		return false
	}
	if (a.Cluster == "") == (len(a.Collections) == 0) {
		return errNoAccess
	}
	if a.Cluster != "" && !claims(schema.LevelCluster, a.Cluster) {
		return fmt.Errorf("access %q is none that a token can have on a whole cluster", a.Cluster)
	}
	seen := map[string]bool{}
	for _, c := range a.Collections {
		switch {
		case c.Collection == "" || c.Collection == "*":
			return fmt.Errorf("%q is no collection", c.Collection)
		case seen[c.Collection]:
			return fmt.Errorf("collection %q is named twice", c.Collection)
		case !claims(schema.LevelCollection, c.Access):
			return fmt.Errorf("access %q is none that a token can have on collection %q", c.Access, c.Collection)
		}
		seen[c.Collection] = true
	}
	return nil
}

// Encode writes a document; the same one gives the same bytes.
func (d *Document) Encode() ([]byte, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(d); err != nil {
		var why *json.MarshalerError
		if errors.As(err, &why) {
			err = why.Unwrap()
		}
		return nil, err
	}
	return b.Bytes(), nil
}
