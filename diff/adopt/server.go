package adopt

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/rolecall/rolecall/schema"
)

// limits writes how much the server takes where it holds more than the catalog
// says it would: it must be configured otherwise. How, no state tells, so that what
// is written leaves room for the next changes.
func (w *writer) limits(p *page) {
	held := map[string]int{}
	for _, r := range w.state.Roles {
		if k := w.catalog.Role(r.Name); k == nil || k.Name != r.Name {
			held["roles"]++
		}
	}
	for _, name := range w.users() {
		if w.catalog.User(name) == nil {
			held["users"]++
		}
	}
	var more, why []string
	for _, name := range []string{"roles", "users"} {
		l := w.catalog.Limit(name)
		if l != nil && held[name]+l.Builtin > l.Max {
			n := held[name] + l.Builtin
			more = append(more, name+" = "+strconv.Itoa(max(2*n, n+10)))
			why = append(why, fmt.Sprintf("%d %s%s", n, name, settingOf(l)))
		}
	}
	if len(more) > 0 {
		p.comment("a guess: the server holds more than it takes by default, %s.\nWrite here what it is set to.", strings.Join(why, " and "))
		p.object("limits", more)
	}
}

// settingOf names what a server is configured by to take more.
func settingOf(l *schema.Limit) string {
	if l.Setting == "" {
		return ""
	}
	return " (" + l.Setting + ")"
}

// users are the users of the server itself, listed or holding roles of it.
func (w *writer) users() []string {
	var names []string
	for _, u := range w.state.Users {
		names = append(names, u.Name)
	}
	for _, m := range w.state.Members {
		r := w.catalog.Role(m.Role)
		if kind, _ := principal(w.catalog, m.Principal); kind == "users" && (r == nil || r.Of == "cluster") {
			names = append(names, m.Principal)
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// settings writes how the server is configured, as far as the state tells.
func (w *writer) settings(p *page) {
	var told []string
	set := map[string]bool{}
	maps.Copy(set, w.in.State.Settings)
	for _, r := range w.catalog.Implicit() {
		if w.lacksDefaults(r) {
			p.comment("from the grants of %s, which lacks some of those that it has by default", r.Name)
			set[r.Setting] = false
		}
	}
	for _, def := range w.catalog.Settings {
		if is, ok := set[def.Name]; ok {
			told = append(told, def.Name+" = "+strconv.FormatBool(is))
		}
	}
	if len(told) > 0 {
		p.object("settings", told)
	}
}

// configured writes the groups of the vendor that the server's configuration defines.
func (w *writer) configured(p *page) {
	groups := w.redefined()
	if len(groups) == 0 {
		return
	}
	p.line("groups = {")
	p.depth++
	for _, g := range groups {
		var names []string
		for _, t := range g.Privileges {
			names = append(names, t.Value)
		}
		p.list(key(g.Name.Value), quoteAll(names), false)
	}
	p.depth--
	p.line("}")
}

// redefined lists the groups that the server calls built in and the catalog does not know as they are.
func (w *writer) redefined() []schema.GroupSetting {
	var out []schema.GroupSetting
	for _, g := range w.state.Groups {
		known := w.in.Catalog.Group(g.Name)
		if !g.BuiltIn || known != nil && sameSet(known.Privileges, g.Privileges) {
			continue
		}
		s := schema.GroupSetting{Name: schema.Text{Value: g.Name}}
		for _, name := range g.Privileges {
			s.Privileges = append(s.Privileges, schema.Text{Value: name})
		}
		out = append(out, s)
	}
	return out
}

func sameSet(a, b []string) bool {
	in := func(list []string) func(string) bool {
		return func(s string) bool { return !slices.Contains(list, s) }
	}
	return !slices.ContainsFunc(a, in(b)) && !slices.ContainsFunc(b, in(a))
}
