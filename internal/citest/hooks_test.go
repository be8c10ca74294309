package citest

import (
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// hook is an entry of .pre-commit-hooks.yaml, with the keys that ours have.
type hook struct {
	ID            string `yaml:"id"`
	Name          string `yaml:"name"`
	Description   string `yaml:"description"`
	Entry         string `yaml:"entry"`
	Language      string `yaml:"language"`
	Files         string `yaml:"files"`
	PassFilenames *bool  `yaml:"pass_filenames"`
	AlwaysRun     bool   `yaml:"always_run"`
	RequireSerial bool   `yaml:"require_serial"`
}

func hooks(t *testing.T) []hook {
	t.Helper()
	var hs []hook
	decode(t, ".pre-commit-hooks.yaml", read(t, root+"/.pre-commit-hooks.yaml"), &hs)
	return hs
}

// Each hook comes built and as installed, and the two do the same.
func TestHooks(t *testing.T) {
	byID := map[string]hook{}
	for _, h := range hooks(t) {
		if byID[h.ID].ID != "" {
			t.Errorf("%s is there twice", h.ID)
		}
		byID[h.ID] = h
		if h.Name == "" || h.Description == "" || !h.RequireSerial || !strings.HasPrefix(h.Entry, "rolecall ") {
			t.Errorf("%+v lacks something", h)
		}
	}
	for _, id := range []string{"rolecall-lint", "rolecall-fmt", "rolecall-test"} {
		built, installed := byID[id], byID[id+"-system"]
		if built.Language != "golang" || installed.Language != "system" {
			t.Errorf("%s: languages %q and %q", id, built.Language, installed.Language)
		}
		installed.ID, installed.Language, installed.PassFilenames = built.ID, built.Language, built.PassFilenames
		if built != installed {
			t.Errorf("%s: %+v differs from %+v", id, built, installed)
		}
	}
	for _, id := range []string{"rolecall-lint", "rolecall-lint-system", "rolecall-test", "rolecall-test-system"} {
		if h := byID[id]; h.PassFilenames == nil || *h.PassFilenames || !h.AlwaysRun {
			t.Errorf("%s must see the whole policy at every commit: %+v", id, h)
		}
	}
	if len(byID) != 6 {
		t.Errorf("%d hooks: test the new ones too", len(byID))
	}
}

// What is formatted when nothing else is said.
func TestHookFiles(t *testing.T) {
	for _, h := range hooks(t) {
		if !strings.HasPrefix(h.ID, "rolecall-fmt") {
			continue
		}
		files := regexp.MustCompile(h.Files)
		for _, path := range []string{"roles.hcl", "access/größe.hcl", "a/b/c_test.hcl", "access/a b.hcl"} {
			if !files.MatchString(path) {
				t.Errorf("%s leaves %q out", h.ID, path)
			}
		}
		for _, path := range []string{".terraform.lock.hcl", "a/.hidden.hcl", ".cache/roles.hcl", "a/.b/roles.hcl", "roles.hcl.json", "roles.hcl.orig", "main.tf", ".hcl"} {
			if files.MatchString(path) {
				t.Errorf("%s takes %q, which fmt does not format", h.ID, path)
			}
		}
	}
}

// pre-commit installs every program of the module for a hook of the language
// golang. Besides rolecall there is what talks to servers for it, since users
// install both by version, and the servers to try that with.
func TestPrograms(t *testing.T) {
	var programs []string
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir():
			if _, err := os.Stat(filepath.Join(path, "go.mod")); path != root && (err == nil || d.Name() == "testdata" || strings.HasPrefix(d.Name(), ".")) {
				return fs.SkipDir
			}
			return nil
		case filepath.Ext(path) != ".go" || strings.HasSuffix(path, "_test.go"):
			return nil
		}
		f, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.PackageClauseOnly)
		if err != nil {
			return err
		}
		if dir := filepath.ToSlash(filepath.Dir(path)); f.Name.Name == "main" && !slices.Contains(programs, dir) {
			programs = append(programs, dir)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	known := []string{root + "/cmd/rolecall", root + "/cmd/rolecall-live", root + "/internal/cmd/fakevendor"}
	if !slices.Contains(programs, known[0]) || slices.ContainsFunc(programs, func(p string) bool { return !slices.Contains(known, p) }) {
		t.Errorf("programs %q: each is installed with a hook; put what is not for users into a module of its own", programs)
	}
}
