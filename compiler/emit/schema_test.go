package emit_test

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/rolecall/rolecall/bundle"
	"github.com/rolecall/rolecall/bundle/signature"
	"github.com/rolecall/rolecall/compiler"
	"github.com/rolecall/rolecall/compiler/emit"
	"github.com/rolecall/rolecall/schema"
	"github.com/rolecall/rolecall/schema/parse"
	"github.com/rolecall/rolecall/schema/target/all"
)

// schemaOf compiles a part of the published schema.
func schemaOf(t *testing.T, part string) *jsonschema.Schema {
	t.Helper()
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	s, err := c.Compile("../../rolecall.bundle.schema.json" + part)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func validates(t *testing.T, s *jsonschema.Schema, data []byte) error {
	t.Helper()
	v, err := jsonschema.UnmarshalJSON(bytes.NewReader(data))
	if err != nil {
		t.Fatalf("%v: %s", err, data)
	}
	return s.Validate(v)
}

// examples compiles the example policies.
func examples(t *testing.T) []*compiler.Program {
	t.Helper()
	var out []*compiler.Program
	for _, dir := range []string{"milvus", "qdrant", "zilliz"} {
		var files []parse.File
		err := filepath.WalkDir("../../policies/"+dir, func(path string, d os.DirEntry, err error) error {
			if err == nil && !d.IsDir() && strings.HasSuffix(path, ".hcl") {
				var data []byte
				data, err = os.ReadFile(path)
				files = append(files, parse.File{Path: filepath.ToSlash(path), Data: data})
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		project, _ := parse.Project(files, parse.Options{})
		for _, d := range project.Documents {
			vendor, _ := all.Find(d.Target.Kind)
			cat, ok := vendor.Catalog(d.Target.Version.Value)
			if !ok {
				t.Fatalf("no catalog of %s %s", d.Target.Kind, d.Target.Version.Value)
			}
			m, _ := schema.Resolve(d, cat, project.Broken)
			p, err := compiler.Compile(m)
			if err != nil {
				t.Fatal(err)
			}
			out = append(out, p)
		}
	}
	return out
}

// The schema describes what is written, for every example.
func TestSchemaOfWhatIsWritten(t *testing.T) {
	s, err := signature.ParseSigner([]byte(`{"kty":"OKP","crv":"Ed25519","kid":"ed","d":"nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}`), "")
	if err != nil {
		t.Fatal(err)
	}
	whole, table, cel := schemaOf(t, ""), schemaOf(t, "#/$defs/table"), schemaOf(t, "#/$defs/cel")
	statement, decision, request := schemaOf(t, "#/$defs/statement"), schemaOf(t, "#/$defs/decision"), schemaOf(t, "#/$defs/request")
	programs := examples(t)
	if len(programs) < 4 {
		t.Fatalf("%d examples", len(programs))
	}
	for _, p := range programs {
		signed, err := emit.Bundle.Sealed(p, emit.Seal{Signer: s, Serial: 1, Policy: &signature.Policy{Revision: "abc"}})
		if err != nil {
			t.Fatal(err)
		}
		for name, err := range map[string]error{
			"bundle.json":        validates(t, whole, bundle.Encode(&p.Table, &p.CEL)),
			"bundle.json signed": validates(t, whole, signed),
			"table.json":         validates(t, table, p.Table.Encode()),
			"cel.json":           validates(t, cel, p.CEL.Encode()),
		} {
			if err != nil {
				t.Errorf("%s of %s: %v", name, p.ID, err)
			}
		}
		b, err := bundle.Parse(signed)
		if err != nil {
			t.Fatal(err)
		}
		var jws string
		if err := json.Unmarshal(b.Signatures[0], &jws); err != nil {
			t.Fatal(err)
		}
		payload, err := base64.RawURLEncoding.DecodeString(strings.Split(jws, ".")[1])
		if err != nil {
			t.Fatal(err)
		}
		if err := validates(t, statement, payload); err != nil {
			t.Errorf("statement: %v", err)
		}
		for _, m := range p.Table.Members {
			req := &bundle.Request{Principal: m.Principal, Privilege: p.Table.Grants[0].Privilege, Attributes: bundle.Attributes{Request: map[string]any{"ip": "10.0.0.1"}}}
			for schema, v := range map[*jsonschema.Schema]any{request: req, decision: b.Decide(req, time.Time{}, nil)} {
				data, err := json.Marshal(v)
				if err != nil {
					t.Fatal(err)
				}
				if err := validates(t, schema, data); err != nil {
					t.Errorf("%s: %v", data, err)
				}
			}
		}
	}
}

// What a reader refuses the schema refuses too, as far as a schema can tell.
func TestSchemaRefuses(t *testing.T) {
	p := program(t, []byte(onePolicy))
	p.CEL.Conditions = map[string]bundle.CELCondition{"c": {Expression: "true"}}
	whole := string(bundle.Encode(&p.Table, &p.CEL))
	target := `{"kind":"milvus","name":"prod.it's","version":"2.6"}`
	for _, tt := range []struct{ part, doc, old, new string }{
		{"", whole, `"rolecall.bundle/v1"`, `"rolecall.bundle/v2"`},
		{"", whole, `"rolecall.table/v1"`, `"rolecall.table/v2"`},
		{"", whole, `"rolecall.cel/v1"`, `"rolecall.cel/v2"`},
		{"", whole, `"revision":"sha256:`, `"revision":"md5:`},
		{"", whole, `"revision"`, `"revisions"`},
		{"", whole, `"target":` + target + `,"table"`, `"table"`},
		{"", whole, `"cel":`, `"lec":`},
		{"", whole, `"grants"`, `"grant"`},
		{"", whole, `"members"`, `"Members"`},
		{"", whole, `"signatures":[]`, `"signatures":{}`},
		{"", whole, `"signatures":[]`, `"signatures":["x"]`},
		{"", whole, `"signatures":[]`, `"signatures":[` + strings.Repeat(`"a.b.c",`, 16) + `"a.b.c"]`},
		{"", whole, `"kind":"milvus"`, `"kind":""`},
		{"", whole, `"role":"r"`, `"role":7`},
		{"", whole, `"role":"r"`, `"role":""`},
		{"", whole, `"privilege":"Search"`, `"privilege":null`},
		{"", whole, `"database":"catalog"`, `"database":""`},
		{"", whole, `"collection":"<products>"`, `"collection":"` + strings.Repeat("x", 256) + `"`},
		{"", whole, `"enforced_by":"server"`, `"enforced_by":"nobody"`},
		{"", whole, `"via":[]`, `"via":[` + strings.Repeat(`"x",`, 100) + `"x"]`},
		{"", whole, `"expires":""`, `"expires":"2027-01-31"`},
		{"", whole, `"principal":"alice"`, `"principal":""`},
		{"", whole, `"expression":"true"`, `"expression":""`},
		{"", whole, `"min":0`, `"min":-1`},
		{"#/$defs/request", `{"principal":"a","privilege":"b"}`, `"principal"`, `"principle"`},
		{"#/$defs/request", `{"principal":"a","privilege":"b"}`, `"a"`, `null`},
		{"#/$defs/request", `{"principal":"a","roles":["x"]}`, `["x"]`, `null`},
		{"#/$defs/request", `{"principal":"a","roles":["x"]}`, `"x"`, `1`},
		{"#/$defs/request", `{"principal":"a","attributes":{"request":{}}}`, `"request"`, `"session"`},
		{"#/$defs/request", `{"principal":"a","attributes":{"request":{}}}`, `{}`, `[]`},
		{"#/$defs/decision", `{"allowed":true,"role":"r","source":"a:1:1","condition":"","reason":"x"}`, `"role":"r"`, `"role":""`},
		{"#/$defs/decision", `{"allowed":true,"role":"r","source":"a:1:1","condition":"","reason":"x"}`, `true`, `false`},
		{"#/$defs/decision", `{"allowed":false,"role":"","source":"","condition":"","reason":"x"}`, `"reason":"x"`, `"reason":""`},
	} {
		s := schemaOf(t, tt.part)
		changed := strings.Replace(tt.doc, tt.old, tt.new, 1)
		if changed == tt.doc {
			t.Errorf("%s is not there", tt.old)
			continue
		}
		if err := validates(t, s, []byte(tt.doc)); err != nil {
			t.Errorf("what it is changed from: %v", err)
		}
		if err := validates(t, s, []byte(changed)); err == nil {
			t.Errorf("%s for %s is valid", tt.new, tt.old)
		}
		if tt.part == "" {
			if _, err := bundle.Parse([]byte(changed)); err == nil && !strings.Contains(tt.new, "signatures") {
				t.Errorf("%s for %s is read", tt.new, tt.old)
			}
		}
	}
}
