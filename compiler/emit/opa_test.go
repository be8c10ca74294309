package emit_test

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/rolecall/rolecall/bundle"
	"github.com/rolecall/rolecall/bundle/signature"
	"github.com/rolecall/rolecall/compiler"
	"github.com/rolecall/rolecall/compiler/emit"
	"github.com/rolecall/rolecall/internal/txtest"
	"github.com/rolecall/rolecall/schema"
	"github.com/rolecall/rolecall/schema/parse"
	"github.com/rolecall/rolecall/schema/target/all"
)

// program compiles a policy with one target.
func program(t *testing.T, policy []byte) *compiler.Program {
	t.Helper()
	project, _ := parse.Project([]parse.File{{Path: "policy.hcl", Data: policy}}, parse.Options{})
	d := project.Documents[0]
	vendor, _ := all.Find(d.Target.Kind)
	cat, ok := vendor.Catalog(d.Target.Version.Value)
	if !ok {
		t.Fatalf("no version %q", d.Target.Version.Value)
	}
	m, _ := schema.Resolve(d, cat, project.Broken)
	p, err := compiler.Compile(m)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// unpacked gives the heads and the contents of an archive.
func unpacked(t *testing.T, data []byte) (heads []*tar.Header, contents map[string][]byte) {
	t.Helper()
	zip, err := gzip.NewReader(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	contents = map[string][]byte{}
	for r := tar.NewReader(zip); ; {
		head, err := r.Next()
		if errors.Is(err, io.EOF) {
			return heads, contents
		}
		if err != nil {
			t.Fatal(err)
		}
		if contents[head.Name], err = io.ReadAll(r); err != nil {
			t.Fatal(err)
		}
		heads = append(heads, head)
	}
}

// What the archive holds. That OPA decides by it as package bundle does is tested
// inside OPA, in internal/bench/opabundle.
func TestOPA(t *testing.T) {
	txtest.Run(t, "../../testdata/emit/opa*.txtar", func(t *testing.T, a *txtest.Archive) {
		p := program(t, a.File(t, "policy.hcl"))
		data, err := emit.OPA.Write(p)
		if err != nil {
			t.Fatal(err)
		}
		_, contents := unpacked(t, data)
		a.Golden(t, "manifest", indented(t, contents[".manifest"]))
		a.Golden(t, "data.json", indented(t, contents["data.json"]))
		_, conditions, _ := strings.Cut(string(contents["policy.rego"]), "fails[\"\"] := false\n\n")
		a.Golden(t, "conditions.rego", []byte(conditions))
		a.Golden(t, "notes", []byte(strings.Join(append(emit.OPA.Notes(p), ""), "\n")))
	})
}

func indented(t *testing.T, data []byte) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := json.Indent(&b, data, "", "  "); err != nil {
		t.Fatal(err)
	}
	return append(b.Bytes(), '\n')
}

const onePolicy = `
target "milvus" "prod" {
  for_each = toset(["it's"])
  version  = "2.6"
}
role "r" {
  grant {
    privileges = ["Search"]
    database   = "catalog"
    collection = "<products>"
  }
}
binding "b" {
  roles = [role.r]
  users = ["alice"]
}
`

// The same program gives the same bytes, and nothing in them tells of the machine or the moment.
func TestOPAArchive(t *testing.T) {
	s, err := signature.ParseSigner([]byte(`{"kty":"OKP","crv":"Ed25519","kid":"ed","d":"nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}`), "")
	if err != nil {
		t.Fatal(err)
	}
	p := program(t, []byte(onePolicy))
	for want, write := range map[string]func() ([]byte, error){
		".manifest data.json policy.rego":                  func() ([]byte, error) { return emit.OPA.Write(p) },
		".signatures.json .manifest data.json policy.rego": func() ([]byte, error) { return emit.OPA.Sealed(p, emit.Seal{Signer: s, Serial: 3}) },
	} {
		data, err := write()
		if err != nil {
			t.Fatal(err)
		}
		if again, err := write(); err != nil || !bytes.Equal(data, again) {
			t.Errorf("%s: other bytes the second time (%v)", want, err)
		}
		heads, contents := unpacked(t, data)
		var names []string
		for _, h := range heads {
			names = append(names, h.Name)
			if h.ModTime.Unix() != 0 || h.Uid != 0 || h.Gid != 0 || h.Uname != "" || h.Gname != "" || h.Mode != 0o644 {
				t.Errorf("%s: %+v", h.Name, h)
			}
		}
		if got := strings.Join(names, " "); got != want {
			t.Errorf("files are %s, want %s", got, want)
		}
		if !bytes.Contains(contents["policy.rego"], []byte(`package rolecall["prod.it's"]`)) || bytes.Contains(contents["policy.rego"], []byte("TARGET")) {
			t.Error("the module is not of the target's package")
		}
	}
}

func TestOPARefuses(t *testing.T) {
	p := program(t, []byte(onePolicy))
	p.Table.Members = append(p.Table.Members, bundle.Member{Principal: "x", Role: "r", Source: "a:1:1", Expires: "tomorrow"})
	if data, err := emit.OPA.Write(p); err == nil || data != nil {
		t.Errorf("an expiry that is no time: %v", err)
	}
}

// Formats are found by their names, which differ, as do their files.
func TestFormats(t *testing.T) {
	names, files := map[string]bool{}, map[string]bool{}
	for _, f := range emit.Formats {
		if found, ok := emit.Find(f.Name); !ok || found.File != f.File || names[f.Name] || files[f.File] {
			t.Errorf("%s in %s", f.Name, f.File)
		}
		names[f.Name], files[f.File] = true, true
	}
	if _, ok := emit.Find("xml"); ok {
		t.Error("xml is found")
	}
}
