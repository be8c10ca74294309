package claims

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/rolecall/rolecall/bundle"
	"github.com/rolecall/rolecall/schema"
)

// Of gives the claims of a model's tokens, in which those are missing that the
// error tells of: what cannot be claimed as it is written. It is nil for a target
// whose servers know no tokens.
func Of(m *schema.Model) (*Document, error) {
	tokens := m.Catalog.Tokens
	if tokens == nil {
		return nil, nil
	}
	d := &Document{
		Format: Format, Target: bundle.Target{Kind: m.Target.Kind, Name: m.Target.ID(), Version: m.Catalog.Exact()},
		Tokens: []Token{}, Roles: []Role{},
	}
	var unsound []error
	for _, t := range m.Document.Tokens {
		claimed, err := token(tokens, t)
		if err != nil {
			unsound = append(unsound, fmt.Errorf("%s: token %q: %w", t.Range, t.Label.Value, err))
			continue
		}
		d.Tokens = append(d.Tokens, claimed)
	}
	for _, r := range m.Roles {
		if role, ok := roleOf(tokens, m, r); ok {
			d.Roles = append(d.Roles, role)
		}
	}
	slices.SortFunc(d.Tokens, func(a, b Token) int { return strings.Compare(a.Name, b.Name) })
	slices.SortFunc(d.Roles, func(a, b Role) int { return strings.Compare(a.Role, b.Role) })
	return d, errors.Join(unsound...)
}

func token(tokens *schema.Tokens, t *schema.TokenDecl) (Token, error) {
	out := Token{Name: t.Label.Value, Expires: Never, Claims: Claims{Subject: t.Label.Value}, Source: t.Range.String()}
	switch {
	case t.Expires != nil && t.Never:
		return out, errors.New("it says when it ends, and that it never does")
	case t.Expires != nil:
		out.Expires, out.Claims.Exp = t.Expires.Time.Format(time.RFC3339), t.Expires.Time.Unix()
	case !t.Never:
		return out, errors.New("it does not say when it ends")
	}
	a := &out.Claims.Access
	for _, block := range t.Access {
		of := schema.LevelCollection
		if block.Collection.Range.IsZero() {
			of = schema.LevelCluster
		}
		known := tokens.Access(block.Access.Value, of)
		switch {
		case known == nil:
			return out, fmt.Errorf("access %q is none that a token can have there", block.Access.Value)
		case len(t.Access) > 1 && of == schema.LevelCluster:
			return out, errors.New("it has access to the whole cluster and more besides")
		case of == schema.LevelCluster:
			a.Cluster = known.Claim
		default:
			a.Collections = append(a.Collections, Collection{block.Collection.Value, known.Claim})
		}
	}
	slices.SortFunc(a.Collections, func(a, b Collection) int { return strings.Compare(a.Collection, b.Collection) })
	return out, cmp.Or(a.check(tokens), out.ends())
}

// ends holds when a token expires to what it claims of that.
func (t *Token) ends() error {
	if t.Expires == Never {
		if t.Claims.Exp != 0 {
			return errors.New("it is said never to expire, and claims that it does")
		}
		return nil
	}
	at, err := time.Parse(time.RFC3339, t.Expires)
	if err != nil || at.Unix() != t.Claims.Exp || t.Claims.Exp <= 0 {
		return fmt.Errorf("it is said to expire %q, and claims %d", t.Expires, t.Claims.Exp)
	}
	return nil
}

// roleOf is what the vendor lets the holders of a role into databases with: the
// most of what the role's privileges come to. What holds on a condition no server grants.
func roleOf(tokens *schema.Tokens, m *schema.Model, r *schema.Role) (out Role, ok bool) {
	var most *schema.TokenAccess
	for _, row := range m.Rows(r) {
		for i := range tokens.Grants {
			g := &tokens.Grants[i]
			if g.Privilege != row.Privilege.Name || row.Condition != nil {
				continue
			}
			if a := tokens.Access(g.Access, schema.LevelCluster); most == nil || len(a.Satisfies) > len(most.Satisfies) {
				most = a
				out = Role{Role: r.Name, Privilege: g.Privilege, Claims: Claims{Access: Access{Cluster: a.Claim}}, Source: row.Source()}
			}
		}
	}
	return out, most != nil
}
