package rules

import (
	"slices"
	"strings"

	"github.com/rolecall/rolecall/lint"
	"github.com/rolecall/rolecall/schema"
)

// losses works out what holders of a role lose when it goes: what it gives on
// the server, less what they keep through the roles that the policy leaves them.
type losses struct {
	*lint.Pass
	declared map[string]*schema.Role
	removed  map[string]*schema.RemovedDecl
	// Of the desired state, once prepared: grants by role, roles by principal.
	grants  map[string][]schema.StateGrant
	members map[string][]string
	rows    map[string][]schema.Row // what roles give once the policy is deployed
	// Of the deployed state: roles, grants and holders by role, and its groups.
	onServer map[string]bool
	had      map[string][]schema.StateGrant
	held     map[string][]string
	groups   *schema.Expander
	// base are the roles of an earlier revision by name, where that stands for
	// what is deployed.
	base map[string]*schema.Role
}

// of says in words what the holders of a role lose and what they keep.
func (l *losses) of(role string, holders []string) (lost, kept string) {
	l.prepare()
	switch {
	case l.State != nil && !l.knowsGrants():
		return "what they lose is unknown, since the state does not cover grants", "what they keep is unknown too"
	case l.State == nil && l.declared[role] == nil:
		return "what they lose is unknown, since there is no state to tell", "what they keep is unknown too"
	}
	has := l.deployed(role)
	var loses, keeps clusters
	said := map[string][2]string{} // what is lost and kept, by the roles that remain
	for _, h := range holders {
		roles := l.remaining(h, role)
		key := strings.Join(roles, "\x00")
		if _, done := said[key]; !done {
			gone, still := l.split(has, roles)
			said[key] = [2]string{l.lossText(gone), l.keepText(roles, still)}
		}
		loses.add(h, said[key][0])
		keeps.add(h, said[key][1])
	}
	return loses.text("lose"), keeps.text("keep")
}

// split tells what goes from what the remaining roles, or those everyone holds, still give.
func (l *losses) split(rows []schema.Row, roles []string) (gone, still []schema.Row) {
	for _, row := range rows {
		if l.gives(roles, row) {
			still = append(still, row)
		} else {
			gone = append(gone, row)
		}
	}
	return gone, still
}

func (l *losses) lossText(gone []schema.Row) string {
	if len(gone) == 0 {
		return "nothing that other roles do not give"
	}
	return accessOf(l.Model.Catalog, gone, 2)
}

func (l *losses) keepText(roles []string, still []schema.Row) string {
	access := accessOf(l.Model.Catalog, still, 2)
	switch {
	case len(roles) == 0 && len(still) == 0:
		return "no other role"
	case len(roles) == 0:
		return "no other role, but " + access + ", which everyone has"
	case len(still) == 0:
		return naming(roles) + ", which gives nothing of it"
	}
	return naming(roles) + ", and so " + access
}

// newLosses indexes what is deployed; what the policy wants is computed when first asked for.
func newLosses(p *lint.Pass) *losses {
	l := &losses{
		Pass: p, declared: map[string]*schema.Role{}, removed: removals(p.Model), onServer: map[string]bool{},
		had: map[string][]schema.StateGrant{}, held: map[string][]string{}, groups: p.Model.Expander(),
	}
	for _, r := range p.Model.Roles {
		l.declared[r.Name] = r
	}
	if p.State == nil {
		return l
	}
	for _, r := range p.State.Roles {
		l.onServer[r.Name] = true
	}
	for _, g := range p.State.Grants {
		l.had[g.Role] = append(l.had[g.Role], g)
	}
	if p.State.Knows(schema.CoversMembers) { // a list that leaves out holders says as little as none
		for _, mb := range p.State.Members {
			l.held[mb.Role] = append(l.held[mb.Role], mb.Principal)
		}
	}
	if p.State.Knows(schema.CoversGroups) {
		l.groups = &schema.Expander{Catalog: p.Model.Catalog, Groups: map[string][]string{}}
		for _, g := range p.State.Groups {
			l.groups.Groups[g.Name] = g.Privileges
		}
	}
	return l
}

// knowsGrants reports whether there is a state that says what roles give today.
func (l *losses) knowsGrants() bool { return l.State != nil && l.State.Knows(schema.CoversGrants) }

// prepare computes the state that the policy wants, once.
func (l *losses) prepare() {
	if l.rows != nil {
		return
	}
	l.grants, l.members, l.rows = map[string][]schema.StateGrant{}, map[string][]string{}, map[string][]schema.Row{}
	desired := l.Model.Desired(l.Now)
	for _, g := range desired.Grants {
		l.grants[g.Role] = append(l.grants[g.Role], g)
	}
	add := func(members []schema.StateMember) {
		for _, mb := range members {
			l.members[mb.Principal] = append(l.members[mb.Principal], mb.Role)
		}
	}
	add(desired.Members)
	add(l.Model.Catalog.VendorMembers(l.Model.Target.Setting))
	if l.State != nil && !removesUnmanaged(l.Pass) {
		add(l.State.Members)
	}
	for _, roles := range l.members {
		slices.Sort(roles)
	}
}

// remaining lists the roles that a principal holds once role is gone, those everyone holds left out.
func (l *losses) remaining(principal, role string) []string {
	var roles []string
	for _, r := range l.members[principal] {
		if r != role && !slices.Contains(roles, r) && l.removed[r] == nil {
			roles = append(roles, r)
		}
	}
	return roles
}

// gives reports whether one of the roles, or what everyone holds, gives the row.
func (l *losses) gives(roles []string, row schema.Row) bool {
	enough := func(role string) bool {
		return slices.ContainsFunc(l.after(role), func(o schema.Row) bool { return covers(o, row) && asOften(o, row) })
	}
	return slices.ContainsFunc(roles, enough) || slices.ContainsFunc(l.Model.Catalog.Implicit(), func(b *schema.BuiltinRole) bool {
		return enough(b.Name)
	})
}

// asOften reports whether a row holds surely whenever another does.
func asOften(o, row schema.Row) bool {
	return o.Condition == nil || row.Condition != nil && o.Condition.Expression.Value == row.Condition.Expression.Value
}

// after is what a role gives on the server once the policy is deployed.
func (l *losses) after(role string) []schema.Row {
	if rows, ok := l.rows[role]; ok {
		return rows
	}
	var rows []schema.Row
	if b := vendorOwned(l.Model.Catalog, role); b != nil {
		rows = l.Model.BuiltinRows(b)
	}
	if r := l.declared[role]; r != nil && l.base != nil {
		rows = append(rows, l.Model.Rows(r)...)
	} else if r != nil {
		rows = append(rows, expand(l.Model.Expander(), role, l.grants[role])...)
	} else {
		rows = append(rows, l.deployed(role)...)
	}
	l.rows[role] = rows
	return rows
}

// deployed is what a role gives on the server today, by the server's own
// groups; by the policy's grants where no state says.
func (l *losses) deployed(role string) []schema.Row {
	if r := l.base[role]; r != nil {
		return l.Base.Rows(r)
	}
	if !l.knowsGrants() {
		return expand(l.Model.Expander(), role, l.grants[role])
	}
	return expand(l.groups, role, l.had[role])
}

func expand(x *schema.Expander, role string, grants []schema.StateGrant) []schema.Row {
	var rows []schema.Row
	for _, g := range grants {
		x.Expand(g, func(p *schema.Privilege, database, collection, group string) {
			rows = append(rows, schema.Row{Role: role, Privilege: p, Database: database, Collection: collection})
		})
	}
	return rows
}

// successor is the role that looks like the new name of one that is gone: the
// server does not have it yet, and its grants are the same. Of several the one
// whose name is nearest.
func (l *losses) successor(role string) *schema.Role {
	if !l.knowsGrants() || l.declared[role] != nil {
		return nil
	}
	l.prepare()
	had := l.deployed(role)
	same := map[string]*schema.Role{}
	var names []string
	for _, r := range l.Model.Roles {
		if !l.onServer[r.Name] && len(had) > 0 && sameAccess(had, l.after(r.Name)) {
			same[r.Name] = r
			names = append(names, r.Name)
		}
	}
	if near := schema.Nearest(role, names); near != "" {
		return same[near]
	}
	if len(names) == 1 {
		return same[names[0]]
	}
	return nil
}
