package qdrant

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"

	iamv1 "github.com/qdrant/qdrant-cloud-public-api/gen/go/qdrant/cloud/iam/v1"
	"golang.org/x/sync/errgroup"
	"google.golang.org/grpc/codes"
	"google.golang.org/protobuf/proto"

	"github.com/rolecall/rolecall/diff/live"
	"github.com/rolecall/rolecall/schema"
	"github.com/rolecall/rolecall/schema/target/qdrant"
)

const (
	atOnce = 8 // calls
	times  = 3 // that an account is read while it changes
)

// errChanged says that an account did not stand still while it was read.
var errChanged = errors.New("the account changes while it is read")

// Pull reads roles and users, each list by one call, and who holds a role by one
// call for each role: the one call that gives all of it repeats a role with all it
// permits for every holder. Invitations are left out: who is invited has no access yet.
func (c *client) Pull(ctx context.Context, progress func(live.Progress)) (*schema.State, error) {
	account, err := c.accountID(ctx)
	if err != nil {
		return nil, fmt.Errorf("pull: %w", err)
	}
	for range times {
		var s *schema.State
		if s, err = c.pull(ctx, account, progress); err == nil {
			return s, nil
		}
		if !errors.Is(err, errChanged) {
			break
		}
	}
	return nil, fmt.Errorf("pull: %w", err)
}

func (c *client) pull(ctx context.Context, account string, progress func(live.Progress)) (*schema.State, error) {
	roles, noRoles := c.roles(ctx, account)
	if noRoles != nil && !denied(noRoles) {
		return nil, noRoles
	}
	users, noUsers := c.users(ctx, account)
	if noUsers != nil && (!denied(noUsers) || noRoles != nil) {
		return nil, noUsers
	}
	if noRoles != nil {
		unread(progress, noRoles, schema.CoversRoles, schema.CoversGrants, schema.CoversMembers)
		return state(nil, users, nil)
	}
	holders, err := c.holders(ctx, account, roles, progress)
	if err != nil {
		return nil, err
	}
	again, err := c.roles(ctx, account)
	if err != nil {
		return nil, err
	}
	if !slices.EqualFunc(roles, again, func(a, b *iamv1.Role) bool { return proto.Equal(a, b) }) {
		return nil, errChanged
	}
	if noUsers != nil {
		users = nil
		unread(progress, noUsers, schema.CoversUsers)
	}
	return state(roles, users, holders)
}

// unread tells which lists the management key may not read.
func unread(progress func(live.Progress), why error, lists ...string) {
	for i := 0; progress != nil && i < len(lists); i++ {
		progress(live.Progress{Note: live.Unread(lists[i], why.Error())})
	}
}

// denied reports whether an error is that the management key lacks a permission.
func denied(err error) bool { return isRefusal(err, codes.PermissionDenied) }

func isRefusal(err error, code codes.Code) bool {
	var r *live.Refusal
	return errors.As(err, &r) && r.Code == int(code)
}

// roles lists the roles by their ids.
func (c *client) roles(ctx context.Context, account string) ([]*iamv1.Role, error) {
	list, err := pages(ctx, &iamv1.ListRolesRequest{AccountId: account}, c.iam.ListRoles, (*iamv1.ListRolesResponse).GetItems)
	slices.SortFunc(list, func(a, b *iamv1.Role) int { return strings.Compare(a.GetId(), b.GetId()) })
	return list, err
}

func (c *client) users(ctx context.Context, account string) ([]*iamv1.User, error) {
	return pages(ctx, &iamv1.ListUsersRequest{AccountId: account}, c.iam.ListUsers, (*iamv1.ListUsersResponse).GetItems)
}

func (c *client) usersOf(ctx context.Context, account, role string) ([]*iamv1.User, error) {
	return pages(ctx, &iamv1.ListRoleUsersRequest{AccountId: account, RoleId: role}, c.iam.ListRoleUsers, (*iamv1.ListRoleUsersResponse).GetUsers)
}

// holders lists who holds each of some roles.
func (c *client) holders(ctx context.Context, account string, roles []*iamv1.Role, progress func(live.Progress)) ([][]*iamv1.User, error) {
	out := make([][]*iamv1.User, len(roles))
	var mu sync.Mutex
	read := 0
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(atOnce)
	for i, r := range roles {
		g.Go(func() error {
			var err error
			if out[i], err = c.usersOf(ctx, account, r.GetId()); isRefusal(err, codes.NotFound) {
				return errChanged
			}
			if err == nil && progress != nil {
				mu.Lock()
				defer mu.Unlock()
				read++
				progress(live.Progress{What: "roles", Done: read, All: len(roles)})
			}
			return err
		})
	}
	return out, g.Wait()
}

// state is what was read. Roles or users that are nil could not be.
func state(roles []*iamv1.Role, users []*iamv1.User, holders [][]*iamv1.User) (*schema.State, error) {
	s := &schema.State{Format: schema.StateFormat, Target: schema.StateTarget{Kind: kind}, Covers: []string{}}
	if roles != nil {
		list := make([]qdrant.Role, len(roles))
		for i, r := range roles {
			list[i] = listed(r)
		}
		if err := qdrant.AddRoles(s, list); err != nil {
			return nil, err
		}
	}
	list, err := members(roles, users, holders)
	if err != nil {
		return nil, err
	}
	if err := qdrant.AddUsers(s, list); err != nil {
		return nil, err
	}
	without := func(list string) {
		s.Covers = slices.DeleteFunc(s.Covers, func(l string) bool { return l == list })
	}
	if roles == nil {
		without(schema.CoversMembers)
		s.Members = nil
	}
	if users == nil {
		without(schema.CoversUsers)
		s.Users = nil
	}
	s.Sort()
	return s, nil
}

// members are the users with the roles that they hold. A holder who is none of
// the users came after they were listed.
func members(roles []*iamv1.Role, users []*iamv1.User, holders [][]*iamv1.User) ([]qdrant.User, error) {
	var out []qdrant.User
	index := map[string]int{}
	add := func(u *iamv1.User) int {
		index[u.GetId()] = len(out)
		out = append(out, qdrant.User{Email: u.GetEmail()})
		return index[u.GetId()]
	}
	for _, u := range users {
		add(u)
	}
	for i, r := range roles {
		held := qdrant.Role{Name: r.GetName(), Sub: sub(r)}
		for _, u := range holders[i] {
			n, known := index[u.GetId()]
			if !known && users != nil {
				return nil, errChanged
			}
			if !known {
				n = add(u)
			}
			out[n].Roles = append(out[n].Roles, held)
		}
	}
	return out, nil
}

func listed(r *iamv1.Role) qdrant.Role {
	out := qdrant.Role{Name: r.GetName(), Description: r.GetDescription(), System: r.GetRoleType() == iamv1.RoleType_ROLE_TYPE_SYSTEM, Sub: sub(r)}
	for _, p := range r.GetPermissions() {
		out.Permissions = append(out.Permissions, p.GetValue())
	}
	return out
}

// sub is the API's name of what a system role is.
func sub(r *iamv1.Role) string {
	if r.SubType == nil {
		return ""
	}
	return r.GetSubType().String()
}
