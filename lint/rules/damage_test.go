package rules_test

import (
	"math/rand"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/rolecall/rolecall/internal/txtest"
	"github.com/rolecall/rolecall/schema/parse"
)

// TestDamage lints the archives' policies with lines left out and doubled: no
// rule may fail, whatever a policy lacks, and two runs say the same.
func TestDamage(t *testing.T) {
	r := rand.New(rand.NewSource(1))
	txtest.Run(t, "../../testdata/lint/*.txtar", func(t *testing.T, ar *txtest.Archive) {
		for _, p := range readArchive(t, ar).projects {
			for range 3 {
				q := *p
				q.files = slices.Clone(p.files)
				for i, f := range q.files {
					lines := strings.SplitAfter(string(f.Data), "\n")
					for range 1 + r.Intn(2) {
						at := r.Intn(len(lines))
						if r.Intn(3) == 0 {
							lines = slices.Insert(lines, at, lines[r.Intn(len(lines))])
						} else {
							lines = slices.Delete(lines, at, at+1)
						}
						if len(lines) == 0 {
							break
						}
					}
					q.files[i] = parse.File{Path: f.Path, Data: []byte(strings.Join(lines, ""))}
				}
				if d := cmp.Diff(q.lint(t), q.lint(t)); d != "" {
					t.Errorf("two runs differ:\n%s", d)
				}
			}
		}
	})
}
