package milvus_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/rolecall/rolecall/diff/live"
	"github.com/rolecall/rolecall/diff/live/vectordb"
	"github.com/rolecall/rolecall/diff/plan"
	fake "github.com/rolecall/rolecall/internal/fakevendor/milvus"
	"github.com/rolecall/rolecall/schema"
)

// guarded is a server with a user for each set of privileges on everything.
func guarded(t *testing.T, version string, missing ...string) *fake.Running {
	s := &schema.State{
		Format: schema.StateFormat,
		Groups: []schema.StateGroup{{Name: "own", Privileges: []string{"Search"}}},
		Databases: []schema.StateDatabase{
			{Name: "default", Collections: []string{"c1"}}, {Name: "d1", Collections: []string{"c1", "c2"}, Aliases: map[string]string{"live": "c1"}},
		},
	}
	passwords := map[string]string{}
	for name, privileges := range map[string][]string{
		"nobody":  nil,
		"lister":  {"ClusterReadOnly"},
		"looker":  {"ClusterReadOnly", "CollectionReadOnly"},
		"owner":   {"SelectOwnership"},
		"grouper": {"ListPrivilegeGroups"},
		"backer":  {"BackupRBAC"},
		"all":     {"ClusterAdmin", "own"},
	} {
		s.Users = append(s.Users, schema.StateUser{Name: name})
		s.Roles = append(s.Roles, schema.StateRole{Name: "r_" + name})
		s.Members = append(s.Members, schema.StateMember{Principal: name, Role: "r_" + name})
		passwords[name] = name + "-password"
		for _, p := range privileges {
			s.Grants = append(s.Grants, schema.StateGrant{Role: "r_" + name, Privilege: p, Database: "*", Collection: "*"})
		}
	}
	s.Users = append(s.Users, schema.StateUser{Name: "boss"})
	s.Members = append(s.Members, schema.StateMember{Principal: "boss", Role: "admin"})
	passwords["boss"] = "boss-password"
	return serve(t, fake.Options{State: s, Version: version, Passwords: passwords, Missing: missing})
}

// What the caller may not read is not covered; the rest is, and is whole.
func TestPullCovers(t *testing.T) {
	const groups, roles, users, grants, members, databases = schema.CoversGroups, schema.CoversRoles, schema.CoversUsers, schema.CoversGrants, schema.CoversMembers, schema.CoversDatabases
	everything := []string{groups, roles, users, grants, members, databases}
	cases := []struct {
		user       string
		grpc, rest []string
	}{
		{"root", everything, everything},
		{"boss", everything, everything},
		{"all", everything, everything},
		{"lister", []string{groups, roles, users, grants, members}, []string{groups, roles, users, grants, members}},
		{"looker", everything, everything},
		{"owner", []string{roles, users, grants}, []string{roles, users, grants}},
		{"grouper", []string{groups}, []string{groups}},
		{"nobody", []string{}, []string{}},
		// The backup leaves out what admin was granted and root holds, and it may not read that.
		{"backer", []string{groups, roles, users}, []string{}},
	}
	r := guarded(t, "2.6.19")
	whole := what(r.State())
	each(t, func(t *testing.T, way string) {
		for _, one := range cases {
			token := one.user + ":" + one.user + "-password"
			if one.user == "root" {
				token = root
			}
			want := one.grpc
			if way == "REST" {
				want = one.rest
			}
			got, whole := pull(t, connect(t, r, way, token)), *whole
			if one.user == "backer" { // the vendor's groups are those of the catalog then
				whole.Groups = slices.DeleteFunc(slices.Clone(whole.Groups), func(g schema.StateGroup) bool { return g.BuiltIn })
			}
			if d := cmp.Diff(want, got.Covers); d != "" {
				t.Errorf("%s (-want +got)\n%s", one.user, d)
			}
			same(t, one.user, &whole, what(got))
			var notes, lacks []string
			if _, err := connect(t, r, way, token).Pull(t.Context(), func(p live.Progress) {
				if p.Note != "" {
					notes = append(notes, p.Note)
				}
			}); err != nil {
				t.Fatal(err)
			}
			for _, list := range everything {
				if !slices.Contains(want, list) && list != databases { // which nobody is refused, but shown what they may see
					lacks = append(lacks, list)
				}
			}
			if len(notes) != len(lacks) {
				t.Errorf("%s may not read %v, and is told %q", one.user, lacks, notes)
				continue
			}
			for i, list := range lacks {
				if !strings.HasPrefix(notes[i], live.Unread(list, "")) || !strings.Contains(notes[i], "permission deny to "+one.user) {
					t.Errorf("%s may not read %s, and is told %q", one.user, list, notes[i])
				}
			}
		}
	})
}

// same compares the lists that a state covers with those of the server.
func same(t *testing.T, who string, want, got *schema.State) {
	t.Helper()
	for list, pair := range map[string][2]any{
		schema.CoversGroups: {want.Groups, got.Groups}, schema.CoversRoles: {want.Roles, got.Roles}, schema.CoversUsers: {want.Users, got.Users},
		schema.CoversGrants: {want.Grants, got.Grants}, schema.CoversMembers: {want.Members, got.Members}, schema.CoversDatabases: {want.Databases, got.Databases},
	} {
		if d := cmp.Diff(pair[0], pair[1]); got.Knows(list) && d != "" {
			t.Errorf("%s: %s (-server +pulled)\n%s", who, list, d)
		}
	}
}

// A change without the permission for it is refused as such.
func TestDoDenied(t *testing.T) {
	r := guarded(t, "2.6.19")
	before := r.State()
	each(t, func(t *testing.T, way string) {
		c := connect(t, r, way, "lister:lister-password")
		for _, op := range every {
			err := c.Do(t.Context(), op, password)
			var no *live.Refusal
			if !errors.As(err, &no) || !errors.Is(err, vectordb.ErrDenied) || !strings.Contains(no.Text, "permission deny to lister in the `") {
				t.Errorf("%s: %v", op.Name, err)
			}
		}
	})
	if d := diffStates(before, r.State()); d != "" {
		t.Error(d)
	}
}

// Before 3.0 a call is checked against the database of the connection.
func TestConnectionDatabase(t *testing.T) {
	state := &schema.State{
		Roles: []schema.StateRole{{Name: "r"}}, Users: []schema.StateUser{{Name: "u"}}, Members: []schema.StateMember{{Principal: "u", Role: "r"}},
		Grants:    []schema.StateGrant{{Role: "r", Privilege: "SelectOwnership", Database: "d1", Collection: "*"}},
		Databases: []schema.StateDatabase{{Name: "d1"}},
	}
	r := serve(t, fake.Options{State: state, Version: "2.6", Passwords: map[string]string{"u": "secret-of-u"}})
	for path, want := range map[string]bool{"/d1": true, "": false, "/default": false} {
		dial, address := ways["gRPC"](r)
		s := pull(t, dialed(t, dial, address+path, live.Credentials{Token: "u:secret-of-u"}))
		if s.Knows(schema.CoversUsers) != want {
			t.Errorf("%q: covers %v", path, s.Covers)
		}
	}
}

// Credentials that the server does not know, or none, are an error that repeats nothing.
func TestUnknownCredentials(t *testing.T) {
	r := serve(t, fake.Options{})
	each(t, func(t *testing.T, way string) {
		for _, token := range []string{"root:planted-secret", "planted-secret", ""} {
			c := connect(t, r, way, token)
			_, err := c.Pull(t.Context(), nil)
			var no *live.Refusal
			if !errors.As(err, &no) || no.Code != map[string]int{"gRPC": 16, "REST": 1800}[way] || strings.Contains(err.Error(), "planted-secret") {
				t.Errorf("pull: %v", err)
			}
			if err := c.Do(t.Context(), every[0], nil); !errors.As(err, &no) || strings.Contains(err.Error(), "planted-secret") {
				t.Errorf("do: %v", err)
			}
		}
	})
}

// A server without authorization answers whoever asks, and the state says so.
func TestOpenServer(t *testing.T) {
	state := example(t, "milvus/state.prod.json")
	r := serve(t, fake.Options{State: state, Open: true})
	each(t, func(t *testing.T, way string) {
		for _, token := range []string{"", "anybody:at-all"} {
			s := pull(t, connect(t, r, way, token))
			if on, told := s.Settings["authorization"]; on || !told || len(s.Covers) != 6 {
				t.Errorf("settings %v, covers %v", s.Settings, s.Covers)
			}
		}
	})
	if s := pull(t, connect(t, serve(t, fake.Options{}), "gRPC", root)); s.Settings != nil {
		t.Errorf("settings %v of a server with authorization", s.Settings)
	}
}

// An older server has no groups, and so another access model.
func TestOldServer(t *testing.T) {
	r := serve(t, fake.Options{Version: "2.5", Missing: []string{"BackupRBAC", "ListPrivilegeGroups"}})
	each(t, func(t *testing.T, way string) {
		_, err := connect(t, r, way, root).Pull(t.Context(), nil)
		if !errors.Is(err, vectordb.ErrMissing) || !strings.Contains(err.Error(), "servers have them since Milvus 2.4.16 and 2.5.0") {
			t.Error(err)
		}
	})
}

// Describing a role without a database shows one database alone; a pull shows all.
func TestHiddenGrants(t *testing.T) {
	state := &schema.State{Roles: []schema.StateRole{{Name: "r"}}, Grants: []schema.StateGrant{
		{Role: "r", Privilege: "Insert", Database: "dropped", Collection: "c1"}, {Role: "r", Privilege: "Insert", Database: "default", Collection: "c1"},
	}}
	r := serve(t, fake.Options{State: state, Missing: []string{"BackupRBAC"}})
	each(t, func(t *testing.T, way string) {
		c := connect(t, r, way, root)
		if s := pull(t, c); len(s.Grants) != 2 {
			t.Errorf("%v", s.Grants)
		}
		check(t, c, plan.Operation{Name: plan.RevokePrivilege, Args: plan.Args{Role: "r", Privilege: "Insert", Database: "dropped", Collection: "c1"}}, false)
	})
}

// Progress goes up to all there is, for each thing that is walked through.
func TestProgress(t *testing.T) {
	r := serve(t, fake.Options{State: example(t, "milvus/state.prod.json")})
	c := connect(t, r, "REST", root)
	last := map[string]live.Progress{}
	if _, err := c.Pull(t.Context(), func(p live.Progress) {
		if before := last[p.What]; p.Done < before.Done || p.All < p.Done {
			t.Errorf("%+v after %+v", p, before)
		}
		last[p.What] = p
	}); err != nil {
		t.Fatal(err)
	}
	for _, what := range []string{"roles", "users", "databases"} {
		if p := last[what]; p.Done != p.All || p.All == 0 {
			t.Errorf("%s end at %+v", what, p)
		}
	}
	if !slices.Contains([]string{"2.6", "3.0"}, pull(t, connect(t, r, "gRPC", root)).Target.Version) {
		t.Error("no version")
	}
}
