package schema

import (
	"slices"
	"strings"
)

// Tokens is how a vendor's databases judge tokens: by what they claim, and not by
// roles. It is part of a catalog, and must not be changed.
type Tokens struct {
	Accesses []TokenAccess `json:"accesses"`
	// Grants are the privileges whose holders are let into databases with a token
	// of the vendor's, and the access, on a whole cluster, that it has.
	Grants  []TokenGrant `json:"grants"`
	Actions []Action     `json:"actions"`
	Source  string       `json:"source"`
}

// TokenAccess is a kind of access that a token may have.
type TokenAccess struct {
	Access    string   `json:"access"` // as a policy has it
	Claim     string   `json:"claim"`  // as a token has it
	Of        Level    `json:"of"`     // cluster or collection
	Satisfies []string `json:"satisfies"`
}

// TokenGrant is a privilege that comes to access by a token.
type TokenGrant struct {
	Privilege string `json:"privilege"`
	Access    string `json:"access"`
	Note      string `json:"note,omitempty"`
	Source    string `json:"source"`
}

// Action is a call of a database. What it requires is a word that accesses
// satisfy; words that begin with "collection:" ask about the collection it is made on.
type Action struct {
	Name     string `json:"name"`
	REST     string `json:"rest,omitempty"`
	GRPC     string `json:"grpc,omitempty"`
	Requires string `json:"requires"`
	Filtered bool   `json:"filtered,omitempty"` // what a token may not see is left out of the answer
}

// Access finds an access by the policy's word for it; nil where there is none.
func (t *Tokens) Access(access string, of Level) *TokenAccess {
	i := slices.IndexFunc(t.Accesses, func(a TokenAccess) bool { return a.Access == access && a.Of == of })
	if i < 0 {
		return nil
	}
	return &t.Accesses[i]
}

// Allows reports whether the access is enough for an action.
func (a *TokenAccess) Allows(x *Action) bool { return slices.Contains(a.Satisfies, x.Requires) }

// Level is where the action is judged: on a collection, or on the cluster.
func (x *Action) Level() Level {
	if strings.HasPrefix(x.Requires, "collection:") {
		return LevelCollection
	}
	return LevelCluster
}
