package adopt

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"github.com/rolecall/rolecall/schema"
	"github.com/rolecall/rolecall/schema/parse"
)

// binding is some principals that hold some roles.
type binding struct {
	project    string
	roles      []string // names on the server
	principals []string // as states name them
}

// bindingsFile writes who holds what: those who hold the same together, or, where
// that takes fewer bindings, each role with its holders.
func (w *writer) bindingsFile() parse.File {
	p, used := &page{}, labels{}
	for _, b := range w.bindings() {
		w.counts.Bindings++
		p.space()
		w.binding(p, b, used)
	}
	return file("bindings.hcl", p)
}

func (w *writer) bindings() []binding {
	byProject := map[string][]schema.StateMember{}
	for _, m := range w.members() {
		byProject[m.Project] = append(byProject[m.Project], m)
	}
	var out []binding
	for _, project := range sortedKeys(byProject) {
		held, holders := map[string][]string{}, map[string][]string{}
		for _, m := range byProject[project] {
			held[m.Principal] = append(held[m.Principal], m.Role)
			holders[m.Role] = append(holders[m.Role], m.Principal)
		}
		bySet := map[string]*binding{}
		for _, who := range sortedKeys(held) {
			k := strings.Join(held[who], "\x00")
			if bySet[k] == nil {
				bySet[k] = &binding{project: project, roles: held[who]}
			}
			bySet[k].principals = append(bySet[k].principals, who)
		}
		if len(bySet) <= len(holders) {
			for _, k := range sortedKeys(bySet) {
				out = append(out, *bySet[k])
			}
			continue
		}
		for _, role := range sortedKeys(holders) {
			out = append(out, binding{project, []string{role}, holders[role]})
		}
	}
	return out
}

// members are those of the state. A user of the vendor's who holds other roles
// too is told to hold its own, which no policy should seem to take away.
func (w *writer) members() []schema.StateMember {
	members := slices.Clone(w.state.Members)
	bound := map[string]bool{}
	for _, m := range members {
		bound[m.Principal] = true
	}
	w.counts.Members = len(members)
	for _, m := range w.catalog.VendorMembers(w.setting) {
		if bound[m.Principal] && !slices.Contains(members, m) {
			members = append(members, m)
		}
	}
	slices.SortFunc(members, schema.StateMember.Compare)
	return members
}

func (w *writer) setting(name string, fallback bool) bool {
	if told, ok := w.in.State.Settings[name]; ok {
		return told
	}
	return fallback
}

func (w *writer) binding(p *page, b binding, used labels) {
	var roles []string
	for _, name := range b.roles {
		roles = append(roles, cmp.Or(w.roles[name], quote(name)))
	}
	byKind := map[string][]string{}
	for _, id := range b.principals {
		kind, name := principal(w.catalog, id)
		byKind[kind] = append(byKind[kind], quote(name))
	}
	p.block("binding "+quote(used.of(b.label(), "binding")), func() {
		p.list("roles", inOrder(roles), false)
		for _, kind := range slices.Sorted(maps.Keys(byKind)) {
			p.list(kind, inOrder(byKind[kind]), false)
		}
		if b.project != "" {
			p.attr("project", quote(b.project))
		}
	})
}

// label names a binding by its only role, else by its only holder, else by its first roles.
func (b binding) label() string {
	switch {
	case len(b.roles) == 1:
		return b.roles[0]
	case len(b.principals) == 1:
		return b.principals[0]
	case len(b.roles) > 2:
		return b.roles[0] + "_" + b.roles[1] + "_and_more"
	}
	return strings.Join(b.roles, "_")
}

// principal tells the attribute of a binding that names a principal, and its name there.
func principal(c *schema.Catalog, id string) (attribute, name string) {
	kind, rest, ok := strings.Cut(id, ":")
	if ok && rest != "" && kind != "user" && slices.Contains(c.Principals, kind) {
		return kind + "s", rest
	}
	return "users", id
}

// usersFile declares every user, once there is one who holds nothing: of the others
// bindings tell. A policy that declared some alone would drop the rest as soon as
// they are unbound.
func (w *writer) usersFile() parse.File {
	held := map[string]bool{}
	for _, m := range w.state.Members {
		held[m.Principal] = true
	}
	own := slices.DeleteFunc(slices.Clone(w.state.Users), func(u schema.StateUser) bool { return w.catalog.User(u.Name) != nil })
	idle := slices.IndexFunc(own, func(u schema.StateUser) bool { return !held[u.Name] })
	p := &page{}
	if idle < 0 {
		return file("users.hcl", p)
	}
	p.comment("from every user of the server, since %s holds no role. A policy that declares users\ndeclares them all: one that it neither declares nor binds is dropped.", plain(own[idle].Name))
	for _, u := range own {
		p.line("user %s {}", quote(u.Name))
	}
	w.counts.Users = len(own)
	return file("users.hcl", p)
}

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
