package schema_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/rolecall/rolecall/schema"
)

// What is wrong with a state file is told with its place and in words of JSON.
func TestDecodeStateRefuses(t *testing.T) {
	const head = `{"format": "rolecall.state/v1", `
	for data, want := range map[string]string{
		"":                                     "the file is empty",
		" \n\t":                                "the file is empty",
		"hello":                                "1:1: invalid character 'h' looking for beginning of value",
		"\xff":                                 "it is not valid UTF-8",
		"[]":                                   "1:1: the document is a list, where an object is wanted",
		head + "\n\"roles\": [,]}":             "2:11: invalid character ',' looking for beginning of value",
		head + "\n\"roles\": [":                "2:11: the file ends within the document",
		head + "\"roles\": []}\n{}":            "2:1: more follows after the document",
		head + strings.Repeat(`"x": {`, 20000): "exceeded max depth",
		head + "\n  \"roles\": {}}":            "2:12: roles is an object, where a list is wanted",
		head + "\n\"roles\": [{}, {\"name\": 3}]}":                  "2:24: roles[1].name is a number, where a string is wanted",
		head + `"roles": [{"name": "a", "built_in": "yes"}]}`:       `roles[0].built_in is a string, where a boolean is wanted`,
		head + `"databases": [{"name": "a", "aliases": {"b": 3}}]}`: "databases[0].aliases.b is a number, where a string is wanted",
		head + `"roles": [],` + "\n" + `"roles": [{"name": "a"}]}`:  "2:1: roles stands twice",
		head + `"grants": [{"role": "a", "role": "b"}]}`:            "grants[0].role stands twice",
		head + `"settings": {"a": true, "a": false}}`:               "settings.a stands twice",
		head + `"unknown": [{"a": 1, "a": 1}]}`:                     "unknown[0].a stands twice",
		head + `"Roles": [{"name": "a"}]}`:                          `1:33: Roles is written "roles"`,
		head + `"covers": ["roles", "rolez"]}`:                      `covers[1] is "rolez", not one of privilege_groups, roles, users, grants, members, databases (did you mean "roles"?)`,
		head + `"roles": [{}]}`:                                     "roles[0] has no name",
		`{}`:                                                        `format is "", not "rolecall.state/v1"`,
	} {
		_, err := schema.DecodeState([]byte(data))
		if err == nil || !strings.Contains(err.Error(), want) || !strings.HasPrefix(err.Error(), "decode state: ") {
			t.Errorf("%.80q: %v, want %q", data, err, want)
		}
	}
}

// Unknown keys are passed over, null is as good as nothing, and names are free.
func TestDecodeStateReads(t *testing.T) {
	s, err := schema.DecodeState([]byte(`{"format": "rolecall.state/v1", "later": {"a": [1, null, {"b": "\u00e9"}]}, "users": null,
		"databases": [{"name": "a", "aliases": {"x": "y", "X": "z"}}], "covers": ["roles"]} `))
	if err != nil {
		t.Fatal(err)
	}
	if s.Knows(schema.CoversUsers) || len(s.Databases[0].Aliases) != 2 {
		t.Errorf("%+v", s)
	}
}

// A state that covers nothing says so when it is written, too: without covers it
// would be taken to know everything.
func TestCoversNothing(t *testing.T) {
	data, err := json.Marshal(&schema.State{Format: schema.StateFormat, Covers: []string{}, Roles: []schema.StateRole{}})
	if err != nil {
		t.Fatal(err)
	}
	s, err := schema.DecodeState(data)
	if err != nil || s.Knows(schema.CoversRoles) {
		t.Errorf("%s: %v", data, err)
	}
}
