package diff

import (
	"maps"
	"slices"
	"strings"

	"github.com/rolecall/rolecall/schema"
)

// access compares what principals may do before and after.
func (c *comparison) access() {
	n := newNumbers([]*schema.Catalog{c.catalog}, all(
		inventory(c.model.Target.Databases), granted(c.catalog, c.before.Grants), granted(c.catalog, c.after.Grants),
		listed(c.before.Databases), listed(c.after.Databases)))
	was, is := newStateLedger(c.before), newStateLedger(c.after)
	c.out.Access = &Access{
		c: c, numbers: n, knows: c.before.Knows, renamed: c.renamed,
		before: newBook(n, c.catalog, was, c.before.Groups, c.setting), after: newBook(n, c.catalog, is, c.after.Groups, c.setting),
	}
	changed := regrouped(c.before.Groups, c.after.Groups)
	held := classify(hands{c.before.Members, c.before.Users}, hands{c.after.Members, c.after.Users})
	c.out.Access.compare(held, func(role string) bool {
		before, after := was.listed(role), is.listed(role)
		return slices.Equal(before, after) && !slices.ContainsFunc(before, func(g schema.StateGrant) bool { return changed[g.Privilege] })
	})
}

// compare finds what each class gains and loses, the roles that everyone holds
// taken in. same reports whether a role surely has the same rows on both sides.
func (a *Access) compare(classes []*class, same func(role string) bool) {
	d := &differ{Access: a, same: same, gained: map[string][]row{}, lost: map[string][]row{}}
	before, after := a.before.implicit(), a.after.implicit()
	for _, k := range classes {
		k.before, k.after = append(k.before, before...), append(k.after, after...)
		if d.compare(k) {
			a.classes = append(a.classes, k)
		}
	}
}

// hands are who holds what on one side, and users who may hold nothing.
type hands struct {
	members []schema.StateMember // sorted
	users   []schema.StateUser
}

// classify puts principals together who hold the same roles before and after.
func classify(before, after hands) []*class {
	held := map[string]*class{Anyone: {}}
	of := func(who string) *class {
		if held[who] == nil {
			held[who] = &class{}
		}
		return held[who]
	}
	for _, m := range before.members {
		k := of(m.Principal)
		k.before = append(k.before, holding{m.Role, m.Project})
	}
	for _, m := range after.members {
		k := of(m.Principal)
		k.after = append(k.after, holding{m.Role, m.Project})
	}
	for _, u := range slices.Concat(before.users, after.users) {
		of(u.Name)
	}
	byName := map[string]*class{}
	var classes []*class
	for _, who := range slices.Sorted(maps.Keys(held)) {
		h := held[who]
		name := signature(h.before) + "\x01" + signature(h.after)
		k := byName[name]
		if k == nil {
			k = h
			byName[name] = k
			classes = append(classes, k)
		}
		k.principals = append(k.principals, who)
	}
	return classes
}

func signature(hs []holding) string {
	var b strings.Builder
	for _, h := range hs {
		b.WriteString(h.role)
		b.WriteByte(0)
		b.WriteString(h.project)
		b.WriteByte(0)
	}
	return b.String()
}

// regrouped lists the groups that do not have the same members before and after.
func regrouped(before, after []schema.StateGroup) map[string]bool {
	names := map[string]bool{}
	compare := func(a, b schema.StateGroup) int { return strings.Compare(a.Name, b.Name) }
	walk(before, after, compare, func(b, a *schema.StateGroup) {
		switch {
		case a == nil:
			names[b.Name] = true
		case b == nil || !slices.Equal(b.Privileges, a.Privileges):
			names[a.Name] = true
		}
	})
	return names
}
