package milvus_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/rolecall/rolecall/diff/live"
	"github.com/rolecall/rolecall/diff/plan"
	fake "github.com/rolecall/rolecall/internal/fakevendor/milvus"
	"github.com/rolecall/rolecall/internal/modelserver"
	"github.com/rolecall/rolecall/schema"
)

func password(context.Context, string) (string, error) { return "planted-secret", nil }

func described(s string) *string { return &s }

// every lists operations that a server accepts one after the other, each of which changes something.
var every = []plan.Operation{
	{Name: plan.CreateGroup, Args: plan.Args{Group: "readers"}},
	{Name: plan.AddPrivileges, Args: plan.Args{Group: "readers", Privileges: []string{"Query", "Search"}}},
	{Name: plan.RemovePrivileges, Args: plan.Args{Group: "readers", Privileges: []string{"Query"}}},
	{Name: plan.CreateRole, Args: plan.Args{Role: "reader", Description: described("reads")}},
	{Name: plan.AlterRole, Args: plan.Args{Role: "reader", Description: described("reads all")}},
	{Name: plan.CreateUser, Args: plan.Args{User: "alice"}},
	{Name: plan.GrantPrivilege, Args: plan.Args{Role: "reader", Privilege: "readers", Database: "d1", Collection: "c1"}},
	{Name: plan.GrantPrivilege, Args: plan.Args{Role: "reader", Privilege: "Load", Database: "default", Collection: "*"}},
	{Name: plan.GrantPrivilegeV1, Args: plan.Args{Role: "reader", Privilege: "Flush", ObjectType: "Collection", Database: "d1", Collection: "c2"}},
	{Name: plan.GrantRole, Args: plan.Args{User: "alice", Role: "reader"}},
	{Name: plan.RevokeRole, Args: plan.Args{User: "alice", Role: "reader"}},
	{Name: plan.RevokePrivilegeV1, Args: plan.Args{Role: "reader", Privilege: "Flush", ObjectType: "Collection", Database: "d1", Collection: "c2"}},
	{Name: plan.RevokePrivilege, Args: plan.Args{Role: "reader", Privilege: "Load", Database: "default", Collection: "*"}},
	{Name: plan.RevokePrivilege, Args: plan.Args{Role: "reader", Privilege: "readers", Database: "d1", Collection: "c1"}},
	{Name: plan.DropGroup, Args: plan.Args{Group: "readers"}},
	{Name: plan.DropUser, Args: plan.Args{User: "alice"}},
	{Name: plan.DropRole, Args: plan.Args{Role: "reader"}},
}

// Each operation does what it does on the model server, is done after it and not before.
func TestDo(t *testing.T) {
	each(t, func(t *testing.T, way string) {
		r := serve(t, fake.Options{Version: "2.6.19"})
		c := connect(t, r, way, root)
		model := modelserver.New(catalog("2.6.19"), &schema.State{}, nil)
		for _, op := range every {
			check(t, c, op, false)
			if err := c.Do(t.Context(), op, password); err != nil {
				t.Fatalf("%s: %v", op.Name, err)
			}
			check(t, c, op, true)
			if err := model.Do(op); err != nil {
				t.Fatal(err)
			}
			got, want := r.State(), model.State()
			got.Groups = slices.DeleteFunc(got.Groups, func(g schema.StateGroup) bool { return g.BuiltIn })
			got.Databases, got.Target, got.Covers = want.Databases, want.Target, want.Covers
			if d := cmp.Diff(what(want), what(got)); d != "" {
				t.Fatalf("after %s (-model +server)\n%s", op.Name, d)
			}
		}
	})
}

func check(t *testing.T, c live.Client, op plan.Operation, want bool) {
	t.Helper()
	if got, err := c.Done(t.Context(), op); err != nil || got != want {
		t.Errorf("%s %+v is done: %v, %v; want %v", op.Name, op.Args, got, err, want)
	}
}

// Every operation that plans have is tried above, but for those of accounts and the forced drop.
func TestEveryOperation(t *testing.T) {
	tried := map[string]bool{plan.ForceDropRole: true} // below
	for _, op := range every {
		tried[op.Name] = true
	}
	for name := range fakeTarget.Calls().Operations {
		if !tried[name] {
			t.Errorf("%s is not tried", name)
		}
	}
}

func TestForceDrop(t *testing.T) {
	r := serve(t, fake.Options{State: example(t, "milvus/state.prod.json")})
	op := plan.Operation{Name: plan.ForceDropRole, Args: plan.Args{Role: "reader"}}
	c := connect(t, r, "REST", root)
	err := c.Do(t.Context(), op, nil)
	if err == nil || errors.Is(err, live.ErrUnsure) || !strings.Contains(err.Error(), "which REST does not have: connect to milvus://") || r.Calls("DropRole") != 0 {
		t.Errorf("REST: %v", err)
	}
	c = connect(t, r, "gRPC", root)
	check(t, c, op, false)
	if err := c.Do(t.Context(), op, nil); err != nil {
		t.Error(err)
	}
	check(t, c, op, true)
	if s := r.State(); slices.ContainsFunc(s.Grants, func(g schema.StateGrant) bool { return g.Role == "reader" }) {
		t.Error("its grants are still there")
	}
}

// An operation that no scoped server has is an error, and nothing is sent.
func TestUnknownOperation(t *testing.T) {
	r := serve(t, fake.Options{})
	each(t, func(t *testing.T, way string) {
		c := connect(t, r, way, root)
		op := plan.Operation{Name: plan.UpdateRole, Args: plan.Args{Role: "r"}}
		if err := c.Do(t.Context(), op, nil); err == nil || !strings.Contains(err.Error(), plan.UpdateRole) {
			t.Error(err)
		}
		if _, err := c.Done(t.Context(), op); err == nil || !strings.Contains(err.Error(), plan.UpdateRole) {
			t.Error(err)
		}
	})
}

// A grant on an alias is stored under its collection from 2.6.9 on, and is done all the same.
func TestDoneAlias(t *testing.T) {
	state := &schema.State{
		Roles: []schema.StateRole{{Name: "r"}}, Databases: []schema.StateDatabase{{Name: "d1", Collections: []string{"c1", "c2"}, Aliases: map[string]string{"live": "c2"}}},
	}
	each(t, func(t *testing.T, way string) {
		for version, stored := range map[string]string{"2.6.19": "c2", "2.6.8": "live", "2.5": "live"} {
			r := serve(t, fake.Options{State: state, Version: version})
			c := connect(t, r, way, root)
			op := plan.Operation{Name: plan.GrantPrivilege, Args: plan.Args{Role: "r", Privilege: "Load", Database: "d1", Collection: "live"}}
			check(t, c, op, false)
			if err := c.Do(t.Context(), op, nil); err != nil {
				t.Fatal(err)
			}
			check(t, c, op, true)
			if g := r.State().Grants; len(g) != 3 || g[0].Collection != stored {
				t.Errorf("%s: stored is %v", version, g)
			}
		}
	})
}

// Done sees what is not wholly there.
func TestDoneInPart(t *testing.T) {
	state := &schema.State{
		Roles:  []schema.StateRole{{Name: "r"}},
		Groups: []schema.StateGroup{{Name: "g", Privileges: []string{"Search"}}},
		Grants: []schema.StateGrant{{Role: "r", Privilege: "GetLoadState", Database: "d1", Collection: "c1"}, {Role: "r", Privilege: "Load", Database: "d1", Collection: "c1"}},
	}
	load := plan.Args{Role: "r", Privilege: "Load", Database: "d1", Collection: "c1"}
	gone := plan.Args{Role: "gone", Privilege: "Load", Database: "d1", Collection: "c1"}
	cases := []struct {
		op   plan.Operation
		want bool
	}{
		{plan.Operation{Name: plan.GrantPrivilege, Args: load}, false}, // GetLoadingProgress is missing
		{plan.Operation{Name: plan.RevokePrivilege, Args: load}, false},
		{plan.Operation{Name: plan.GrantPrivilege, Args: gone}, false},
		{plan.Operation{Name: plan.RevokePrivilege, Args: gone}, true},
		{plan.Operation{Name: plan.AddPrivileges, Args: plan.Args{Group: "g", Privileges: []string{"Query", "Search"}}}, false},
		{plan.Operation{Name: plan.RemovePrivileges, Args: plan.Args{Group: "g", Privileges: []string{"Query", "Search"}}}, false},
		{plan.Operation{Name: plan.RemovePrivileges, Args: plan.Args{Group: "no", Privileges: []string{"Query"}}}, true},
		{plan.Operation{Name: plan.AlterRole, Args: plan.Args{Role: "gone", Description: described("")}}, false},
		{plan.Operation{Name: plan.GrantRole, Args: plan.Args{User: "nobody", Role: "r"}}, false},
		{plan.Operation{Name: plan.RevokeRole, Args: plan.Args{User: "nobody", Role: "r"}}, true},
	}
	r := serve(t, fake.Options{State: state})
	each(t, func(t *testing.T, way string) {
		c := connect(t, r, way, root)
		for _, one := range cases {
			check(t, c, one.op, one.want)
		}
	})
}
