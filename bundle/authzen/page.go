package authzen

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/rolecall/rolecall/bundle"
)

// page says where a list goes on. An empty token is the end.
type page struct {
	Next  string `json:"next_token"`
	Count int    `json:"count"`
	Total *int   `json:"total,omitempty"` // how many there are, where none was to be listed
}

// Limits of a page.
const (
	usualLimit = 100
	maxLimit   = 1000
)

// paging is where an answer begins and how long it is at most.
type paging struct {
	from, limit int
	question    string // what the token is good for
}

// begin is an answer without results.
func (p *paging) begin() *found {
	out := &found{Results: []any{}}
	if p.limit == 0 {
		out.Page.Total = new(int)
	}
	return out
}

// put adds a result, the one of a place in the list. It is false where the page is
// full, and says then where the next one begins. A page of none counts them.
func (p *paging) put(out *found, result any, place int) bool {
	switch {
	case p.limit == 0:
		*out.Page.Total++
		return true
	case len(out.Results) == p.limit:
		out.Page.Next = p.token(place)
		return false
	}
	out.Results = append(out.Results, result)
	out.Page.Count = len(out.Results)
	return true
}

// errToken refuses a token that does not go with the question. A bundle that was
// replaced in between has another list.
var errToken = errors.New("page.token does not belong to this search, or the policy has changed since: search again from the start")

func (h *handler) pageOf(s *search, body []byte, b *bundle.Bundle) (*paging, error) {
	p := &paging{limit: usualLimit, question: question(body, b)}
	if s.Page == nil {
		return p, nil
	}
	if s.Page.Limit != nil {
		p.limit = min(*s.Page.Limit, maxLimit)
	}
	if s.Page.Token == "" {
		return p, nil
	}
	plain, err := base64.RawURLEncoding.DecodeString(s.Page.Token)
	if err != nil {
		return nil, errToken
	}
	of, from, _ := strings.Cut(string(plain), ".")
	if p.from, err = strconv.Atoi(from); err != nil || p.from < 0 || of != p.question {
		return nil, errToken
	}
	return p, nil
}

// token is where the next page begins. It is no secret: it says how far a list was
// read, and another number in it reads the same list from elsewhere.
func (p *paging) token(from int) string {
	return base64.RawURLEncoding.EncodeToString(fmt.Appendf(nil, "%s.%d", p.question, from))
}

// question is a digest of the bundle and of a body without its token.
func question(body []byte, b *bundle.Bundle) string {
	var asked map[string]any
	if err := json.Unmarshal(body, &asked); err != nil {
		panic("authzen: a body that was read is none: " + err.Error())
	}
	if p, ok := asked["page"].(map[string]any); ok {
		delete(p, "token")
		if len(p) == 0 {
			delete(asked, "page")
		}
	}
	text, err := json.Marshal(asked) // sorts names
	if err != nil {
		panic("authzen: JSON that was read cannot be written: " + err.Error())
	}
	sum := sha256.Sum256(append(text, b.Revision...))
	return base64.RawURLEncoding.EncodeToString(sum[:12])
}
