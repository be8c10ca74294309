package milvus_test

import (
	"pgregory.net/rapid"

	"github.com/rolecall/rolecall/schema"
	target "github.com/rolecall/rolecall/schema/target/milvus"
)

var fakeTarget = target.Target

// randomState makes up what a server holds: grants on what is not there, of legacy
// groups and under several object types, aliases, and more of public than it begins with.
func randomState(t *rapid.T) *schema.State {
	pick := func(what string, from ...string) string { return rapid.SampledFrom(from).Draw(t, what) }
	several := func(what string, from ...string) []string {
		return rapid.SliceOfNDistinct(rapid.SampledFrom(from), 0, len(from), rapid.ID[string]).Draw(t, what)
	}
	s := &schema.State{
		Format: schema.StateFormat, Groups: []schema.StateGroup{}, Roles: []schema.StateRole{}, Users: []schema.StateUser{},
		Grants: []schema.StateGrant{}, Members: []schema.StateMember{}, Databases: []schema.StateDatabase{},
	}
	roles, users, groups := several("roles", "r1", "r2", "r3", "r4"), several("users", "alice", "bob", "carol"), several("groups", "g1", "g2")
	for _, name := range groups {
		s.Groups = append(s.Groups, schema.StateGroup{Name: name, Privileges: several("members", "Insert", "Search", "Query", "Upsert")})
	}
	for _, name := range roles {
		s.Roles = append(s.Roles, schema.StateRole{Name: name, Description: pick("description", "", "what it is for")})
	}
	for _, name := range append(users, "root") {
		s.Users = append(s.Users, schema.StateUser{Name: name})
		for _, role := range several("roles of "+name, append(roles, "admin")...) {
			s.Members = append(s.Members, schema.StateMember{Principal: name, Role: role})
		}
	}
	granted := append([]string{"Insert", "Search", "Load", "DescribeCollection", "CollectionReadOnly", "ClusterAdmin", "All", "ReadWrite", "*"}, groups...)
	for range rapid.IntRange(0, 12).Draw(t, "grants") {
		g := schema.StateGrant{
			Role: pick("role", append(roles, "public", "admin")...), Privilege: pick("privilege", granted...),
			Database: pick("database", "default", "d1", "gone", "*"), Collection: pick("collection", "c1", "c2", "lost", "live", "*"),
		}
		if g.Privilege == "*" {
			g.ObjectType = pick("object type", "Global", "Collection", "User")
		}
		s.Grants = append(s.Grants, g)
	}
	for _, name := range several("databases", "default", "d1", "d2") {
		d := schema.StateDatabase{Name: name, Collections: several("collections", "c1", "c2", "c3")}
		for _, c := range d.Collections {
			if rapid.Bool().Draw(t, "alias") {
				if d.Aliases == nil {
					d.Aliases = map[string]string{}
				}
				d.Aliases["live_"+c] = c
			}
		}
		s.Databases = append(s.Databases, d)
	}
	return s
}
