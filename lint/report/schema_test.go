package report

import (
	"bytes"
	"go/ast"
	"go/build"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"strconv"
	"sync"
	"testing"

	_ "github.com/owenrumney/go-sarif/v3/pkg/report/utils" // the module has the SARIF schema
	"github.com/reviewdog/reviewdog/proto/rdf"
	"github.com/santhosh-tekuri/jsonschema/v6"
	"google.golang.org/protobuf/encoding/protojson"
)

// Schemas are read where the go command keeps the modules that have them, so
// that their text is the published one and none of it stands in this repository.

var sarifSchema = sync.OnceValues(func() (*jsonschema.Schema, error) {
	file, err := parser.ParseFile(token.NewFileSet(), moduleFile("github.com/owenrumney/go-sarif/v3/pkg/report/v210/sarif", "schema.go"), nil, 0)
	if err != nil {
		return nil, err
	}
	var text string
	ast.Inspect(file, func(n ast.Node) bool {
		if lit, ok := n.(*ast.BasicLit); ok && lit.Kind == token.STRING {
			text, err = strconv.Unquote(lit.Value)
		}
		return err == nil
	})
	if err != nil {
		return nil, err
	}
	return compile([]byte(text))
})

var rdSchema = sync.OnceValues(func() (*jsonschema.Schema, error) {
	text, err := os.ReadFile(moduleFile("github.com/reviewdog/reviewdog/proto/rdf", "jsonschema/DiagnosticResult.json"))
	if err != nil {
		return nil, err
	}
	return compile(text)
})

// moduleFile is a file of a package that some test imports, or one beside it.
func moduleFile(pkg, name string) string {
	p, err := build.Import(pkg, ".", build.FindOnly)
	if err != nil {
		return err.Error()
	}
	return filepath.Join(p.Dir, filepath.FromSlash(name))
}

func compile(text []byte) (*jsonschema.Schema, error) {
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		return nil, err
	}
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	if err := c.AddResource("schema.json", doc); err != nil {
		return nil, err
	}
	return c.Compile("schema.json")
}

func validate(t *testing.T, schema func() (*jsonschema.Schema, error), data []byte) {
	t.Helper()
	s, err := schema()
	if err != nil {
		t.Fatalf("read schema: %v", err)
	}
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(data))
	if err != nil {
		t.Fatalf("not JSON: %v\n%s", err, data)
	}
	if err := s.Validate(doc); err != nil {
		t.Errorf("%v\n%s", err, data)
	}
}

// Whatever a schema refuses it must refuse here too, or it is not looked at.
func TestSchemasRefuse(t *testing.T) {
	for name, schema := range map[string]func() (*jsonschema.Schema, error){"sarif": sarifSchema, "rdjson": rdSchema} {
		s, err := schema()
		if err != nil {
			t.Fatalf("read schema of %s: %v", name, err)
		}
		for _, wrong := range []any{"text", map[string]any{"runs": "none", "diagnostics": "none"}} {
			if s.Validate(wrong) == nil {
				t.Errorf("schema of %s takes %v", name, wrong)
			}
		}
	}
}

func validSARIF(t *testing.T, _ *Report, data []byte) { validate(t, sarifSchema, data) }

// validRDJSON reads the document as reviewdog does too, but takes no field that
// reviewdog would skip.
func validRDJSON(t *testing.T, _ *Report, data []byte) {
	validate(t, rdSchema, data)
	if err := protojson.Unmarshal(data, &rdf.DiagnosticResult{}); err != nil {
		t.Errorf("reviewdog does not read it: %v\n%s", err, data)
	}
}
