package lint

import (
	"sync"

	"github.com/rolecall/rolecall/schema"
)

// Access answers what principals can do on one target, all their roles and the
// ones everyone holds taken together. Conditional rows count: a condition may
// hold. It is computed when first asked and shared by all rules.
type Access struct {
	model    *schema.Model
	holders  func() []schema.Holder
	implicit func() []schema.Row
	builtin  sync.Map // *schema.BuiltinRole → []schema.Row
	shared   sync.Map // a rule's key → func() any
}

// Shared gives what compute gives, computed once for all rules that ask under
// the same key while they look at one target.
func Shared[T any](a *Access, key any, compute func() T) T {
	once, _ := a.shared.LoadOrStore(key, sync.OnceValue(compute))
	return once.(func() T)()
}

// NewAccess prepares the answers for a model; nothing is computed yet.
func NewAccess(m *schema.Model) *Access {
	a := &Access{model: m}
	a.holders = sync.OnceValue(m.Holders)
	a.implicit = sync.OnceValue(func() []schema.Row {
		var rows []schema.Row
		for _, r := range m.Catalog.Implicit() {
			rows = append(rows, m.BuiltinRows(r)...)
			rows = append(rows, a.added(r.Name)...)
		}
		return rows
	})
	return a
}

// added is what the policy grants to a role of the vendor's.
func (a *Access) added(name string) []schema.Row {
	for _, r := range a.model.Roles {
		if r.Name == name {
			return a.model.Rows(r)
		}
	}
	return nil
}

// Holders lists the principals that bindings name, by name.
func (a *Access) Holders() []schema.Holder { return a.holders() }

// Implicit is what everyone has.
func (a *Access) Implicit() []schema.Row { return a.implicit() }

// Rows is what a bound role gives.
func (a *Access) Rows(r schema.BoundRole) []schema.Row {
	if r.Role != nil {
		return a.model.Rows(r.Role)
	}
	if rows, ok := a.builtin.Load(r.Builtin); ok {
		return rows.([]schema.Row)
	}
	rows := append(a.model.BuiltinRows(r.Builtin), a.added(r.Builtin.Name)...)
	a.builtin.Store(r.Builtin, rows)
	return rows
}

// Of calls yield with everything a holder has, role by role, what everyone has
// last, until yield returns false.
func (a *Access) Of(h schema.Holder, yield func(schema.Row) bool) {
	for _, b := range h.Bound {
		for _, row := range a.Rows(b.BoundRole) {
			if !yield(row) {
				return
			}
		}
	}
	for _, row := range a.Implicit() {
		if !yield(row) {
			return
		}
	}
}

// HoldersOf lists the principals to whom a role of the policy is bound.
func (a *Access) HoldersOf(role *schema.Role) []schema.Holder {
	var found []schema.Holder
	for _, h := range a.Holders() {
		for _, b := range h.Bound {
			if b.Role == role {
				found = append(found, h)
				break
			}
		}
	}
	return found
}
