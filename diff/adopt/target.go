package adopt

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/rolecall/rolecall/diff"
	"github.com/rolecall/rolecall/schema"
	"github.com/rolecall/rolecall/schema/parse"
)

// targetName is the label of the target block: lower-case letters, digits, - and _.
func targetName(in Input) string {
	if in.Target != "" {
		return in.Target
	}
	return TargetName(in.State.Target.Name, in.Catalog.Kind)
}

// TargetName is what the target of a server of that name is called in a policy.
func TargetName(name, fallback string) string {
	var b strings.Builder
	for i := range len(name) {
		switch c := name[i]; {
		case isLetter(c) || isDigit(c) || c == '-':
			b.WriteByte(lower(c))
		case !strings.HasSuffix(b.String(), "_"):
			b.WriteByte('_')
		}
	}
	kept := strings.Trim(b.String(), "_-")
	if kept == "" || isDigit(kept[0]) {
		return strings.Trim(fallback+"_"+kept, "_")
	}
	return kept
}

// targetFile writes the target block with all that is known of the server itself.
func (w *writer) targetFile() parse.File {
	p := &page{}
	p.comment("from %s (state %s)", plain(w.in.Source), diff.Digest(w.in.Catalog, w.in.State))
	if unknown := w.uncovered(); unknown != "" {
		p.comment("from a state that does not cover %s: what it does not tell is not here", unknown)
		w.left = append(w.left, unknown+": the state does not cover them")
	}
	p.block("target "+quote(w.catalog.Kind)+" "+quote(w.target), func() {
		if w.in.Versioned {
			if w.in.State.Target.Version == "" {
				p.comment("from no version that the state tells: correct it if the server is of another")
			}
			p.attr("version", quote(w.in.Catalog.Exact()))
		}
		w.limits(p)
		w.settings(p)
		w.configured(p)
		if w.catalog.Behaviour.Scoped {
			for _, d := range w.state.Databases {
				p.space()
				w.database(p, d)
			}
		}
	})
	return file("target.hcl", p)
}

// uncovered names the lists of which the state does not know all.
func (w *writer) uncovered() string {
	var lists []string
	for _, list := range []string{schema.CoversGroups, schema.CoversRoles, schema.CoversUsers, schema.CoversGrants, schema.CoversMembers, schema.CoversDatabases} {
		scoped := list == schema.CoversGroups || list == schema.CoversDatabases
		if !w.in.State.Knows(list) && (w.catalog.Behaviour.Scoped || !scoped) {
			lists = append(lists, strings.ReplaceAll(list, "_", " "))
		}
	}
	return strings.Join(lists, ", ")
}

// limits writes how much the server takes where it holds more than the catalog
// says it would: it must be configured otherwise.
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
	var more []string
	for _, name := range []string{"roles", "users"} {
		l := w.catalog.Limit(name)
		if l != nil && held[name]+l.Builtin > l.Max {
			more = append(more, name+" = "+strconv.Itoa(held[name]+l.Builtin))
		}
	}
	if len(more) > 0 {
		p.comment("from what the server holds, which is more than it takes by default")
		p.object("limits", more)
	}
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

func (w *writer) database(p *page, d schema.StateDatabase) {
	p.block("database "+quote(d.Name), func() {
		if len(d.Collections) > 0 || w.listed(d.Name) {
			p.list("collections", quoteAll(d.Collections), false)
		}
		if len(d.Aliases) == 0 {
			return
		}
		var entries []string
		for _, alias := range sortedKeys(d.Aliases) {
			entries = append(entries, key(alias)+" = "+quote(d.Aliases[alias]))
		}
		p.object("aliases", entries)
	})
}

// listed reports whether the state lists the collections of a database, be it none.
func (w *writer) listed(name string) bool {
	return slices.ContainsFunc(w.in.State.Databases, func(d schema.StateDatabase) bool {
		return d.Name == name && d.Collections != nil
	})
}

// key writes the key of an object.
func key(name string) string {
	if isLabel(name) && !slices.Contains([]string{"for", "null", "true", "false"}, name) {
		return name
	}
	return quote(name)
}
