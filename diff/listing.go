package diff

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"github.com/rolecall/rolecall/schema"
)

// Objects lists what one of two revisions declares, the base or the policy, as
// changes have it: roles, groups, grants, members, users and tokens, each kind
// sorted and each object once. Roles have the names that the revision gives
// them. There are none where a policy is compared with a state.
func (r *Result) Objects(base bool) []any {
	if r.revision == nil {
		return nil
	}
	l := r.revision.is
	if base {
		l = r.revision.was
	}
	var out []any
	for _, name := range slices.Sorted(maps.Keys(l.named)) {
		role := l.named[name][0]
		out = append(out, schema.StateRole{Name: role.Name, Description: role.Decl.Description.Value})
	}
	for _, g := range slices.SortedFunc(slices.Values(l.model.Groups), func(a, b *schema.Group) int { return strings.Compare(a.Name, b.Name) }) {
		out = append(out, schema.StateGroup{Name: g.Name, Privileges: slices.Compact(slices.Sorted(slices.Values(g.Members())))})
	}
	for _, name := range slices.Sorted(maps.Keys(l.named)) {
		grants := grantSet{}.onlyIn(l.grants(name), nil)
		for i := range grants {
			g := grantOf(&grants[i])
			g.Role = l.named[name][0].Name
			out = append(out, g)
		}
	}
	members := l.members(r.revision.in.Now)
	for _, m := range slices.SortedFunc(maps.Keys(members), schema.StateMember.Compare) {
		h := members[m]
		if roles := l.named[m.Role]; roles != nil {
			m.Role = roles[0].Name
		}
		out = append(out, Member{m, moment(h.until)})
	}
	for _, u := range slices.SortedFunc(slices.Values(l.model.Document.Users), func(a, b *schema.UserDecl) int { return strings.Compare(a.Label.Value, b.Label.Value) }) {
		out = append(out, schema.StateUser{Name: u.Label.Value})
	}
	for _, t := range slices.SortedFunc(slices.Values(l.model.Document.Tokens), func(a, b *schema.TokenDecl) int {
		return cmp.Or(strings.Compare(a.Label.Value, b.Label.Value), strings.Compare(a.Key, b.Key))
	}) {
		out = append(out, tokenOf(t))
	}
	return out
}
