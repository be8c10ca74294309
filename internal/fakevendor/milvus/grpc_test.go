package milvus_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/milvus-io/milvus-proto/go-api/v2/commonpb"
	"github.com/milvus-io/milvus-proto/go-api/v2/milvuspb"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"

	fake "github.com/rolecall/rolecall/internal/fakevendor/milvus"
)

func TestAuthentication(t *testing.T) {
	r := serve(t, fake.Options{Keys: []string{"key"}})
	for token, want := range map[string]string{
		"": "missing authorization in header", "root:no": "please check username and password are correct", "no": "please check api key is correct", "root:Milvus": "", "key": "",
	} {
		ctx, c := stub(t, r, token)
		_, err := c.ListCredUsers(ctx, &milvuspb.ListCredUsersRequest{})
		if status.Code(err) != map[bool]codes.Code{true: codes.OK, false: codes.Unauthenticated}[want == ""] || !strings.Contains(status.Convert(err).Message(), want) {
			t.Errorf("%q: %v", token, err)
		}
	}
	ctx, c := stub(t, r, "")
	_, err := c.ListCredUsers(metadata.AppendToOutgoingContext(ctx, "authorization", "root:Milvus"), &milvuspb.ListCredUsersRequest{})
	if status.Convert(err).Message() != "invalid token format" {
		t.Error(err)
	}
}

// A call needs what its message is annotated with, where it is checked; some need
// nothing, and everybody may look at themselves and at roles they hold.
func TestPermissions(t *testing.T) {
	r := serve(t, fake.Options{State: small, Version: "2.6", Passwords: map[string]string{"u": "u-secret"}})
	ctx, c := stub(t, r, "u:u-secret")
	_, err := c.CreateRole(ctx, &milvuspb.CreateRoleRequest{Entity: &milvuspb.RoleEntity{Name: "x"}})
	if s := status.Convert(err); s.Code() != codes.PermissionDenied || s.Message() != "PrivilegeCreateOwnership: permission deny to u in the `default` database" {
		t.Error(err)
	}
	grants := func(role string) error {
		_, err := c.SelectGrant(ctx, &milvuspb.SelectGrantRequest{Entity: &milvuspb.GrantEntity{Role: &milvuspb.RoleEntity{Name: role}}})
		return err
	}
	if grants("r") != nil || grants("public") != nil || status.Code(grants("admin")) != codes.PermissionDenied {
		t.Error("own roles, and no others, are told")
	}
	if _, err := c.SelectUser(ctx, &milvuspb.SelectUserRequest{User: &milvuspb.UserEntity{Name: "u"}}); err != nil {
		t.Error(err)
	}
	if _, err := c.SelectUser(ctx, &milvuspb.SelectUserRequest{}); status.Code(err) != codes.PermissionDenied {
		t.Error(err)
	}
	if v, err := c.GetVersion(ctx, &milvuspb.GetVersionRequest{}); err != nil || v.GetVersion() != "v2.6" {
		t.Error(v, err)
	}
	if _, err := c.ListAliases(ctx, &milvuspb.ListAliasesRequest{}); err != nil {
		t.Error("public gives ListAliases:", err)
	}
}

// Requests without what they must have are refused, with the codes of old and new clients.
func TestIncompleteRequests(t *testing.T) {
	r := serve(t, fake.Options{State: small, Version: "2.6"})
	ctx, c := stub(t, r, "root:Milvus")
	for want, call := range map[string]func() (*commonpb.Status, error){
		"the role in the request is nil": func() (*commonpb.Status, error) {
			return c.OperatePrivilegeV2(ctx, &milvuspb.OperatePrivilegeV2Request{})
		},
		"the type in the request not grant or revoke": func() (*commonpb.Status, error) {
			return c.OperatePrivilegeV2(ctx, &milvuspb.OperatePrivilegeV2Request{Role: &milvuspb.RoleEntity{Name: "r"}, Type: 7})
		},
		"the entity in the request is nil": func() (*commonpb.Status, error) {
			return c.OperatePrivilege(ctx, &milvuspb.OperatePrivilegeRequest{})
		},
		"the resource entity in the grant entity is nil": func() (*commonpb.Status, error) {
			return c.OperatePrivilege(ctx, &milvuspb.OperatePrivilegeRequest{Entity: &milvuspb.GrantEntity{}})
		},
		"the grant entity in the request is nil": func() (*commonpb.Status, error) {
			a, err := c.SelectGrant(ctx, &milvuspb.SelectGrantRequest{})
			return a.GetStatus(), err
		},
		"the name in the role entity is empty": func() (*commonpb.Status, error) {
			a, err := c.SelectGrant(ctx, &milvuspb.SelectGrantRequest{Entity: &milvuspb.GrantEntity{}})
			return a.GetStatus(), err
		},
		"decode password fail": func() (*commonpb.Status, error) {
			return c.CreateCredential(ctx, &milvuspb.CreateCredentialRequest{Username: "x", Password: "!"})
		},
	} {
		s, err := call()
		if err != nil || s.GetCode() != 1100 || s.GetReason() != want+": invalid parameter" {
			t.Errorf("%s: %v %v", want, s, err)
		}
	}
	s, err := c.CreateRole(ctx, &milvuspb.CreateRoleRequest{Entity: &milvuspb.RoleEntity{Name: "r"}})
	//lint:ignore SA1019 older clients read it
	if err != nil || s.GetCode() != 1100 || s.GetErrorCode() != commonpb.ErrorCode_CreateRoleFailure {
		t.Error(s, err)
	}
}

// A backup leaves out the vendor's own, and restores elsewhere what it holds, once.
func TestBackup(t *testing.T) {
	from, to := serve(t, fake.Options{State: small, Version: "2.6.19", Passwords: map[string]string{"u": "u-secret"}}), serve(t, fake.Options{Version: "2.6.19"})
	ctx, c := stub(t, from, "root:Milvus")
	backup, err := c.BackupRBAC(ctx, &milvuspb.BackupRBACMetaRequest{})
	meta := backup.GetRBACMeta()
	if err != nil || len(meta.GetUsers()) != 2 || len(meta.GetRoles()) != 1 || len(meta.GetGrants()) != 3 || len(meta.GetPrivilegeGroups()) != 1 {
		t.Fatal(meta, err)
	}
	if p := meta.GetUsers()[0].GetPassword(); !strings.HasPrefix(p, "$2a$10$") || len(p) != 60 {
		t.Error("the password is not a hash:", p)
	}
	ctx, c = stub(t, to, "root:Milvus")
	restore := func(m *milvuspb.RBACMeta) string {
		s, err := c.RestoreRBAC(ctx, &milvuspb.RestoreRBACMetaRequest{RBACMeta: m})
		if err != nil {
			t.Fatal(err)
		}
		return s.GetReason()
	}
	if got := restore(nil) + restore(meta); got != "" {
		t.Fatal(got)
	}
	want, got := from.State(), to.State()
	got.Databases = want.Databases
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("(-from +to)\n%s", d)
	}
	for want, m := range map[string]*milvuspb.RBACMeta{
		"role [r] already exists":            {Roles: []*milvuspb.RoleEntity{{Name: "r"}}},
		"privilege group [g] already exists": {PrivilegeGroups: []*milvuspb.PrivilegeGroupInfo{{GroupName: "g"}}},
		"user [u] already exists":            {Users: []*milvuspb.UserInfo{{User: "u"}}},
		"role [x] does not exist":            {Users: []*milvuspb.UserInfo{{User: "w", Roles: []*milvuspb.RoleEntity{{Name: "x"}}}}},
		"privilege [Fly] does not exist": {Grants: []*milvuspb.GrantEntity{{
			Role: &milvuspb.RoleEntity{Name: "r"}, Grantor: &milvuspb.GrantorEntity{Privilege: &milvuspb.PrivilegeEntity{Name: "Fly"}},
		}}},
	} {
		if got := restore(m); got != want+": invalid parameter" {
			t.Errorf("%q, want %q", got, want)
		}
	}
	if d := cmp.Diff(want.Roles, to.State().Roles); d != "" {
		t.Error("a refused backup changed something:", d)
	}
}

// SelectRole tells who holds a role, and of one that is not there nothing.
func TestSelectRole(t *testing.T) {
	ctx, c := stub(t, serve(t, fake.Options{State: small}), "root:Milvus")
	a, err := c.SelectRole(ctx, &milvuspb.SelectRoleRequest{Role: &milvuspb.RoleEntity{Name: "r"}, IncludeUserInfo: true})
	if err != nil || len(a.GetResults()) != 1 || len(a.GetResults()[0].GetUsers()) != 1 || a.GetResults()[0].GetUsers()[0].GetName() != "u" {
		t.Error(a, err)
	}
	a, err = c.SelectRole(ctx, &milvuspb.SelectRoleRequest{Role: &milvuspb.RoleEntity{Name: "gone"}})
	if err != nil || a.GetStatus().GetCode() != 0 || len(a.GetResults()) != 0 {
		t.Error(a, err)
	}
}

// Listings show what grants of held roles name.
func TestVisibility(t *testing.T) {
	state := *small
	state.Grants = state.Grants[1:2] // Insert on d1.c1
	r := serve(t, fake.Options{State: &state, Version: "2.6", Passwords: map[string]string{"u": "u-secret", "v": "v-secret"}})
	for token, want := range map[string][3]int{"root:Milvus": {2, 2, 1}, "u:u-secret": {1, 0, 1}, "v:v-secret": {0, 0, 0}} {
		ctx, c := stub(t, r, token)
		databases, err := c.ListDatabases(ctx, &milvuspb.ListDatabasesRequest{})
		if err != nil {
			t.Fatal(err)
		}
		got := [3]int{len(databases.GetDbNames())}
		for i, d := range []string{"default", "d1"} {
			a, err := c.ShowCollections(ctx, &milvuspb.ShowCollectionsRequest{DbName: d})
			if err != nil {
				t.Fatal(err)
			}
			got[i+1] = len(a.GetCollectionNames())
		}
		if got != want {
			t.Errorf("%s sees %v, want %v", token, got, want)
		}
	}
}
