package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
)

// fileSet is a number of files that appear together: each is written beside its
// place first, and only when all are complete do they take their names.
type fileSet struct{ files []newFile }

type newFile struct {
	path, temp string
	data       []byte
	device     bool // a pipe, a terminal or the like: it is written to, never replaced
}

func (s *fileSet) add(path string, data []byte) {
	s.files = append(s.files, newFile{path: path, data: data})
}

// write writes the files, none over a plan that is being applied. After an error nothing of what stood there is changed,
// except where a rename failed between two others.
func (s *fileSet) write() (err error) {
	var made []string
	defer func() {
		if err == nil {
			return
		}
		for _, f := range s.files {
			if f.temp != "" {
				_ = os.Remove(f.temp)
			}
		}
		for _, d := range slices.Backward(made) {
			_ = os.Remove(d) // it stays where something else was put into it
		}
	}()
	for i := range s.files {
		f := &s.files[i]
		if f.follow(); f.device {
			continue
		}
		if err := beingApplied(f.path); err != nil {
			return err
		}
		dirs, err := makeDir(filepath.Dir(f.path))
		made = append(made, dirs...)
		if err != nil {
			return fmt.Errorf("write %q: %w", f.path, cause(err))
		}
		if f.temp, err = writeTemp(f.path, f.data); err != nil {
			return fmt.Errorf("write %q: %w", f.path, cause(err))
		}
	}
	for i := range s.files {
		f := &s.files[i]
		if f.device {
			if err := os.WriteFile(f.path, f.data, 0); err != nil {
				return fmt.Errorf("write %q: %w", f.path, cause(err))
			}
			continue
		}
		if err := os.Rename(f.temp, f.path); err != nil {
			return fmt.Errorf("write %q: %w", f.path, renameCause(err))
		}
		f.temp = ""
	}
	return nil
}

// follow goes where links lead, so that a link stays one, and sees what is there.
func (f *newFile) follow() {
	if real, err := filepath.EvalSymlinks(f.path); err == nil {
		f.path = real
	}
	info, err := os.Stat(f.path)
	f.device = err == nil && !info.IsDir() && !info.Mode().IsRegular()
}

// makeDir makes a directory and those above it, and says which are new, outermost first.
func makeDir(dir string) (made []string, err error) {
	for at := dir; ; at = filepath.Dir(at) {
		if _, err := os.Stat(at); err == nil || at == filepath.Dir(at) {
			break
		}
		made = append(made, at)
	}
	slices.Reverse(made)
	return made, os.MkdirAll(dir, 0o777)
}

// writeTemp writes data beside path and gives the name of what it wrote.
func writeTemp(path string, data []byte) (string, error) {
	if info, err := os.Stat(path); err == nil && info.IsDir() {
		return "", errors.New("it is a directory")
	}
	f, err := createBeside(path)
	if err != nil {
		return "", err
	}
	_, err = f.Write(data)
	return f.Name(), errors.Join(err, f.Close())
}

// createBeside makes a file of a name that nothing has yet.
func createBeside(path string) (*os.File, error) {
	for n := 0; ; n++ {
		name := fmt.Sprintf(".%s.%d.%d", filepath.Base(path), os.Getpid(), n)
		f, err := os.OpenFile(filepath.Join(filepath.Dir(path), name), os.O_WRONLY|os.O_CREATE|os.O_EXCL, mode(path))
		if !errors.Is(err, fs.ErrExist) {
			return f, err
		}
	}
}

// mode keeps the permissions of a file that is replaced.
func mode(path string) fs.FileMode {
	if info, err := os.Stat(path); err == nil {
		return info.Mode().Perm()
	}
	return 0o666
}

// renameCause is what made a rename fail, without the names.
func renameCause(err error) error {
	var link *os.LinkError
	if errors.As(err, &link) {
		return link.Err
	}
	return err
}
