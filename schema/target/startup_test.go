package target_test

import (
	"os"
	"os/exec"
	"strings"
	"testing"
)

// A program that asks for no catalog does no work for catalogs: the runtime
// traces every package that has something to do at start-up, and the targets
// may at most copy a pointer. A catalog is 40 to 100 KB of JSON, a millisecond
// each, which every command would pay for.
func TestNothingAtStartUp(t *testing.T) {
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(program, "-test.run=^$")
	cmd.Env = append(os.Environ(), "GODEBUG=inittrace=1")
	trace, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, trace)
	}
	if !strings.Contains(string(trace), "init runtime ") {
		t.Fatalf("no trace of start-up:\n%s", trace)
	}
	for line := range strings.Lines(string(trace)) {
		ours := strings.HasPrefix(line, "init github.com/rolecall/rolecall/schema/target")
		if ours && !strings.Contains(line, " 0 bytes, 0 allocs") {
			t.Error(strings.TrimSpace(line))
		}
	}
}
