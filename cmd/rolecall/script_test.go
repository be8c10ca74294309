//go:build unix

package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/rolecall/rolecall/internal/txtest"
)

// Each script of testdata/cli is a session as it is typed. Besides testscript's
// own commands it has
//
//	[!] rolecall ARGS… [< FILE]   runs rolecall, in this process
//	exits CODE                    what the last run exited with
//	fifo NAME, link TARGET NAME   makes what an archive cannot hold
//	size BYTES NAME               makes a file of blanks
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                "../../testdata/cli",
		UpdateScripts:      txtest.Update(),
		RequireUniqueNames: true,
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"rolecall": runScripted,
			"exits":    checkExit,
			"fifo":     makeFifo,
			"link":     makeLink,
			"size":     makeSize,
		},
	})
}

func runScripted(ts *testscript.TestScript, neg bool, args []string) {
	w := &world{stdin: strings.NewReader(""), stdout: ts.Stdout(), stderr: ts.Stderr(), dir: ts.MkAbs("."), environ: environ(ts)}
	if n := len(args); n >= 2 && args[n-2] == "<" {
		w.stdin = strings.NewReader(ts.ReadFile(args[n-1]))
		args = args[:n-2]
	}
	code := run(args, w)
	ts.Setenv("exit", strconv.Itoa(code))
	if neg != (code != 0) {
		ts.Fatalf("exit code %d", code)
	}
}

// environ is what a script set of the variables that rolecall reads.
func environ(ts *testscript.TestScript) []string {
	var out []string
	for _, name := range []string{
		"NO_COLOR", "FORCE_COLOR", "ROLECALL_TARGET", "ROLECALL_NOW", "ROLECALL_FORMAT", "ROLECALL_FAIL_LEVEL",
		"ROLECALL_DISABLE", "ROLECALL_ENABLE", "ROLECALL_BASELINE", "GIT_DIR", "GIT_INDEX_FILE", "ROLECALL_COLOR", "ROLECALL_BUNDLE_KEYS", "ROLECALL_BUNDLE_MIN_SERIAL", "SIGNING_KEY", "ROLECALL_VAR_users", "ROLECALL_VAR_database",
	} {
		if v := ts.Getenv(name); v != "" {
			out = append(out, name+"="+v)
		}
	}
	return out
}

func checkExit(ts *testscript.TestScript, _ bool, args []string) {
	if got := ts.Getenv("exit"); len(args) != 1 || got != args[0] {
		ts.Fatalf("the last run exited with %s, not %v", got, args)
	}
}

func makeFifo(ts *testscript.TestScript, _ bool, args []string) {
	ts.Check(syscall.Mkfifo(ts.MkAbs(args[0]), 0o600))
}

func makeLink(ts *testscript.TestScript, _ bool, args []string) {
	ts.Check(os.Symlink(args[0], ts.MkAbs(args[1])))
}

func makeSize(ts *testscript.TestScript, _ bool, args []string) {
	n, err := strconv.Atoi(args[0])
	ts.Check(err)
	ts.Check(os.MkdirAll(filepath.Dir(ts.MkAbs(args[1])), 0o777))
	ts.Check(os.WriteFile(ts.MkAbs(args[1]), bytes.Repeat([]byte(" "), n), 0o666))
}
