package zilliz_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/rolecall/rolecall/diff/live"
	"github.com/rolecall/rolecall/diff/live/zilliz"
	"github.com/rolecall/rolecall/diff/plan"
	fake "github.com/rolecall/rolecall/internal/fakevendor/milvus"
	"github.com/rolecall/rolecall/schema"
	ordinary "github.com/rolecall/rolecall/schema/target/milvus"
	target "github.com/rolecall/rolecall/schema/target/zilliz"
)

const key = "planted-key"

func serve(t *testing.T, o fake.Options) *fake.Running {
	t.Helper()
	o.Target, o.Keys = target.Target, []string{key}
	r, err := fake.Start(o, "", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = r.Stop() })
	return r
}

func connect(t *testing.T, r *fake.Running, options, token string) live.Client {
	t.Helper()
	at, err := live.ParseAddress("zilliz://" + r.RESTAddr + options)
	if err != nil {
		t.Fatal(err)
	}
	c, err := zilliz.Dial(t.Context(), at, live.Credentials{Token: token})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close() })
	return c
}

func pull(t *testing.T, c live.Client) *schema.State {
	t.Helper()
	s, err := c.Pull(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func example(t *testing.T) *schema.State {
	t.Helper()
	data, err := os.ReadFile("../../../policies/zilliz/state.json")
	if err != nil {
		t.Fatal(err)
	}
	s, err := schema.DecodeState(data)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// plane is where the control plane of a server is, for the project of the example.
func plane(r *fake.Running) string {
	return "?project=assistant:proj-1&control_plane=http://" + r.RESTAddr
}

// Both planes together are the whole state.
func TestPull(t *testing.T) {
	r := serve(t, fake.Options{State: example(t), Projects: map[string]string{"proj-1": "assistant"}})
	catalog, _ := target.Target.Catalog("")
	want, got := r.State().Normalized(catalog), pull(t, connect(t, r, plane(r), key)).Normalized(catalog)
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("(-server +pulled)\n%s", d)
	}
	if !slices.Contains(got.Members, schema.StateMember{Principal: "carol@example.com", Role: "Project Admin", Project: "assistant"}) {
		t.Error("nobody holds a role of the project")
	}
}

// Roles of the organization have no project; groups and keys hold roles as well; long lists come in pages.
func TestPrincipals(t *testing.T) {
	s := example(t)
	more := []schema.StateMember{
		{Principal: "owner@example.com", Role: "Organization Owner"},
		{Principal: "group:platform", Role: "Data Viewer", Project: "assistant"},
		{Principal: "api_key:ci", Role: "Cluster Admin", Project: "assistant"},
		{Principal: "dana@example.com", Role: "our own", Project: "assistant"},
	}
	for i := range 250 {
		more = append(more, schema.StateMember{Principal: fmt.Sprintf("viewer%d@example.com", i), Role: "Data Viewer", Project: "assistant"})
	}
	elsewhere := schema.StateMember{Principal: "else@example.com", Role: "Project Admin", Project: "other"}
	s.Members = append(append(s.Members, more...), elsewhere)
	r := serve(t, fake.Options{State: s, Projects: map[string]string{"proj-1": "assistant", "proj-2": "other"}})
	got := pull(t, connect(t, r, plane(r), key)).Members
	for _, m := range more {
		if !slices.Contains(got, m) {
			t.Errorf("%+v is missing", m)
		}
	}
	if slices.Contains(got, elsewhere) {
		t.Error("another project's roles are told")
	}
}

// Where the control plane does not answer, who holds what is not known in full; without a project it is not asked.
func TestUncovered(t *testing.T) {
	without := serve(t, fake.Options{State: example(t)})
	with := serve(t, fake.Options{State: example(t), Projects: map[string]string{"proj-1": "assistant"}})
	denies := serve(t, fake.Options{State: example(t)})
	cases := []struct {
		name  string
		c     live.Client
		knows bool
	}{
		{"not enabled", connect(t, without, plane(without), key), false},
		{"enabled", connect(t, with, plane(with), key), true},
		{"not asked", connect(t, without, "", key), true},
		{"a cluster user", connect(t, denies, "", "db_admin:Milvus"), true},
	}
	for _, one := range cases {
		s := pull(t, one.c)
		if s.Knows(schema.CoversMembers) != one.knows || !s.Knows(schema.CoversGrants) || !s.Knows(schema.CoversDatabases) {
			t.Errorf("%s: covers %v", one.name, s.Covers)
		}
	}
	if n := with.Calls("ListCloudRoles"); n != 2 {
		t.Errorf("roles are listed %d times", n)
	}
}

// A project that is not there, and a plane that breaks, are errors; one that is busy is asked again.
func TestControlFails(t *testing.T) {
	r := serve(t, fake.Options{State: example(t), Projects: map[string]string{"proj-1": "assistant"}})
	_, err := connect(t, r, "?project=proj-9&control_plane=http://"+r.RESTAddr, key).Pull(t.Context(), nil)
	var no *live.Refusal
	if !errors.As(err, &no) || no.Code != 80020 || !strings.Contains(err.Error(), `read who holds roles of project "proj-9"`) || strings.Contains(err.Error(), key) {
		t.Error(err)
	}
	r.Fail(fake.Fault{Method: "ListCloudRoles", Times: 1, How: fake.TooMany}, fake.Fault{Method: "ListCloudRolePrincipals", Times: 1, How: fake.DropAfter})
	pull(t, connect(t, r, plane(r), key))
}

// Every operation of the vendor's table is carried out and is done after it.
func TestDo(t *testing.T) {
	r := serve(t, fake.Options{State: example(t)})
	c := connect(t, r, "", key)
	secret := func(context.Context, string) (string, error) { return "planted-secret", nil }
	ops := []plan.Operation{
		{Name: plan.CreateGroup, Args: plan.Args{Group: "readers"}},
		{Name: plan.AddPrivileges, Args: plan.Args{Group: "readers", Privileges: []string{"Query", "Search"}}},
		{Name: plan.RemovePrivileges, Args: plan.Args{Group: "readers", Privileges: []string{"Query"}}},
		{Name: plan.CreateRole, Args: plan.Args{Role: "reader"}},
		{Name: plan.CreateUser, Args: plan.Args{User: "zoe"}},
		{Name: plan.GrantPrivilege, Args: plan.Args{Role: "reader", Privilege: "readers", Database: "kb", Collection: "faq"}},
		{Name: plan.GrantPrivilegeV1, Args: plan.Args{Role: "reader", Privilege: "Flush", ObjectType: "Collection", Database: "kb", Collection: "faq"}},
		{Name: plan.GrantRole, Args: plan.Args{User: "zoe", Role: "db_ro"}},
		{Name: plan.GrantRole, Args: plan.Args{User: "zoe", Role: "reader"}},
		{Name: plan.RevokeRole, Args: plan.Args{User: "zoe", Role: "reader"}},
		{Name: plan.RevokePrivilegeV1, Args: plan.Args{Role: "reader", Privilege: "Flush", ObjectType: "Collection", Database: "kb", Collection: "faq"}},
		{Name: plan.RevokePrivilege, Args: plan.Args{Role: "reader", Privilege: "readers", Database: "kb", Collection: "faq"}},
		{Name: plan.DropGroup, Args: plan.Args{Group: "readers"}},
		{Name: plan.DropUser, Args: plan.Args{User: "zoe"}},
		{Name: plan.DropRole, Args: plan.Args{Role: "reader"}},
	}
	tried := map[string]bool{}
	for _, op := range ops {
		tried[op.Name] = true
		if err := c.Do(t.Context(), op, secret); err != nil {
			t.Fatalf("%s: %v", op.Name, err)
		}
		if done, err := c.Done(t.Context(), op); err != nil || !done {
			t.Errorf("%s is done: %v, %v", op.Name, done, err)
		}
	}
	for name := range target.Target.Calls().Operations {
		if !tried[name] {
			t.Errorf("%s is not tried", name)
		}
	}
	for _, name := range []string{plan.AlterRole, plan.ForceDropRole} {
		if err := c.Do(t.Context(), plan.Operation{Name: name, Args: plan.Args{Role: "reader"}}, nil); err == nil || !strings.Contains(err.Error(), "there is no such call") {
			t.Errorf("%s: %v", name, err)
		}
	}
	err := c.Do(t.Context(), plan.Operation{Name: plan.RevokeRole, Args: plan.Args{User: "bob", Role: "kb_reader"}}, nil)
	var no *live.Refusal
	if !errors.As(err, &no) || !strings.Contains(no.Text, `the last role of "bob" can only be replaced`) {
		t.Error(err)
	}
}

// What an address cannot mean is refused before anything is sent.
func TestDialRefuses(t *testing.T) {
	for address, want := range map[string]string{
		"zilliz://":                           "it has no host",
		"zilliz://in01-a.example.com/db":      `it has the path "db"`,
		"zilliz://in01-a.example.com?tls=off": "spoken to by TLS alone",
		"zilliz://in01-a.example.com?plane=x": `there is no option "plane"`,
		"zilliz://in01-a.example.com?control_plane=https://api.example.com":                "but not project",
		"zilliz://in01-a.example.com?project=p&control_plane=http://api.example.com":       "in the clear",
		"zilliz://in01-a.example.com?project=p&control_plane=https://u:pw@api.example.com": "is no address",
		"zilliz://in01-a.example.com?project=p&control_plane=https://api.example.com/v2":   "is no address",
		"zilliz://in01-a.example.com?project=p&control_plane=nothing":                      "is no address",
	} {
		at, err := live.ParseAddress(address)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := zilliz.Dial(t.Context(), at, live.Credentials{Token: key}); err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "pw") {
			t.Errorf("%s: %v", address, err)
		}
	}
	at, _ := live.ParseAddress("zilliz://in01-a.example.com?project=p")
	if _, err := zilliz.Dial(t.Context(), at, live.Credentials{Token: "db_admin:secret"}); err == nil || !strings.Contains(err.Error(), "API keys alone") {
		t.Error(err)
	}
}

// An ordinary Milvus is not taken for a cluster of the vendor, whose roles may do other things.
func TestOrdinaryMilvus(t *testing.T) {
	r, err := fake.Start(fake.Options{Target: ordinary.Target, Keys: []string{key}}, "", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = r.Stop() })
	_, err = connect(t, r, "", key).Pull(t.Context(), nil)
	if err == nil || !strings.Contains(err.Error(), "this is no cluster of Zilliz Cloud: it has the role admin of an ordinary Milvus and no db_admin") {
		t.Error(err)
	}
}
