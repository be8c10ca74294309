package main

import (
	"bytes"
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// The same finding is written the same by lint and by diff.
func TestDiffWritesFindingsAsLint(t *testing.T) {
	state := "policies/milvus/state.prod.json"
	findings := func(args ...string) map[string]any {
		t.Helper()
		var out, errs bytes.Buffer
		w := &world{stdout: &out, stderr: &errs, dir: "../.."}
		if code := run(append(args, "policies/milvus", "--target", "search", "--state", state, "--format", "json"), w); code == exitFailed {
			t.Fatal(errs.String())
		}
		var doc struct{ Findings []map[string]any }
		if err := json.Unmarshal(out.Bytes(), &doc); err != nil {
			t.Fatal(err)
		}
		of := map[string]any{}
		for _, f := range doc.Findings {
			if f["rule"] == "RC201" {
				of[f["message"].(string)] = f
			}
		}
		return of
	}
	want, got := findings("lint"), findings("diff")
	if d := cmp.Diff(want, got); d != "" || len(got) == 0 {
		t.Errorf("%d findings (-lint +diff):\n%s", len(got), d)
	}
}
