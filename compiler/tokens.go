package compiler

import (
	"fmt"
	"time"

	"github.com/rolecall/rolecall/bundle"
	"github.com/rolecall/rolecall/compiler/claims"
	"github.com/rolecall/rolecall/schema"
)

// tokens adds what tokens may do. Each is a principal that holds a role of its own
// name, whose rows are the actions that its claims are enough for. A token that
// cannot be claimed as it is written has no rows.
func (c *compilation) tokens(t *bundle.Table, d *claims.Document) error {
	if d == nil {
		return nil
	}
	for _, token := range d.Tokens {
		role := bundle.TokenPrefix + token.Name
		for _, r := range c.model.Roles {
			if r.Name == role {
				return fmt.Errorf("role %q at %s has the name under which the table keeps what token %q may do: call it something else", role, r.Decl.Range, token.Name)
			}
		}
		member := bundle.Member{Principal: role, Role: role, Source: token.Source}
		if token.Claims.Exp != 0 {
			member.Expires = time.Unix(token.Claims.Exp, 0).UTC().Format(time.RFC3339)
		}
		t.Members = append(t.Members, member)
		for _, a := range token.Claims.Access.Collections {
			c.actions(t, role, token.Source, schema.LevelCollection, a.Access, a.Collection)
		}
		if token.Claims.Access.Cluster != "" {
			c.actions(t, role, token.Source, schema.LevelCluster, token.Claims.Access.Cluster, bundle.Any)
		}
	}
	return nil
}

// actions adds a row for each action that one claim is enough for: those that are
// judged by the cluster hold on any collection.
func (c *compilation) actions(t *bundle.Table, role, source string, of schema.Level, claim, collection string) {
	known := c.model.Catalog.Tokens
	for i := range known.Accesses {
		access := &known.Accesses[i]
		if access.Of != of || access.Claim != claim {
			continue
		}
		for j := range known.Actions {
			x := &known.Actions[j]
			if !access.Allows(x) {
				continue
			}
			on := bundle.Any
			if x.Level() == schema.LevelCollection {
				on = collection
			}
			t.Grants = append(t.Grants, bundle.Grant{
				Role: role, Privilege: x.Name, Level: string(x.Level()), Database: bundle.Any, Collection: on,
				EnforcedBy: bundle.EnforcedByServer, Via: []string{}, Source: source,
			})
		}
	}
}
