package milvus_test

import (
	"encoding/base64"
	"strings"
	"testing"

	fake "github.com/rolecall/rolecall/internal/fakevendor/milvus"
	"github.com/rolecall/rolecall/schema"
)

var small = &schema.State{
	Roles: []schema.StateRole{{Name: "r", Description: "reads"}}, Users: []schema.StateUser{{Name: "u"}, {Name: "v"}}, Members: []schema.StateMember{{Principal: "u", Role: "r"}},
	Groups: []schema.StateGroup{{Name: "g", Privileges: []string{"Query", "Search"}}},
	Grants: []schema.StateGrant{
		{Role: "r", Privilege: "Insert", Database: "default", Collection: "c1"}, {Role: "r", Privilege: "Insert", Database: "d1", Collection: "c1"}, {Role: "r", Privilege: "g", Database: "*", Collection: "*"},
	},
	Databases: []schema.StateDatabase{{Name: "default", Collections: []string{"c1", "c2"}, Aliases: map[string]string{"live": "c1"}}, {Name: "d1", Collections: []string{"c1"}}},
}

// The answers have the interface's codes, texts and shapes.
func TestREST(t *testing.T) {
	cases := []struct {
		name, token, path, body string
		status, code            int
		want                    string // in the message or the data
	}{
		{"no credentials", "", "/users/list", "{}", 401, 1800, "user hasn't authenticated"},
		{"wrong password", "Bearer root:no", "/users/list", "{}", 401, 1800, "user hasn't authenticated"},
		{"basic", "Basic " + base64.StdEncoding.EncodeToString([]byte("root:Milvus")), "/users/list", "{}", 200, 0, `["root","u","v"]`},
		{"no body", bearer, "/users/list", "", 200, 1801, "can only accept json format request, the request body should be nil, however {} is valid"},
		{"no JSON", bearer, "/users/list", "{", 200, 1801, "can only accept json format request, error: "},
		{"a key is missing", bearer, "/users/describe", "{}", 200, 1802, "missing required parameters, error: Key: 'UserName'"},
		{"denied", "Bearer u:u-secret", "/users/list", "{}", 403, 65535, "PrivilegeSelectOwnership: permission deny to u in the `default` database"},
		{"not found", bearer, "/roles/fly", "{}", 404, 0, ""},
		{"user unknown", bearer, "/users/describe", `{"userName":"nobody"}`, 200, 0, "[]"},
		{"oneself", "Bearer u:u-secret", "/users/describe", `{"userName":"u"}`, 200, 0, `["r"]`},
		{"another", "Bearer u:u-secret", "/users/describe", `{"userName":"v"}`, 403, 65535, "PrivilegeSelectUser"},
		{"roles", bearer, "/roles/list", "{}", 200, 0, `["admin","public","r"]`},
		{"groups", bearer, "/privilege_groups/list", "{}", 200, 0, `{"privilegeGroupName":"g","privileges":"Query,Search"}`},
		{"built-in groups", bearer, "/privilege_groups/list", "{}", 200, 0, `"privilegeGroupName":"ClusterAdmin"`},
		{"databases", bearer, "/databases/list", "{}", 200, 0, `["default","d1"]`},
		{"collections", bearer, "/collections/list", `{"dbName":"d1"}`, 200, 0, `["c1"]`},
		{"no such database", bearer, "/collections/list", `{"dbName":"d9"}`, 200, 800, "database not found[database=d9]"},
		{"aliases", bearer, "/aliases/list", "{}", 200, 0, `["live"]`},
		{"aliases of another", bearer, "/aliases/list", `{"collectionName":"c2"}`, 200, 0, "[]"},
		{"role unknown", bearer, "/roles/describe", `{"roleName":"gone"}`, 200, 1100, `the role "gone" does not exist: invalid parameter`},
		{"own role, which versions with descriptions refuse", "Bearer u:u-secret", "/roles/describe", `{"roleName":"r"}`, 403, 65535, "PrivilegeSelectOwnership"},
		{"object type unknown", bearer, "/roles/grant_privilege", `{"roleName":"r","objectType":"Moon","objectName":"*","privilege":"Insert"}`, 200, 1100, "not found the object type[name: Moon]"},
	}
	r := serve(t, fake.Options{State: small, Version: "2.6.19", Passwords: map[string]string{"u": "u-secret"}})
	for _, one := range cases {
		a := post(t, r, one.token, one.path, one.body)
		if a.Status != one.status || a.Code != one.code || !strings.Contains(a.Message+string(a.Data), one.want) {
			t.Errorf("%s: %d %d %s %s", one.name, a.Status, a.Code, a.Message, a.Data)
		}
	}
}

// Describing a role tells of one database and of "*", by the body, the header, or by default.
func TestDescribeTrap(t *testing.T) {
	r := serve(t, fake.Options{State: small, Version: "2.6.19"})
	for name, one := range map[string]struct {
		body    string
		headers []string
		rows    int
	}{
		"default": {`{"roleName":"r"}`, nil, 2},
		"body":    {`{"roleName":"r","dbName":"d1"}`, nil, 2},
		"header":  {`{"roleName":"r"}`, []string{"DB-Name", "nowhere"}, 1},
		"all":     {`{"roleName":"r","dbName":"*"}`, []string{"DB-Name", "nowhere"}, 3},
	} {
		a := post(t, r, bearer, "/roles/describe", one.body, one.headers...)
		if n := strings.Count(string(a.Data), `"privilege"`); n != one.rows || a.Description == nil || *a.Description != "reads" {
			t.Errorf("%s: %d rows, %s", name, n, a.Data)
		}
	}
	if a := post(t, serve(t, fake.Options{State: small, Version: "2.6.18"}), bearer, "/roles/describe", `{"roleName":"r"}`); a.Description != nil {
		t.Error("2.6.18 tells a description")
	}
}

// Without authorization everybody may do everything.
func TestOpenREST(t *testing.T) {
	r := serve(t, fake.Options{Open: true})
	if a := post(t, r, "", "/roles/create", `{"roleName":"r"}`); a.Status != 200 || a.Code != 0 || string(a.Data) != "{}" {
		t.Errorf("%+v", a)
	}
}
