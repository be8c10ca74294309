package query

import (
	"github.com/rolecall/rolecall/bundle"
	"github.com/rolecall/rolecall/schema"
)

// Links is the way from a role to the grant that one of its rows comes from: the
// role, what it includes, groups, and the grant with its scope. Rows that have role,
// via and source in common have all of it in common but the scope.
func (g *Ground) Links(row *bundle.Grant) []Link {
	way := Way{Role: row.Role, Database: row.Database, Collection: row.Collection, Via: row.Via, Source: row.Source}
	if bundle.IsToken(row.Role) {
		return []Link{{Kind: LinkToken, Name: row.Role, Source: row.Source}, {Kind: LinkGrant, Name: grantName(&way), Source: row.Source}}
	}
	return g.below(&way)
}

// Privilege is what is known of a privilege, or of an action of tokens.
type Privilege struct {
	Name        string       `json:"name"`
	Level       schema.Level `json:"level"` // empty for an operation of the vendor that is at none
	Risk        string       `json:"risk"`  // read, write, destructive or admin
	Limited     bool         `json:"limited"`
	Description string       `json:"about,omitempty"`
}

// Privilege says what is known of one that a row names. Limited says that it is used
// on a database or collection; any other holds where it is written, and is no matter
// of the databases that a wider scope covers.
func (g *Ground) Privilege(name string) Privilege {
	p := Privilege{Name: name, Risk: g.risk(name), Limited: g.limited(name)}
	if known := g.Catalog.Privilege(name); known != nil {
		p.Level, p.Description = known.Level, known.Description
	} else if x := g.action(name); x != nil {
		p.Level = x.Level()
	}
	return p
}

// Active reports whether a member of the table gives anything now.
func (g *Ground) Active(m *bundle.Member) bool { return g.sorted().active(m) }

// MemberLink is the binding of a member, or what stands for one.
func (g *Ground) MemberLink(m *bundle.Member) Link {
	l := Link{Kind: LinkBinding, Name: m.Source, Source: m.Source, Until: m.Expires}
	if bundle.IsToken(m.Principal) && m.Role == m.Principal {
		l.Kind = LinkToken
	} else if b := g.binding(m); b != nil {
		l.Name = b.Address
	}
	return l
}
