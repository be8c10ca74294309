package milvus

import (
	"slices"

	"github.com/rolecall/rolecall/schema"
)

// view is the state, ready to be looked things up in.
type view struct {
	state  *schema.State
	held   map[string][]string            // roles by user
	grants map[string][]schema.StateGrant // by role
	opens  map[string]map[opening]bool    // by role, once asked for
}

// opening is a privilege somewhere.
type opening struct{ privilege, database, object string }

// look gives the view of now. The lock is held.
func (s *Server) look() *view {
	if s.view != nil {
		return s.view
	}
	v := &view{state: s.model.State(), held: map[string][]string{}, grants: map[string][]schema.StateGrant{}, opens: map[string]map[opening]bool{}}
	own := v.state.Groups
	for i := range s.catalog.Groups {
		g := &s.catalog.Groups[i]
		if g.Match == "" && !slices.ContainsFunc(own, func(o schema.StateGroup) bool { return o.Name == g.Name }) {
			v.state.Groups = append(v.state.Groups, schema.StateGroup{Name: g.Name, Privileges: slices.Clone(g.Privileges), BuiltIn: true})
		}
	}
	v.state.Sort()
	for _, m := range v.state.Members {
		v.held[m.Principal] = append(v.held[m.Principal], m.Role)
	}
	for _, g := range v.state.Grants {
		v.grants[g.Role] = append(v.grants[g.Role], g)
	}
	s.view = v
	return v
}

// has reports whether the server has a user.
func (v *view) has(user string) bool {
	return slices.ContainsFunc(v.state.Users, func(u schema.StateUser) bool { return u.Name == user })
}

// role finds a role; nil where there is none.
func (v *view) role(name string) *schema.StateRole {
	i := slices.IndexFunc(v.state.Roles, func(r schema.StateRole) bool { return r.Name == name })
	if i < 0 {
		return nil
	}
	return &v.state.Roles[i]
}

// opened is all that a role opens.
func (s *Server) opened(v *view, role string) map[opening]bool {
	if v.opens[role] != nil {
		return v.opens[role]
	}
	out := map[opening]bool{}
	x := schema.Expander{Catalog: s.catalog, Groups: map[string][]string{}}
	for _, g := range v.state.Groups {
		x.Groups[g.Name] = g.Privileges
	}
	add := func(p *schema.Privilege, database, collection, _ string) {
		out[opening{p.Name, database, collection}] = true
	}
	if r := s.catalog.Role(role); r != nil {
		x.BuiltinRows(r, func(_ string, fallback bool) bool { return fallback }, add)
	}
	for _, g := range v.grants[role] {
		x.Expand(g, add)
	}
	v.opens[role] = out
	return out
}
