package docs_test

import (
	"bufio"
	"io"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// A page that starts a vendor's server to try things with has it for the rest of
// its sessions, at an address that is free: the page and what it shows say the
// address that the server has by itself.
var (
	starts  = regexp.MustCompile(`^go run \./internal/cmd/fakevendor (\w+)(.*) &$`)
	address = regexp.MustCompile(`127\.0\.0\.1:[0-9]+`)
)

// listens are the flags that say where the server of a vendor listens.
var listens = map[string][]string{"milvus": {"--listen", "--rest"}, "zilliz": {"--rest"}, "qdrant": {"--listen"}}

// usual are where servers listen by themselves, in the order in which they say so.
var usual = []string{"127.0.0.1:19530", "127.0.0.1:19531"}

// setting reports whether a command only changes the shell: it sets a variable, or
// starts a server; then printed is what that says.
func (s *shell) setting(t *testing.T, command string) (printed string, ok bool) {
	t.Helper()
	if variable, exported := strings.CutPrefix(command, "export "); exported {
		s.env = append(s.env, variable)
		return "", true
	}
	m := starts.FindStringSubmatch(command)
	if m == nil {
		return "", false
	}
	args := append([]string{m[1]}, strings.Fields(m[2])...)
	for _, listens := range listens[m[1]] {
		args = append(args, listens, "127.0.0.1:0")
	}
	cmd := exec.Command(filepath.Join(filepath.Dir(program(t)), "fakevendor"), args...)
	cmd.Dir = s.dir
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	})
	lines := bufio.NewReader(out)
	for !strings.Contains(printed, "interrupt to stop\n") {
		line, err := lines.ReadString('\n')
		if printed += line; err != nil {
			t.Fatalf("%s: %v\n%s", command, err, printed)
		}
	}
	go func() { _, _ = io.Copy(io.Discard, lines) }()
	for _, is := range address.FindAllString(printed, -1) {
		if !slices.Contains(s.moved, is) {
			s.moved = append(s.moved, is)
		}
	}
	return s.shown(printed), true
}

// real is a command with the addresses that servers have here.
func (s *shell) real(text string) string {
	for i, is := range s.moved {
		text = strings.ReplaceAll(text, usual[i], is)
	}
	return text
}

// shown is a text with the addresses that servers have by themselves.
func (s *shell) shown(text string) string {
	for i, is := range s.moved {
		text = strings.ReplaceAll(text, is, usual[i])
	}
	return text
}
