package parse_test

import (
	"fmt"
	"runtime"
	"strings"
	"testing"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"golang.org/x/sync/errgroup"

	"github.com/rolecall/rolecall/schema"
	"github.com/rolecall/rolecall/schema/parse"
	"github.com/rolecall/rolecall/schema/target/all"
)

// estate makes files of 50 lines each: a group, two roles and a binding a file.
func estate(files int) []parse.File {
	out := []parse.File{{Path: "target.hcl", Data: []byte("target \"milvus\" \"prod\" {\n  version = \"2.6\"\n}\n")}}
	for i := range files {
		var b strings.Builder
		fmt.Fprintf(&b, "# Team %d.\nprivilege_group \"group_%d\" {\n  description = \"what team %d reads\"\n  privileges  = [\"Search\", \"Query\", \"GetLoadState\"]\n}\n\n", i, i, i)
		for _, kind := range []string{"reader", "writer"} {
			fmt.Fprintf(&b, "role \"%s_%d\" {\n  description = \"%s of team %d\"\n  labels = {\n    owner = \"team-%d\"\n  }\n\n", kind, i, kind, i, i)
			fmt.Fprintf(&b, "  grant {\n    privileges = [\"CollectionReadOnly\", privilege_group.group_%d]\n    database   = \"db%d\"\n    collection = [\"c%d\", \"d%d\"]\n  }\n\n", i, i%50, i, i)
			fmt.Fprintf(&b, "  grant {\n    privileges = [\"DatabaseReadOnly\"]\n    database   = \"db%d\"\n  }\n}\n\n", i%50)
		}
		fmt.Fprintf(&b, "binding \"team_%d\" {\n  roles = [\n    role.reader_%d,\n    role.writer_%d,\n  ]\n  users = [\"user_%d\", \"user_%d\"]\n}\n", i, i, i, i, i+1)
		out = append(out, parse.File{Path: fmt.Sprintf("teams/t%04d.hcl", i), Data: []byte(b.String())})
	}
	return out
}

// BenchmarkEstate reads 2,000 files of 50 lines, beside a bare parallel parse
// of the same files in the same run. Its ratio is what docs/performance.md shows.
func BenchmarkEstate(b *testing.B) {
	files := estate(2000)
	size := int64(0)
	for _, f := range files {
		size += int64(len(f.Data))
	}
	b.Run("bare-hclsyntax", func(b *testing.B) {
		b.SetBytes(size)
		b.ReportAllocs()
		for b.Loop() {
			var g errgroup.Group
			g.SetLimit(runtime.GOMAXPROCS(0))
			for _, f := range files {
				g.Go(func() error {
					_, diags := hclsyntax.ParseConfig(f.Data, f.Path, hcl.InitialPos)
					if diags.HasErrors() {
						return diags
					}
					return nil
				})
			}
			if err := g.Wait(); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("project", func(b *testing.B) {
		b.SetBytes(size)
		b.ReportAllocs()
		for b.Loop() {
			if _, found := parse.Project(files, parse.Options{}); len(found) > 0 {
				b.Fatal(found[0])
			}
		}
	})
	b.Run("project-and-resolve", func(b *testing.B) {
		b.SetBytes(size)
		b.ReportAllocs()
		milvus, _ := all.Find("milvus")
		cat, _ := milvus.Catalog("2.6")
		for b.Loop() {
			p, _ := parse.Project(files, parse.Options{})
			if _, found := schema.Resolve(p.Documents[0], cat, false); len(found) > 0 {
				b.Fatal(found[0])
			}
		}
	})
}
