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
	x := b.index
	ids := slices.Clone(x.commonTo(principal))
	if h := x.holders.find(x.hash(principal), principal); h != nil {
		if h.n != isList {
			ids = append(ids, h.roles[:h.n]...)
		} else {
			for _, m := range x.holders.list(h) {
				if !m.expired(at) {
					ids = append(ids, m.role)
				}
			}
		}
	}
	return x.roleNames(ids)
}

// roleNames gives the names of roles, sorted, each once.
func (x *index) roleNames(ids []uint32) []string {
	var names []string
	for _, id := range ids {
		names = append(names, x.sentences[id].name)
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// refusal says why a request is denied whatever roles grant; it is empty for one that is not.
func (x *index) refusal(req *Request) string {
	switch {
	case req == nil:
		return "there is no request"
	case req.Principal == "":
		return "the request names no principal"
	case req.Privilege == "":
		return "the request names no privilege"
	}
	for _, name := range req.Roles {
		if _, ok := x.find(name); !ok {
			return "there is no role " + quote(name)
		}
	}
	return ""
}

// held gives the roles that count for the request, in buf where they are not
// found together. It is false for a request with a refusal.
func (x *index) held(buf []uint32, req *Request, at time.Time) ([]uint32, bool) {
	if req == nil || req.Principal == "" || req.Privilege == "" {
		return nil, false
	}
	if req.Roles != nil {
		return x.replaced(buf, req.Principal, req.Roles)
	}
	return x.bound(buf, x.holders.find(x.hash(req.Principal), req.Principal), req.Principal, req, at), true
}

// commonTo gives the implicit roles of a principal, as [Table.ImplicitOf] does.
func (x *index) commonTo(principal string) []uint32 {
	if IsToken(principal) {
		return nil
	}
	return x.common
}

// replaced gives the roles that a request on behalf of a principal brings.
func (x *index) replaced(buf []uint32, principal string, names []string) ([]uint32, bool) {
	roles := append(buf, x.commonTo(principal)...)
	for _, name := range names {
		id, ok := x.find(name)
		if !ok {
			return nil, false
		}
		roles = append(roles, id)
	}
	return roles, true
}

// bound gives the roles of a principal, whose holder is nil where it is a stranger.
func (x *index) bound(buf []uint32, h *holder, principal string, req *Request, at time.Time) []uint32 {
	if h == nil {
		return x.commonTo(principal)
	}
	if h.n != isList {
		return h.roles[:h.n]
	}
	roles := append(buf, x.commonTo(principal)...)
	for _, m := range x.holders.list(h) {
		if !m.expired(at) && x.inProject(m, req) {
			roles = append(roles, m.role)
		}
	}
	return roles
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
