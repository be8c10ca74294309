package schema_test

import (
	"bytes"
	"reflect"
	"testing"

	"pgregory.net/rapid"

	"github.com/rolecall/rolecall/schema"
)

// What is written reads as what it was, and is written the same again.
func TestStateWriteReads(t *testing.T) {
	name := rapid.StringMatching(`[a-z<&"*é]{1,4}`)
	rapid.Check(t, func(t *rapid.T) {
		s := &schema.State{
			Format: schema.StateFormat, Target: schema.StateTarget{Kind: name.Draw(t, "kind"), Name: name.Draw(t, "name")},
			Covers:    []string{schema.CoversRoles, schema.CoversGrants},
			Groups:    []schema.StateGroup{{Name: name.Draw(t, "group"), Privileges: []string{"b", "a", "b"}}},
			Roles:     []schema.StateRole{},
			Users:     []schema.StateUser{{Name: name.Draw(t, "user")}},
			Grants:    []schema.StateGrant{{Role: name.Draw(t, "role"), Privilege: "z"}, {Role: name.Draw(t, "role"), Privilege: "y", Database: "d"}},
			Members:   []schema.StateMember{{Principal: name.Draw(t, "user"), Role: "r", Project: "p"}},
			Databases: []schema.StateDatabase{{Name: "d", Collections: []string{}, Aliases: map[string]string{"x": "y"}}},
		}
		if rapid.Bool().Draw(t, "settings") {
			s.Settings = map[string]bool{"on": true}
		}
		var first, second bytes.Buffer
		if err := s.Write(&first); err != nil {
			t.Fatal(err)
		}
		back, err := schema.DecodeState(first.Bytes())
		if err != nil {
			t.Fatalf("%v\n%s", err, first.String())
		}
		if !reflect.DeepEqual(s, back) {
			t.Fatalf("%+v is read as\n%+v", s, back)
		}
		if err := back.Write(&second); err != nil || second.String() != first.String() {
			t.Fatalf("written again it is\n%s\nafter\n%s", second.String(), first.String())
		}
	})
}

// A state that says nothing of covers is written with what it knows.
func TestStateWriteSaysWhatItCovers(t *testing.T) {
	var b bytes.Buffer
	s := &schema.State{Roles: []schema.StateRole{{Name: "r"}}}
	if err := s.Write(&b); err != nil {
		t.Fatal(err)
	}
	want := `{
  "format": "rolecall.state/v1",
  "target": {"kind":"","name":"","version":""},
  "covers": ["roles"],
  "privilege_groups": [],
  "roles": [
    {"name":"r","built_in":false}
  ],
  "users": [],
  "grants": [],
  "members": [],
  "databases": []
}
`
	if b.String() != want {
		t.Errorf("got\n%s", b.String())
	}
}
