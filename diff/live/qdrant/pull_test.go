package qdrant_test

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	iamv1 "github.com/qdrant/qdrant-cloud-public-api/gen/go/qdrant/cloud/iam/v1"
	uiv1 "github.com/qdrant/qdrant-cloud-public-api/gen/go/qdrant/cloud/ui/v1"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/proto"
	"pgregory.net/rapid"

	"github.com/rolecall/rolecall/diff/live"
	"github.com/rolecall/rolecall/diff/plan"
	fake "github.com/rolecall/rolecall/internal/fakevendor/qdrant"
	"github.com/rolecall/rolecall/schema"
	target "github.com/rolecall/rolecall/schema/target/qdrant"
)

// drawState draws an account, system roles included.
func drawState(t *rapid.T) *schema.State {
	s := &schema.State{}
	c := catalog()
	permission := rapid.Custom(func(t *rapid.T) string {
		if rapid.Bool().Draw(t, "unknown") {
			return rapid.StringMatching(`[a-z]{1,5}:[a-z_]{1,8}`).Draw(t, "permission")
		}
		return c.Privileges[rapid.IntRange(0, len(c.Privileges)-1).Draw(t, "permission")].Name
	})
	roles := rapid.SliceOfNDistinct(rapid.StringMatching(`role [a-z🙂"\\ ]{0,5}`), 0, 6, rapid.ID).Draw(t, "roles")
	for _, name := range roles {
		s.Roles = append(s.Roles, schema.StateRole{Name: name, Description: rapid.StringMatching(`[a-z\n\t ]{0,12}`).Draw(t, "description")})
		for _, p := range rapid.SliceOfN(permission, 1, 6).Draw(t, "permissions") {
			s.Grants = append(s.Grants, schema.StateGrant{Role: name, Privilege: p})
		}
	}
	roles = append(roles, "Owner", "Admin")
	for _, name := range rapid.SliceOfNDistinct(rapid.StringMatching(`[a-z]{1,4}@example\.com`), 0, 6, rapid.ID).Draw(t, "users") {
		s.Users = append(s.Users, schema.StateUser{Name: name})
		for _, r := range rapid.SliceOfDistinct(rapid.SampledFrom(roles), rapid.ID).Draw(t, "holds") {
			s.Members = append(s.Members, schema.StateMember{Principal: name, Role: r})
		}
	}
	return s
}

// cleaner lets a rapid.T clean up as a testing.T does.
type cleaner struct {
	*rapid.T
	done []func()
}

func (c *cleaner) Cleanup(f func()) { c.done = append(c.done, f) }

func (c *cleaner) end() {
	for _, f := range slices.Backward(c.done) {
		f()
	}
}

func TestPull(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		t := &cleaner{T: rt}
		defer t.end()
		s, at := serve(t, fake.Options{State: drawState(rt), PageSize: rapid.IntRange(0, 4).Draw(rt, "page size")})
		got, err := connect(t, at).Pull(context.Background(), nil)
		if err != nil {
			t.Fatal(err)
		}
		want := s.State().Normalized(catalog())
		want.Target, want.Covers = got.Target, []string{"roles", "users", "grants", "members"}
		if d := cmp.Diff(want, got.Normalized(catalog())); d != "" {
			t.Fatalf("(-server +pulled):\n%s", d)
		}
		var again schema.State
		data, _ := json.Marshal(got)
		if err := json.Unmarshal(data, &again); err != nil || cmp.Diff(got, &again) != "" {
			t.Fatalf("%s: %v", data, err)
		}
		if _, err := schema.DecodeState(data); err != nil {
			t.Fatal(err)
		}
	})
}

// What is pulled is what the vendor's own tools dump of the same account.
func TestPullIsTheDumps(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		t := &cleaner{T: rt}
		defer t.end()
		_, at := serve(t, fake.Options{State: drawState(rt)})
		got, err := connect(t, at).Pull(context.Background(), nil)
		if err != nil {
			t.Fatal(err)
		}
		conn, err := grpc.NewClient(at.Host, grpc.WithTransportCredentials(insecure.NewCredentials()))
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		ctx := metadata.AppendToOutgoingContext(context.Background(), "authorization", "apikey "+key)
		roles, err := iamv1.NewIAMServiceClient(conn).ListRoles(ctx, &iamv1.ListRolesRequest{AccountId: fake.Account})
		if err != nil {
			t.Fatal(err)
		}
		want := dumped(t, roles)
		users, err := uiv1.NewAggregationServiceClient(conn).ListUsersWithRoles(ctx, &uiv1.ListUsersWithRolesRequest{AccountId: fake.Account})
		if err != nil {
			t.Fatal(err)
		}
		if len(users.GetItems()) > 0 {
			u := dumped(t, users)
			want.Users, want.Members = u.Users, u.Members
		} else {
			want.Users, want.Members = []schema.StateUser{}, []schema.StateMember{}
		}
		want.Covers = got.Covers
		if d := cmp.Diff(want, got); d != "" {
			t.Fatalf("(-dumped +pulled):\n%s", d)
		}
	})
}

func dumped(t tester, m proto.Message) *schema.State {
	t.Helper()
	data, err := protojson.Marshal(m)
	if err != nil {
		t.Fatal(err)
	}
	s, ok, err := target.ReadDump(data)
	if !ok || err != nil {
		t.Fatal(ok, err)
	}
	return s
}

// What the key may not read is unknown, and not absent.
func TestPullDenied(t *testing.T) {
	for _, tt := range []struct {
		permissions, covers string
		roles, users        bool
		members             int
	}{
		{"read:roles read:users", "grants roles members users", true, true, 6},
		{"read:roles", "grants roles members", true, false, 6},
		{"read:users", "users", false, true, 0},
	} {
		_, at := serve(t, fake.Options{State: stateOf(), Callers: map[string]fake.Caller{key: {Permissions: strings.Fields(tt.permissions)}}})
		var notes []string
		s, err := connect(t, at).Pull(context.Background(), func(p live.Progress) {
			if p.Note != "" {
				notes = append(notes, p.Note)
			}
		})
		if err != nil {
			t.Fatal(err)
		}
		if lacks := 4 - len(strings.Fields(tt.covers)); len(notes) != lacks || lacks > 0 && !strings.Contains(notes[0], "permission denied, missing: read:") {
			t.Errorf("%s: %q is told", tt.permissions, notes)
		}
		if got := strings.Join(s.Covers, " "); got != tt.covers {
			t.Errorf("%s: covers %s", tt.permissions, got)
		}
		if (s.Roles != nil) != tt.roles || (s.Users != nil) != tt.users || len(s.Members) != tt.members {
			t.Errorf("%s: %+v", tt.permissions, s)
		}
	}
	_, at := serve(t, fake.Options{Callers: map[string]fake.Caller{key: {Permissions: []string{"read:clusters"}}}})
	_, err := connect(t, at).Pull(context.Background(), nil)
	const want = "pull: iam.v1.IAMService.ListUsers is refused: permission denied, missing: read:users (code 7)"
	if err == nil || err.Error() != want {
		t.Errorf("%v", err)
	}
}

func TestProgress(t *testing.T) {
	_, at := serve(t, fake.Options{State: stateOf()})
	var got []string
	_, err := connect(t, at).Pull(context.Background(), func(p live.Progress) { got = append(got, fmt.Sprint(p)) })
	if want := "[{roles 1 5 } {roles 2 5 } {roles 3 5 } {roles 4 5 } {roles 5 5 }]"; err != nil || fmt.Sprint(got) != want {
		t.Error(got, err)
	}
}

// A page that comes twice would go on for ever.
func TestPagesThatRepeat(t *testing.T) {
	_, at := serve(t, fake.Options{State: stateOf(), PageSize: 2}, func(ctx context.Context, req any, info *grpc.UnaryServerInfo, handle grpc.UnaryHandler) (any, error) {
		req.(proto.Message).ProtoReflect().SetUnknown(nil)
		return handle(ctx, req)
	})
	_, err := connect(t, at).Pull(context.Background(), nil)
	if err == nil || !strings.Contains(err.Error(), "the server gives a page of a list a second time") {
		t.Error(err)
	}
}

// An account that changes while it is read is read again.
func TestPullOfAChangingAccount(t *testing.T) {
	for _, tt := range []struct {
		name    string
		changes int
		op      func(n int) plan.Operation
		want    string
	}{
		{"role dropped", 1, func(int) plan.Operation {
			return plan.Operation{Name: plan.DropRole, Args: plan.Args{Role: "auditor"}}
		}, ""},
		{"role changed", 1, change, ""},
		{"without end", 1 << 20, change, "pull: the account changes while it is read"},
	} {
		var s *fake.Server
		left := tt.changes
		s, at := serve(t, fake.Options{State: stateOf()}, func(ctx context.Context, req any, info *grpc.UnaryServerInfo, handle grpc.UnaryHandler) (any, error) {
			if _, ok := req.(*iamv1.ListUsersRequest); ok && left > 0 { // between the lists of roles
				if err := s.Do(tt.op(left)); err != nil {
					return nil, err
				}
				left--
			}
			return handle(ctx, req)
		})
		got, err := connect(t, at).Pull(context.Background(), nil)
		if tt.want != "" {
			if err == nil || err.Error() != tt.want {
				t.Errorf("%s: %v", tt.name, err)
			}
			continue
		}
		if err != nil {
			t.Fatal(tt.name, err)
		}
		if d := cmp.Diff(s.State().Normalized(catalog()).Grants, got.Grants); d != "" {
			t.Errorf("%s (-server +pulled):\n%s", tt.name, d)
		}
	}
}

func change(n int) plan.Operation {
	text := fmt.Sprint(n)
	return plan.Operation{Name: plan.UpdateRole, Args: plan.Args{Role: "auditor", Name: "auditor", Description: &text, Privileges: []string{"read:roles"}}}
}

// Reads are repeated while the server asks for patience, and no longer than that.
func TestPullFromABusyServer(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		code  codes.Code
		fails int
		want  string
	}{
		{codes.Unavailable, 2, ""},
		{codes.ResourceExhausted, 1, ""},
		{codes.Unavailable, 100, "pull: iam.v1.IAMService.ListRoles fails: max retries exhausted: failed after 5 attempts: rpc error: code = Unavailable desc = try later (Unavailable)"},
		{codes.Internal, 1, "pull: iam.v1.IAMService.ListRoles fails: try later (Internal)"},
	} {
		left := tt.fails
		_, at := serve(t, fake.Options{State: stateOf()}, func(ctx context.Context, req any, info *grpc.UnaryServerInfo, handle grpc.UnaryHandler) (any, error) {
			if _, ok := req.(*iamv1.ListRolesRequest); ok && left > 0 {
				left--
				return nil, status.Error(tt.code, "try later")
			}
			return handle(ctx, req)
		})
		_, err := connect(t, at).Pull(context.Background(), nil)
		if got := fmt.Sprint(err); got != tt.want && (err != nil || tt.want != "") {
			t.Errorf("%v %d times: %v", tt.code, tt.fails, err)
		}
	}
}
