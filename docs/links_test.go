package docs_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

var (
	link     = regexp.MustCompile(`\]\(([^)\s]+)\)`)
	codePath = regexp.MustCompile("`((?:bundle|cmd|compiler|diff|docs|internal|lint|policies|schema|testdata)/[A-Za-z0-9_./-]+)`")
	testName = regexp.MustCompile("`((?:Test|Fuzz|Benchmark)[A-Z][A-Za-z]*)`")
	heading  = regexp.MustCompile(`(?m)^#+ (.+)$`)
	unfenced = regexp.MustCompile("(?ms)^```.*?^```")
)

// Every link within the repository leads somewhere, anchors included, and every
// file and test that a page names is there.
func TestPlaces(t *testing.T) {
	tests := testNames(t)
	for _, path := range pages(t) {
		text := unfenced.ReplaceAllString(string(read(t, path)), "")
		for _, m := range link.FindAllStringSubmatch(text, -1) {
			if !strings.Contains(m[1], "://") {
				follow(t, path, m[1])
			}
		}
		for _, m := range codePath.FindAllStringSubmatch(text, -1) {
			if _, err := os.Stat(filepath.Join("..", m[1])); err != nil && !strings.Contains(m[1], "NAME") && !strings.Contains(m[1], "VENDOR") {
				t.Errorf("%s names %s, which is not there", path, m[1])
			}
		}
		for _, m := range testName.FindAllStringSubmatch(text, -1) {
			if !tests[m[1]] {
				t.Errorf("%s names %s, which is no test", path, m[1])
			}
		}
	}
}

// follow checks a relative link.
func follow(t *testing.T, page, to string) {
	t.Helper()
	file, anchor, _ := strings.Cut(to, "#")
	if file == "" {
		file = filepath.Base(page)
	}
	file = filepath.Join(filepath.Dir(page), file)
	if _, err := os.Stat(file); err != nil {
		t.Errorf("%s links to %s, which is not there", page, to)
		return
	}
	if anchor == "" {
		return
	}
	for _, m := range heading.FindAllStringSubmatch(string(read(t, file)), -1) {
		if slug(m[1]) == anchor {
			return
		}
	}
	t.Errorf("%s links to %s, which is no heading", page, to)
}

var notInSlug = regexp.MustCompile(`[^a-z0-9 _-]`)

// slug is the anchor of a heading, as GitHub makes it.
func slug(heading string) string {
	return strings.ReplaceAll(notInSlug.ReplaceAllString(strings.ToLower(heading), ""), " ", "-")
}

// testNames lists the tests of the module.
func testNames(t *testing.T) map[string]bool {
	t.Helper()
	declared := regexp.MustCompile(`(?m)^func ((?:Test|Fuzz|Benchmark)\w+)\(`)
	names := map[string]bool{}
	err := filepath.WalkDir("..", func(path string, d fs.DirEntry, err error) error {
		if err == nil && strings.HasSuffix(path, "_test.go") {
			for _, m := range declared.FindAllSubmatch(read(t, path), -1) {
				names[string(m[1])] = true
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return names
}
