package plan

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"maps"
	"slices"

	"github.com/rolecall/rolecall/schema"
)

// steps are the deeds as calls: what one call does at once is one step.
func (pl *planner) steps() []Step {
	w := &writer{pl: pl, grants: map[string]map[string]bool{}, texts: map[string]string{}}
	for _, g := range pl.first.Grants {
		w.of(g.Role)[g.Privilege] = true
	}
	for _, r := range pl.first.Roles {
		w.texts[r.Name] = r.Description
	}
	for i := 0; i < len(pl.done); {
		n := w.together(pl.done[i:])
		w.write(pl.done[i : i+n])
		i += n
	}
	if w.steps == nil {
		w.steps = []Step{}
	}
	return w.steps
}

// writer writes deeds down as steps.
type writer struct {
	pl     *planner
	grants map[string]map[string]bool // privileges by role, where roles are written whole
	texts  map[string]string          // descriptions by role
	steps  []Step
}

func (w *writer) of(role string) map[string]bool {
	if w.grants[role] == nil {
		w.grants[role] = map[string]bool{}
	}
	return w.grants[role]
}

// together counts the deeds that the first call does.
func (w *writer) together(ds []deed) int {
	first, n := ds[0], 1
	for n < len(ds) && w.joins(first, ds[n]) {
		n++
	}
	return n
}

func (w *writer) joins(first, d deed) bool {
	switch first.kind {
	case addPrivilege, removePrivilege:
		return d.kind == first.kind && d.group == first.group && d.because == first.because
	case renameRole, createRole, alterRole, grant, revoke:
		if !w.pl.calls.WholeRoles {
			return false
		}
		return (d.kind == grant || d.kind == revoke || d.kind == alterRole && first.kind != createRole) && roleOf(d) == roleOf(first)
	case createGroup, createUser, bind, unbind, dropUser, dropRole, forceDropRole, dropGroup:
		return false
	}
	panic("plan: no such kind of deed")
}

// roleOf is the role that a deed is about, as it is called after it.
func roleOf(d deed) string {
	switch d.kind {
	case renameRole:
		return d.name
	case grant, revoke:
		return d.grant.Role
	}
	return d.role
}

func (w *writer) write(ds []deed) {
	d := ds[0]
	if w.pl.calls.WholeRoles {
		switch d.kind {
		case renameRole, createRole, alterRole, grant, revoke:
			w.whole(ds)
			return
		case dropRole:
			w.step(d, Operation{DropRole, Args{Role: d.role}}, Operation{CreateRole, w.roleArgs(d.role)})
			return
		}
	}
	op, inverse := w.single(ds)
	w.step(d, op, inverse)
}

func (w *writer) step(d deed, op, inverse Operation) {
	method := func(o Operation) string { return w.pl.calls.Operations[o.Name].Method }
	w.steps = append(w.steps, Step{
		N: len(w.steps) + 1, Operation: op, Call: method(op), Inverse: Inverse{inverse, method(inverse)}, Because: d.because,
	})
}

// whole writes a role with all it grants.
func (w *writer) whole(ds []deed) {
	d := ds[0]
	before := w.roleArgs(roleOf(d))
	if d.kind == renameRole {
		before = w.roleArgs(d.role)
		w.grants[d.name], w.texts[d.name] = w.of(d.role), w.texts[d.role]
		delete(w.grants, d.role)
	}
	for _, o := range ds {
		switch o.kind {
		case grant:
			w.of(o.grant.Role)[o.grant.Privilege] = true
		case revoke:
			delete(w.of(o.grant.Role), o.grant.Privilege)
		case alterRole, createRole:
			w.texts[o.role] = o.text
		}
	}
	args := w.roleArgs(roleOf(d))
	if d.kind == createRole {
		w.step(d, Operation{CreateRole, args}, Operation{DropRole, Args{Role: d.role}})
		return
	}
	args.Name, args.Role = args.Role, before.Role
	before.Name, before.Role = before.Role, args.Name
	w.step(d, Operation{UpdateRole, args}, Operation{UpdateRole, before})
}

func (w *writer) roleArgs(role string) Args {
	text := w.texts[role]
	return Args{Role: role, Description: &text, Privileges: slices.Sorted(maps.Keys(w.of(role)))}
}

// single writes deeds that are one call each, or several members of one group.
func (w *writer) single(ds []deed) (op, inverse Operation) {
	d := ds[0]
	one := func(name string, a Args, back string) (Operation, Operation) {
		return Operation{name, a}, Operation{back, a}
	}
	switch d.kind {
	case createGroup:
		return one(CreateGroup, Args{Group: d.group}, DropGroup)
	case dropGroup:
		return one(DropGroup, Args{Group: d.group}, CreateGroup)
	case addPrivilege, removePrivilege:
		a := Args{Group: d.group}
		for _, o := range ds {
			a.Privileges = append(a.Privileges, o.privilege)
		}
		if d.kind == addPrivilege {
			return one(AddPrivileges, a, RemovePrivileges)
		}
		return one(RemovePrivileges, a, AddPrivileges)
	case createUser:
		return one(CreateUser, Args{User: d.user}, DropUser)
	case dropUser:
		return one(DropUser, Args{User: d.user}, CreateUser)
	case createRole:
		return Operation{CreateRole, w.described(d.role, d.text)}, Operation{DropRole, Args{Role: d.role}}
	case alterRole:
		return Operation{AlterRole, Args{Role: d.role, Description: &d.text}}, Operation{AlterRole, Args{Role: d.role, Description: &d.was}}
	case dropRole:
		return Operation{DropRole, Args{Role: d.role}}, Operation{CreateRole, w.described(d.role, d.text)}
	case forceDropRole:
		return Operation{ForceDropRole, Args{Role: d.role}}, Operation{CreateRole, w.described(d.role, d.text)}
	case grant, revoke:
		return w.grant(d)
	case bind:
		return one(GrantRole, Args{User: d.user, Role: d.role}, RevokeRole)
	case unbind:
		return one(RevokeRole, Args{User: d.user, Role: d.role}, GrantRole)
	}
	panic("plan: no such kind of deed")
}

// described leaves an empty description out.
func (w *writer) described(role, text string) Args {
	a := Args{Role: role}
	if text != "" {
		a.Description = &text
	}
	return a
}

func (w *writer) grant(d deed) (Operation, Operation) {
	g := d.grant
	a := Args{Role: g.Role, Privilege: g.Privilege, Database: g.Database, Collection: g.Collection}
	give, take := GrantPrivilege, RevokePrivilege
	if g.ObjectType != w.pl.catalog.ObjectOf(g.Privilege) {
		a.ObjectType, give, take = g.ObjectType, GrantPrivilegeV1, RevokePrivilegeV1
	}
	if d.kind == revoke {
		give, take = take, give
	}
	return Operation{give, a}, Operation{take, a}
}

// policyDigest identifies what of a policy decides what a plan does.
func policyDigest(in Input) string {
	m := in.Model
	doc := struct {
		Desired     *schema.State     `json:"desired"`
		Unmanaged   string            `json:"unmanaged"`
		Limits      map[string]int    `json:"limits"`
		Protected   []string          `json:"protected"`
		Moved       map[string]string `json:"moved"`
		Removed     []string          `json:"removed"`
		OnlyExpired bool              `json:"only_expired"`
	}{Desired: m.Desired(in.Now).Normalized(m.Catalog), Unmanaged: m.Target.Unmanaged.Value, Limits: map[string]int{}, Moved: map[string]string{}, OnlyExpired: in.OnlyExpired}
	for name, l := range m.Target.Limits {
		doc.Limits[name] = l.Value
	}
	for _, r := range m.Roles {
		if r.Decl.Protected {
			doc.Protected = append(doc.Protected, r.Name)
		}
	}
	slices.Sort(doc.Protected)
	for _, mv := range m.Document.Moved {
		doc.Moved[nameOf(mv.From)] = nameOf(mv.To)
	}
	for _, rm := range m.Document.Removed {
		doc.Removed = append(doc.Removed, nameOf(rm.From))
	}
	slices.Sort(doc.Removed)
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(doc); err != nil {
		panic("plan: a policy does not encode: " + err.Error())
	}
	sum := sha256.Sum256(b.Bytes())
	return "sha256:" + hex.EncodeToString(sum[:])
}

func nameOf(n schema.Name) string {
	if n.Ref != nil {
		return n.Ref.Address()
	}
	return n.Value
}
