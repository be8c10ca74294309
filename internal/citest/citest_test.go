// Package citest holds what others run in their CI to what it says: the hooks for
// pre-commit, the action for GitHub, the template for GitLab, the recipes of
// docs/ci.md. The action's steps run as they are, with a runner and a server made here.
package citest

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"
)

const root = "../.."

func read(t *testing.T, path string) string {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
}

// decode reads YAML; a key that v does not have is an error.
func decode(t *testing.T, path, text string, v any) {
	t.Helper()
	d := yaml.NewDecoder(strings.NewReader(text))
	d.KnownFields(true)
	if err := d.Decode(v); err != nil {
		t.Fatalf("%s: %v", path, err)
	}
}

// needs skips a test where a program is missing. In CI none may be.
func needs(t *testing.T, programs ...string) {
	t.Helper()
	for _, p := range programs {
		if _, err := exec.LookPath(p); err == nil {
			continue
		}
		if os.Getenv("CI") != "" {
			t.Fatalf("%s is not installed", p)
		}
		t.Skipf("%s is not installed", p)
	}
}

// checkShell parses a script, and has shellcheck read it where it is installed.
func checkShell(t *testing.T, name, script string) {
	t.Helper()
	if out, err := feed(script, "bash", "-n"); err != nil {
		t.Errorf("%s: %s", name, out)
	}
	if _, err := exec.LookPath("shellcheck"); err == nil {
		if out, err := feed(script, "shellcheck", "--shell=bash", "-"); err != nil {
			t.Errorf("%s: %s", name, out)
		}
	}
}

func feed(stdin, program string, args ...string) (string, error) {
	cmd := exec.Command(program, args...)
	cmd.Stdin = strings.NewReader(stdin)
	out, err := cmd.CombinedOutput()
	return string(out), err
}

// block is a fenced block of a page; info is what follows the fence.
type block struct{ info, text string }

func blocks(page string) []block {
	var out []block
	for _, m := range regexp.MustCompile("(?ms)^```([^\n]*)\n(.*?)^```[ \t]*$").FindAllStringSubmatch(page, -1) {
		out = append(out, block{m[1], m[2]})
	}
	return out
}
