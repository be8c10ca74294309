package diff

import (
	"slices"
	"strings"

	"github.com/rolecall/rolecall/schema"
)

// access compares what principals may do before and after.
func (c *comparison) access() {
	n := newNumbers(c.catalog, c.model.Target.Databases, c.before, c.after)
	a := &Access{c: c, numbers: n, before: newBook(n, c.before, c.setting), after: newBook(n, c.after, c.setting)}
	c.out.Access = a
	d := &differ{Access: a, regrouped: regrouped(c.before.Groups, c.after.Groups), gained: map[string][]row{}, lost: map[string][]row{}}
	for _, k := range c.classes() {
		if d.compare(k) {
			a.classes = append(a.classes, k)
		}
	}
	slices.SortFunc(a.classes, func(x, y *class) int { return strings.Compare(x.principals[0], y.principals[0]) })
}

// classes puts principals together who hold the same roles before and after.
func (c *comparison) classes() map[string]*class {
	type hands struct{ before, after []holding }
	held := map[string]*hands{Anyone: {}}
	of := func(who string) *hands {
		if held[who] == nil {
			held[who] = &hands{}
		}
		return held[who]
	}
	for _, m := range c.before.Members {
		h := of(m.Principal)
		h.before = append(h.before, holding{m.Role, m.Project})
	}
	for _, m := range c.after.Members {
		h := of(m.Principal)
		h.after = append(h.after, holding{m.Role, m.Project})
	}
	for _, users := range [][]schema.StateUser{c.before.Users, c.after.Users} {
		for _, u := range users {
			of(u.Name)
		}
	}
	classes := map[string]*class{}
	for who, h := range held {
		name := signature(h.before) + "\x01" + signature(h.after)
		k := classes[name]
		if k == nil {
			k = &class{before: h.before, after: h.after}
			for _, r := range c.catalog.Implicit() {
				k.before, k.after = append(k.before, holding{role: r.Name}), append(k.after, holding{role: r.Name})
			}
			classes[name] = k
		}
		k.principals = append(k.principals, who)
	}
	for _, k := range classes {
		slices.Sort(k.principals)
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
