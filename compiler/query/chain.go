package query

import (
	"slices"
	"strings"

	"github.com/rolecall/rolecall/bundle"
	"github.com/rolecall/rolecall/schema"
)

// Link is a step from a principal to what it may do, and where it is written.
// Source is file:line:column, catalog:NAME for what the vendor adds, or the object
// of a state; it is empty where a bundle does not say.
type Link struct {
	Kind   LinkKind `json:"kind"`
	Name   string   `json:"name"` // as a policy refers to it, else the vendor's name
	Source string   `json:"source"`
	Until  string   `json:"until,omitempty"` // when a binding ends
}

// LinkKind says what a link is.
type LinkKind string

// The kinds of links, in the order in which they follow each other.
const (
	LinkPrincipal LinkKind = "principal"
	LinkBinding   LinkKind = "binding"
	LinkEveryone  LinkKind = "everyone" // holds the role that follows
	LinkToken     LinkKind = "token"    // claims it
	LinkRole      LinkKind = "role"
	LinkInclude   LinkKind = "include"
	LinkGroup     LinkKind = "group"
	LinkBrings    LinkKind = "brings" // a privilege that is stored with another
	LinkGrant     LinkKind = "grant"
)

// chain is the way from a principal to a grant, link by link.
func (g *Ground) chain(principal string, way *Way) []Link {
	links := []Link{{Kind: LinkPrincipal, Name: principal}}
	if bundle.IsToken(principal) && way.Role == principal {
		return append(links, g.token(principal), Link{Kind: LinkGrant, Name: grantName(way), Source: way.Source})
	}
	links = append(links, g.held(principal, way.Role, way.Project))
	return append(links, g.below(way)...)
}

// below is the way from a role to a grant.
func (g *Ground) below(way *Way) []Link {
	role := g.role(way.Role)
	links := []Link{g.roleLink(way.Role, role)}
	via := way.Via
	if role != nil && !strings.HasPrefix(way.Source, "catalog:") {
		n := includes(role, way)
		links = append(links, includeLinks(role, via[:n])...)
		via = via[n:]
	}
	for _, name := range via {
		links = append(links, g.through(name))
	}
	return append(links, Link{Kind: LinkGrant, Name: grantName(way), Source: way.Source})
}

// grantName is the scope of what is granted.
func grantName(way *Way) string { return way.Database + "." + way.Collection }

// held says what makes the principal hold the role: the binding that lasts longest.
func (g *Ground) held(principal, role, project string) Link {
	var best *bundle.Member
	members := g.sorted().membersOf(principal)
	for i := range members {
		m := &members[i]
		if m.Role != role || m.Project != project || !g.sorted().active(m) {
			continue
		}
		if best == nil || outlasts(m, best) {
			best = m
		}
	}
	if best == nil {
		return Link{Kind: LinkEveryone, Name: role, Source: "catalog:" + role}
	}
	l := Link{Kind: LinkBinding, Name: best.Source, Source: best.Source, Until: best.Expires}
	if b := g.binding(best); b != nil {
		l.Name = b.Address
	}
	return l
}

// token is what a token claims.
func (g *Ground) token(principal string) Link {
	l := g.held(principal, principal, "")
	l.Kind = LinkToken
	return l
}

// outlasts reports whether a member ends later than another.
func outlasts(m, other *bundle.Member) bool {
	a, ends := expiry(m)
	b, otherEnds := expiry(other)
	return otherEnds && (!ends || a.After(b))
}

// binding is the policy's binding that gives a member; nil where there is no policy or the vendor gives it.
func (g *Ground) binding(m *bundle.Member) *schema.Binding {
	for _, b := range g.bindings()[m.Source] {
		if b.Decl.Project.Value == m.Project &&
			slices.ContainsFunc(b.Roles, func(r schema.BoundRole) bool { return r.Name() == m.Role }) &&
			slices.ContainsFunc(b.Principals, func(p schema.PrincipalDecl) bool { return p.ID() == m.Principal }) {
			return b
		}
	}
	return nil
}

// placesOfBindings are the policy's bindings by place: those of one block share it.
func (g *Ground) placesOfBindings() map[string][]*schema.Binding {
	places := map[string][]*schema.Binding{}
	if g.Model != nil {
		for _, b := range g.Model.Bindings {
			at := b.Decl.Range.String()
			places[at] = append(places[at], b)
		}
	}
	return places
}

// role is the policy's role of a name; nil where there is none.
func (g *Ground) role(name string) *schema.Role {
	if g.Model == nil {
		return nil
	}
	for _, r := range g.Model.Roles {
		if r.Name == name {
			return r
		}
	}
	return nil
}

func (g *Ground) roleLink(name string, role *schema.Role) Link {
	switch {
	case role != nil:
		return Link{Kind: LinkRole, Name: role.Address, Source: role.Decl.Range.String()}
	case g.Catalog.VendorRole(name) != nil:
		return Link{Kind: LinkRole, Name: name, Source: "catalog:" + name}
	case g.State != nil:
		return Link{Kind: LinkRole, Name: name, Source: stateAddress("role", name)}
	}
	return Link{Kind: LinkRole, Name: name}
}

// includes counts the included roles at the head of a way's via: those by which the
// grant at its source comes to the role.
func includes(role *schema.Role, way *Way) int {
	for _, f := range role.Flat() {
		n := len(f.Via)
		if f.Grant.Decl.Range.String() == way.Source && n <= len(way.Via) && slices.Equal(f.Via, way.Via[:n]) {
			return n
		}
	}
	return 0
}

func includeLinks(role *schema.Role, names []string) []Link {
	var links []Link
	for _, name := range names {
		for _, inc := range role.Includes {
			if inc.Role.Name == name {
				links = append(links, Link{Kind: LinkInclude, Name: inc.Role.Address, Source: inc.Range.String()})
				role = inc.Role
				break
			}
		}
	}
	return links
}

// through is a name of a via that is no included role of the policy: a group, a
// privilege that brought another along, or, in a bundle, a role.
func (g *Ground) through(name string) Link {
	if g.Model != nil {
		for _, group := range g.Model.Groups {
			if group.Name == name {
				return Link{Kind: LinkGroup, Name: group.Address, Source: group.Decl.Range.String()}
			}
		}
	}
	if g.State != nil {
		for _, group := range g.State.Groups {
			if group.Name == name {
				return Link{Kind: LinkGroup, Name: name, Source: stateAddress("privilege_group", name)}
			}
		}
	}
	switch {
	case g.Catalog.Privilege(name) != nil:
		return Link{Kind: LinkBrings, Name: name, Source: "catalog:" + name}
	case g.Catalog.Group(name) != nil || name == "*":
		return Link{Kind: LinkGroup, Name: name, Source: "catalog:" + name}
	case len(g.sorted().rowsOf(name)) > 0:
		return Link{Kind: LinkInclude, Name: name}
	}
	return Link{Kind: LinkGroup, Name: name}
}
