package query

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/rolecall/rolecall/bundle"
	"github.com/rolecall/rolecall/schema"
)

// NearMiss is something that would have made an answer a yes, and why it does not.
type NearMiss struct {
	Kind   string `json:"kind"` // principal, privilege, condition, expired, project, scope, alias, level, inventory
	Reason string `json:"reason"`
	Source string `json:"source"` // empty where it has no place
}

// nearMisses lists what comes close, by kind in the order of the kinds.
func (w *wayfinder) nearMisses() []NearMiss {
	return slices.Concat(w.stranger(), w.dead(), w.falseConditions(), w.lapsed(), w.elsewhere(), w.otherLevels(), w.misspelt())
}

// stranger tells of a principal that nothing names.
func (w *wayfinder) stranger() []NearMiss {
	g := w.ground
	if w.principal == "" || g.Known(w.principal) {
		return nil
	}
	meant := ""
	if near := schema.Nearest(w.principal, g.Principals()); near != "" {
		meant = fmt.Sprintf(" (did you mean %q?)", near)
	}
	reason := fmt.Sprintf("nothing names %q%s: it has no more than everyone has", w.principal, meant)
	return []NearMiss{{Kind: "principal", Reason: reason}}
}

// dead tells of privileges that no call asks for.
func (w *wayfinder) dead() []NearMiss {
	var out []NearMiss
	if w.asked.Group && len(w.asked.Privileges) > 0 {
		return nil
	}
	for _, name := range w.asked.Dead {
		reason := fmt.Sprintf("%s guards nothing on %s: no call asks for it, whoever it is granted to", name, w.ground.Catalog.Title)
		if note := w.ground.Catalog.Privilege(name).Note; note != "" {
			reason += "; " + note
		}
		out = append(out, NearMiss{Kind: "privilege", Reason: reason})
	}
	return out
}

// falseConditions tells of access under a condition that does not hold.
func (w *wayfinder) falseConditions() []NearMiss {
	var out []NearMiss
	for i := range w.ways {
		if way := &w.ways[i]; way.verdict() == No {
			reason := fmt.Sprintf("role %q gives %s on %s while condition %q holds, and it is false",
				way.Role, firstOf(way.Privileges), scopeName(way.Database, way.Collection), way.Condition.ID)
			out = append(out, NearMiss{Kind: "condition", Reason: reason, Source: way.Condition.Source})
		}
	}
	return out
}

// lapsed tells of bindings that have expired or are for another project.
func (w *wayfinder) lapsed() []NearMiss {
	l := w.ground.sorted()
	var out []NearMiss
	members := l.membersOf(w.principal)
	for i := range members {
		m := &members[i]
		if l.active(m) && w.inProject(m.Project) || !w.roleGives(m.Role) {
			continue
		}
		name := m.Source
		if b := w.ground.binding(m); b != nil {
			name = b.Address
		}
		miss := NearMiss{Kind: "project", Source: m.Source, Reason: fmt.Sprintf("%s gives role %q in project %q only", name, m.Role, m.Project)}
		if !l.active(m) {
			miss.Kind, miss.Reason = "expired", fmt.Sprintf("%s gave role %q until %s", name, m.Role, m.Expires)
		}
		out = append(out, miss)
	}
	return out
}

// roleGives reports whether a role has any of what is asked for.
func (w *wayfinder) roleGives(role string) bool {
	return slices.ContainsFunc(w.ground.sorted().rowsOf(role), func(r bundle.Grant) bool {
		return slices.Contains(w.asked.Privileges, r.Privilege) && w.asked.meets(r.Database, r.Collection)
	})
}

// elsewhere tells where else the principal has what is asked for.
func (w *wayfinder) elsewhere() []NearMiss {
	places := map[string]map[string]string{} // role → scope → source
	var out []NearMiss
	for row := range w.ground.WhatCan(w.principal) {
		if !slices.Contains(w.asked.Privileges, row.Privilege) || w.asked.meets(row.Database, row.Collection) || !w.inProject(row.Project) {
			continue
		}
		if reason := w.alias(&row); reason != "" {
			out = append(out, NearMiss{Kind: "alias", Reason: reason, Source: row.Source})
			continue
		}
		if places[row.Role] == nil {
			places[row.Role] = map[string]string{}
		}
		places[row.Role][scopeName(row.Database, row.Collection)] = row.Source
	}
	for _, role := range slices.Sorted(maps.Keys(places)) {
		scopes := slices.Sorted(maps.Keys(places[role]))
		reason := fmt.Sprintf("role %q gives it on %s", role, firstOf(scopes))
		if w.asked.Group {
			reason = fmt.Sprintf("role %q gives some of it on %s", role, firstOf(scopes))
		}
		out = append(out, NearMiss{Kind: "scope", Reason: reason, Source: places[role][scopes[0]]})
	}
	slices.SortStableFunc(out, func(a, b NearMiss) int { return strings.Compare(a.Kind, b.Kind) })
	return slices.Compact(out)
}

// alias says of a row that it is on the other name of what is asked for; empty
// where it is not. Where the server resolves aliases that makes a difference for
// rows alone: those that an alias had when they were granted.
func (w *wayfinder) alias(row *bundle.Access) string {
	if row.Database != w.asked.Database && row.Database != bundle.Any {
		return ""
	}
	for i := range w.ground.databases {
		d := &w.ground.databases[i]
		if d.Name != w.asked.Database {
			continue
		}
		if real, ok := d.Aliases[w.asked.Collection]; ok && real == row.Collection {
			return fmt.Sprintf("role %q gives it on %q, for which %q is an alias, and %s compares the names as they are", row.Role, real, w.asked.Collection, w.ground.Catalog.Title)
		}
		if real, ok := d.Aliases[row.Collection]; ok && real == w.asked.Collection {
			return fmt.Sprintf("role %q gives it on the alias %q of %q, and a grant on an alias is none on what it stands for", row.Role, row.Collection, real)
		}
	}
	return ""
}

// otherLevels tells of groups of a higher level that the principal has: levels do
// not cascade, though their names make one think so.
func (w *wayfinder) otherLevels() []NearMiss {
	told := map[string]bool{}
	var out []NearMiss
	for row := range w.ground.WhatCan(w.principal) {
		if len(row.Via) == 0 {
			continue
		}
		group := w.ground.Catalog.Group(row.Via[len(row.Via)-1])
		if group == nil || group.Level == "" || !slices.Contains(w.ground.Catalog.Below(group.Level), w.asked.Level) || told[row.Role+"\x00"+group.Name] {
			continue
		}
		told[row.Role+"\x00"+group.Name] = true
		reason := fmt.Sprintf("role %q has %s, which is of level %s: levels do not cascade, so it gives nothing at level %s", row.Role, group.Name, group.Level, w.asked.Level)
		out = append(out, NearMiss{Kind: "level", Reason: reason, Source: row.Source})
	}
	return out
}

// misspelt tells of a scope that the inventory does not have and that is close to one it has.
func (w *wayfinder) misspelt() []NearMiss {
	var names []string
	for i := range w.ground.databases {
		d := &w.ground.databases[i]
		names = append(names, d.Name)
		if d.Name != w.asked.Database || w.asked.Collection == bundle.Any || len(d.Collections) == 0 || slices.Contains(d.Collections, w.asked.Collection) {
			continue
		}
		if near := schema.Nearest(w.asked.Collection, d.Collections); near != "" {
			return []NearMiss{{Kind: "inventory", Reason: fmt.Sprintf("database %q has no collection %q (did you mean %q?)", d.Name, w.asked.Collection, near)}}
		}
		return nil
	}
	if near := schema.Nearest(w.asked.Database, names); near != "" && w.asked.Database != bundle.Any && !slices.Contains(names, w.asked.Database) {
		return []NearMiss{{Kind: "inventory", Reason: fmt.Sprintf("there is no database %q (did you mean %q?)", w.asked.Database, near)}}
	}
	return nil
}

// scopeName is a scope as it is asked for.
func scopeName(database, collection string) string {
	if database == bundle.Any && collection == bundle.Any {
		return "everything"
	}
	return database + "." + collection
}

// firstOf names some of a list.
func firstOf(names []string) string {
	const shown = 4
	if len(names) > shown+1 {
		return fmt.Sprintf("%s and %d more", strings.Join(names[:shown], ", "), len(names)-shown)
	}
	return strings.Join(names, ", ")
}
