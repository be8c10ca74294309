package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rolecall/rolecall/lint/report"
)

// The page on formats shows what lint prints of the policy that it shows. SARIF
// is left out: the page does not show every rule.
func TestFormatsPage(t *testing.T) {
	page, err := os.ReadFile("../../docs/formats.md")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "policy.hcl"), []byte(shown(t, page, "What holds for several")), 0o666); err != nil {
		t.Fatal(err)
	}
	stamped = "v0.1.0"
	t.Cleanup(func() { stamped = "" })
	for _, format := range report.Names() {
		var out, messages bytes.Buffer
		run([]string{"lint", "--now", "2026-11-20", "--format", format}, &world{stdin: strings.NewReader(""), stdout: &out, stderr: &messages, dir: dir})
		if want := shown(t, page, format); format != "sarif" && out.String() != want {
			t.Errorf("%s: the page shows\n%s\nand lint prints\n%s%s", format, want, &out, &messages)
		}
	}
}

// shown is the first fenced block of a section.
func shown(t *testing.T, page []byte, section string) string {
	t.Helper()
	_, rest, found := strings.Cut(string(page), "\n## "+section+"\n")
	_, rest, fenced := strings.Cut(rest, "\n```")
	_, rest, _ = strings.Cut(rest, "\n")
	text, _, closed := strings.Cut(rest, "```\n")
	if !found || !fenced || !closed {
		t.Fatalf("the page shows nothing under %q", section)
	}
	return text
}
