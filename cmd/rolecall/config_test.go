package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/BurntSushi/toml"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/rolecall/rolecall/lint/report"
)

// configSamples are documents and what is wrong with them: lines that decoding
// tells, none for a valid one. A line that ends with "(decoder)" is of what the
// schema cannot say.
var configSamples = []struct {
	text string
	want []string
}{
	{text: ""},
	{text: "required_version = \">= 0.4, < 99\"\nfail_level = \"info\"\nformat = \"sarif\"\nbaseline = \"a/b.json\"\n"},
	{text: "format = [\"text\", \"json\"]\n[rules]\nRC106 = \"off\"\nwider-than-written = \"error\"\nRC001 = \"error\"\n"},
	{text: "[[paths]]\nglob = \"legacy/**\"\nrules = { RC106 = \"info\" }\n\n[[paths]]\nglob = \"*.hcl\"\n[paths.rules]\nRC104 = \"off\"\n"},
	{text: "[limits]\nnesting = 10\nfile_bytes = 8388608\n[vars]\nregion = \"eu\"\nlist = [1, 2]\n"},
	{text: "[diff]\nfail_on = [\"widen\", \"invariant:no_drops\"]\naccept = \"a/b.toml\"\n"},

	{text: "[diff]\nfail_on = [\"widn\"]", want: []string{`x:2: gate is "widn", not one of widen, escalate, `}},
	{text: "[diff]\nfail_on = [\"invariant:\"]", want: []string{`x:2: gate is "invariant:", not one of `}},
	{text: "[diff]\naccept = \"../a.toml\"", want: []string{`x:2: accept "../a.toml" lies outside the project`}},
	{text: "[diff]\nfail_no = []", want: []string{`x:2: unknown key "diff.fail_no" (did you mean "diff.fail_on"?)`}},
	{text: "fail_levle = \"error\"", want: []string{`x:1: unknown key "fail_levle" (did you mean "fail_level"?)`}},
	{text: "\n[rule]\nRC106 = \"off\"", want: []string{`x:2: unknown key "rule" (did you mean "rules"?)`}},
	{text: "disable = [\"RC106\"]", want: []string{`x:1: unknown key "disable": give rules a level, as in [rules] RC206 = "off"`}},
	{text: "nesting = 10", want: []string{`x:1: unknown key "nesting" (did you mean "limits.nesting"?)`}},
	{text: "fail_level = \"fatal\"", want: []string{`x:1: fail_level is "fatal", not one of error, warning, info`}},
	{text: "fail_level = 3", want: []string{"x:1: fail_level is a number, where a string is wanted"}},
	{text: "fail_level = ", want: []string{"x:1: unexpected EOF; expected value"}},
	{text: "format = \"text\"\nformat = \"json\"", want: []string{"x:2: Key 'format' has already been defined."}},
	{text: "format = [\"xml\"]", want: []string{`x:1: format is "xml", not one of `}},
	{text: "format = \"json=/tmp/x\"", want: []string{`x:1: format "json=/tmp/x" names the file "/tmp/x": a project does not say where to write`}},
	{text: "format = 1", want: []string{"x:1: format is neither a string nor a list of strings"}},
	{text: "baseline = \"../x.json\"", want: []string{`x:1: baseline "../x.json" lies outside the project`}},
	{text: "baseline = \"/x.json\"", want: []string{`x:1: baseline "/x.json" lies outside the project`}},
	{text: "required_version = \"new\"\nunknown = 1", want: []string{`x:1: required_version "new" cannot be read`}},
	{text: "required_version = \"^1.2\"", want: []string{`x:1: required_version "^1.2" cannot be read`}},
	{text: "required_version = \"<>1.2\"", want: []string{`x:1: required_version has the operator "<>"`}},
	{text: "[rules]\nRC106 = \"of\"\nRC104 = \"on\"", want: []string{
		`x:3: level of RC104 is "on", not one of off, info, warning, error`, `x:2: level of RC106 is "of", not one of off, info, warning, error`,
	}},
	{text: "[rules]\nRC001 = \"off\"", want: []string{"x:2: RC001 syntax-error is always an error: it tells what could not be read"}},
	{text: "[rules]\ninput-too-large = \"warning\"", want: []string{"x:2: RC007 input-too-large is always an error: it tells what could not be read"}},
	{text: "[rules]\nRC004 = \"off\"", want: []string{"x:2: RC004 unknown-reference cannot be off: it tells what could not be read (decoder)"}},
	{text: "[rules]\nRC999 = \"off\"", want: []string{`x:2: there is no rule "RC999" (decoder)`}},
	{text: "[rules]\n\"RC 106\" = \"off\"", want: []string{`x:2: there is no rule "RC 106"`}},
	{text: "[rules]\nRC106 = \"off\"\nwildcard-scope = \"info\"", want: []string{"x:3: RC106 and wildcard-scope are the same rule (decoder)"}},
	{text: "rules = 1", want: []string{"x:1: rules is no table"}},
	{text: "vars = 1", want: []string{"x:1: vars is no table"}},
	{text: "\n[limits]\nnesting = 1.5", want: []string{"x:3: limits.nesting is a number with a fraction, where a whole number is wanted"}},
	{text: "limits = 3", want: []string{"x:1: limits is a number, where a table is wanted"}},
	{text: "[[paths]]\nrules = { RC101 = 3 }", want: []string{"x:2: paths.rules.RC101 is a number, where a string is wanted"}},
	{text: "[paths]\nglob = \"a\"", want: []string{"x:1: paths is a table, where a list is wanted"}},
	{text: "[[paths]]\nglob = \"a\"\n", want: []string{"x:1: paths needs rules"}},
	{text: "[[paths]]\nrules = {}\n", want: []string{"x:1: paths needs a glob"}},
	{text: "[[paths]]\nglob = \"/a/**\"\nrules = {}\n", want: []string{`x:2: glob "/a/**" matches nothing`}},
	{text: "[[paths]]\nglob = \"a/../b\"\nrules = {}\n", want: []string{`x:2: glob "a/../b" matches nothing`}},
	{text: "[[paths]]\nglob = \"a[\"\nrules = {}\n", want: []string{`x:2: glob "a[" cannot be read (decoder)`}},
	{text: "[[paths]]\nglob = \"a\"\nrules = {}\n\n[[paths]]\nglob = \"b\"\nrules = { RC106 = \"of\" }\n", want: []string{`x:7: level of RC106 is "of"`}},
	{text: "[[paths]]\nglob = \"a\"\nrules = {}\nlevel = \"off\"\n", want: []string{`x:4: unknown key "paths.level"`}},
	{text: "[limits]\nnesting = 201", want: []string{"x:2: nesting is 201: a project can lower the limit, to between 1 and 200"}},
	{text: "[limits]\nfile_bytes = 0", want: []string{"x:2: file_bytes is 0: a project can lower the limit, to between 1 and 8388608"}},
	{text: "[limits]\nprojekt_bytes = 1", want: []string{`x:2: unknown key "limits.projekt_bytes" (did you mean "limits.project_bytes"?)`}},
}

// TestConfigSamples holds the decoder to what it tells, and the schema to the
// same judgement.
func TestConfigSamples(t *testing.T) {
	schema := configSchema(t)
	for _, s := range configSamples {
		_, problems := decodeConfig("x", []byte(s.text))
		var got []string
		for _, p := range problems {
			got = append(got, p.Error())
		}
		decoderOnly := false
		for i, want := range s.want {
			text, only := strings.CutSuffix(want, " (decoder)")
			decoderOnly = decoderOnly || only
			if len(got) != len(s.want) || !strings.HasPrefix(got[i], text) {
				t.Errorf("%q: tells %q, want %q", s.text, got, s.want)
				break
			}
		}
		if len(s.want) == 0 && len(got) > 0 {
			t.Errorf("%q: tells %q", s.text, got)
		}
		var doc any = map[string]any{}
		if _, err := toml.Decode(s.text, &doc); err != nil {
			continue // no TOML, so nothing for the schema
		}
		if err := schema.Validate(plain(t, doc)); (err == nil) != (len(s.want) == 0 || decoderOnly) {
			t.Errorf("%q: the schema says %v", s.text, err)
		}
	}
}

func configSchema(t *testing.T) *jsonschema.Schema {
	t.Helper()
	s, err := jsonschema.NewCompiler().Compile("../../rolecall.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// plain turns what TOML decodes to into what JSON does.
func plain(t *testing.T, v any) any {
	t.Helper()
	data, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	out, err := jsonschema.UnmarshalJSON(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// TestConfigKeys holds the list of keys, the schema and the struct to each other.
func TestConfigKeys(t *testing.T) {
	want := slices.Clone(configKeys())
	slices.Sort(want)
	var fromStruct []string
	var walk func(prefix string, typ reflect.Type)
	walk = func(prefix string, typ reflect.Type) {
		for i := range typ.NumField() {
			f := typ.Field(i)
			name := f.Tag.Get("toml")
			if name == "" {
				continue
			}
			fromStruct = append(fromStruct, prefix+name)
			switch inner := f.Type; {
			case inner.Kind() == reflect.Struct:
				walk(prefix+name+".", inner)
			case inner.Kind() == reflect.Slice && inner.Elem().Kind() == reflect.Struct:
				walk(prefix+name+".", inner.Elem())
			}
		}
	}
	walk("", reflect.TypeFor[config]())
	slices.Sort(fromStruct)
	if !slices.Equal(fromStruct, want) {
		t.Errorf("the struct has %v, the list %v", fromStruct, want)
	}

	var doc struct {
		Properties map[string]struct {
			Properties map[string]any
			Items      struct{ Properties map[string]any }
		}
		Defs struct{ Format struct{ Enum []string } } `json:"$defs"`
	}
	data, err := os.ReadFile("../../rolecall.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(data, &doc); err != nil {
		t.Fatal(err)
	}
	var fromSchema []string
	for name, p := range doc.Properties {
		fromSchema = append(fromSchema, name)
		for _, inner := range []map[string]any{p.Properties, p.Items.Properties} {
			for key := range maps.Keys(inner) {
				fromSchema = append(fromSchema, name+"."+key)
			}
		}
	}
	slices.Sort(fromSchema)
	if !slices.Equal(fromSchema, want) {
		t.Errorf("the schema has %v, the list %v", fromSchema, want)
	}
	if !slices.Equal(doc.Defs.Format.Enum, report.Names()) {
		t.Errorf("the schema has the formats %v, lint %v", doc.Defs.Format.Enum, report.Names())
	}
	for _, l := range (configLimits{}).list() {
		if !bytes.Contains(data, fmt.Appendf(nil, `"maximum": %d, "default": %d`, l.most, l.most)) {
			t.Errorf("the schema does not bound %s by %d", l.name, l.most)
		}
	}
}

// What config show prints is a rolecall.toml that says the same.
func TestConfigShowReads(t *testing.T) {
	for _, s := range configSamples {
		if len(s.want) > 0 {
			continue
		}
		dir, again := t.TempDir(), t.TempDir()
		write(t, filepath.Join(dir, configName), s.text)
		first := show(t, dir)
		write(t, filepath.Join(again, configName), first)
		second := show(t, again)
		if values(first) != values(second) {
			t.Errorf("%q shows\n%s\nand that shows\n%s", s.text, first, second)
		}
	}
}

func show(t *testing.T, dir string) string {
	t.Helper()
	var out, errs bytes.Buffer
	if code := run([]string{"config", "show"}, &world{stdin: strings.NewReader(""), stdout: &out, stderr: &errs, dir: dir}); code != exitDone {
		t.Fatalf("code %d: %s", code, errs.String())
	}
	return out.String()
}

// values is the text of settings without their origins.
func values(shown string) string {
	var b strings.Builder
	for line := range strings.Lines(shown) {
		if i := strings.LastIndex(line, " # "); i >= 0 {
			line = line[:i]
		}
		b.WriteString(strings.TrimRight(line, " \n") + "\n")
	}
	return b.String()
}

func write(t *testing.T, file, text string) {
	t.Helper()
	if err := os.WriteFile(file, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
}

func TestCheckVersion(t *testing.T) {
	for _, c := range []struct {
		required, have string
		ok             bool
	}{
		{"", "v1.2.3", true},
		{"1.2.3", "v1.2.3", true}, {"= v1.2.3", "v1.2.3", true}, {"1.2.3", "v1.2.4", false},
		{"!= 1.2.3", "v1.2.3", false}, {"!=1.2.3", "v1.2.4", true},
		{">= 1.2", "v1.2.0", true}, {">= 1.2", "v1.1.9", false}, {"> 1.2", "v1.2.0", false}, {"> 1.2", "v1.2.1", true},
		{"< 2", "v1.9.9", true}, {"< 2", "v2.0.0", false}, {"<= 2", "v2.0.0", true}, {"<=2", "v2.0.1", false},
		{">= 1.2, < 2", "v1.9.0", true}, {">= 1.2, < 2", "v2.1.0", false},
		{"~> 1.2", "v1.2.0", true}, {"~> 1.2", "v1.9.0", true}, {"~> 1.2", "v2.0.0", false}, {"~> 1.2", "v1.1.0", false},
		{"~> 1.2.3", "v1.2.9", true}, {"~> 1.2.3", "v1.3.0", false}, {"~> 1.2.3", "v1.2.2", false},
		{">= 1.2", "v1.2.0-rc.1", false},
		{"> 99", "(devel)", true}, // a build without a version
	} {
		if err := checkVersionOf(c.required, c.have); (err == nil) != c.ok {
			t.Errorf("%q of %s: %v", c.required, c.have, err)
		}
	}
}
