package main

import (
	"bytes"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
)

// Every start of rolecall pays for what packages do before main: regular
// expressions wait until they are needed.
func TestNoExpressionIsCompiledAtStart(t *testing.T) {
	early := regexp.MustCompile(`(?m)^(var )?\t?\w+ += regexp\.MustCompile`)
	err := filepath.WalkDir("../..", func(p string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && strings.HasPrefix(d.Name(), ".") && d.Name() != "..", d.IsDir() && d.Name() == "internal":
			return fs.SkipDir
		case filepath.Ext(p) != ".go" || strings.HasSuffix(p, "_test.go"):
			return nil
		}
		source, err := os.ReadFile(p)
		for _, at := range early.FindAllIndex(source, -1) {
			t.Errorf("%s:%d: compile it with sync.OnceValue", p, 1+bytes.Count(source[:at[0]], []byte("\n")))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// BenchmarkStart compares the start of rolecall with that of a program that does
// nothing. The runs take turns, so that a busy machine slows all of them; medians
// are reported. The aims are 4 for version and 6 for lint of 20 files.
func BenchmarkStart(b *testing.B) {
	dir := b.TempDir()
	empty := filepath.Join(dir, "empty.go")
	if err := os.WriteFile(empty, []byte("package main\n\nfunc main() {}\n"), 0o666); err != nil {
		b.Fatal(err)
	}
	writePolicies(b, filepath.Join(dir, "policies"), 20)
	runs := [][]string{
		{buildProgram(b, dir, "empty", empty)},
		{buildProgram(b, dir, "rolecall", "."), "version"},
		{filepath.Join(dir, "rolecall"), "lint", filepath.Join(dir, "policies")},
	}
	times := make([][]time.Duration, len(runs))
	for b.Loop() {
		for i, r := range runs {
			start := time.Now()
			if err := exec.Command(r[0], r[1:]...).Run(); err != nil {
				b.Fatalf("%v: %v", r, err)
			}
			times[i] = append(times[i], time.Since(start))
		}
	}
	median := func(i int) float64 {
		slices.Sort(times[i])
		return float64(times[i][len(times[i])/2]) / float64(time.Millisecond)
	}
	b.ReportMetric(median(0), "empty-ms")
	b.ReportMetric(median(1)/median(0), "version-x")
	b.ReportMetric(median(2)/median(0), "lint20-x")
}

// buildProgram builds a program as make build does.
func buildProgram(b *testing.B, dir, name, source string) string {
	b.Helper()
	cmd := exec.Command("go", "build", "-trimpath", "-o", filepath.Join(dir, name), source)
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := cmd.CombinedOutput(); err != nil {
		b.Fatalf("build %s: %v\n%s", name, err, out)
	}
	return filepath.Join(dir, name)
}

// writePolicies writes a clean policy of n files, three roles each.
func writePolicies(b *testing.B, dir string, n int) {
	b.Helper()
	write := func(name, text string) {
		file := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(file), 0o777); err != nil {
			b.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o666); err != nil {
			b.Fatal(err)
		}
	}
	write("target.hcl", "target \"milvus\" \"prod\" {\n  version = \"3.0\"\n  limits  = { roles = 1000000, users = 1000000 }\n}\n")
	for i := range n - 1 {
		text := ""
		for j := range 3 {
			text += fmt.Sprintf(benchRole, i, j)
		}
		write(fmt.Sprintf("team%02d/roles%d.hcl", i%40, i), text)
	}
}

const benchRole = `# What team %[1]d does with its collection %[2]d.
role "r%[1]d_%[2]d" {
  description = "read collection %[2]d of team %[1]d"

  grant {
    privileges = ["CollectionReadOnly"]
    database   = "team%[1]d"
    collection = ["c%[2]d", "d%[2]d"]
  }
}

binding "b%[1]d_%[2]d" {
  roles = [role.r%[1]d_%[2]d]
  users = ["u%[1]d_%[2]d"]
}

`
