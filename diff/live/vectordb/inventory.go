package vectordb

import (
	"context"
	"fmt"
	"slices"

	"github.com/rolecall/rolecall/schema"
)

// databases reads databases with their collections and aliases, which tell of
// grants that reach nothing.
func (p *Puller) databases(ctx context.Context) error {
	names, err := p.Reader.Databases(ctx)
	if err := p.unless(err, schema.CoversDatabases); err != nil {
		return fmt.Errorf("read databases: %w", err)
	}
	p.state.Databases = make([]schema.StateDatabase, len(names))
	return p.each(ctx, "databases", len(names), func(ctx context.Context, i int) error {
		d := schema.StateDatabase{Name: names[i], Collections: []string{}}
		collections, err := p.Reader.Collections(ctx, d.Name)
		if err := p.unless(err, schema.CoversDatabases); err != nil {
			return fmt.Errorf("read the collections of database %q: %w", d.Name, err)
		}
		d.Collections = append(d.Collections, collections...)
		d.Aliases, err = Aliases(ctx, p.Reader, d)
		if err := p.unless(err, schema.CoversDatabases); err != nil {
			return fmt.Errorf("read the aliases of database %q: %w", d.Name, err)
		}
		p.state.Databases[i] = d
		return nil
	})
}

// Aliases gives the aliases of a database with the collections they stand for. A
// server lists them by collection; most databases have none, which one call tells.
func Aliases(ctx context.Context, r Reader, d schema.StateDatabase) (map[string]string, error) {
	if len(d.Collections) == 0 {
		return nil, nil
	}
	all, err := r.Aliases(ctx, d.Name, "")
	if err != nil || len(all) == 0 {
		return nil, err
	}
	out := map[string]string{}
	for _, c := range d.Collections {
		if len(out) == len(all) {
			break
		}
		aliases, err := r.Aliases(ctx, d.Name, c)
		if err != nil {
			return nil, err
		}
		for _, a := range aliases {
			out[a] = c
		}
	}
	return out, nil
}

// sees reports whether the caller was shown every database and collection. A
// server lists what some grant of a held role names, those of public aside, and
// all to whoever passes every check (Milvus, getCurrentUserVisibleDatabases and
// getCurrentUserVisibleCollections, 2.5 to 3.0).
func (p *Puller) sees() bool {
	if p.User == "" {
		return p.KeySees && p.state.Knows(schema.CoversUsers) && p.state.Knows(schema.CoversGrants) && p.state.Knows(schema.CoversMembers)
	}
	if u := p.Catalog.User(p.User); u != nil && p.state.Knows(schema.CoversUsers) && slices.ContainsFunc(u.Roles, p.passes) {
		return true
	}
	held := map[string]bool{}
	for _, m := range p.state.Members {
		held[m.Role] = held[m.Role] || m.Principal == p.User
	}
	for role, holds := range held {
		if holds && p.passes(role) {
			return true
		}
	}
	return slices.ContainsFunc(p.state.Grants, func(g schema.StateGrant) bool { return held[g.Role] && p.shows(g) })
}

// passes reports whether holders of a role are shown everything whatever it was granted.
func (p *Puller) passes(role string) bool {
	r := p.Catalog.Role(role)
	return r != nil && r.Bypass || slices.Contains(p.Sees, role)
}

// shows reports whether a grant shows every collection of every database.
func (p *Puller) shows(g schema.StateGrant) bool {
	if g.Database != "*" || g.Collection != "*" {
		return false
	}
	if known := p.Catalog.Group(g.Privilege); known != nil {
		return known.Level == schema.LevelCollection
	}
	return p.Catalog.Behaviour.Objects[g.ObjectType] == "collection" ||
		slices.ContainsFunc(p.state.Groups, func(own schema.StateGroup) bool { return own.Name == g.Privilege })
}
