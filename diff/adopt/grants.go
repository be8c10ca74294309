package adopt

import (
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
