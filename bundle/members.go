package bundle

import (
	"slices"
	"time"
)

// Roles lists the roles that the principal holds at at, sorted: its bindings
// that have not expired, those of one project included, and the implicit roles.
// It is empty for an empty principal.
func (b *Bundle) Roles(principal string, at time.Time) []string {
	if b == nil || b.index == nil || principal == "" {
		return nil
	}
	var names []string
	for _, id := range b.index.common {
		names = append(names, b.index.roles[id].name)
	}
	for _, m := range b.index.holders[principal] {
		if !m.expired(at) {
			names = append(names, b.index.roles[m.role].name)
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// held appends the roles that count for the request to buf. A refusal says why the
// request is denied whatever they grant.
func (x *index) held(buf []uint32, req *Request, at time.Time) (roles []uint32, refusal string) {
	switch {
	case req == nil:
		return nil, "there is no request"
	case req.Principal == "":
		return nil, "the request names no principal"
	case req.Privilege == "":
		return nil, "the request names no privilege"
	}
	roles = append(buf, x.common...)
	if req.Roles != nil {
		for _, name := range req.Roles {
			id, ok := x.find(name)
			if !ok {
				return nil, "there is no role " + quote(name)
			}
			roles = append(roles, id)
		}
		return roles, ""
	}
	for _, m := range x.holders[req.Principal] {
		if !m.expired(at) && x.inProject(m, req) {
			roles = append(roles, m.role)
		}
	}
	return roles, ""
}

// expired reports whether the binding gives nothing any more: from its moment on.
func (m membership) expired(at time.Time) bool {
	return !m.expires.IsZero() && !at.Before(m.expires)
}

// inProject reports whether a binding to a project counts for the request: the
// request's attribute resource.project must be that project.
func (x *index) inProject(m membership, req *Request) bool {
	project := x.table.Members[m.member].Project
	if project == "" {
		return true
	}
	asked, ok := req.Attributes.Resource["project"].(string)
	return ok && asked == project
}
