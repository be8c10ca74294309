package main

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// programs is where both programs are, built once for all tests.
var programs string

func TestMain(m *testing.M) {
	var err error
	if programs, err = os.MkdirTemp("", "rolecall-live-"); err != nil {
		panic(err)
	}
	build := exec.Command("go", "build", "-buildvcs=false", "-o", programs, "../rolecall", ".")
	build.Stdout, build.Stderr = os.Stderr, os.Stderr
	if err := build.Run(); err != nil {
		panic("build the programs: " + err.Error())
	}
	code := m.Run()
	_ = os.RemoveAll(programs)
	os.Exit(code)
}

// secret is in every test what a server wants to see, and what nothing may show.
const secret = "planted-5e1f0a-secret"

// session is a directory in which rolecall is run, with a home of its own.
type session struct {
	t   testing.TB
	dir string
	env []string
	out bytes.Buffer // all that was ever printed
}

func newSession(t testing.TB) *session {
	t.Helper()
	s := &session{t: t, dir: t.TempDir()}
	s.env = []string{"HOME=" + s.dir, "PATH=" + os.Getenv("PATH"), "ROLECALL_TOKEN=" + secret, "ROLECALL_NOW=2026-11-20T12:00:00Z"}
	return s
}

// command is rolecall with some arguments, ready to run.
func (s *session) command(args ...string) *exec.Cmd {
	cmd := exec.Command(filepath.Join(programs, "rolecall"), args...)
	cmd.Dir, cmd.Env = s.dir, s.env
	return cmd
}

// run runs rolecall and gives what it printed and its exit code.
func (s *session) run(args ...string) (printed string, code int) {
	s.t.Helper()
	out, err := s.command(args...).CombinedOutput()
	s.out.Write(out)
	if exit := (*exec.ExitError)(nil); errors.As(err, &exit) {
		return string(out), exit.ExitCode()
	}
	if err != nil {
		s.t.Fatalf("rolecall %v: %v", args, err)
	}
	return string(out), 0
}

// does runs rolecall, which must succeed.
func (s *session) does(args ...string) string {
	s.t.Helper()
	out, code := s.run(args...)
	if code != 0 {
		s.t.Fatalf("rolecall %s exits with %d:\n%s", strings.Join(args, " "), code, out)
	}
	return out
}

// policies is where the example policies are.
func policies(t testing.TB, vendor string) string {
	t.Helper()
	dir, err := filepath.Abs("../../policies/" + vendor)
	if err != nil {
		t.Fatal(err)
	}
	return dir
}

func write(t testing.TB, path, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
}
