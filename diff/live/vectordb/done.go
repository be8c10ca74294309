package vectordb

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"github.com/rolecall/rolecall/diff/plan"
	"github.com/rolecall/rolecall/schema"
)

// Done reports whether what an operation brings about stands: it reads the one
// role, group or user that the operation names.
func Done(ctx context.Context, r Reader, c *schema.Catalog, op plan.Operation) (bool, error) {
	a := op.Args
	switch op.Name {
	case plan.CreateGroup, plan.DropGroup, plan.AddPrivileges, plan.RemovePrivileges:
		return groupDone(ctx, r, op)
	case plan.CreateRole, plan.AlterRole, plan.DropRole, plan.ForceDropRole:
		return roleDone(ctx, r, op)
	case plan.CreateUser, plan.DropUser:
		users, err := r.Users(ctx)
		return slices.Contains(users, a.User) == (op.Name == plan.CreateUser), err
	case plan.GrantRole, plan.RevokeRole:
		roles, err := r.RolesOf(ctx, a.User)
		return slices.Contains(roles, a.Role) == (op.Name == plan.GrantRole), err
	case plan.GrantPrivilege, plan.RevokePrivilege, plan.GrantPrivilegeV1, plan.RevokePrivilegeV1:
		return grantDone(ctx, r, c, op)
	}
	return false, fmt.Errorf("check %s: the server has no such operation", op.Name)
}

func groupDone(ctx context.Context, r Reader, op plan.Operation) (bool, error) {
	groups, err := r.Groups(ctx)
	if err != nil {
		return false, err
	}
	i := slices.IndexFunc(groups, func(g schema.StateGroup) bool { return g.Name == op.Args.Group })
	has := func(p string) bool { return i >= 0 && slices.Contains(groups[i].Privileges, p) }
	switch op.Name {
	case plan.CreateGroup:
		return i >= 0, nil
	case plan.DropGroup:
		return i < 0, nil
	case plan.AddPrivileges:
		return i >= 0 && !slices.ContainsFunc(op.Args.Privileges, func(p string) bool { return !has(p) }), nil
	}
	return !slices.ContainsFunc(op.Args.Privileges, has), nil
}

func roleDone(ctx context.Context, r Reader, op plan.Operation) (bool, error) {
	exists, err := hasRole(ctx, r, op.Args.Role)
	switch {
	case err != nil:
		return false, err
	case op.Name != plan.AlterRole:
		return exists == (op.Name == plan.CreateRole), nil
	case !exists:
		return false, nil
	}
	description, err := Description(ctx, r, op.Args.Role)
	return err == nil && op.Args.Description != nil && description == *op.Args.Description, err
}

// Description is a role's description: some calls that list roles tell it, else the one that describes a role does.
func Description(ctx context.Context, r Reader, role string) (string, error) {
	roles, err := r.Roles(ctx)
	if err != nil {
		return "", err
	}
	for _, have := range roles {
		if have.Name == role && have.Description != "" {
			return have.Description, nil
		}
	}
	_, description, err := r.Grants(ctx, role)
	return description, err
}

func hasRole(ctx context.Context, r Reader, name string) (bool, error) {
	roles, err := r.Roles(ctx)
	return slices.ContainsFunc(roles, func(have schema.StateRole) bool { return have.Name == name }), err
}

// grantDone looks for the row of a grant and for those that come and go with it.
// Of a role that is not there everything is revoked.
func grantDone(ctx context.Context, r Reader, c *schema.Catalog, op plan.Operation) (bool, error) {
	grants := op.Name == plan.GrantPrivilege || op.Name == plan.GrantPrivilegeV1
	exists, err := hasRole(ctx, r, op.Args.Role)
	if err != nil || !exists {
		return err == nil && !grants, err
	}
	have, _, err := r.Grants(ctx, op.Args.Role)
	if err != nil {
		return false, err
	}
	rows := rowsOf(c, op)
	if !grants {
		return !slices.ContainsFunc(rows, func(g schema.StateGrant) bool { return slices.Contains(have, g) }), nil
	}
	if all(rows, have) {
		return true, nil
	}
	if c.Behaviour.AliasesSince == "" || op.Args.Collection == "*" {
		return false, nil
	}
	real, err := collectionOf(ctx, r, rows[0].Database, op.Args.Collection)
	for i := range rows {
		rows[i].Collection = real
	}
	return err == nil && real != "" && all(rows, have), err
}

func all(rows, have []schema.StateGrant) bool {
	return !slices.ContainsFunc(rows, func(g schema.StateGrant) bool { return !slices.Contains(have, g) })
}

// rowsOf are the rows under which a grant is stored.
func rowsOf(c *schema.Catalog, op plan.Operation) []schema.StateGrant {
	a := op.Args
	g := schema.StateGrant{
		Role: a.Role, Privilege: a.Privilege, ObjectType: cmp.Or(a.ObjectType, c.ObjectOf(a.Privilege)),
		Database: cmp.Or(a.Database, c.Behaviour.DefaultDatabase), Collection: a.Collection,
	}
	rows := []schema.StateGrant{g}
	if p := c.Privilege(a.Privilege); p != nil {
		for _, name := range p.Stores {
			g.Privilege, g.ObjectType = name, c.ObjectOf(name)
			rows = append(rows, g)
		}
	}
	return rows
}

// collectionOf is the collection that an alias stands for, under whose name a
// server stores what is granted on the alias; empty where it is no alias.
func collectionOf(ctx context.Context, r Reader, database, alias string) (string, error) {
	databases, err := r.Databases(ctx)
	if err != nil || !slices.Contains(databases, database) {
		return "", err
	}
	collections, err := r.Collections(ctx, database)
	if err != nil {
		return "", err
	}
	aliases, err := Aliases(ctx, r, schema.StateDatabase{Name: database, Collections: collections})
	return aliases[alias], err
}
