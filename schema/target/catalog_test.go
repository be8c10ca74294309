package target_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"go/format"
	"io"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/rolecall/rolecall/internal/txtest"
	"github.com/rolecall/rolecall/schema"
	"github.com/rolecall/rolecall/schema/target/all"
)

// The catalogs that are compiled in are those of the files; -update writes the
// Go of every file.
func TestCatalogsAreThoseOfTheFiles(t *testing.T) {
	paths, err := filepath.Glob("*/catalog/*.json")
	if err != nil || len(paths) == 0 {
		t.Fatalf("no catalogs (%v)", err)
	}
	for _, path := range paths {
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		want, err := decodeCatalog(data)
		if err != nil {
			t.Fatalf("%s: %v", path, err)
		}
		kind, line := filepath.Dir(filepath.Dir(path)), strings.TrimSuffix(filepath.Base(path), ".json")
		if txtest.Update() {
			writeCatalog(t, kind, line, want)
			continue
		}
		known, _ := all.Find(kind)
		if got, _ := known.Catalog(line); got == nil || want.Version != line || !reflect.DeepEqual(got, want) {
			t.Errorf("%s is not what is compiled in: run go test ./schema/target -update", path)
		}
	}
}

// decodeCatalog reads a catalog and prepares its look-ups. A key that no
// catalog has is an error, so that a misspelt one is not silently ignored.
func decodeCatalog(data []byte) (*schema.Catalog, error) {
	var c schema.Catalog
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&c); err != nil {
		return nil, fmt.Errorf("decode catalog: %w", err)
	}
	if _, err := dec.Token(); err != io.EOF {
		return nil, fmt.Errorf("decode catalog: more follows after the document")
	}
	if c.Format != "rolecall.catalog/v1" {
		return nil, fmt.Errorf("decode catalog: format is %q", c.Format)
	}
	c.Index()
	return &c, nil
}

// writeCatalog writes a catalog as Go. What it is made of is laid out by the
// compiler; maps alone, which need code, are made when it is asked for.
func writeCatalog(t *testing.T, kind, line string, c *schema.Catalog) {
	t.Helper()
	name := strings.ReplaceAll(strings.ToUpper(line[:1])+line[1:], ".", "")
	text := fmt.Sprintf(catalogSource, kind, line, name, c.Sources, c.Behaviour.Objects, literal(reflect.ValueOf(*c)))
	source, err := format.Source([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(kind, "catalog_"+strings.ToLower(name)+".go"), source, 0o666); err != nil {
		t.Fatal(err)
	}
}

const catalogSource = `// Code generated from catalog/%[2]s.json by go test ./schema/target -update; DO NOT EDIT.

package %[1]s

import "github.com/rolecall/rolecall/schema"

// catalog%[3]s gives the catalog of %[2]s.
func catalog%[3]s() *schema.Catalog {
	c := data%[3]s
	c.Sources = %#[4]v
	c.Behaviour.Objects = %#[5]v
	return &c
}

var data%[3]s = %[6]s
`

// literal writes a value as Go. What is empty is left out, and so are the maps of structs.
func literal(v reflect.Value) string {
	var b strings.Builder
	switch v.Kind() {
	case reflect.Pointer:
		return "&" + literal(v.Elem())
	case reflect.Struct:
		for i, f := range reflect.VisibleFields(v.Type()) {
			if f.IsExported() && f.Type.Kind() != reflect.Map && !v.Field(i).IsZero() {
				fmt.Fprintf(&b, "%s: %s, ", f.Name, literal(v.Field(i)))
			}
		}
	case reflect.Slice:
		for _, e := range v.Seq2() {
			if e.Kind() == reflect.Struct {
				b.WriteByte('\n')
			}
			b.WriteString(literal(e) + ", ")
		}
	default:
		return fmt.Sprintf("%#v", v.Interface())
	}
	return v.Type().String() + "{" + strings.TrimSuffix(b.String(), ", ") + "}"
}
