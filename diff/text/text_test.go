package text

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestUnified(t *testing.T) {
	for _, c := range []struct{ name, a, b, want string }{
		{"equal", "x\n", "x\n", ""},
		{"created", "", "x\ny\n", "--- old\n+++ new\n@@ -0,0 +1,2 @@\n+x\n+y\n"},
		{"emptied", "x\n", "", "--- old\n+++ new\n@@ -1 +0,0 @@\n-x\n"},
		{"no newline", "x", "x\n", "--- old\n+++ new\n@@ -1 +1 @@\n-x\n\\ No newline at end of file\n+x\n"},
		{"context", "1\n2\n3\n4\n5\n6\n", "1\n2\n3\nfour\n5\n6\n", "--- old\n+++ new\n@@ -3,3 +3,3 @@\n 3\n-4\n+four\n 5\n"},
		{"two hunks", "1\n2\n3\n4\n5\n6\n", "one\n2\n3\n4\n5\nsix\n", "--- old\n+++ new\n@@ -1,2 +1,2 @@\n-1\n+one\n 2\n@@ -5,2 +5,2 @@\n 5\n-6\n+six\n"},
		{"meeting hunks", "1\n2\n3\n4\n", "one\n2\n3\nfour\n", "--- old\n+++ new\n@@ -1,4 +1,4 @@\n-1\n+one\n 2\n 3\n-4\n+four\n"},
	} {
		if got := Unified("old", "new", c.a, c.b, 1); got != c.want {
			t.Errorf("%s:\n%s\nwant:\n%s", c.name, got, c.want)
		}
	}
}

// What is written is what patch(1) reads: applied to the one text it gives the other.
func TestPatchAppliesIt(t *testing.T) {
	patch, err := exec.LookPath("patch")
	if err != nil {
		t.Skip("no patch on this machine")
	}
	dir := t.TempDir()
	texts := rapid.Custom(func(t *rapid.T) string {
		return strings.Join(rapid.SliceOfN(rapid.SampledFrom([]string{"a\n", "b\n", "c\n", "\n"}), 0, 12).Draw(t, "lines"), "")
	})
	rapid.Check(t, func(t *rapid.T) {
		a, b := texts.Draw(t, "a"), texts.Draw(t, "b")
		d := Unified("f", "f", a, b, rapid.IntRange(0, 3).Draw(t, "context"))
		if d == "" || a == "" || b == "" { // patch creates and removes files at such ends
			return
		}
		file := filepath.Join(dir, "f")
		if err := os.WriteFile(file, []byte(a), 0o600); err != nil {
			t.Fatal(err)
		}
		cmd := exec.Command(patch, "-s", "-u", file)
		cmd.Stdin = strings.NewReader(d)
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("patch: %v\n%s\n%s", err, out, d)
		}
		got, _ := os.ReadFile(file)
		if string(got) != b {
			t.Fatalf("patched %q is %q, want %q\n%s", a, got, b, d)
		}
	})
}
