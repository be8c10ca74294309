package main

import (
	"errors"
	"fmt"
	"io/fs"
	"runtime/debug"
	"strings"

	"github.com/spf13/cobra"

	"github.com/rolecall/rolecall/lint/report"
)

// Exit codes, the same for every command.
const (
	exitDone   = 0 // done, and nothing to object to
	exitFailed = 1 // could not do the job
	exitNo     = 2 // did the job, and the answer is a no
)

// errNo is returned by a command that did its job, has told the result, and the
// result is a no.
var errNo = errors.New("the answer is no")

// errTold is returned by a command that failed and has told why.
var errTold = errors.New("told already")

// usageError is a mistake on the command line.
type usageError struct{ error }

func (e usageError) Unwrap() error { return e.error }

// usagef makes a usage error.
func usagef(format string, args ...any) error { return usageError{fmt.Errorf(format, args...)} }

// run is the whole program: arguments in, exit code out. Everything it does to
// the machine besides files goes through w.
func run(args []string, w *world) (code int) {
	defer func() {
		// A crash exits with 2 in Go, which would read as an answer.
		if v := recover(); v != nil {
			fmt.Fprintf(w.stderr, "rolecall: internal error: %v\n%s", v, debug.Stack())
			code = exitFailed
		}
	}()
	args = longFlags(args)
	root := newRoot(w, args)
	root.SetArgs(args)
	cmd, err := root.ExecuteC()
	return exitCode(w, cmd, err)
}

// exitCode tells an error and gives its exit code. It is the one place that knows both.
func exitCode(w *world, cmd *cobra.Command, err error) int {
	var usage usageError
	switch {
	case err == nil:
		return exitDone
	case errors.Is(err, errNo):
		return exitNo
	case errors.Is(err, errTold):
		return exitFailed
	}
	for i, line := range strings.Split(err.Error(), "\n") {
		if i == 0 {
			line = cmd.CommandPath() + ": " + line
		}
		fmt.Fprintln(w.stderr, report.Escape(line))
	}
	if errors.As(err, &usage) {
		fmt.Fprintf(w.stderr, "see '%s --help'\n", cmd.CommandPath())
	}
	return exitFailed
}

// cause is an error of a file without the path and the call that go's own errors
// begin with: ours name the file themselves.
func cause(err error) error {
	var p *fs.PathError
	if errors.As(err, &p) {
		return p.Err
	}
	return err
}

// longFlags rewrites -var and -var-file, which Terraform's users write with one
// dash, to the two dashes that cobra knows.
func longFlags(args []string) []string {
	out := make([]string, len(args))
	for i, a := range args {
		if a == "--" {
			copy(out[i:], args[i:])
			break
		}
		name, _, _ := strings.Cut(a, "=")
		if name == "-var" || name == "-var-file" {
			a = "-" + a
		}
		out[i] = a
	}
	return out
}
