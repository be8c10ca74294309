package reload

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/rolecall/rolecall/bundle"
)

const cacheFormat = "rolecall.cache/v1"

// cacheHead is the first line of a cache; the signature and the bundle follow it.
// One file holds all, so that no crash leaves the one without the other.
type cacheHead struct {
	Format    string `json:"format"`
	Source    string `json:"source"`
	Tag       string `json:"tag"`
	Signature int    `json:"signature"` // its length
	Bundle    int    `json:"bundle"`
}

// maxCache is the longest cache: a line, the signatures, the bundle.
const maxCache = 64<<10 + bundle.MaxBeside + bundle.MaxSize

// writeCache puts a version in the place of the last one, whole or not at all.
func writeCache(name, source string, v Version) error {
	head, err := json.Marshal(cacheHead{Format: cacheFormat, Source: source, Tag: v.Tag, Signature: len(v.Signature), Bundle: len(v.Data)})
	if err != nil {
		return err
	}
	f, err := os.CreateTemp(filepath.Dir(name), "."+filepath.Base(name)+".*")
	if err != nil {
		return err
	}
	for _, part := range [][]byte{head, {'\n'}, v.Signature, v.Data} {
		if _, err = f.Write(part); err != nil {
			break
		}
	}
	if err == nil {
		err = f.Sync()
	}
	if closeErr := f.Close(); err == nil {
		err = closeErr
	}
	if err == nil {
		err = os.Rename(f.Name(), name)
	}
	if err != nil {
		_ = os.Remove(f.Name())
	}
	return err
}

// readCache gives the version that a cache has of a source, and when that last
// confirmed it. What it gives has been checked for nothing but its form.
func readCache(name, source string) (Version, time.Time, error) {
	info, err := os.Stat(name)
	if err != nil {
		return Version{}, time.Time{}, err
	}
	data, err := readLimited(name, maxCache)
	if err != nil {
		return Version{}, time.Time{}, err
	}
	line, rest, _ := bytes.Cut(data, []byte("\n"))
	var head cacheHead
	if err := json.Unmarshal(line, &head); err != nil || head.Format != cacheFormat {
		return Version{}, time.Time{}, fmt.Errorf("%q is no cache of a bundle", name)
	}
	if head.Source != source {
		return Version{}, time.Time{}, fmt.Errorf("cache %q is of %q", name, head.Source)
	}
	if head.Signature < 0 || head.Bundle < 0 || head.Signature > len(rest) || len(rest)-head.Signature != head.Bundle {
		return Version{}, time.Time{}, fmt.Errorf("cache %q is cut off or has more than it says", name)
	}
	v := Version{Tag: head.Tag, Data: rest[head.Signature:]}
	if head.Signature > 0 {
		v.Signature = rest[:head.Signature]
	}
	return v, info.ModTime(), nil
}
