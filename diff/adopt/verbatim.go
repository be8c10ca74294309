package adopt

import (
	"slices"

	"github.com/rolecall/rolecall/schema"
)

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
