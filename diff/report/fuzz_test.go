package report_test

import (
	"io"
	"path/filepath"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/rolecall/rolecall/diff"
	"github.com/rolecall/rolecall/diff/report"
	"github.com/rolecall/rolecall/schema"
)

// Whatever a state file holds, it is compared and written without a panic.
func FuzzStates(f *testing.F) {
	paths, err := filepath.Glob("../../testdata/diff/*.txtar")
	if err != nil || len(paths) == 0 {
		f.Fatal("no archives", err)
	}
	for _, path := range paths {
		a, err := txtar.ParseFile(path)
		if err != nil {
			f.Fatal(err)
		}
		for _, file := range a.Files {
			if file.Name == "state.json" {
				f.Add(file.Data)
			}
		}
	}
	var models []*schema.Model
	for _, policy := range []string{
		smallPolicy + "moved {\n from = role.searcher\n to = role.reader\n}\n",
		"target \"milvus\" \"prod\" {\n version = \"3.0\"\n unmanaged = \"report\"\n}\nuser \"alice\" {}\nremoved { from = role.loader }\n",
		"target \"zilliz\" \"prod\" { plan = \"dedicated\" }\nbinding \"b\" {\n roles = [\"db_ro\"]\n users = [\"alice\"]\n}\n",
		"target \"qdrant\" \"prod\" {}\nrole \"Cluster operator\" {\n grant { privileges = [\"write:clusters\"] }\n}\n",
	} {
		models = append(models, resolve(f, policy))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		s, err := schema.DecodeState(data)
		if err != nil {
			return
		}
		for _, m := range models {
			r := diff.Compare(diff.Input{Model: m, Deployed: s})
			for _, format := range report.Formats {
				if err := format.Write(io.Discard, &report.Report{Results: []*diff.Result{r}}); err != nil {
					t.Fatal(err)
				}
			}
		}
	})
}
