package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"golang.org/x/term"

	"github.com/rolecall/rolecall/lint/report"
)

// world is what a command sees of the machine besides its files.
type world struct {
	stdin          io.Reader
	stdout, stderr io.Writer
	environ        []string // NAME=VALUE, as os.Environ gives them
	dir            string   // the working directory; empty is that of the process
}

// env is the value of an environment variable, empty where it is not set.
func (w *world) env(name string) string {
	for _, kv := range w.environ {
		if k, v, _ := strings.Cut(kv, "="); k == name {
			return v
		}
	}
	return ""
}

// path is where a path of the command line leads.
func (w *world) path(p string) string {
	if w.dir == "" || filepath.IsAbs(p) {
		return p
	}
	return filepath.Join(w.dir, p)
}

// note tells something on stderr that is no part of the report.
func (w *world) note(format string, args ...any) {
	fmt.Fprintf(w.stderr, "rolecall: %s\n", report.Escape(fmt.Sprintf(format, args...)))
}

// readFile reads a file of the command line; - is stdin. What is longer than
// limit is an error.
func (w *world) readFile(name string, limit int64) ([]byte, error) {
	in := w.stdin
	if name != "-" {
		f, err := os.Open(w.path(name))
		if err != nil {
			return nil, cause(err)
		}
		defer f.Close()
		in = f
	}
	return readLimited(in, limit)
}

// readLimited reads all there is; more than limit is an error.
func readLimited(in io.Reader, limit int64) ([]byte, error) {
	data, err := io.ReadAll(io.LimitReader(in, limit+1))
	if err != nil {
		return nil, cause(err)
	}
	if int64(len(data)) > limit {
		return nil, fmt.Errorf("it has more than %d bytes", limit)
	}
	return data, nil
}

// now is the time by which expiry is judged where no flag says otherwise.
func (w *world) now() time.Time { return time.Now().UTC() }

// colour decides whether a stream is given colours. Flags beat the environment;
// then it is a matter of whether somebody is looking.
func (w *world) colour(mode string, stream io.Writer) bool {
	switch {
	case mode == "always":
		return true
	case mode == "never" || w.env("NO_COLOR") != "" || w.env("TERM") == "dumb":
		return false
	case isOn(w.env("FORCE_COLOR")) || isOn(w.env("CLICOLOR_FORCE")):
		return true
	case w.env("GITHUB_ACTIONS") == "true": // no terminal, but it shows colours
		return true
	}
	return isTerminal(stream)
}

func isOn(v string) bool { return v != "" && v != "0" }

func isTerminal(stream any) bool {
	f, ok := stream.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}

// width is how many cells a line of the stream has; 0 where it is not a terminal.
func (w *world) width(stream io.Writer) int {
	if !isTerminal(stream) {
		return 0
	}
	if n, _, err := term.GetSize(int(stream.(*os.File).Fd())); err == nil && n > 0 {
		return n
	}
	if n, err := strconv.Atoi(w.env("COLUMNS")); err == nil && n > 0 {
		return n
	}
	return 80
}
