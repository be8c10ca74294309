package reload

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"

	"github.com/rolecall/rolecall/bundle"
)

// SignatureSuffix is what the name of a detached signature has behind the bundle's.
const SignatureSuffix = ".jws"

// File is a source that looks at a file, and at a detached signature beside it. Only
// a file whose size, time or identity changed is read again; replace a bundle by a
// rename, so that nobody reads half of it.
func File(path string) Source { return SignedFile(path, path+SignatureSuffix) }

// SignedFile is [File] with the detached signature in a file of another name.
func SignedFile(path, signature string) Source { return &file{path, signature} }

type file struct{ path, signature string }

func (f *file) String() string { return f.path }

func (f *file) Fetch(_ context.Context, have string) (Version, error) {
	tag, err := f.tag()
	if err != nil {
		return Version{}, err
	}
	if tag == have {
		return Version{}, ErrUnchanged
	}
	data, err := readLimited(f.path, bundle.MaxSize)
	if err != nil {
		return Version{}, err
	}
	signature, err := readLimited(f.signature, bundle.MaxBeside)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return Version{}, err
	}
	// Whatever came between is seen at the next look: the tag is of before.
	return Version{Data: data, Signature: signature, Tag: tag}, nil
}

// tag tells one content of the files from another as far as the file system does.
func (f *file) tag() (string, error) {
	var tag string
	for _, name := range []string{f.path, f.signature} {
		info, err := os.Stat(name)
		if errors.Is(err, fs.ErrNotExist) && name != f.path {
			continue
		}
		if err != nil {
			return "", err
		}
		tag += fmt.Sprintf("%d.%d.%d;", info.Size(), info.ModTime().UnixNano(), inode(info))
	}
	return tag, nil
}

func readLimited(name string, most int64) ([]byte, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return limited(f, name, most)
}

// limited reads all of r, unless that is more than so many bytes.
func limited(r io.Reader, name string, most int64) ([]byte, error) {
	data, err := io.ReadAll(io.LimitReader(r, most+1))
	if err != nil {
		return nil, fmt.Errorf("read %q: %w", name, err)
	}
	if int64(len(data)) > most {
		return nil, fmt.Errorf("%q is larger than %d bytes", name, most)
	}
	return data, nil
}
