package adopt

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/rolecall/rolecall/schema"
)

// written is a grant of the state as a policy says it.
type written struct {
	kind       // of the block it can stand in
	privilege  string
	database   string
	collection string
}

// kind is what the grants of one block have in common besides their scope.
type kind struct {
	level    schema.Level
	verbatim bool
	object   string // the object type that is written, empty for the privilege's own
}

// scope is where something is granted.
type scope struct{ database, collection string }

// written says the grants of one role. Those that come along with others are
// left out, where a policy need not name them.
func (w *writer) written(grants []schema.StateGrant) []written {
	has := make(map[schema.StateGrant]bool, len(grants))
	for _, g := range grants {
		has[g] = true
	}
	along := map[schema.StateGrant]bool{}
	out := make([]written, 0, len(grants))
	for _, g := range grants {
		x := written{privilege: w.granted(g.Privilege), database: g.Database, collection: g.Collection}
		x.level = w.level(g.Privilege)
		x.verbatim, x.object = w.verbatim(g, x.level, has)
		if p := w.catalog.Privilege(g.Privilege); !x.verbatim && p != nil && !w.catalog.Behaviour.PairReads {
			for _, name := range p.Stores {
				along[w.companion(g, name)] = true
			}
		}
		out = append(out, x)
	}
	if len(along) == 0 {
		return out
	}
	kept := out[:0]
	for i, g := range grants {
		if !along[g] {
			kept = append(kept, out[i])
		}
	}
	return kept
}

// level is the level at which a policy grants a name.
func (w *writer) level(name string) schema.Level {
	if w.groups[name] != "" {
		for _, g := range w.state.Groups {
			if g.Name == name && !g.BuiltIn {
				return w.groupLevel(g)
			}
		}
	}
	if p := w.catalog.Privilege(name); p != nil {
		return p.Level
	}
	if g := w.catalog.Group(name); g != nil {
		return g.Level
	}
	return ""
}

// groupLevel is the level of the first member that has one, in the order in which a policy lists them.
func (w *writer) groupLevel(g schema.StateGroup) schema.Level {
	names := map[string]string{}
	var elements []string
	for _, name := range g.Privileges {
		element := w.granted(name)
		names[element] = name
		elements = append(elements, element)
	}
	for _, element := range inOrder(elements) {
		if w.groups[names[element]] != "" {
			continue
		}
		if p := w.catalog.Privilege(names[element]); p != nil && p.Level != "" {
			return p.Level
		}
	}
	return ""
}

// companion is what a server stores along with a grant.
func (w *writer) companion(g schema.StateGrant, privilege string) schema.StateGrant {
	g.Privilege = privilege
	if w.catalog.Behaviour.Scoped {
		g.ObjectType = w.catalog.ObjectOf(privilege)
	}
	return g
}

// verbatim reports whether a grant must be said word for word, and with which
// object type: where a policy that names it would have another one stored, or
// more, or nothing.
func (w *writer) verbatim(g schema.StateGrant, level schema.Level, has map[schema.StateGrant]bool) (verbatim bool, object string) {
	own := w.groups[g.Privilege] != ""
	if w.catalog.Behaviour.Scoped && g.ObjectType != w.objectOf(g.Privilege) {
		return true, g.ObjectType
	}
	switch {
	case !own && !w.storedAs(g.Privilege), level == schema.LevelOperation:
		return true, ""
	case w.catalog.Behaviour.Scoped && (w.refused(g, level) || w.isAlias(g)):
		return true, ""
	}
	if p := w.catalog.Privilege(g.Privilege); p != nil {
		return slices.ContainsFunc(p.Stores, func(name string) bool { return !has[w.companion(g, name)] }), ""
	}
	return false, ""
}

// objectOf is the object type that a grant is stored under.
func (w *writer) objectOf(name string) string {
	if w.groups[name] != "" {
		return w.catalog.ObjectOf("") // as any group of the server's own
	}
	return w.catalog.ObjectOf(name)
}

// refused reports whether a server takes no grant of the group in this scope.
func (w *writer) refused(g schema.StateGrant, level schema.Level) bool {
	if w.catalog.Privilege(g.Privilege) != nil || g.Privilege == "*" {
		return false
	}
	switch level {
	case schema.LevelCluster:
		return g.Database != "*" || g.Collection != "*"
	case schema.LevelDatabase:
		return g.Collection != "*"
	case schema.LevelCollection:
		return g.Database == "*" && g.Collection != "*"
	}
	return false
}

// isAlias reports whether a grant is on an alias that a policy would have resolved.
func (w *writer) isAlias(g schema.StateGrant) bool {
	if !w.catalog.Has(w.catalog.Behaviour.AliasesSince) {
		return false
	}
	return w.aliases()[scope{g.Database, g.Collection}]
}

func (w *writer) aliases() map[scope]bool {
	if w.aliased == nil {
		w.aliased = map[scope]bool{}
		for _, d := range w.state.Databases {
			for alias := range d.Aliases {
				w.aliased[scope{d.Name, alias}] = true
			}
		}
	}
	return w.aliased
}

// block is one grant block.
type block struct {
	kind
	privileges             []string // as written
	databases, collections []string
}

func (b block) compare(o block) int {
	return cmp.Or(cmp.Compare(levelRank(b.level), levelRank(o.level)), slices.Compare(b.databases, o.databases), slices.Compare(b.collections, o.collections),
		slices.Compare(b.privileges, o.privileges), strings.Compare(b.object, o.object), strings.Compare(strconv.FormatBool(b.verbatim), strconv.FormatBool(o.verbatim)))
}

// levelRank puts wide levels first and what has none last.
func levelRank(l schema.Level) int {
	switch l {
	case schema.LevelAccount, schema.LevelOperation:
		return 0
	case schema.LevelCluster:
		return 1
	case schema.LevelDatabase:
		return 2
	case schema.LevelCollection:
		return 3
	}
	return 4
}

// write writes the block. In place of the key of an instance stands each.key.
func (b block) write(p *page, scoped bool) {
	p.block("grant", func() {
		p.list("privileges", b.privileges, false)
		if scoped {
			b.writeScope(p)
		}
		if b.verbatim {
			p.attr("verbatim", "true")
		}
		if b.object != "" {
			p.attr("object_type", quote(b.object))
		}
	})
}

// writeScope leaves out what the level does not have, where the scope is any.
func (b block) writeScope(p *page) {
	any := []string{"*"}
	wide := b.level == schema.LevelCluster || b.level == ""
	collections := !wide && b.level != schema.LevelDatabase || !slices.Equal(b.collections, any)
	databases := !wide || collections || !slices.Equal(b.databases, any)
	if databases {
		p.list("database", templates(b.databases), true)
	}
	if collections {
		p.list("collection", templates(b.collections), true)
	}
}

// compareAll compares pairs of strings in turn.
func compareAll(pairs ...string) int {
	for i := 0; i < len(pairs); i += 2 {
		if c := strings.Compare(pairs[i], pairs[i+1]); c != 0 {
			return c
		}
	}
	return 0
}
