package diff_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rolecall/rolecall/diff"
	"github.com/rolecall/rolecall/schema/parse"
	"github.com/rolecall/rolecall/schema/target/all"
)

// Every example policy, deployed as it wants to be, needs no deployment.
func TestExamplesNeedNothing(t *testing.T) {
	var files []parse.File
	root := "../policies"
	err := filepath.WalkDir(root, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".hcl") || strings.HasSuffix(path, "_test.hcl") {
			return err
		}
		data, err := os.ReadFile(path)
		rel, _ := filepath.Rel(root, path)
		files = append(files, parse.File{Path: filepath.ToSlash(rel), Data: data})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	project, _ := parse.Project(files, parse.Options{})
	if len(project.Documents) < 3 {
		t.Fatalf("%d targets", len(project.Documents))
	}
	for _, doc := range project.Documents {
		m, _ := all.Resolve(doc, false)
		r := diff.Compare(diff.Input{Model: m, Deployed: m.Desired(now), Now: now})
		if !r.Empty() || len(r.Unmanaged) > 0 {
			t.Errorf("%s: %+v %+v", doc.Target.ID(), r.Changes, r.Unmanaged)
		}
	}
}
