package milvus

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"

	"github.com/milvus-io/milvus-proto/go-api/v2/commonpb"
	"github.com/milvus-io/milvus-proto/go-api/v2/milvuspb"

	"github.com/rolecall/rolecall/internal/modelserver"
	"github.com/rolecall/rolecall/schema"
)

func (s *Server) GetVersion(context.Context, *milvuspb.GetVersionRequest) (*milvuspb.GetVersionResponse, error) {
	return &milvuspb.GetVersionResponse{Status: &commonpb.Status{}, Version: "v" + cmp.Or(s.options.Version, s.catalog.Version)}, nil
}

// ListDatabases lists what some grant of a held role names, those of public
// aside, and all for whoever passes every check.
func (s *Server) ListDatabases(ctx context.Context, _ *milvuspb.ListDatabasesRequest) (*milvuspb.ListDatabasesResponse, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	a := &milvuspb.ListDatabasesResponse{Status: &commonpb.Status{}}
	all, grants := s.seen(callerOf(ctx))
	for _, d := range s.scopes {
		if all || slices.ContainsFunc(grants, func(g schema.StateGrant) bool { return g.Database == "*" || g.Database == d.Name }) {
			a.DbNames = append(a.DbNames, d.Name)
		}
	}
	return a, nil
}

// seen is what shows things to a caller: everything, or the grants of the roles held.
func (s *Server) seen(who caller) (all bool, grants []schema.StateGrant) {
	v := s.look()
	if u := s.catalog.User(who.user); s.options.Open || who.key || u != nil && slices.ContainsFunc(u.Roles, s.bypasses) {
		return true, nil
	}
	for _, role := range v.held[who.user] {
		if s.bypasses(role) {
			return true, nil
		}
		if r := s.catalog.Role(role); r == nil || !r.Implicit {
			grants = append(grants, v.grants[role]...)
		}
	}
	return false, grants
}

// ShowCollections lists what grants on collections name: those of object type
// Collection, of a collection-level group and of any own group.
func (s *Server) ShowCollections(ctx context.Context, q *milvuspb.ShowCollectionsRequest) (*milvuspb.ShowCollectionsResponse, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	d, err := s.scope(q.GetDbName())
	if err != nil {
		return &milvuspb.ShowCollectionsResponse{Status: state("", err)}, nil
	}
	a := &milvuspb.ShowCollectionsResponse{Status: &commonpb.Status{}}
	all, grants := s.seen(callerOf(ctx))
	for _, c := range d.Collections {
		if all || slices.ContainsFunc(grants, func(g schema.StateGrant) bool { return s.shows(g, d.Name, c) }) {
			a.CollectionNames = append(a.CollectionNames, c)
		}
	}
	return a, nil
}

func (s *Server) shows(g schema.StateGrant, database, collection string) bool {
	if g.Database != "*" && g.Database != database {
		return false
	}
	if g.Privilege == "All" {
		return true
	}
	known := s.catalog.Group(g.Privilege)
	own := known == nil && slices.ContainsFunc(s.look().state.Groups, func(o schema.StateGroup) bool { return o.Name == g.Privilege })
	lists := g.ObjectType == "Collection" || own || known != nil && known.Level == schema.LevelCollection
	return lists && (g.Collection == "*" || g.Collection == collection)
}

func (s *Server) scope(name string) (schema.StateDatabase, error) {
	name = cmp.Or(name, s.catalog.Behaviour.DefaultDatabase)
	for _, d := range s.scopes {
		if d.Name == name {
			return d, nil
		}
	}
	return schema.StateDatabase{}, &modelserver.Refusal{Code: databaseNotFound, Text: fmt.Sprintf("database not found[database=%s]", name)}
}

// ListAliases lists the aliases of a collection, or of all.
func (s *Server) ListAliases(_ context.Context, q *milvuspb.ListAliasesRequest) (*milvuspb.ListAliasesResponse, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	d, err := s.scope(q.GetDbName())
	if err != nil {
		return &milvuspb.ListAliasesResponse{Status: state("", err)}, nil
	}
	a := &milvuspb.ListAliasesResponse{Status: &commonpb.Status{}, DbName: d.Name, CollectionName: q.GetCollectionName()}
	for _, alias := range slices.Sorted(maps.Keys(d.Aliases)) {
		if c := q.GetCollectionName(); c == "" || c == d.Aliases[alias] {
			a.Aliases = append(a.Aliases, alias)
		}
	}
	return a, nil
}
