package rules

import (
	"fmt"
	"slices"
	"strconv"

	"github.com/rolecall/rolecall/lint"
	"github.com/rolecall/rolecall/schema"
)

// subject is one whose whole access a rule judges: a holder with all its roles,
// or a role that nobody holds, by itself. What everyone has by default is left
// out; what the policy grants to everyone counts.
type subject struct {
	name      string // a principal in quotes, or a role's address
	principal string // empty for a role
	roles     []schema.BoundRole
}

func (s subject) isHolder() bool { return s.principal != "" }

// subjects finds who has a role's grants.
type subjects struct {
	pass     *lint.Pass
	holders  map[*schema.Role][]subject
	includer map[*schema.Role][]*schema.Role // roles that have its grants too, through includes
}

type subjectsKey struct{}

// newSubjects is made once for all rules.
func newSubjects(p *lint.Pass) *subjects {
	return lint.Shared(p.Access, subjectsKey{}, func() *subjects { return makeSubjects(p) })
}

func makeSubjects(p *lint.Pass) *subjects {
	s := &subjects{pass: p, holders: map[*schema.Role][]subject{}, includer: map[*schema.Role][]*schema.Role{}}
	for _, h := range p.Access.Holders() {
		who := subject{name: strconv.Quote(h.Principal), principal: h.Principal}
		for _, b := range h.Bound {
			if !b.Binding.Expired(p.Now) {
				who.roles = append(who.roles, b.BoundRole)
			}
		}
		seen := map[*schema.Role]bool{nil: true}
		for _, r := range who.roles {
			if !seen[r.Role] {
				seen[r.Role] = true
				s.holders[r.Role] = append(s.holders[r.Role], who)
			}
		}
	}
	for _, role := range p.Model.Roles {
		for inner := range included(role) {
			s.includer[inner] = append(s.includer[inner], role)
		}
	}
	return s
}

// included is the set of roles whose grants a role takes over.
func included(role *schema.Role) map[*schema.Role]bool {
	set := map[*schema.Role]bool{}
	var visit func(*schema.Role)
	visit = func(r *schema.Role) {
		for _, inc := range r.Includes {
			if !set[inc.Role] {
				set[inc.Role] = true
				visit(inc.Role)
			}
		}
	}
	visit(role)
	return set
}

// of lists who has what a role grants: holders of the role and of roles that
// include it. While nobody does, those roles stand for their future holders; a
// role that others include is a part of them.
func (s *subjects) of(role *schema.Role) []subject {
	bearing := append([]*schema.Role{role}, s.includer[role]...)
	var found, alone []subject
	seen := map[string]bool{}
	for _, r := range bearing {
		for _, h := range s.holders[r] {
			if !seen[h.name] {
				seen[h.name] = true
				found = append(found, h)
			}
		}
		if len(s.includer[r]) == 0 {
			alone = append(alone, subject{name: r.Address, roles: []schema.BoundRole{{Role: r}}})
		}
	}
	if len(found) == 0 {
		return alone
	}
	return found
}

// has reports whether any of the subject's access is such, or may be: what some
// of the vendor's roles give is not published.
func (s *subjects) has(who subject, such func(schema.Row) bool) bool {
	byDefault := func(r schema.Row) bool {
		role := s.pass.Model.Catalog.Role(r.Catalog)
		return role != nil && role.Implicit
	}
	for _, b := range who.roles {
		if b.Builtin != nil && b.Builtin.Unknown != "" {
			return true
		}
		for _, row := range s.pass.Access.Rows(b) {
			if !byDefault(row) && such(row) {
				return true
			}
		}
	}
	for _, row := range s.pass.Access.Implicit() {
		if !byDefault(row) && such(row) {
			return true
		}
	}
	return false
}

// find is a row of the subject's own roles that is such; nil where there is none.
func (s *subjects) find(who subject, such func(schema.Row) bool) *schema.Row {
	for _, b := range who.roles {
		rows := s.pass.Access.Rows(b)
		if i := slices.IndexFunc(rows, such); i >= 0 {
			return &rows[i]
		}
	}
	return nil
}

// can is like has, with what everyone has by default.
func (s *subjects) can(who subject, such func(schema.Row) bool) bool {
	return s.has(who, such) || slices.ContainsFunc(s.pass.Access.Implicit(), such)
}

// without lists the subjects of a role that have no such access.
func (s *subjects) without(role *schema.Role, such func(schema.Row) bool) []string {
	var names []string
	for _, who := range s.of(role) {
		if !s.has(who, such) {
			names = append(names, who.name)
		}
	}
	return names
}

// several shortens a list of subjects to the first of them.
func several(names []string) string {
	if len(names) == 1 {
		return names[0]
	}
	return fmt.Sprintf("%s and %s", names[0], count(len(names)-1, "other"))
}
