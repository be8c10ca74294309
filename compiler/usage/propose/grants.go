package propose

import (
	"fmt"
	"slices"
	"strings"

	"github.com/rolecall/rolecall/bundle"
	"github.com/rolecall/rolecall/compiler/usage"
	"github.com/rolecall/rolecall/diff/adopt"
	"github.com/rolecall/rolecall/schema"
)

// grant plans what becomes of a grant. left reports whether something of it is left.
func (w *writer) grant(r *schema.Role, g *schema.Grant) (e *edit, left bool) {
	rows := w.rows[g.Decl.Range.String()]
	if why := w.fixed(r, g, rows); why != "" {
		return nil, true
	}
	needs, whole := needed(rows)
	what := Change{Source: g.Decl.Range.String(), What: "a grant of " + r.Address}
	if whole {
		return nil, true
	}
	if !w.editable(g.Decl.Body) {
		e := w.list(g, rows)
		if e == nil {
			w.keep(g.Decl.Range, what.What, "written for several at once, or accepted by a comment")
			return nil, true
		}
		e.what, e.roles = what, w.rolesOf(rows)
		e.what.How = "fewer privileges"
		return e, true
	}
	e = &edit{at: g.Decl.Body, what: what, roles: w.rolesOf(rows)}
	if len(needs) == 0 {
		e.text = fmt.Sprintf("# a grant of %s was not used on %s", names(privilegesOf(rows)), w.days())
		e.what.How = "left out: " + names(privilegesOf(rows))
		return e, false
	}
	e.text = w.evidence(rows) + adopt.Blocks(w.grants(g, rows, needs), w.model.Catalog.Behaviour.Scoped)
	e.text = strings.TrimRight(e.text, "\n")
	e.what.How = "made smaller: " + without(rows)
	return e, true
}

// fixed says why a grant stays as it is; empty where it may become smaller.
func (w *writer) fixed(r *schema.Role, g *schema.Grant, rows []usage.RowDemand) string {
	switch {
	case r.Decl.Protected:
		return "protected"
	case g.Condition != nil || g.Decl.Condition != nil:
		return "under a condition"
	case g.Decl.Verbatim || g.Decl.Dropped || len(rows) == 0:
		return "not what it seems"
	case slices.ContainsFunc(w.rolesOf(rows), func(name string) bool { return w.spared[name] }):
		return "would give more"
	}
	for _, it := range g.Items {
		if it.Kind != schema.ItemPrivilege && it.Kind != schema.ItemBuiltin && it.Kind != schema.ItemGroup || it.Kind == schema.ItemPrivilege && (it.Privilege.Dead() || it.Privilege.Level == "") {
			return "leaves no trace"
		}
	}
	for _, d := range rows {
		p := w.model.Catalog.Privilege(d.Row.Privilege)
		if p == nil || p.Level == "" || p.Level == schema.LevelCluster && (d.Row.Database != bundle.Any || d.Row.Collection != bundle.Any) {
			return "written at a scope that it does not have"
		}
	}
	return ""
}

// use is a privilege where it is needed.
type use struct{ privilege, database, collection string }

// needed gives what of some rows is left. whole reports whether that is all of them.
func needed(rows []usage.RowDemand) (uses []use, whole bool) {
	whole = true
	for _, d := range rows {
		if d.Whole != "" {
			uses = append(uses, use{d.Row.Privilege, d.Row.Database, d.Row.Collection})
			continue
		}
		all := false
		for _, n := range d.Needs {
			all = all || n.Database == d.Row.Database && n.Collection == d.Row.Collection
			uses = append(uses, use{d.Row.Privilege, n.Database, n.Collection})
		}
		whole = whole && all
	}
	slices.SortFunc(uses, func(a, b use) int {
		return strings.Compare(a.privilege+"\x00"+a.database+"\x00"+a.collection, b.privilege+"\x00"+b.database+"\x00"+b.collection)
	})
	return slices.Compact(uses), whole
}

// grants writes what is needed: a group where all of it is, else its privileges;
// not what comes along with others.
func (w *writer) grants(g *schema.Grant, rows []usage.RowDemand, needs []use) []adopt.Grant {
	left := map[use]bool{}
	for _, n := range needs {
		left[n] = true
	}
	var out []adopt.Grant
	for _, it := range g.Items {
		if it.IsGroup() {
			out = append(out, w.group(it, rows, left)...)
		}
	}
	for _, n := range needs {
		if !left[n] {
			continue
		}
		p := w.model.Catalog.Privilege(n.privilege)
		out = append(out, adopt.Grant{Privilege: adopt.Quote(p.Name), Level: p.Level, Database: n.database, Collection: n.collection})
	}
	return slices.DeleteFunc(out, func(g adopt.Grant) bool { return w.along(g, needs) })
}

// along reports whether a privilege is stored with another that is needed there too.
func (w *writer) along(g adopt.Grant, needs []use) bool {
	return slices.ContainsFunc(needs, func(n use) bool {
		p := w.model.Catalog.Privilege(n.privilege)
		return n.database == g.Database && n.collection == g.Collection && !w.model.Catalog.Behaviour.PairReads &&
			slices.ContainsFunc(p.Stores, func(name string) bool { return adopt.Quote(name) == g.Privilege })
	})
}

// group writes a group in the scopes in which all of it is needed, and takes its
// privileges out of what is left there.
func (w *writer) group(it schema.Item, rows []usage.RowDemand, left map[use]bool) []adopt.Grant {
	members := w.live(it)
	if len(members) == 0 {
		return nil
	}
	var out []adopt.Grant
	scopes := map[[2]string]bool{}
	for _, d := range rows {
		scopes[[2]string{d.Row.Database, d.Row.Collection}] = true
	}
	for _, s := range sorted(scopes) {
		all := true
		for _, p := range members {
			all = all && left[use{p.Name, s[0], w.reach(p, s[1])}]
		}
		if !all || it.Level() == schema.LevelCollection && s[1] == bundle.Any && !w.writes(rows, members, s) {
			continue
		}
		out = append(out, adopt.Grant{Privilege: written(it), Level: it.Level(), Database: s[0], Collection: s[1]})
	}
	for _, g := range out {
		for _, p := range members {
			delete(left, use{p.Name, g.Database, w.reach(p, g.Collection)})
		}
	}
	return out
}

// writes reports whether every privilege of a group was granted in just this scope.
func (w *writer) writes(rows []usage.RowDemand, members []*schema.Privilege, s [2]string) bool {
	for _, p := range members {
		if !slices.ContainsFunc(rows, func(d usage.RowDemand) bool {
			return d.Row.Privilege == p.Name && d.Row.Database == s[0] && d.Row.Collection == s[1]
		}) {
			return false
		}
	}
	return true
}

// reach is the collection on which a privilege is enforced that is granted on one.
func (w *writer) reach(p *schema.Privilege, collection string) string {
	if w.model.Catalog.Behaviour.Objects[p.Object] == "any" {
		return bundle.Any
	}
	return collection
}

// live are the privileges of a group that guard something.
func (w *writer) live(it schema.Item) []*schema.Privilege {
	var names []string
	if it.Kind == schema.ItemGroup {
		names = it.Group.Members()
	} else if it.Builtin != nil {
		names = it.Builtin.Privileges
	}
	var out []*schema.Privilege
	for _, name := range names {
		if p := w.model.Catalog.Privilege(name); p != nil && !p.Dead() {
			out = append(out, p)
		}
	}
	return out
}

// written is an item as it stands in a list.
func written(it schema.Item) string {
	if it.Kind == schema.ItemGroup {
		return it.Group.Address
	}
	return adopt.Quote(it.Name.Value)
}

func sorted(scopes map[[2]string]bool) [][2]string {
	out := make([][2]string, 0, len(scopes))
	for s := range scopes {
		out = append(out, s)
	}
	slices.SortFunc(out, func(a, b [2]string) int { return strings.Compare(a[0]+"\x00"+a[1], b[0]+"\x00"+b[1]) })
	return out
}

func (w *writer) rolesOf(rows []usage.RowDemand) []string {
	var names []string
	for _, d := range rows {
		names = append(names, d.Row.Role)
	}
	slices.Sort(names)
	return slices.Compact(names)
}
