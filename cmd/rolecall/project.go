package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
)

// findRoot finds the project that a directory belongs to: the nearest directory
// upwards with a rolecall.toml, else the directory itself. sub is where dir lies
// in it, with forward slashes, "." at the root.
func (w *world) findRoot(dir string) (root, sub string, err error) {
	info, err := os.Stat(w.path(dir))
	if err != nil {
		return "", "", fmt.Errorf("read policies of %q: %w", dir, cause(err))
	}
	if !info.IsDir() {
		return "", "", fmt.Errorf("read policies of %q: it is a file; a policy is a directory", dir)
	}
	abs, err := filepath.Abs(w.path(dir))
	if err != nil {
		return "", "", fmt.Errorf("read policies of %q: %w", dir, err)
	}
	for at := abs; ; at = filepath.Dir(at) {
		_, err := os.Lstat(filepath.Join(at, configName))
		if err == nil {
			sub, err := filepath.Rel(at, abs)
			if err != nil {
				return "", "", fmt.Errorf("read policies of %q: %w", dir, err)
			}
			up, err := filepath.Rel(abs, at) // so that messages name the root as dir was typed
			return filepath.Join(w.path(dir), up), filepath.ToSlash(sub), err
		}
		if !errors.Is(err, fs.ErrNotExist) || at == filepath.Dir(at) {
			return w.path(dir), ".", nil
		}
	}
}

// within reports whether a path lies in a directory of the project; everything lies in ".".
func within(dir, p string) bool {
	return dir == "." || p == dir || len(p) > len(dir) && p[:len(dir)] == dir && p[len(dir)] == '/'
}

// above reports whether a file stands in a directory above dir.
func above(dir, file string) bool { return dir != path.Dir(file) && within(path.Dir(file), dir) }
