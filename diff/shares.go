package diff

import (
	"iter"
	"maps"
	"slices"

	"github.com/rolecall/rolecall/schema"
)

// Share is what principals gain and lose alike, and what they hold.
type Share struct {
	Principals []string
	Entries    []Entry // with empty principals
	// Before and After are the roles they hold, those that everyone holds left
	// out; roles that are renamed have their new names in both.
	Before, After []string
	// New reports whether they had no access before but what everyone has.
	New bool
	// Opened are the databases in which they gain access and had none before but
	// what everyone has; "*" is any.
	Opened []string

	access *Access
	class  *class
}

// Holds reports whether the principals have a privilege anywhere after the
// change, under whatever condition.
func (s *Share) Holds(privilege string) bool {
	a := s.access
	return slices.ContainsFunc(s.class.after, func(h holding) bool {
		return slices.ContainsFunc(a.after.rows(h.role), func(r row) bool { return a.numbers.privileges[r.p].Name == privilege })
	})
}

// Shares lists what changes once for all principals who share it, in the order
// of their first principals.
func (a *Access) Shares() iter.Seq[Share] {
	return func(yield func(Share) bool) {
		for _, k := range a.classes {
			s := Share{
				access: a, class: k,
				Principals: k.principals, Entries: make([]Entry, len(k.pieces)),
				Before: a.before.rolesOf(k.before), After: a.after.rolesOf(k.after), Opened: a.opened(k),
			}
			for i := range k.pieces {
				s.Entries[i] = a.entry(k, &k.pieces[i])
			}
			s.New = k.gained > 0 && k.principals[0] != Anyone && !slices.ContainsFunc(a.before.own(k.before), func(h holding) bool { return len(a.before.rows(h.role)) > 0 })
			if !yield(s) {
				return
			}
		}
	}
}

// own leaves out the roles that everyone holds.
func (b *book) own(hs []holding) []holding {
	return slices.DeleteFunc(slices.Clone(hs), func(h holding) bool {
		v := b.catalog.VendorRole(h.role)
		return v != nil && v.Implicit
	})
}

func (b *book) rolesOf(hs []holding) []string {
	var names []string
	for _, h := range b.own(hs) {
		names = append(names, h.role)
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// opened lists the databases that a class comes to reach.
func (a *Access) opened(k *class) []string {
	found := map[uint32]bool{}
	own := coverage{a.before, a.before.own(k.before)}
	for i := range k.pieces {
		p := &k.pieces[i]
		scope := a.numbers.privileges[p.p].Scope
		if _, told := found[p.d]; p.lost || told || scope != schema.LevelDatabase && scope != schema.LevelCollection {
			continue
		}
		found[p.d] = !own.seesDatabase(p.d, k.by(p).project)
	}
	var names []string
	for _, d := range slices.Sorted(maps.Keys(found)) {
		if found[d] {
			names = append(names, a.numbers.scopes[d])
		}
	}
	return names
}

// seesDatabase reports whether anything is given in a database; 0 is any that is not named.
func (c coverage) seesDatabase(d uint32, project string) bool {
	return c.sets(project, func(rows []row) bool {
		return slices.ContainsFunc(rows, func(r row) bool { return r.d == d || r.d == 0 })
	})
}

// Bindings lists the bindings by which principals hold a role, in the base
// where it is lost and else in the policy, in the policy's order; none between a
// policy and a state for what is lost.
func (r *Result) Bindings(principals []string, role string, turn Turn) []*schema.Binding {
	m := r.Model
	if turn == Lost {
		m = r.Base
	}
	if m == nil {
		return nil
	}
	of := map[string]bool{}
	for _, p := range principals {
		of[p] = true
	}
	var found []*schema.Binding
	for _, b := range r.giving(m)[role] {
		if slices.ContainsFunc(b.Principals, func(p schema.PrincipalDecl) bool { return of[p.ID()] }) {
			found = append(found, b)
		}
	}
	return found
}

// giving are the bindings of a policy by the names of the roles they give.
func (r *Result) giving(m *schema.Model) map[string][]*schema.Binding {
	if by, ok := r.bindings[m]; ok {
		return by
	}
	by := map[string][]*schema.Binding{}
	for _, b := range m.Bindings {
		for _, role := range b.Roles {
			if list := by[role.Name()]; len(list) == 0 || list[len(list)-1] != b {
				by[role.Name()] = append(list, b)
			}
		}
	}
	if r.bindings == nil {
		r.bindings = map[*schema.Model]map[string][]*schema.Binding{}
	}
	r.bindings[m] = by
	return by
}
