package adopt

import (
	"slices"
	"strconv"

	"github.com/rolecall/rolecall/lint/rules"
	"github.com/rolecall/rolecall/schema"
	"github.com/rolecall/rolecall/schema/parse"
)

// groupsFile writes the server's own privilege groups.
func (w *writer) groupsFile() parse.File {
	p, used := &page{}, labels{}
	var own []schema.StateGroup
	labelOf := map[string]string{}
	for _, g := range w.state.Groups {
		if g.BuiltIn {
			continue
		}
		labelOf[g.Name] = used.of(g.Name, "group")
		// A server knows its own names first: a group that has one is never what is granted.
		if w.catalog.Privilege(g.Name) == nil && g.Name != "*" {
			w.groups[g.Name] = schema.RefAddress("privilege_group", labelOf[g.Name], "", false)
		}
		own = append(own, g)
	}
	for _, g := range own {
		w.counts.Groups++
		p.space()
		w.group(p, g, labelOf[g.Name])
	}
	return file("groups.hcl", p)
}

func (w *writer) group(p *page, g schema.StateGroup, label string) {
	if label != g.Name {
		p.comment("from privilege group %s", plain(strconv.Quote(g.Name)))
	}
	p.block("privilege_group "+quote(label), func() {
		if label != g.Name {
			p.attr("name", quote(g.Name))
		}
		verbatim := false
		elements := make([]string, len(g.Privileges))
		for i, name := range g.Privileges {
			elements[i] = w.granted(name)
			verbatim = verbatim || w.groups[name] == "" && !w.storedAs(name)
		}
		p.list("privileges", inOrder(elements), false)
		if verbatim {
			p.attr("verbatim", "true")
		}
	})
}

// granted writes what is granted: a group of the server's own as a reference.
func (w *writer) granted(name string) string {
	if ref := w.groups[name]; ref != "" {
		return ref
	}
	return quote(name)
}

// storedAs reports whether a policy that names a privilege or a group of the
// vendor has it stored under that name.
func (w *writer) storedAs(name string) bool {
	if name == "*" {
		return w.catalog.Behaviour.Wildcard != ""
	}
	if p := w.catalog.Privilege(name); p != nil {
		return p.Level != schema.LevelOperation
	}
	g := w.catalog.Group(name)
	return g != nil && g.Name == name
}

// inOrder sorts a list as lint wants it.
func inOrder(elements []string) []string {
	slices.SortFunc(elements, func(a, b string) int {
		return compareAll(rules.SortKey(a), rules.SortKey(b), a, b)
	})
	return elements
}
