package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"golang.org/x/sync/errgroup"
)

// BenchmarkLintEstate lints 2,000 files of 50 lines with every rule on, from the
// directory to the report, and parses the same files with bare hclsyntax in
// parallel. The runs take turns, so that a busy machine slows both; medians are
// reported. The aim is 3.5.
func BenchmarkLintEstate(b *testing.B) {
	defer debug.SetGCPercent(debug.SetGCPercent(gcPercent)) // as main does
	dir := b.TempDir()
	sources := writeEstate(b, dir, 2000)
	var bare, whole []time.Duration
	for b.Loop() {
		runtime.GC()
		start := time.Now()
		parseBare(b, sources)
		bare = append(bare, time.Since(start))
		runtime.GC()
		start = time.Now()
		lintEstate(b, dir)
		whole = append(whole, time.Since(start))
	}
	b.ReportMetric(median(bare), "bare-ms")
	b.ReportMetric(median(whole), "lint-ms")
	b.ReportMetric(median(whole)/median(bare), "lint-x")
}

func median(times []time.Duration) float64 {
	slices.Sort(times)
	return float64(times[len(times)/2]) / float64(time.Millisecond)
}

func lintEstate(b *testing.B, dir string) {
	b.Helper()
	var out, errs bytes.Buffer
	args := []string{"lint", dir, "--fail-level", "error", "--format", "json"}
	if code := run(args, &world{stdin: strings.NewReader(""), stdout: &out, stderr: &errs}); code != exitDone {
		b.Fatalf("code %d: %s%s", code, errs.String(), out.String()[:min(out.Len(), 1200)])
	}
}

func parseBare(b *testing.B, sources map[string][]byte) {
	b.Helper()
	var g errgroup.Group
	g.SetLimit(runtime.GOMAXPROCS(0))
	for name, data := range sources {
		g.Go(func() error {
			_, diags := hclsyntax.ParseConfig(data, name, hcl.InitialPos)
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

// writeEstate writes a policy of n files of 50 lines: a group, two roles with two
// grants each and a binding.
func writeEstate(b *testing.B, dir string, n int) map[string][]byte {
	b.Helper()
	sources := map[string][]byte{"target.hcl": []byte("target \"milvus\" \"prod\" {\n  version = \"2.6\"\n  limits  = { roles = 1000000, users = 1000000 }\n}\n")}
	for i := range n {
		sources[fmt.Sprintf("teams/t%04d.hcl", i)] = fmt.Appendf(nil, estateFile, i, i%50)
	}
	for name, data := range sources {
		file := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(file), 0o777); err != nil {
			b.Fatal(err)
		}
		if err := os.WriteFile(file, data, 0o666); err != nil {
			b.Fatal(err)
		}
	}
	return sources
}

const estateFile = `# Team %[1]d.
privilege_group "group_%[1]d" {
  description = "what team %[1]d reads"
  privileges  = ["GetLoadState", "Query", "Search"]
}

role "reader_%[1]d" {
  description = "reader of team %[1]d"
  labels = {
    owner = "team-%[1]d"
  }

  grant {
    privileges = [privilege_group.group_%[1]d]
    database   = "db%[2]d"
    collection = ["c%[1]d", "d%[1]d"]
  }

  grant {
    privileges = ["DatabaseReadOnly"]
    database   = "db%[2]d"
  }
}

# The writer fills both collections
# at night and reads nothing.
role "writer_%[1]d" {
  description = "writer of team %[1]d"
  labels = {
    owner = "team-%[1]d"
  }

  grant {
    privileges = ["CollectionReadWrite"]
    database   = "db%[2]d"
    collection = ["c%[1]d", "d%[1]d"]
  }
}

# Who runs the jobs of the team.
user "user_%[1]d" {
  description = "jobs of team %[1]d"
}

binding "team_%[1]d" {
  roles = [
    role.reader_%[1]d,
    role.writer_%[1]d,
  ]
  users = ["user_%[1]d"]
}
`
