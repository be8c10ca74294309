package query

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/rolecall/rolecall/bundle"
	"github.com/rolecall/rolecall/schema"
)

// Asked is what a question is about: a privilege or all of a group's, in a scope.
type Asked struct {
	Name string // as asked
	// Privileges are those that guard something, sorted; none where the name is of
	// a privilege that guards nothing.
	Privileges []string
	Group      bool     // Name is a group's
	Dead       []string // privileges that guard nothing, sorted
	Level      schema.Level
	// Database and Collection are names as the server sees them, or [bundle.Any].
	Database, Collection string

	written string // the collection as asked, where it is an alias
	stored  string // the name under which a grant of it is stored
}

// Ask looks up what is asked for. An empty database or collection is any; an alias
// is its collection where the server resolves it. A name that is no privilege and
// no group is an error that says what it may be.
func (g *Ground) Ask(privilege, database, collection string) (Asked, error) {
	a := Asked{Name: privilege, Database: database, Collection: collection, stored: privilege}
	if err := g.scope(&a); err != nil {
		return a, err
	}
	if p := g.Catalog.Privilege(privilege); p != nil {
		a.Level = p.Level
		a.add(p)
		return a, nil
	}
	if x := g.action(privilege); x != nil {
		a.Level, a.Privileges = x.Level(), []string{x.Name}
		return a, nil
	}
	if members, stored, ok := g.group(privilege); ok {
		a.Group, a.stored = true, stored
		for _, name := range members {
			if p := g.Catalog.Privilege(name); p != nil && a.Level == "" {
				a.Level = p.Level // servers take that of the first
			}
			for _, p := range g.member(name) {
				a.add(p)
			}
		}
		if len(members) == 0 {
			return a, fmt.Errorf("%q is no one list of privileges: what it stands for depends on the request; ask for a privilege", privilege)
		}
		return a, nil
	}
	return a, g.unknown(privilege)
}

// member is what a name in a group stands for: a privilege, or those of a legacy
// group, which is matched by its name wherever it stands.
func (g *Ground) member(name string) []*schema.Privilege {
	if p := g.Catalog.Privilege(name); p != nil {
		return []*schema.Privilege{p}
	}
	var ps []*schema.Privilege
	if l := g.Catalog.Group(name); l != nil && l.Match == schema.MatchExact {
		for _, name := range l.Privileges {
			if p := g.Catalog.Privilege(name); p != nil {
				ps = append(ps, p)
			}
		}
	}
	return ps
}

// AskScope looks up a scope alone: every privilege is asked for.
func (g *Ground) AskScope(database, collection string) (Asked, error) {
	a := Asked{Database: database, Collection: collection}
	err := g.scope(&a)
	return a, err
}

func (a *Asked) add(p *schema.Privilege) {
	list := &a.Privileges
	if p.Dead() {
		list = &a.Dead
	}
	if i, found := slices.BinarySearch(*list, p.Name); !found {
		*list = slices.Insert(*list, i, p.Name)
	}
}

// scope fills in the scope as the server sees it.
func (g *Ground) scope(a *Asked) error {
	if a.Database == "" {
		a.Database = bundle.Any
	}
	if a.Collection == "" {
		a.Collection = bundle.Any
	}
	switch {
	case g.Catalog.Behaviour.Scoped:
	case a.Database != bundle.Any:
		return fmt.Errorf("%s has no databases: ask without a scope, or for *.COLLECTION where tokens are for collections", g.Catalog.Title)
	case a.Collection != bundle.Any && g.Catalog.Tokens == nil:
		return fmt.Errorf("a permission of %s holds for all of it: ask without a scope", g.Catalog.Title)
	}
	a.written = a.Collection
	if real, ok := g.Bundle.Table.Aliases[a.Database][a.Collection]; ok {
		a.Collection = real
	}
	return nil
}

// action is what tokens are good for; nil where it is no such thing.
func (g *Ground) action(name string) *schema.Action {
	if g.Catalog.Tokens == nil {
		return nil
	}
	for i := range g.Catalog.Tokens.Actions {
		if x := &g.Catalog.Tokens.Actions[i]; x.Name == name {
			return x
		}
	}
	return nil
}

// group gives the members of a group and the name under which it is granted: one
// of the policy by its name or address, one of the server's as it is there.
func (g *Ground) group(name string) (members []string, stored string, ok bool) {
	if g.Model != nil {
		for _, group := range g.Model.Groups {
			if group.Name == name || group.Address == name {
				return group.Members(), group.Name, true
			}
		}
	}
	if members, ok := g.expander.Groups[name]; ok {
		return members, name, true
	}
	if builtin := g.Catalog.Group(name); builtin != nil {
		if there, ok := g.expander.Groups[builtin.Name]; ok {
			return there, builtin.Name, true
		}
		return builtin.Privileges, builtin.Name, true
	}
	return nil, "", false
}

// unknown says what a name may be that is no privilege.
func (g *Ground) unknown(name string) error {
	if name == "*" {
		return fmt.Errorf("%q stands for no one privilege: ask for one, or for a group", name)
	}
	for _, r := range g.Catalog.Renamed {
		if r.Old == name && r.New != "" {
			return fmt.Errorf("%s has no privilege %q: it is %q there", g.Catalog.Title, name, r.New)
		}
	}
	if guards := g.guards(name); len(guards) > 0 {
		return fmt.Errorf("%q is an operation, not a privilege: ask for %s, which it takes", name, strings.Join(guards, ", "))
	}
	if slices.Contains(g.Catalog.Unguarded, name) {
		return fmt.Errorf("%q is an operation that no privilege guards: whoever can sign in may use it", name)
	}
	meant := ""
	if near := schema.Nearest(name, g.names()); near != "" {
		meant = fmt.Sprintf(" (did you mean %q?)", near)
	}
	return fmt.Errorf("%s has no privilege %q%s", g.Catalog.Title, name, meant)
}

// guards lists the privileges that an operation takes.
func (g *Ground) guards(operation string) []string {
	var names []string
	for i := range g.Catalog.Privileges {
		p := &g.Catalog.Privileges[i]
		if slices.ContainsFunc(p.Operations, func(o schema.Operation) bool { return strings.EqualFold(o.Name, operation) }) {
			names = append(names, fmt.Sprintf("%q", p.Name))
		}
	}
	return names
}

// names lists what may be asked for: privileges, groups of the vendor's and own ones.
func (g *Ground) names() []string {
	var names []string
	for i := range g.Catalog.Privileges {
		names = append(names, g.Catalog.Privileges[i].Name)
	}
	for i := range g.Catalog.Groups {
		names = append(names, g.Catalog.Groups[i].Name)
	}
	if g.Catalog.Tokens != nil {
		for i := range g.Catalog.Tokens.Actions {
			names = append(names, g.Catalog.Tokens.Actions[i].Name)
		}
	}
	return append(names, slices.Sorted(maps.Keys(g.expander.Groups))...)
}

// meets reports whether a scope has something in common with what is asked.
func (a *Asked) meets(database, collection string) bool {
	return (a.Database == bundle.Any || database == bundle.Any || a.Database == database) &&
		(a.Collection == bundle.Any || collection == bundle.Any || a.Collection == collection)
}

// within reports whether all of a scope is asked for.
func (a *Asked) within(database, collection string) bool {
	return (a.Database == bundle.Any || a.Database == database) && (a.Collection == bundle.Any || a.Collection == collection)
}

// whole reports whether a scope has all that is asked for.
func (a *Asked) whole(database, collection string) bool {
	return (database == bundle.Any || a.Database == database) && (collection == bundle.Any || a.Collection == collection)
}
