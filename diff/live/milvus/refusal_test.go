package milvus_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/rolecall/rolecall/diff/live"
	"github.com/rolecall/rolecall/diff/plan"
	fake "github.com/rolecall/rolecall/internal/fakevendor/milvus"
	"github.com/rolecall/rolecall/schema"
)

// refusals are those of a server of 2.6; where 2.5 has another code, or text, it stands beside.
var refusals = []struct {
	name  string
	op    plan.Operation
	code  int
	text  string
	code5 int // of 2.5; 0: the same
	text5 string
}{
	{"role name empty", create("", nil), 1100, "role name should be not empty", 0, ""},
	{"role name with a hyphen", create("a-b", nil), 1100, "role name can only contain numbers, letters, underscores, and allowed characters ($), found - at 1", 0, "numbers, letters, dollars and underscores, found - at 1"},
	{"role name begins with a digit", create("1a", nil), 1100, "the first character of role name must be an underscore or letter", 0, ""},
	{"role name too long", create(strings.Repeat("a", 256), nil), 1100, "the length of role name must be not greater than limit", 0, ""},
	{"role exists", create("held", nil), 1100, "already exists", 65535, ""},
	{"role description too long", create("new", described(strings.Repeat("a", 1025))), 1100, "the length of role description must be not greater than limit", 0, ""},
	{"role cap", create("r9", nil), 9, "unable to create role because the number of roles has reached the limit", 65535, ""},
	{"drop admin", drop("admin"), 1401, "the role[admin] is a default role, which can't be dropped", 0, ""},
	{"drop public", drop("public"), 1401, "the role[public] is a default role, which can't be dropped", 0, ""},
	{"drop a role of the configuration", drop("configured"), 1401, "the role[configured] is a builtin role, which can't be dropped", 0, ""},
	{"drop with grants", drop("granted"), 1100, "fail to drop the role that it has privileges. Use REVOKE API to revoke privileges", 65535, ""},
	{"drop what is not there", drop("gone"), 1100, "not found the role", 65535, ""},

	{"privilege name", grant("held", "In-sert", "d1", "c1"), 1100, "Privilege can only contain numbers, letters", 0, ""},
	{"database name", grant("held", "Insert", "d-1", "c1"), 802, "database name can only contain numbers, letters and underscores", 0, ""},
	{"collection name empty", grant("held", "Insert", "d1", ""), 1100, "collection name should be not empty", 0, ""},
	{"collection pattern", grant("held", "Insert", "d1", "c_*"), 1100, "collection name can only contain", 0, ""},
	{"role is not there", grant("gone", "Insert", "d1", "c1"), 1100, `the role "gone" does not exist`, 65535, "not found the role, maybe the role isn't existed or internal system error"},
	{"no such privilege", grant("held", "Fly", "d1", "c1"), 1100, "not found the privilege name[Fly]", 65535, ""},
	{"cluster group", grant("held", "ClusterAdmin", "d1", "*"), 1100, "dbName and collectionName should be * for the cluster level privilege: ClusterAdmin", 0, ""},
	{"database group", grant("held", "DatabaseAdmin", "d1", "c1"), 1100, "collectionName should be * for the database level privilege: DatabaseAdmin", 0, ""},
	{"collection group", grant("held", "CollectionAdmin", "*", "c1"), 1100, "please specify database name for the collection level privilege: CollectionAdmin", 0, ""},
	{"group without a level", grant("held", "nested", "d1", "c1"), 1100, "not found the privilege level", 65535, ""},
	{"revoke is checked alike", plan.Operation{Name: plan.RevokePrivilege, Args: plan.Args{Role: "held", Privilege: "Fly", Database: "d1", Collection: "c1"}}, 1100, "not found the privilege name[Fly]", 65535, ""},
	{"v1 with an own group", grantV1("readers", "Global", "*"), 1100, "can not operate the custom privilege group [readers]", 65535, ""},
	{"v1 with a built-in group", grantV1("ClusterAdmin", "Global", "*"), 1100, "can not operate the built-in privilege group [ClusterAdmin]", 65535, ""},
	{"v1 with another object type", grantV1("Insert", "Global", "*"), 1100, "not found the privilege name[Insert] in object[Global]", 65535, ""},
	{"v1 object name", grantV1("Insert", "Collection", "c-1"), 1100, "object name can only contain", 0, ""},

	{"group name begins with a digit", group(plan.CreateGroup, "1g"), 1402, "the first character of a privilege group name", 0, ""},
	{"group name with a hyphen", group(plan.CreateGroup, "g-1"), 1100, "privilege group name g-1 can only contain numbers, letters and underscores", 0, ""},
	{"group name reserved", group(plan.CreateGroup, "Insert"), 1100, "privilege group name [Insert] is defined by built in privileges or privilege groups in system", 0, ""},
	{"group exists", group(plan.CreateGroup, "readers"), 1100, "privilege group name [readers] is defined by users", 0, ""},
	{"member unknown", group(plan.AddPrivileges, "readers", "Fly"), 1100, "there is no privilege name or privilege group name [Fly] defined in system to operate", 0, ""},
	{"group is not there", group(plan.AddPrivileges, "gone", "Search"), 1100, "there is no privilege group name [gone]", 0, ""},
	{"group is the vendor's", group(plan.AddPrivileges, "ClusterAdmin", "Search"), 1100, "there is no privilege group name [ClusterAdmin] defined in system to operate", 0, "is defined by built in privilege groups in system"},
	{"levels mixed", group(plan.AddPrivileges, "readers", "CreateCollection"), 1100, "privileges are not the same privilege level", 65535, ""},
	{"group in use", group(plan.DropGroup, "readers"), 1100, "privilege group [readers] is used by role [granted], Use REVOKE API to revoke it first", 65535, ""},

	{"user exists", user(plan.CreateUser, "alice"), 1100, "user already exists: alice", 65535, ""},
	{"user name", user(plan.CreateUser, "a b"), 1100, "invalid user name a b, username must contain only numbers, letters", 0, ""},
	{"user name too long", user(plan.CreateUser, strings.Repeat("u", 33)), 1100, "the length of username must be less than 32", 0, ""},
	{"user cap", user(plan.CreateUser, "u9"), 9, "unable to add user because the number of users has reached the limit", 65535, ""},
	{"root", user(plan.DropUser, "root"), 1401, "root user cannot be deleted", 0, ""},
	{"role for a user that is not there", bind("nobody", "held"), 1100, `user "nobody" not found`, 65535, "not found the user, maybe the user isn't existed or internal system error"},
	{"role that is not there for a user", bind("alice", "gone"), 1100, "not found the role", 65535, ""},
}

func create(role string, description *string) plan.Operation {
	return plan.Operation{Name: plan.CreateRole, Args: plan.Args{Role: role, Description: description}}
}

func drop(role string) plan.Operation {
	return plan.Operation{Name: plan.DropRole, Args: plan.Args{Role: role}}
}

func grant(role, privilege, database, collection string) plan.Operation {
	return plan.Operation{Name: plan.GrantPrivilege, Args: plan.Args{Role: role, Privilege: privilege, Database: database, Collection: collection}}
}

func grantV1(privilege, object, collection string) plan.Operation {
	return plan.Operation{Name: plan.GrantPrivilegeV1, Args: plan.Args{Role: "held", Privilege: privilege, ObjectType: object, Database: "d1", Collection: collection}}
}

func group(name, group string, privileges ...string) plan.Operation {
	return plan.Operation{Name: name, Args: plan.Args{Group: group, Privileges: privileges}}
}

func user(name, user string) plan.Operation {
	return plan.Operation{Name: name, Args: plan.Args{User: user}}
}

func bind(user, role string) plan.Operation {
	return plan.Operation{Name: plan.GrantRole, Args: plan.Args{User: user, Role: role}}
}

// strict is a server that has as many roles and users as it may.
func strict(t *testing.T, version string) *fake.Running {
	return serve(t, fake.Options{
		Version: version,
		Limits:  map[string]int{"roles": 5, "users": 2},
		State: &schema.State{
			Roles:   []schema.StateRole{{Name: "held"}, {Name: "granted"}, {Name: "configured", BuiltIn: true}},
			Groups:  []schema.StateGroup{{Name: "readers", Privileges: []string{"Search"}}, {Name: "nested", Privileges: []string{"readers"}}},
			Users:   []schema.StateUser{{Name: "alice"}},
			Grants:  []schema.StateGrant{{Role: "granted", Privilege: "readers", Database: "gone", Collection: "c1"}},
			Members: []schema.StateMember{{Principal: "alice", Role: "held"}},
		},
	})
}

// Every refusal arrives with the server's code and text, and changes nothing.
func TestRefusals(t *testing.T) {
	for _, version := range []string{"2.5", "2.6", "3.0"} {
		r := strict(t, version)
		before := r.State()
		each(t, func(t *testing.T, way string) {
			c := connect(t, r, way, root)
			for _, one := range refusals {
				code, text := one.code, one.text
				if version == "2.5" && one.code5 != 0 {
					code = one.code5
				}
				if version == "2.5" && one.text5 != "" {
					text = one.text5
				}
				err := c.Do(t.Context(), one.op, password)
				if way == "REST" && code != 1802 && missing(one.op) {
					code, text = 1802, "missing required parameters" // before it comes to the name
				}
				var no *live.Refusal
				if !errors.As(err, &no) || errors.Is(err, live.ErrUnsure) || no.Code != code || !strings.Contains(no.Text, text) {
					t.Errorf("%s %s: %v; want code %d, %q", version, one.name, err, code, text)
				}
			}
		})
		if d := diffStates(before, r.State()); d != "" {
			t.Error("a refusal changed something:", d)
		}
	}
}

// missing reports whether REST misses a key of the body.
func missing(op plan.Operation) bool { return op.Name == plan.CreateRole && op.Args.Role == "" }

// Some things are not refused: the server takes them for done.
func TestNotRefused(t *testing.T) {
	r := strict(t, "2.6")
	each(t, func(t *testing.T, way string) {
		c := connect(t, r, way, root)
		for _, op := range []plan.Operation{
			group(plan.DropGroup, "gone"), group(plan.DropGroup, "ClusterAdmin"), user(plan.DropUser, "nobody"),
			{Name: plan.RevokeRole, Args: plan.Args{User: "nobody", Role: "held"}}, grant("held", "CreateDatabase", "d1", "c1"), grant("held", "CreateDatabase", "d1", "c1"),
		} {
			if err := c.Do(t.Context(), op, nil); err != nil {
				t.Errorf("%s: %v", op.Name, err)
			}
		}
	})
}

// An empty list of members is refused by 2.6, and by 2.5 it is not.
func TestEmptyMembers(t *testing.T) {
	op := plan.Operation{Name: plan.AddPrivileges, Args: plan.Args{Group: "readers", Privileges: []string{}}}
	for version, want := range map[string]string{"2.5": "", "2.6": "privileges is empty when alter the privilege group"} {
		r := strict(t, version)
		each(t, func(t *testing.T, way string) {
			err := connect(t, r, way, root).Do(t.Context(), op, nil)
			if (err == nil) != (want == "") || err != nil && !strings.Contains(err.Error(), want) {
				t.Errorf("%s: %v", version, err)
			}
		})
	}
}

// Passwords are held to what the server takes, and no error repeats them.
func TestPasswords(t *testing.T) {
	r := serve(t, fake.Options{})
	each(t, func(t *testing.T, way string) {
		c := connect(t, r, way, root)
		op := user(plan.CreateUser, "alice")
		for _, secret := range []string{"short", strings.Repeat("long", 19)} {
			err := c.Do(t.Context(), op, func(context.Context, string) (string, error) { return secret, nil })
			var no *live.Refusal
			if !errors.As(err, &no) || no.Code != 1100 || !strings.Contains(no.Text, "invalid password length") || strings.Contains(err.Error(), secret) {
				t.Error(err)
			}
		}
		for want, give := range map[string]live.Password{
			`user "alice" needs a password, and nothing gives one`:    nil,
			`get a password for user "alice": it is empty`:            func(context.Context, string) (string, error) { return "", nil },
			`get a password for user "alice": the vault is not there`: func(context.Context, string) (string, error) { return "", errors.New("the vault is not there") },
		} {
			if err := c.Do(t.Context(), op, give); err == nil || err.Error() != want {
				t.Errorf("%v, want %s", err, want)
			}
		}
	})
	if r.State().Users[0].Name != "root" || len(r.State().Users) != 1 {
		t.Error("somebody was created")
	}
}
