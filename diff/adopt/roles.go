package adopt

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/rolecall/rolecall/schema"
	"github.com/rolecall/rolecall/schema/parse"
)

// role is a role to write.
type role struct {
	schema.StateRole
	grants []written
	public bool // the vendor's, and everybody's
}

// pageSize is from which size on roles go on in another file: readers bound the
// size of each.
const pageSize = 512 << 10

// rolesFiles writes the roles, those that differ by one name as one.
func (w *writer) rolesFiles() []parse.File {
	roles := w.ownRoles()
	families := w.families(roles)
	var files []parse.File
	p := &page{}
	flush := func() {
		name := "roles.hcl"
		if len(files) > 0 {
			name = fmt.Sprintf("roles_%d.hcl", len(files)+1)
		}
		files = append(files, file(name, p))
		p = &page{}
	}
	for _, f := range families {
		if len(p.text) > pageSize {
			flush()
		}
		p.space()
		w.family(p, f)
	}
	flush()
	return files
}

// ownRoles lists what a policy declares: the server's own roles, and a role that
// everybody holds with what it was granted besides its defaults. What other roles
// of the vendor are granted is the vendor's affair.
func (w *writer) ownRoles() []role {
	grants := map[string][]schema.StateGrant{}
	for _, g := range w.state.Grants {
		grants[g.Role] = append(grants[g.Role], g)
	}
	var roles []role
	for _, r := range w.state.Roles {
		if known := w.vendorRole(r.Name); known != nil {
			continue
		}
		roles = append(roles, role{StateRole: r, grants: w.written(grants[r.Name])})
		delete(grants, r.Name)
	}
	for _, name := range sortedKeys(grants) {
		list := grants[name]
		known := w.vendorRole(name)
		switch {
		case known == nil:
			roles = append(roles, role{StateRole: schema.StateRole{Name: name}, grants: w.written(list)})
		case !known.Grantable:
			w.left = append(w.left, fmt.Sprintf("%s of role %q, which the vendor owns: a deployment leaves them as they are", count(len(list), "grant"), name))
		default:
			if list = w.besides(known, list); len(list) > 0 {
				roles = append(roles, role{StateRole: schema.StateRole{Name: name}, grants: w.written(list), public: true})
			}
		}
	}
	slices.SortFunc(roles, func(a, b role) int { return strings.Compare(a.Name, b.Name) })
	return roles
}

// vendorRole is the role of the vendor with exactly this name; nil where the name is free.
func (w *writer) vendorRole(name string) *schema.BuiltinRole {
	if r := w.catalog.Role(name); r != nil && r.Name == name {
		return r
	}
	return nil
}

// besides are the grants of a vendor's role that it does not have by itself.
func (w *writer) besides(r *schema.BuiltinRole, grants []schema.StateGrant) []schema.StateGrant {
	if !w.standing(r) || w.lacksDefaults(r) {
		return grants
	}
	defaults := w.defaults(r)
	return slices.DeleteFunc(slices.Clone(grants), func(g schema.StateGrant) bool { return slices.Contains(defaults, g) })
}

// standing reports whether the vendor gives a role its default grants.
func (w *writer) standing(r *schema.BuiltinRole) bool {
	told, ok := w.in.State.Settings[r.Setting]
	return !ok || told
}

// lacksDefaults reports whether a role that everybody holds was left some of its
// default grants and not others, without the server saying that it gives them.
func (w *writer) lacksDefaults(r *schema.BuiltinRole) bool {
	if _, told := w.in.State.Settings[r.Setting]; told || r.Setting == "" || !r.Grantable {
		return false
	}
	defaults, has := w.defaults(r), 0
	for _, g := range w.state.Grants {
		if slices.Contains(defaults, g) {
			has++
		}
	}
	return has > 0 && has < len(defaults)
}

func (w *writer) defaults(r *schema.BuiltinRole) []schema.StateGrant {
	var grants []schema.StateGrant
	for _, g := range r.Grants {
		for _, name := range g.Privileges {
			x := schema.StateGrant{Role: r.Name, Privilege: name}
			if w.catalog.Behaviour.Scoped {
				x.ObjectType, x.Database, x.Collection = w.catalog.ObjectOf(name), g.Database, g.Collection
			}
			grants = append(grants, x)
		}
	}
	return grants
}

// family writes one role, or several that differ by one name.
func (w *writer) family(p *page, f family) {
	label := w.labels.of(f.label(), "role")
	for _, m := range f.members {
		w.roles[m.Name] = schema.RefAddress("role", label, m.key, f.repeats())
		w.counts.Roles++
		w.counts.Grants += len(m.grants)
	}
	switch {
	case f.repeats():
		p.comment("from %s: they differ by one name", f.span())
	case f.members[0].public:
		p.comment("from what role %s, which everybody holds, was granted", plain(strconv.Quote(f.members[0].Name)))
	case f.members[0].BuiltIn:
		p.comment("from role %s, which the server's configuration makes", plain(strconv.Quote(f.members[0].Name)))
	case label != f.name:
		p.comment("from role %s", plain(strconv.Quote(f.name)))
	}
	p.block("role "+quote(label), func() {
		if f.repeats() {
			var keys []string
			for _, m := range f.members {
				keys = append(keys, quote(m.key))
			}
			p.list("for_each", keys, false)
		}
		if label != f.name {
			p.attr("name", f.write(f.name))
		}
		if f.description != "" {
			p.attr("description", f.write(f.description))
		}
		for _, b := range f.blocks {
			w.counts.Blocks++
			p.space()
			b.write(p, w.catalog.Behaviour.Scoped)
		}
	})
}

func count(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}
