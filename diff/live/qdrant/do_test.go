package qdrant_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"google.golang.org/grpc"
	"pgregory.net/rapid"

	"github.com/rolecall/rolecall/diff/live"
	"github.com/rolecall/rolecall/diff/plan"
	fake "github.com/rolecall/rolecall/internal/fakevendor/qdrant"
	"github.com/rolecall/rolecall/internal/modelserver"
)

// drawOperation draws an operation on names that may be there, of a form that the server may refuse.
func drawOperation(t *rapid.T) plan.Operation {
	role := rapid.SampledFrom([]string{"role a", "role b", "role c", "Admin", "Base", "Owner"})
	text := rapid.StringMatching(`[a-z]{0,3}`).Draw(t, "description")
	if rapid.IntRange(0, 9).Draw(t, "long") == 0 {
		text = strings.Repeat("x", 257)
	}
	a := plan.Args{Role: role.Draw(t, "role")}
	name := rapid.SampledFrom([]string{plan.CreateRole, plan.UpdateRole, plan.DropRole, plan.GrantRole, plan.RevokeRole}).Draw(t, "operation")
	switch name {
	case plan.CreateRole, plan.UpdateRole:
		a.Description = &text
		a.Privileges = rapid.SliceOfN(rapid.SampledFrom([]string{"read:roles", "write:roles", "no:such", ""}), 0, 3).Draw(t, "permissions")
		written := rapid.SampledFrom([]string{"role a", "role b", "role c", "Admin", "abc", "    ", "a\ttab", strings.Repeat("é", 64), strings.Repeat("é", 65)}).Draw(t, "name")
		if name == plan.CreateRole {
			a.Role = written
		} else {
			a.Name = written
		}
	case plan.GrantRole, plan.RevokeRole:
		a.User = rapid.SampledFrom([]string{"ana@example.com", "ben@example.com", "nobody@example.com"}).Draw(t, "user")
	}
	return plan.Operation{Name: name, Args: a}
}

// The server does over the network what its model does, and says it in the same words.
func TestDo(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		t := &cleaner{T: rt}
		defer t.end()
		s, at := serve(t, fake.Options{State: stateOf()})
		c := connect(t, at)
		model := modelserver.New(catalog(), s.State(), nil)
		for _, op := range rapid.SliceOfN(rapid.Custom(drawOperation), 1, 8).Draw(rt, "operations") {
			err := c.Do(context.Background(), op, nil)
			var refused *live.Refusal
			if err != nil && !errors.As(err, &refused) {
				t.Fatal(err)
			}
			want := model.Do(op)
			if d := cmp.Diff(model.State(), s.State()); d != "" {
				t.Fatalf("after %+v (-model +server):\n%s", op, d)
			}
			compareRefusals(t, op, want, refused)
			done, err := c.Done(context.Background(), op)
			if stands := stands(op, model); err != nil || done != stands {
				t.Fatalf("%+v is done: %v, %v; want %v", op, done, err, stands)
			}
		}
	})
}

// compareRefusals holds codes and texts to the model's. That something is not
// there is found out when its id is looked for, before the call itself is judged.
func compareRefusals(t tester, op plan.Operation, want error, got *live.Refusal) {
	t.Helper()
	var model *modelserver.Refusal
	switch errors.As(want, &model); {
	case (model == nil) != (got == nil):
		t.Fatal(op, want, got)
	case model == nil:
	case got.Code == 5:
		if !strings.HasPrefix(got.Text, "the account has no ") {
			t.Fatal(op, got)
		}
	case got.Code != model.Code || got.Text != strings.ReplaceAll(model.Text, "\n", " "):
		t.Fatal(op, want, got)
	}
}

// stands says whether what an operation leaves behind is there.
func stands(op plan.Operation, m *modelserver.Server) bool {
	s, a := m.State(), op.Args
	name := a.Role
	if a.Name != "" {
		name = a.Name
	}
	description, found := "", false
	for _, r := range s.Roles {
		if r.Name == name {
			description, found = r.Description, true
		}
		if r.Name == a.Role && a.Role != name {
			return false
		}
	}
	holds := false
	for _, m := range s.Members {
		holds = holds || m.Principal == a.User && m.Role == a.Role
	}
	for _, u := range s.Users { // everyone holds this one
		holds = holds || u.Name == a.User && a.Role == "Base"
	}
	switch op.Name {
	case plan.DropRole:
		return !found
	case plan.GrantRole:
		return holds
	case plan.RevokeRole:
		return !holds
	}
	var has []string
	for _, g := range s.Grants {
		if g.Role == name {
			has = append(has, g.Privilege)
		}
	}
	want := slices.Clone(a.Privileges)
	slices.Sort(want)
	return found && description == *a.Description && slices.Equal(has, slices.Compact(want))
}

// Refusals arrive with the server's code and words.
func TestRefusals(t *testing.T) {
	text := "text"
	role := func(name string, permissions ...string) plan.Args {
		return plan.Args{Role: name, Description: &text, Privileges: permissions}
	}
	rename := role("backup operator", "read:backups")
	rename.Name = "auditor"
	for _, tt := range []struct {
		op   string
		args plan.Args
		want string
	}{
		{plan.CreateRole, role("abc", "read:roles"), "iam.v1.IAMService.CreateRole is refused: validation error: role.name: must be at least 4 characters (code 3)"},
		{plan.CreateRole, role("none at all"), "iam.v1.IAMService.CreateRole is refused: validation error: role.permissions: must contain at least 1 item(s) (code 3)"},
		{plan.CreateRole, role("auditor", "read:roles"), `iam.v1.IAMService.CreateRole is refused: role name "auditor" is already in use (code 6)`},
		{plan.CreateRole, role("Admin", "read:roles"), `iam.v1.IAMService.CreateRole is refused: role name "Admin" is already in use (code 6)`},
		{plan.UpdateRole, rename, `iam.v1.IAMService.UpdateRole is refused: role name "auditor" is already in use (code 6)`},
		{plan.UpdateRole, role("nothing", "read:roles"), `iam.v1.IAMService.UpdateRole is refused: the account has no role "nothing" (code 5)`},
		{plan.UpdateRole, role("Admin", "read:roles"), "iam.v1.IAMService.UpdateRole is refused: role.role_type must be ROLE_TYPE_CUSTOM (code 3)"},
		{plan.DropRole, role("Owner"), "iam.v1.IAMService.DeleteRole is refused: role.role_type must be ROLE_TYPE_CUSTOM (code 3)"},
		{plan.GrantRole, plan.Args{Role: "auditor", User: "nobody@example.com"}, `iam.v1.IAMService.AssignUserRoles is refused: the account has no user "nobody@example.com" (code 5)`},
		{plan.GrantRole, plan.Args{Role: "Owner", User: "ana@example.com"}, "iam.v1.IAMService.AssignUserRoles is refused: an account has one owner (code 9)"},
		{plan.CreateUser, plan.Args{User: "ana@example.com"}, `operation "create_user" is none of Qdrant Cloud`},
	} {
		s, at := serve(t, fake.Options{State: stateOf()})
		before := s.State()
		err := connect(t, at).Do(context.Background(), plan.Operation{Name: tt.op, Args: tt.args}, nil)
		if fmt.Sprint(err) != tt.want || errors.Is(err, live.ErrUnsure) {
			t.Errorf("%s %+v: %v", tt.op, tt.args, err)
		}
		if d := cmp.Diff(before, s.State()); d != "" {
			t.Errorf("%s changed something:\n%s", tt.op, d)
		}
	}
}

// A key that may only read is told what it lacks.
func TestDoDenied(t *testing.T) {
	_, at := serve(t, fake.Options{State: stateOf(), Callers: map[string]fake.Caller{key: {Permissions: []string{"read:roles", "read:users"}}}})
	c := connect(t, at)
	for _, tt := range []struct {
		op   string
		args plan.Args
		want string
	}{
		{plan.DropRole, plan.Args{Role: "auditor"}, "iam.v1.IAMService.DeleteRole is refused: permission denied, missing: delete:roles (code 7)"},
		{plan.GrantRole, plan.Args{Role: "auditor", User: "ana@example.com"}, "iam.v1.IAMService.AssignUserRoles is refused: permission denied, missing: write:roles (code 7)"},
	} {
		if err := c.Do(context.Background(), plan.Operation{Name: tt.op, Args: tt.args}, nil); fmt.Sprint(err) != tt.want {
			t.Errorf("%s: %v", tt.op, err)
		}
	}
}

// What a role is called is looked up again before it is changed: its id may have another name by then.
func TestDoAfterAChange(t *testing.T) {
	s, at := serve(t, fake.Options{State: stateOf()})
	c := connect(t, at)
	bind := plan.Operation{Name: plan.GrantRole, Args: plan.Args{Role: "auditor", User: "ana@example.com"}}
	if err := c.Do(context.Background(), bind, nil); err != nil {
		t.Fatal(err)
	}
	text := ""
	for _, op := range []plan.Operation{
		{Name: plan.UpdateRole, Args: plan.Args{Role: "auditor", Name: "no more auditor", Description: &text, Privileges: []string{"write:roles"}}},
		{Name: plan.CreateRole, Args: plan.Args{Role: "auditor", Description: &text, Privileges: []string{"read:roles"}}},
	} {
		if err := s.Do(op); err != nil {
			t.Fatal(err)
		}
	}
	if err := c.Do(context.Background(), plan.Operation{Name: plan.DropRole, Args: plan.Args{Role: "auditor"}}, nil); err != nil {
		t.Fatal(err)
	}
	for _, r := range s.State().Roles {
		if r.Name == "auditor" {
			t.Error("the role is still there")
		}
	}
	if !slices.ContainsFunc(s.State().Members, func(m2 member) bool { return m2.Role == "no more auditor" }) {
		t.Error("another role was dropped")
	}
}

// A whole role is one call, made once.
func TestCalls(t *testing.T) {
	var calls []string
	s, at := serve(t, fake.Options{State: stateOf()}, func(ctx context.Context, req any, info *grpc.UnaryServerInfo, handle grpc.UnaryHandler) (any, error) {
		calls = append(calls, info.FullMethod[strings.LastIndex(info.FullMethod, "/")+1:])
		return handle(ctx, req)
	})
	c := connect(t, at)
	text := "looks"
	for _, op := range []plan.Operation{
		{Name: plan.CreateRole, Args: plan.Args{Role: "viewer", Description: &text, Privileges: []string{"read:roles"}}},
		{Name: plan.UpdateRole, Args: plan.Args{Role: "viewer", Name: "onlooker", Privileges: []string{"read:roles", "read:users"}}},
		{Name: plan.GrantRole, Args: plan.Args{Role: "onlooker", User: "ana@example.com"}},
		{Name: plan.RevokeRole, Args: plan.Args{Role: "onlooker", User: "ana@example.com"}},
		{Name: plan.DropRole, Args: plan.Args{Role: "onlooker"}},
	} {
		if err := c.Do(context.Background(), op, nil); err != nil {
			t.Fatal(err)
		}
		if op.Name == plan.UpdateRole && !slices.ContainsFunc(s.State().Roles, func(r role) bool { return r.Name == "onlooker" && r.Description == text }) {
			t.Error("a role without a new description loses its own")
		}
	}
	const want = "CreateRole ListRoles UpdateRole ListRoles ListUsers AssignUserRoles GetRole GetAccountMember AssignUserRoles GetRole DeleteRole"
	if got := strings.Join(calls, " "); got != want {
		t.Error(got)
	}
}
