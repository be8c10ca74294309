package compiler_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/rolecall/rolecall/compiler"
	"github.com/rolecall/rolecall/schema/parse"
	"github.com/rolecall/rolecall/schema/target/all"
)

// TestWhatMultiplies: scopes that multiply and includes that nest are RC007, and
// what is over the limit gives nothing.
func TestWhatMultiplies(t *testing.T) {
	names := func(prefix string) string {
		var list []string
		for i := range 2000 {
			list = append(list, fmt.Sprintf("%q", fmt.Sprint(prefix, i)))
		}
		return "[" + strings.Join(list, ", ") + "]"
	}
	product := "role \"r\" {\n  grant {\n    privileges = [\"Search\"]\n    database = " + names("d") + "\n    collection = " + names("c") + "\n  }\n}\n"
	chain := "role \"r0\" {\n  grant {\n    privileges = [\"ClusterReadOnly\"]\n  }\n}\n"
	for i := range 40 {
		chain += fmt.Sprintf("role \"r%d\" {\n  includes = [role.r%d]\n}\n", i+1, i)
	}
	for name, src := range map[string]string{"product": product, "chain": chain} {
		project, _ := parse.Project([]parse.File{{Path: "x.hcl", Data: []byte("target \"milvus\" \"x\" { version = \"2.6\" }\n" + src)}}, parse.Options{})
		m, found := all.Resolve(project.Documents[0], false)
		if len(found) == 0 || found[0].Rule != "RC007" || found[0].Range.IsZero() {
			t.Errorf("%s: want RC007 with a place, got %v", name, found)
		}
		program, err := compiler.Compile(m)
		if err != nil {
			t.Fatal(err)
		}
		for _, g := range program.Table.Grants {
			if g.Role == "r" || g.Role == "r40" {
				t.Errorf("%s: %q has rows", name, g.Role)
			}
		}
	}
}
