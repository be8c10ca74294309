package bundle

import "time"

// Principal is a principal whose roles have been looked up, for a service that
// asks often on behalf of the same one: a session, a connection. It belongs to
// the bundle that it is of, never changes, and is safe for concurrent use. The
// zero Principal denies.
type Principal struct {
	index *index
	name  string
	roles []uint32
	list  *holder // where bindings expire or are for one project, so that roles depend on the request
}

// Permission is a privilege on a collection whose names have been looked up. It is
// to what is asked as [Principal] is to who asks. The zero Permission denies.
type Permission struct {
	index   *index
	query   query
	request Request
}

// Principal looks up a principal. One that the bundle does not know has the implicit
// roles, unless it is a token.
func (b *Bundle) Principal(name string) *Principal {
	if b == nil || b.index == nil || name == "" {
		return &Principal{}
	}
	x := b.index
	p := &Principal{index: x, name: name}
	h := x.holders.find(x.hash(name), name)
	switch {
	case h == nil:
		p.roles = x.commonTo(name)
	case h.n == isList:
		p.list = h
	default:
		p.roles = append(p.roles, h.roles[:h.n]...)
	}
	return p
}

// Permission looks up a privilege on a collection: an empty database is the default one, an alias its collection.
func (b *Bundle) Permission(privilege, database, collection string) *Permission {
	p := &Permission{request: Request{Privilege: privilege, Database: database, Collection: collection}}
	if b == nil || b.index == nil || privilege == "" {
		return p
	}
	var known bool
	if p.query, known = b.index.queryOf(&p.request); known {
		p.index = b.index
	}
	return p
}

// Allowed answers as [Bundle.Allowed] does. A request that is of another principal is
// denied; it may leave its Principal empty.
func (p *Principal) Allowed(req *Request, at time.Time, conds Conditions) bool {
	x := p.index
	if x == nil || req == nil || req.Privilege == "" || req.Principal != "" && req.Principal != p.name {
		return false
	}
	var buf [roleBuffer]uint32
	roles := p.roles
	if req.Roles != nil {
		var ok bool
		if roles, ok = x.replaced(buf[:0], p.name, req.Roles); !ok {
			return false
		}
	} else if p.list != nil {
		roles = x.bound(buf[:0], p.list, p.name, req, at)
	}
	q, known := x.queryOf(req)
	if !known {
		return false
	}
	mask := x.union(roles, &q)
	if mask&q.bit != 0 || mask&hasConds == 0 || conds == nil {
		return mask&q.bit != 0
	}
	named := *req
	named.Principal = p.name
	return x.byCondition(roles, &q, &named, at, conds) != noRow
}

// May answers whether the principal has the permission. Attributes may be nil. A
// permission of another bundle, as there is after a bundle was replaced, is denied.
func (p *Principal) May(perm *Permission, at time.Time, attributes *Attributes, conds Conditions) bool {
	x := p.index
	if x == nil || perm == nil || perm.index != x {
		return false
	}
	if p.list == nil {
		mask := x.union(p.roles, &perm.query)
		if mask&perm.query.bit != 0 || mask&hasConds == 0 || conds == nil {
			return mask&perm.query.bit != 0
		}
	}
	req := perm.request
	req.Principal = p.name
	if attributes != nil {
		req.Attributes = *attributes
	}
	var buf [roleBuffer]uint32
	roles := p.roles
	if p.list != nil {
		roles = x.bound(buf[:0], p.list, p.name, &req, at)
	}
	return x.allowed(roles, &perm.query, &req, at, conds)
}
