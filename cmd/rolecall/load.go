package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"runtime"
	"strings"
	"syscall"

	"golang.org/x/sync/errgroup"

	"github.com/rolecall/rolecall/schema/parse"
)

var errNoPolicy = errors.New("no policy files (*.hcl, *.hcl.json)")

// load reads every policy file of a project, and its tests where they are asked
// for, in path order. Links are followed to files within the project and to
// nothing else: what a policy shows of a file goes into reports that others read.
func (w *world) load(root string, tests bool) ([]parse.File, error) {
	dir, err := os.OpenRoot(root)
	if err != nil {
		return nil, fmt.Errorf("read policies of %q: %w", root, cause(err))
	}
	defer dir.Close()
	paths, err := w.policyPaths(dir, tests)
	if err != nil {
		return nil, err
	}
	if len(paths) == 0 {
		return nil, fmt.Errorf("%w under %q; 'rolecall init' writes a first one", errNoPolicy, root)
	}
	files := make([]parse.File, len(paths))
	var g errgroup.Group
	g.SetLimit(runtime.GOMAXPROCS(0))
	for i, p := range paths {
		g.Go(func() error {
			data, err := readRegular(dir, p)
			if err != nil {
				return fmt.Errorf("read %q: %w", p, cause(err))
			}
			files[i] = parse.File{Path: p, Data: data}
			return nil
		})
	}
	if err := g.Wait(); err != nil {
		return nil, err
	}
	return files, nil
}

// policyPaths lists the policy files of a project. What is named like one and
// cannot be one is an error: left out, it would be missed by nobody.
func (w *world) policyPaths(dir *os.Root, tests bool) ([]string, error) {
	var paths []string
	total := int64(0)
	err := fs.WalkDir(dir.FS(), ".", func(p string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return fmt.Errorf("read %q: %w", p, cause(err))
		case p != "." && strings.HasPrefix(d.Name(), "."):
			if d.IsDir() {
				return fs.SkipDir
			}
			return nil
		}
		info, err := w.follow(dir, p, d)
		if err != nil {
			return fmt.Errorf("read %q: %w", p, cause(err))
		}
		if info == nil || !isPolicy(d.Name()) || parse.IsTest(d.Name()) && !tests {
			return nil
		}
		switch {
		case info.IsDir():
			return fmt.Errorf("read %q: it is a directory, though named like a policy file", p)
		case !info.Mode().IsRegular():
			return fmt.Errorf("read %q: it is no regular file", p)
		}
		// Beyond the limit nothing more need be read: the parser tells of it.
		if total <= parse.DefaultProjectBytes {
			paths = append(paths, p)
		}
		total += min(info.Size(), parse.DefaultFileBytes+1)
		return nil
	})
	return paths, err
}

// follow says what a path of the walk is; of a link, what it leads to. It is nil
// for a link that is of no interest.
func (w *world) follow(dir *os.Root, p string, d fs.DirEntry) (fs.FileInfo, error) {
	if d.Type()&fs.ModeSymlink == 0 {
		return d.Info()
	}
	info, err := dir.Stat(p)
	switch {
	case err == nil && info.IsDir():
		w.note("link %q leads to a directory and is not followed", p)
		return nil, nil
	case err != nil && !isPolicy(d.Name()):
		return nil, nil
	}
	return info, err
}

func isPolicy(name string) bool {
	return path.Ext(name) == ".hcl" || strings.HasSuffix(name, ".hcl.json")
}

// readRegular reads a file of a project; of one that is too large just enough
// for the parser to see that it is.
func readRegular(dir *os.Root, p string) ([]byte, error) {
	// Opening a pipe would else wait for somebody to write to it.
	f, err := dir.OpenFile(p, os.O_RDONLY|syscall.O_NONBLOCK, 0)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, errors.New("it is no regular file")
	}
	size := min(info.Size(), parse.DefaultFileBytes+1)
	data := make([]byte, size)
	n, err := io.ReadFull(f, data)
	if errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF) {
		err = nil // it became shorter in the meantime
	}
	return data[:n], err
}
