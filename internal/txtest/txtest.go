// Package txtest is the one way in which tests read archives and compare with
// goldens: a test is a txtar archive in testdata, what is expected stands in
// it, and `go test -update` (make update) writes what came out in its place.
package txtest

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"
)

var update = flag.Bool("update", false, "write what comes out in place of what is expected")

// Update reports whether goldens are to be written instead of compared.
func Update() bool { return *update }

// Run runs f as a subtest for each archive that the pattern matches. None is a failure.
func Run(t *testing.T, pattern string, f func(t *testing.T, a *Archive)) {
	t.Helper()
	paths, err := filepath.Glob(pattern)
	if err != nil || len(paths) == 0 {
		t.Fatalf("no archives match %q (%v)", pattern, err)
	}
	for _, path := range paths {
		name := strings.TrimSuffix(filepath.Base(path), filepath.Ext(path))
		t.Run(name, func(t *testing.T) {
			a := Open(t, path)
			f(t, a)
			a.write(t)
		})
	}
}

// Archive is one archive of testdata. Its comment tells what it shows.
type Archive struct {
	txtar.Archive
	Path    string
	changed bool
}

// Open reads an archive. One that does not say what it shows is a failure.
func Open(t *testing.T, path string) *Archive {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	a := &Archive{Archive: *txtar.Parse(data), Path: path}
	if len(bytes.TrimSpace(a.Comment)) == 0 {
		t.Fatalf("%s does not open with what it shows", path)
	}
	return a
}

// Has reports whether the archive has a file.
func (a *Archive) Has(name string) bool { return a.find(name) != nil }

// File gives the content of a file of the archive.
func (a *Archive) File(t *testing.T, name string) []byte {
	t.Helper()
	f := a.find(name)
	if f == nil {
		t.Fatalf("%s has no file %q", a.Path, name)
	}
	return f.Data
}

// Under gives the files whose names begin with a prefix, in order, by the rest of their names.
func (a *Archive) Under(prefix string) []txtar.File {
	var out []txtar.File
	for _, f := range a.Files {
		if rest, ok := strings.CutPrefix(f.Name, prefix); ok {
			out = append(out, txtar.File{Name: rest, Data: f.Data})
		}
	}
	return out
}

// Golden compares got with a file of the archive; with -update it puts got there.
func (a *Archive) Golden(t *testing.T, name string, got []byte) {
	t.Helper()
	f := a.find(name)
	if !Update() {
		if f == nil {
			t.Errorf("%s has no file %q (run with -update)", a.Path, name)
		} else {
			Compare(t, a.Path+" "+name, f.Data, got)
		}
		return
	}
	if f == nil {
		a.Files = append(a.Files, txtar.File{Name: name})
		f = &a.Files[len(a.Files)-1]
	}
	if !bytes.Equal(f.Data, got) {
		f.Data, a.changed = got, true
	}
}

func (a *Archive) find(name string) *txtar.File {
	for i := range a.Files {
		if a.Files[i].Name == name {
			return &a.Files[i]
		}
	}
	return nil
}

func (a *Archive) write(t *testing.T) {
	t.Helper()
	if !a.changed {
		return
	}
	if err := os.WriteFile(a.Path, txtar.Format(&a.Archive), 0o666); err != nil {
		t.Fatal(err)
	}
}

// Golden compares got with a file; with -update it writes got there.
func Golden(t *testing.T, path string, got []byte) {
	t.Helper()
	if Update() {
		if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, got, 0o666); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatalf("%v (run with -update)", err)
	}
	Compare(t, path, want, got)
}

// Compare fails the test where two texts differ, and says in which lines.
func Compare(t *testing.T, what string, want, got []byte) {
	t.Helper()
	if d := cmp.Diff(strings.SplitAfter(string(want), "\n"), strings.SplitAfter(string(got), "\n")); d != "" {
		t.Errorf("%s differs (-want +got; -update accepts it):\n%s", what, d)
	}
}
