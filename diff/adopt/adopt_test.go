package adopt_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/tools/txtar"

	"github.com/rolecall/rolecall/diff/adopt"
	"github.com/rolecall/rolecall/internal/txtest"
	"github.com/rolecall/rolecall/schema"
	"github.com/rolecall/rolecall/schema/parse"
	"github.com/rolecall/rolecall/schema/target/all"
)

var now = time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)

// failer is what tests and properties have in common.
type failer interface {
	Helper()
	Fatal(args ...any)
	Fatalf(format string, args ...any)
}

func write(t failer, s *schema.State) *adopt.Policy {
	t.Helper()
	vendor, _ := all.Find(s.Target.Kind)
	c, ok := vendor.Catalog(s.Target.Version)
	if !ok {
		t.Fatalf("no catalog of %+v", s.Target)
	}
	p, err := adopt.New(adopt.Input{State: s, Catalog: c, Versioned: len(vendor.Versions) > 1, Source: "state.json", Now: now})
	if err != nil {
		t.Fatalf("%v\n%s", err, text(p.Files))
	}
	return p
}

func text(files []parse.File) string {
	var b strings.Builder
	for _, f := range files {
		b.WriteString("-- " + f.Path + " --\n" + string(f.Data))
	}
	return b.String()
}

// An archive of testdata/import holds a state.json and, under want/, the policy
// that is written for it and the sentences about what is left out.
func TestArchives(t *testing.T) {
	txtest.Run(t, "../../testdata/import/*.txtar", func(t *testing.T, a *txtest.Archive) {
		s, err := schema.DecodeState(a.File(t, "state.json"))
		if err != nil {
			t.Fatal(err)
		}
		p := write(t, s)
		for _, f := range p.Files {
			a.Golden(t, "want/"+f.Path, f.Data)
		}
		if len(p.Left) > 0 {
			a.Golden(t, "want/left.txt", []byte(strings.Join(p.Left, "\n")+"\n"))
		}
		if len(p.Uncovered) > 0 {
			a.Golden(t, "want/uncovered.txt", []byte(strings.Join(p.Uncovered, "\n")+"\n"))
		}
		for _, f := range a.Under("want/") {
			if filepath.Ext(f.Name) != ".txt" && !strings.Contains(text(p.Files), "-- "+f.Name+" --\n") {
				t.Errorf("%s is wanted and not written", f.Name)
			}
		}
	})
}

// Where a state does not tell the version, the vendor's groups that it lists do.
func TestFitting(t *testing.T) {
	milvus, _ := all.Find("milvus")
	var catalogs []*schema.Catalog
	for _, v := range milvus.Versions {
		c, _ := milvus.Catalog(v)
		catalogs = append(catalogs, c)
	}
	for _, want := range catalogs {
		s := &schema.State{Groups: []schema.StateGroup{{Name: "own", Privileges: []string{"Search"}}}}
		if got := adopt.Fitting(s, catalogs); got != catalogs[0] {
			t.Errorf("without groups of the vendor it is %s, not the first", got.Version)
		}
		for _, g := range want.Groups {
			if !g.Legacy {
				s.Groups = append(s.Groups, schema.StateGroup{Name: g.Name, Privileges: g.Privileges, BuiltIn: true})
			}
		}
		s.Groups[1].Privileges = s.Groups[1].Privileges[1:] // as its configuration has it
		if got := adopt.Fitting(s, catalogs); got != want {
			t.Errorf("groups of %s are taken for those of %s", want.Version, got.Version)
		}
	}
}

// The states of the example companies, and those of every archive, are adopted whole.
func TestStates(t *testing.T) {
	states := map[string][]byte{}
	for _, pattern := range []string{"../../policies/*/state*.json", "../../testdata/*/*.txtar"} {
		paths, err := filepath.Glob(pattern)
		if err != nil || len(paths) == 0 {
			t.Fatalf("nothing matches %q (%v)", pattern, err)
		}
		for _, path := range paths {
			data, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if filepath.Ext(path) == ".json" {
				states[path] = data
				continue
			}
			for _, f := range txtar.Parse(data).Files {
				if f.Name == "state.json" {
					states[path] = f.Data
				}
			}
		}
	}
	adopted := 0
	for path, data := range states {
		s, err := schema.DecodeState(data)
		if err != nil || s.Target.Kind == "" {
			continue // one that another test refuses
		}
		t.Run(path, func(t *testing.T) { judge(t, s, write(t, s)) })
		adopted++
	}
	if adopted < 40 {
		t.Errorf("only %d states were found", adopted)
	}
}
