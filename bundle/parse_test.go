package bundle_test

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/rolecall/rolecall/bundle"
)

const (
	aTarget = `{"kind":"milvus","name":"prod","version":"2.6"}`
	aGrant  = `{"role":"searcher","privilege":"Search","level":"collection","database":"catalog","collection":"products","condition":"","enforced_by":"server","via":["base"],"source":"roles.hcl:3:5"}`
	aMember = `{"principal":"alice","role":"searcher","expires":"","source":"bindings.hcl:1:1"}`
	aTable  = `{"format":"rolecall.table/v1","target":` + aTarget + `,"grants":[` + aGrant + `],"members":[` + aMember + `],"implicit":["public"],"aliases":{"catalog":{"live":"products"}}}`
	aCEL    = `{"format":"rolecall.cel/v1","target":` + aTarget + `,"variables":{"principal.name":"string"},"conditions":{"office_hours":{"expression":"true","source":"c.hcl:1:1","cost":{"min":0,"max":0}}},"roles":{"public":{"expression":"false","cost":{"min":0,"max":0}}}}`
)

func TestParseRefuses(t *testing.T) {
	for _, tt := range []struct {
		name, old, new string // what is changed in the bundle before it is sealed
		want           string
	}{
		{"an unknown format of the table", `"rolecall.table/v1"`, `"rolecall.table/v2"`, `bundle: table.format: "rolecall.table/v2" is not "rolecall.table/v1"`},
		{"another target", `"name":"prod"`, `"name":"dev"`, `bundle: table.target: is not the target of the bundle`},
		{"a table without grants", `"grants"`, `"grant"`, `bundle: table.grants: is missing`},
		{"a key in another case", `"members"`, `"Members"`, `bundle: table.members: is missing`},
		{"a key given twice", `"privilege":"Search"`, `"privilege":"Search","privilege":"Insert"`, `bundle: table.grants[0].privilege: stands twice`},
		{"a key given twice, once escaped", `"privilege":"Search"`, `"privilege":"Search","priv\u0069lege":"Insert"`, `bundle: table.grants[0].privilege: stands twice`},
		{"a null for a list", `[` + aGrant + `]`, `null`, `bundle: table.grants: must be a list`},
		{"a number for a string", `"role":"searcher"`, `"role":7`, `bundle: table.grants[0].role: must be a string`},
		{"a null for a string", `"condition":""`, `"condition":null`, `bundle: table.grants[0].condition: must be a string`},
		{"an empty role", `"role":"searcher"`, `"role":""`, `bundle: table.grants[0].role: is empty or missing`},
		{"an empty database", `"database":"catalog"`, `"database":""`, `bundle: table.grants[0].database: is empty or missing`},
		{"a row without a collection", `"collection":"products"`, `"kollection":"products"`, `bundle: table.grants[0].collection: is empty or missing`},
		{"a row without a source", `"source":"roles.hcl:3:5"`, `"source":""`, `bundle: table.grants[0].source: is empty or missing`},
		{"a name that no server has", `"collection":"products"`, `"collection":"` + strings.Repeat("x", 256) + `"`, `bundle: table.grants[0].collection: longer than 255 bytes`},
		{"an unknown enforcer", `"enforced_by":"server"`, `"enforced_by":"nobody"`, `bundle: table.grants[0].enforced_by: "nobody" is neither "server" nor "service"`},
		{"a condition that is not there", `"condition":""`, `"condition":"weekend"`, `bundle: table.grants[0].condition: no such condition "weekend"`},
		{"a member of an unknown role", `"alice","role":"searcher"`, `"alice","role":"ghost"`, `bundle: table.members[0].role: no such role "ghost"`},
		{"a member without a principal", `"principal":"alice"`, `"principal":""`, `bundle: table.members[0].principal: is empty or missing`},
		{"a day for a time", `"expires":""`, `"expires":"2027-01-31"`, `bundle: table.members[0].expires: "2027-01-31" is not an RFC 3339 time`},
		{"an unknown implicit role", `"implicit":["public"]`, `"implicit":["public","ghost"]`, `bundle: table.implicit[1]: no such role "ghost"`},
		{"a condition without an expression", `"expression":"true"`, `"expression":""`, `bundle: cel.conditions.office_hours.expression: is empty or missing`},
		{"a negative cost", `"min":0`, `"min":-1`, `bundle: cel.conditions.office_hours.cost.min: must be a whole number`},
		{"an alias to no string", `{"live":"products"}`, `["products"]`, `bundle: table.aliases.catalog: must be an object`},
		{"a key that would break a line", `{"live":"products"}`, `{"li\nve":1}`, `bundle: table.aliases.catalog."li\nve": must be a string`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			table, cel := strings.Replace(aTable, tt.old, tt.new, 1), aCEL
			if table == aTable {
				cel = strings.Replace(aCEL, tt.old, tt.new, 1)
				if cel == aCEL {
					t.Fatal("the case changes nothing")
				}
			}
			wantError(t, sealed(aTarget, table, cel), tt.want)
		})
	}
}

func TestParseRefusesTheEnvelope(t *testing.T) {
	whole := string(sealed(aTarget, aTable, aCEL))
	for _, tt := range []struct{ name, data, want string }{
		{"nothing", "", "bundle: not valid JSON: unexpected end of JSON input"},
		{"no object", "[]", "bundle: must be an object"},
		{"a truncated bundle", whole[:len(whole)-2], "bundle: not valid JSON: unexpected end of JSON input"},
		{"data behind the end", whole + "{}", "bundle: not valid JSON: invalid character '{' after top-level value"},
		{"bytes that are no text", strings.Replace(whole, "alice", "al\xffce", 1), "bundle: not valid UTF-8"},
		{"another format", strings.Replace(whole, "bundle/v1", "bundle/v9", 1), `bundle: format: "rolecall.bundle/v9" is not "rolecall.bundle/v1"`},
		{"a second table", strings.Replace(whole, `"signatures"`, `"table":`+aTable+`,"signatures"`, 1), "bundle: table: stands twice"},
		{"no cel", strings.Replace(whole, `"cel":{`, `"lec":{`, 1), "bundle: cel: is missing"},
		{"no revision", strings.Replace(whole, `"revision"`, `"revisions"`, 1), "bundle: revision: is missing"},
		{"signatures that are no list", strings.Replace(whole, `"signatures":[]`, `"signatures":{}`, 1), "bundle: signatures: must be a list"},
	} {
		t.Run(tt.name, func(t *testing.T) { wantError(t, []byte(tt.data), tt.want) })
	}
}

func TestParseRefusesChangedBytes(t *testing.T) {
	whole := sealed(aTarget, aTable, aCEL)
	for _, change := range []struct{ old, new string }{
		{"alice", "mallo"},            // a value
		{`"grants":[`, `"grants": [`}, // only white space
		{`"products"}`, `"\u0070roducts"}`},
		{`"max":0}}},"roles"`, `"max":1}}},"roles"`},
	} {
		changed := bytes.Replace(whole, []byte(change.old), []byte(change.new), 1)
		if bytes.Equal(changed, whole) {
			t.Fatalf("%q is not in the bundle", change.old)
		}
		if _, err := bundle.Parse(changed); err == nil || !strings.Contains(err.Error(), "the file was changed") {
			t.Errorf("%q for %q: got error %v", change.new, change.old, err)
		}
	}
}

func TestParseIgnoresUnknownKeysAndKeepsSignatures(t *testing.T) {
	table := strings.Replace(aTable, `"grants"`, `"comment":[{"x":[1,-2.5e3,true,null,"]}\""]},{}],"grants"`, 1)
	whole := sealed(aTarget, table, aCEL)
	whole = bytes.Replace(whole, []byte(`"signatures":[]`), []byte(`"since":1e9,"signatures":[ {"sig":"x"} , "y"]`), 1)
	b, err := bundle.Parse(whole)
	if err != nil {
		t.Fatal(err)
	}
	want := &bundle.Bundle{
		Format:   bundle.BundleFormat,
		Revision: b.Revision,
		Target:   bundle.Target{Kind: "milvus", Name: "prod", Version: "2.6"},
		Table: bundle.Table{
			Format: bundle.TableFormat,
			Target: bundle.Target{Kind: "milvus", Name: "prod", Version: "2.6"},
			Grants: []bundle.Grant{{Role: "searcher", Privilege: "Search", Level: "collection", Database: "catalog", Collection: "products",
				EnforcedBy: "server", Via: []string{"base"}, Source: "roles.hcl:3:5"}},
			Members:  []bundle.Member{{Principal: "alice", Role: "searcher", Source: "bindings.hcl:1:1"}},
			Implicit: []string{"public"},
			Aliases:  map[string]map[string]string{"catalog": {"live": "products"}},
		},
		CEL: bundle.CEL{
			Format:     bundle.CELFormat,
			Target:     bundle.Target{Kind: "milvus", Name: "prod", Version: "2.6"},
			Variables:  map[string]string{"principal.name": "string"},
			Conditions: map[string]bundle.CELCondition{"office_hours": {Expression: "true", Source: "c.hcl:1:1"}},
			Roles:      map[string]bundle.CELRole{"public": {Expression: "false"}},
		},
		Signatures: []json.RawMessage{json.RawMessage(`{"sig":"x"}`), json.RawMessage(`"y"`)},
	}
	if diff := cmp.Diff(want, b, cmpopts.IgnoreUnexported(bundle.Bundle{})); diff != "" {
		t.Error(diff)
	}
}

func wantError(t *testing.T, data []byte, want string) {
	t.Helper()
	b, err := bundle.Parse(data)
	if err == nil || err.Error() != want {
		t.Errorf("got error %v\n want %s", err, want)
	}
	if b != nil {
		t.Error("got a bundle with the error")
	}
}
