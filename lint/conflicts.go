package lint

import (
	"slices"
	"time"

	"github.com/rolecall/rolecall/schema"
)

// Conflict is a principal that holds more of separated roles than it may.
type Conflict struct {
	Principal string
	Held      []SeparatedRole // each role once, in the order of the separation
}

// SeparatedRole is one of the roles and how the principal comes to it.
type SeparatedRole struct {
	Role    schema.BoundRole
	Binding *schema.Binding
	// Through is the role that is bound and those included on the way, outermost
	// first, without the role itself; empty where that is bound.
	Through []*schema.Role
}

// Conflicts lists the principals that hold more of the separated roles than
// they may at a moment, by name. Included roles count. Principals that pass
// every check are left out and listed apart, unless their role is one of those
// that are separated.
func (a *Access) Conflicts(s *schema.Separation, now time.Time) (conflicts []Conflict, bypass []schema.StateMember) {
	born := a.bypassing()
	for _, h := range a.Holders() {
		held, passes := a.separated(s, h, now)
		if b := born[h.Principal]; b != nil && !slices.ContainsFunc(s.Roles, func(r schema.BoundRole) bool { return r.Builtin == b }) {
			passes = b
		}
		switch {
		case passes != nil:
			bypass = append(bypass, schema.StateMember{Principal: h.Principal, Role: passes.Name})
		case len(held) > s.AtMost:
			conflicts = append(conflicts, Conflict{h.Principal, held})
		}
	}
	return conflicts, bypass
}

// bypassing are the vendor's own users that pass every check, with the role that lets them.
func (a *Access) bypassing() map[string]*schema.BuiltinRole {
	users := map[string]*schema.BuiltinRole{}
	for _, m := range a.model.Catalog.VendorMembers(a.model.Target.Setting) {
		if b := a.model.Catalog.Role(m.Role); b != nil && b.Bypass {
			users[m.Principal] = b
		}
	}
	return users
}

func (a *Access) separated(s *schema.Separation, h schema.Holder, now time.Time) (held []SeparatedRole, passes *schema.BuiltinRole) {
	ways := make([]*SeparatedRole, len(s.Roles))
	for _, b := range h.Bound {
		if b.Binding.Expired(now) {
			continue
		}
		named := false
		for i, r := range s.Roles {
			path, ok := wayTo(b.BoundRole, r)
			named = named || ok
			if ok && (ways[i] == nil || len(path) < len(ways[i].Through)) {
				ways[i] = &SeparatedRole{r, b.Binding, path}
			}
		}
		if b.Builtin != nil && b.Builtin.Bypass && !named {
			passes = b.Builtin
		}
	}
	for i, w := range ways {
		same := func(r schema.BoundRole) bool { return r.Role == s.Roles[i].Role && r.Builtin == s.Roles[i].Builtin }
		if w != nil && !slices.ContainsFunc(s.Roles[:i], same) {
			held = append(held, *w)
		}
	}
	return held, passes
}

// wayTo is how a bound role comes to include another; ok is false where it does not.
func wayTo(from, to schema.BoundRole) (through []*schema.Role, ok bool) {
	if from.Role == to.Role && from.Builtin == to.Builtin {
		return nil, true
	}
	if from.Role == nil || to.Role == nil {
		return nil, false
	}
	type step struct {
		role *schema.Role
		path []*schema.Role
	}
	seen := map[*schema.Role]bool{from.Role: true}
	for queue := []step{{from.Role, nil}}; len(queue) > 0; queue = queue[1:] {
		s := queue[0]
		path := append(slices.Clip(s.path), s.role)
		for _, inc := range s.role.Includes {
			if inc.Role == to.Role {
				return path, true
			}
			if !seen[inc.Role] {
				seen[inc.Role] = true
				queue = append(queue, step{inc.Role, path})
			}
		}
	}
	return nil, false
}
