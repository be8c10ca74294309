package main

import (
	"bytes"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"
)

// output is a format and where it goes; an empty file is stdout.
type output struct{ format, file string }

// outputs reads what was given for --format, else ROLECALL_FORMAT, else text:
// FORMAT or FORMAT=FILE each.
func (w *world) outputs(given, known []string) ([]output, error) {
	if len(given) == 0 {
		given = words(w.env("ROLECALL_FORMAT"))
	}
	if len(given) == 0 {
		given = []string{"text"}
	}
	var out []output
	stdout := 0
	for _, s := range given {
		name, file, toFile := strings.Cut(s, "=")
		if !slices.Contains(known, name) {
			return nil, oneOf("format", name, known)
		}
		if toFile && file == "" {
			return nil, usagef("format %q names no file: write %s=FILE, or %s for stdout", s, name, name)
		}
		if file == "" || file == "-" {
			file, stdout = "", stdout+1
		}
		for _, o := range out {
			if file != "" && o.file != "" && w.path(filepath.Clean(o.file)) == w.path(filepath.Clean(file)) {
				return nil, usagef("formats %s and %s both go to %q: give each a file of its own", o.format, name, file)
			}
		}
		out = append(out, output{name, file})
	}
	if stdout > 1 {
		return nil, usagef("%d formats go to stdout: give all but one a file, as in --format json=findings.json", stdout)
	}
	return out, nil
}

// writeOutput writes to stdout, or to a file that appears complete or not at all.
func (w *world) writeOutput(o output, write func(io.Writer) error) error {
	if o.file == "" {
		if err := write(w.stdout); err != nil {
			return fmt.Errorf("write report: %w", cause(err))
		}
		return nil
	}
	var b bytes.Buffer
	if err := write(&b); err != nil {
		return fmt.Errorf("write %q: %w", o.file, err)
	}
	var files fileSet
	files.add(w.path(o.file), b.Bytes())
	return files.write()
}
