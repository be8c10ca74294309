package main

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"strconv"
	"strings"

	"github.com/rolecall/rolecall/schema/parse"
)

// gitTree is a directory of a commit with everything beneath it.
type gitTree struct {
	git     *git
	names   []string // relative to the directory
	entries map[string]gitEntry
	modules []string // submodules, whose files are elsewhere
}

// tree lists a directory of a commit; one that the commit does not have is empty.
func (g *git) tree(commit, root string) (*gitTree, error) {
	var paths []string
	if root != "." {
		paths = []string{root}
	}
	names, entries, err := g.list(commit, true, paths...)
	if err != nil {
		return nil, err
	}
	t := &gitTree{git: g, entries: map[string]gitEntry{}}
	for _, name := range names {
		inner := name
		if root != "." {
			inner = strings.TrimPrefix(name, root+"/")
		}
		if hidden(inner) {
			continue
		}
		t.names = append(t.names, inner)
		t.entries[inner] = entries[name]
		if entries[name].mode == gitModule {
			t.modules = append(t.modules, inner)
		}
	}
	return t, nil
}

// config reads the rolecall.toml of the tree; without one the config is empty.
// name is what messages call the revision.
func (t *gitTree) config(name string) (config, error) {
	data, err := t.read(configName)
	if errors.Is(err, fs.ErrNotExist) {
		return config{}, nil
	}
	if err != nil {
		return config{}, fmt.Errorf("read %q: %w", configName, err)
	}
	c, problems := decodeConfig(name+":"+configName, data)
	return c, errors.Join(problems...)
}

// hidden reports whether a name of a path begins with a dot.
func hidden(name string) bool { return strings.HasPrefix(name, ".") || strings.Contains(name, "/.") }

// read reads one file of the tree.
func (t *gitTree) read(name string) ([]byte, error) {
	object, err := t.object(name)
	if err != nil {
		return nil, err
	}
	var data []byte
	err = t.git.cat([]string{object}, parse.DefaultFileBytes, func(_ int, d []byte) { data = d })
	return data, err
}

// object is what a name stands for; links are followed within the tree.
func (t *gitTree) object(name string) (string, error) {
	for range 10 {
		e, ok := t.entries[name]
		switch {
		case !ok || e.mode == gitModule:
			return "", fs.ErrNotExist
		case e.mode != gitLink:
			return e.object, nil
		}
		err := t.git.cat([]string{e.object}, 4096, func(_ int, to []byte) { name = path.Join(path.Dir(name), string(to)) })
		if err != nil {
			return "", err
		}
	}
	return "", errors.New("too many links")
}

// policies reads the policy files, and tests where they are asked for, as load
// does those of a directory. A link
// that leads nowhere is no file here: there is nobody to correct it.
func (t *gitTree) policies(tests bool) ([]parse.File, error) {
	var files []parse.File
	var objects []string
	for _, name := range t.names {
		if !isPolicy(name) || parse.IsTest(name) && !tests {
			continue
		}
		object, err := t.object(name)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return nil, fmt.Errorf("read %q: %w", name, err)
		}
		files = append(files, parse.File{Path: name})
		objects = append(objects, object)
	}
	err := t.git.cat(objects, parse.DefaultFileBytes+1, func(i int, data []byte) { files[i].Data = data })
	return files, err
}

// cat reads objects, of each as many bytes as limit says, and calls yield with them in order.
func (g *git) cat(objects []string, limit int, yield func(i int, data []byte)) error {
	if len(objects) == 0 {
		return nil
	}
	var stderr bytes.Buffer
	cmd := g.command("cat-file", "--batch", "--buffer")
	cmd.Stdin, cmd.Stderr = strings.NewReader(strings.Join(objects, "\n")+"\n"), &stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		return err
	}
	if err := cmd.Start(); err != nil {
		return fmt.Errorf("git: %w", err)
	}
	err = readBatch(bufio.NewReaderSize(out, 1<<16), len(objects), limit, yield)
	if err != nil {
		_, _ = io.Copy(io.Discard, out) // so that git can end
	}
	if waited := cmd.Wait(); waited != nil && stderr.Len() > 0 {
		return gitError(waited, stderr.String())
	}
	return err
}

// readBatch reads what cat-file prints: a header, the bytes and a line break for each object.
func readBatch(r *bufio.Reader, n, limit int, yield func(i int, data []byte)) error {
	for i := range n {
		header, err := r.ReadString('\n')
		if err != nil {
			return fmt.Errorf("read an object: %w", err)
		}
		fields := strings.Fields(header)
		if len(fields) == 2 && fields[1] == "missing" {
			return errPartial
		}
		size := -1
		if len(fields) == 3 && fields[1] == "blob" {
			size, _ = strconv.Atoi(fields[2])
		}
		if size < 0 {
			return fmt.Errorf("read an object: git says %q", strings.TrimSpace(header))
		}
		data := make([]byte, min(size, limit))
		if _, err := io.ReadFull(r, data); err != nil {
			return fmt.Errorf("read an object: %w", err)
		}
		if _, err := io.CopyN(io.Discard, r, int64(size-len(data)+1)); err != nil {
			return fmt.Errorf("read an object: %w", err)
		}
		yield(i, data)
	}
	return nil
}
