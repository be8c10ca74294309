package lint

import (
	"slices"
	"time"

	"github.com/rolecall/rolecall/schema"
)

// Verdict is what a policy makes of one shape of forbidden access.
type Verdict struct {
	// Violations is the forbidden access that somebody has, by principal and
	// role, each row once; what everyone has comes first.
	Violations []Held
	// AlsoReaches is access that the server allows where the policy does not put
	// it, because it authorises requests against the database of the connection.
	AlsoReaches []Held
	// Bypass lists principals that pass every check. They are left out of the verdict.
	Bypass []schema.StateMember
	// Unjudged lists held roles of the vendor whose access is not published, or
	// published as operations and not as privileges.
	Unjudged []schema.StateMember
}

// Held is one piece of access that a principal has, and how.
type Held struct {
	Principal string // empty: everyone
	Role      schema.BoundRole
	Binding   *schema.Binding // nil for what the vendor gives
	Row       schema.Row
}

// Judge looks for forbidden access among what every known principal can do at a
// moment. Included roles and those everyone holds count; a condition may hold;
// an expired binding gives nothing.
func (a *Access) Judge(n *schema.Never, now time.Time) Verdict {
	j := &judge{access: a, never: n, now: now, privileges: n.Privileges(a.model.Catalog), seen: map[string][2][]schema.Row{}}
	j.everyone()
	for _, h := range a.Holders() {
		if j.named(h.Principal) {
			j.holder(h)
		}
	}
	for _, m := range a.model.Catalog.VendorMembers(a.model.Target.Setting) {
		if b := a.model.Catalog.Role(m.Role); b != nil && j.named(m.Principal) {
			j.role(m.Principal, schema.BoundRole{Builtin: b}, nil)
		}
	}
	j.leaveOut()
	return j.verdict
}

type judge struct {
	access     *Access
	never      *schema.Never
	now        time.Time
	privileges map[*schema.Privilege]bool
	seen       map[string][2][]schema.Row // forbidden and reaching rows, by role
	verdict    Verdict
}

// named reports whether the shape speaks of a principal.
func (j *judge) named(principal string) bool {
	ps := j.never.Decl.Principals
	return ps == nil || slices.ContainsFunc(ps, func(t schema.Text) bool { return t.Value == principal || t.Value == "*" })
}

// everyone judges what all principals have, once, or for each that the shape names.
func (j *judge) everyone() {
	principals := []string{""}
	if !j.named("") {
		principals = nil
		for _, t := range j.never.Decl.Principals {
			principals = append(principals, t.Value)
		}
	}
	for _, r := range j.access.model.Catalog.Implicit() {
		for _, p := range principals {
			j.role(p, schema.BoundRole{Builtin: r}, nil)
		}
	}
}

func (j *judge) holder(h schema.Holder) {
	for _, b := range h.Bound {
		if !b.Binding.Expired(j.now) {
			j.role(h.Principal, b.BoundRole, b.Binding)
		}
	}
}

// role judges what one role gives a principal.
func (j *judge) role(principal string, r schema.BoundRole, by *schema.Binding) {
	member := schema.StateMember{Principal: principal, Role: r.Name()}
	if by != nil {
		member.Project = by.Decl.Project.Value
	}
	switch {
	case r.Builtin != nil && r.Builtin.Bypass:
		j.verdict.Bypass = appendNew(j.verdict.Bypass, member)
		return
	case slices.ContainsFunc(j.never.Except, func(e schema.BoundRole) bool { return e.Role == r.Role && e.Builtin == r.Builtin }):
		return
	case r.Builtin != nil && j.unjudged(r):
		j.verdict.Unjudged = appendNew(j.verdict.Unjudged, member)
	}
	rows := j.rows(r)
	for _, row := range rows[0] {
		j.verdict.Violations = append(j.verdict.Violations, Held{principal, r, by, row})
	}
	for _, row := range rows[1] {
		j.verdict.AlsoReaches = append(j.verdict.AlsoReaches, Held{principal, r, by, row})
	}
}

func appendNew(members []schema.StateMember, m schema.StateMember) []schema.StateMember {
	if slices.Contains(members, m) {
		return members
	}
	return append(members, m)
}

// unjudged reports whether some of what a vendor's role gives cannot be compared with the shape.
func (j *judge) unjudged(r schema.BoundRole) bool {
	if r.Builtin.Unknown != "" {
		return true
	}
	operation := func(row schema.Row) bool { return row.Privilege.Level == schema.LevelOperation }
	if !slices.ContainsFunc(j.access.Rows(r), operation) {
		return false
	}
	for p := range j.privileges {
		if p.Level != schema.LevelOperation {
			return true
		}
	}
	return false
}

// rows are a role's rows that are forbidden, and those that reach what is.
func (j *judge) rows(r schema.BoundRole) [2][]schema.Row {
	key := r.Name()
	if r.Role != nil {
		key = r.Role.Address
	}
	if done, ok := j.seen[key]; ok {
		return done
	}
	var found [2][]schema.Row
	type access struct {
		privilege            *schema.Privilege
		database, collection string
		condition            *schema.Condition
	}
	told := map[access]bool{}
	for _, row := range j.access.Rows(r) {
		k := access{row.Privilege, row.Database, row.Collection, row.Condition}
		if told[k] || !j.privileges[row.Privilege] {
			continue
		}
		told[k] = true
		switch {
		case !within(j.never.Decl.Collections, row.Collection):
		case within(j.databases(), row.Database):
			found[0] = append(found[0], row)
		case j.reaches(row):
			found[1] = append(found[1], row)
		}
	}
	j.seen[key] = found
	return found
}

// within reports whether a scope of a row and one of the shape have something in common.
func within(shape []schema.Text, scope string) bool {
	return shape == nil || scope == "*" || slices.ContainsFunc(shape, func(t schema.Text) bool { return t.Value == scope || t.Value == "*" })
}

func (j *judge) databases() []schema.Text {
	ds := j.never.Decl.Databases
	for i, d := range ds {
		if d.Value == "" {
			ds = slices.Clone(ds)
			ds[i].Value = j.access.model.Catalog.Behaviour.DefaultDatabase
		}
	}
	return ds
}

// reaches reports whether a row on one database may be used on another that the
// shape names: the server looks at the database of the connection, and there is
// something of the collection's name.
func (j *judge) reaches(row schema.Row) bool {
	if j.access.model.Catalog.Behaviour.RequestDatabase != "connection" {
		return false
	}
	if s := row.Privilege.Scope; s != schema.LevelDatabase && s != schema.LevelCollection {
		return false
	}
	return slices.ContainsFunc(j.databases(), func(d schema.Text) bool {
		return row.Collection == "*" || j.access.mayHave(d.Value, row.Collection)
	})
}

// mayHave reports whether a database has a collection, as far as the policy's inventory says.
func (a *Access) mayHave(database, collection string) bool {
	for _, d := range a.model.Target.Databases {
		if d.Name.Value == database && d.Collections != nil {
			return slices.ContainsFunc(d.Collections, func(c schema.Text) bool { return c.Value == collection }) ||
				slices.ContainsFunc(d.Aliases, func(al schema.AliasDecl) bool { return al.Alias.Value == collection })
		}
	}
	return true
}

// leaveOut drops what principals have who may do everything anyway, and ways
// around for those who need none.
func (j *judge) leaveOut() {
	bypasses := map[string]bool{}
	for _, m := range j.verdict.Bypass {
		bypasses[m.Principal] = true
	}
	type use struct {
		principal string
		privilege *schema.Privilege
	}
	direct := map[use]bool{}
	j.verdict.Violations = slices.DeleteFunc(j.verdict.Violations, func(h Held) bool {
		direct[use{h.Principal, h.Row.Privilege}] = true
		return bypasses[h.Principal]
	})
	// Who may do it outright needs no way around.
	j.verdict.AlsoReaches = slices.DeleteFunc(j.verdict.AlsoReaches, func(h Held) bool {
		return bypasses[h.Principal] || direct[use{h.Principal, h.Row.Privilege}] || direct[use{"", h.Row.Privilege}]
	})
}
