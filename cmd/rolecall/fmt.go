package main

import (
	"bytes"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/rolecall/rolecall/diff/text"
	"github.com/rolecall/rolecall/lint/report"
	"github.com/rolecall/rolecall/schema"
	"github.com/rolecall/rolecall/schema/parse"
)

// formatter is one run of fmt.
type formatter struct {
	*world
	check, diff bool

	differ bool // some file is not formatted
	failed bool // some file does not parse
}

func fmtCommand(w *world) *cobra.Command {
	f := formatter{world: w}
	c := &cobra.Command{
		Use:   "fmt [PATH…]",
		Short: "format policy files",
		Long: `Fmt puts *.hcl files into the one layout that all policies share and prints the
names of those it changed. A PATH is a file, a directory, or - for stdin, whose
result goes to stdout. Files that do not parse are told of and left as they are;
*.hcl.json is never touched.`,
		Example: "  rolecall fmt\n  rolecall fmt --check policies\n  rolecall fmt --diff policies/milvus/roles.hcl\n  rolecall fmt - < roles.hcl",
		Args:    cobra.ArbitraryArgs,
		RunE:    func(_ *cobra.Command, args []string) error { return f.run(args) },
	}
	c.Flags().BoolVar(&f.check, "check", false, "write nothing; exit with 2 where a file is not formatted")
	c.Flags().BoolVar(&f.diff, "diff", false, "write nothing; print what would change")
	return c
}

func (f *formatter) run(args []string) error {
	if len(args) == 0 {
		args = []string{"."}
	}
	if slices.Contains(args, "-") && len(args) > 1 {
		return usagef("- stands for stdin and cannot be given with other paths")
	}
	for _, arg := range args {
		if err := f.path(arg); err != nil {
			return err
		}
	}
	switch {
	case f.failed:
		return errTold
	case f.check && f.differ:
		return errNo
	}
	return nil
}

// path formats what one argument names.
func (f *formatter) path(arg string) error {
	if arg == "-" {
		return f.stdin()
	}
	info, err := os.Stat(f.world.path(arg))
	if err != nil {
		return fmt.Errorf("format %q: %w", arg, cause(err))
	}
	if !info.IsDir() {
		switch {
		case filepath.Ext(arg) != ".hcl":
			return fmt.Errorf("format %q: only *.hcl files are formatted", arg)
		case !info.Mode().IsRegular():
			return fmt.Errorf("format %q: it is no regular file", arg)
		}
		return f.file(arg)
	}
	dir, err := os.OpenRoot(f.world.path(arg))
	if err != nil {
		return fmt.Errorf("format %q: %w", arg, cause(err))
	}
	defer dir.Close()
	return filepath.WalkDir(f.world.path(arg), func(p string, d fs.DirEntry, err error) error {
		rel, _ := filepath.Rel(f.world.path(arg), p)
		name := filepath.Join(arg, rel)
		switch {
		case err != nil:
			return fmt.Errorf("format %q: %w", name, cause(err))
		case rel != "." && strings.HasPrefix(d.Name(), ".") && d.IsDir():
			return fs.SkipDir
		case d.IsDir() || strings.HasPrefix(d.Name(), ".") || filepath.Ext(p) != ".hcl":
			return nil
		}
		if ok, err := f.readable(dir, rel, name, d); !ok || err != nil {
			return err
		}
		return f.file(name)
	})
}

// readable reports whether something named like a policy file is one to format.
// What lint would not read is an error, so that no check passes over it; a link
// to a directory is left out there, too.
func (f *formatter) readable(dir *os.Root, rel, name string, d fs.DirEntry) (bool, error) {
	info, err := f.follow(dir, rel, d)
	switch {
	case err != nil:
		return false, fmt.Errorf("format %q: %w", name, cause(err))
	case info == nil:
		return false, nil
	case !info.Mode().IsRegular():
		return false, fmt.Errorf("format %q: it is no regular file", name)
	}
	return true, nil
}

func (f *formatter) stdin() error {
	data, err := io.ReadAll(io.LimitReader(f.world.stdin, parse.DefaultFileBytes+1))
	if err != nil {
		return fmt.Errorf("read stdin: %w", err)
	}
	out, err := f.format("<stdin>", data)
	if err != nil || f.failed || f.check {
		return err
	}
	if f.diff {
		return f.print(text.Unified("<stdin>", "<stdin>", string(data), string(out), 3))
	}
	return f.print(string(out))
}

// file formats one file. Its name is printed where it changes.
func (f *formatter) file(name string) error {
	data, err := f.readFile(name, parse.DefaultFileBytes)
	if err != nil {
		return fmt.Errorf("format %q: %w", name, err)
	}
	out, err := f.format(name, data)
	if err != nil || bytes.Equal(out, data) {
		return err
	}
	if f.diff {
		return f.print(text.Unified(name, name, string(data), string(out), 3))
	}
	if !f.check {
		var files fileSet
		files.add(f.world.path(name), out)
		if err := files.write(); err != nil {
			return err
		}
	}
	return f.print(report.Escape(name) + "\n")
}

// format formats a text and tells what is wrong with it.
func (f *formatter) format(name string, data []byte) ([]byte, error) {
	out, found := parse.Format(name, data)
	if worst(found) < schema.Error {
		out = lineEnded(out)
	}
	if !bytes.Equal(out, data) {
		f.differ = true
	}
	if len(found) == 0 {
		return out, nil
	}
	f.failed = f.failed || worst(found) >= schema.Error
	r := report.Report{Findings: named(found), Sources: map[string][]byte{name: data}}
	return out, report.Excerpts(f.stderr, &r)
}

// lineEnded ends the last line of a text as the others are ended. Nothing stays nothing.
func lineEnded(text []byte) []byte {
	switch {
	case len(text) == 0 || bytes.HasSuffix(text, []byte("\n")):
		return text
	case bytes.Contains(text, []byte("\r\n")):
		return slices.Concat(text, []byte("\r\n"))
	}
	return slices.Concat(text, []byte("\n"))
}

func (f *formatter) print(s string) error {
	if _, err := io.WriteString(f.stdout, s); err != nil {
		return fmt.Errorf("write: %w", cause(err))
	}
	return nil
}
