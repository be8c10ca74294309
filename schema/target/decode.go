package target

import (
	"bytes"
	"embed"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"sync"

	"github.com/rolecall/rolecall/schema"
)

// Shelf holds the catalogs of one vendor as files, catalog/LINE.json each, and
// decodes each when it is first asked for: a program pays for the catalogs it
// uses and for nothing at start-up.
type Shelf struct {
	Files *embed.FS
	Lines []string // newest first

	mu   sync.Mutex
	read map[string]*schema.Catalog
}

// Catalog gives the catalog for a line ("2.6", "2.6.x"), a patch of it ("2.6.9",
// "v2.6.9") or, where version is empty, the newest line. ok is false for any
// other version. It is safe for concurrent use.
func (s *Shelf) Catalog(version string) (c *schema.Catalog, ok bool) {
	if version == "" {
		return s.line(s.Lines[0]), true
	}
	for _, line := range s.Lines {
		patch, found := strings.CutPrefix(strings.TrimPrefix(version, "v"), line)
		switch {
		case !found:
		case patch == "" || patch == ".x":
			return s.line(line), true
		case isPatch(patch):
			return s.line(line).At(line + patch), true
		}
	}
	return nil, false
}

// isPatch reports whether s is a dot and a number, as in ".9".
func isPatch(s string) bool {
	digits, dot := strings.CutPrefix(s, ".")
	return dot && digits != "" && strings.Trim(digits, "0123456789") == ""
}

func (s *Shelf) line(line string) *schema.Catalog {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := s.read[line]
	if c == nil {
		c = decode(s.Files, line)
		if s.read == nil {
			s.read = make(map[string]*schema.Catalog, len(s.Lines))
		}
		s.read[line] = c
	}
	return c
}

// decode panics where a file is missing or not a catalog: the files are part of
// the program, and a test decodes each of them.
func decode(files *embed.FS, line string) *schema.Catalog {
	name := "catalog/" + line + ".json"
	data, err := files.ReadFile(name)
	if err != nil {
		panic(fmt.Sprintf("target: %v", err))
	}
	c, err := DecodeCatalog(data)
	if err != nil {
		panic(fmt.Sprintf("target: %s: %v", name, err))
	}
	return c
}

// CatalogFormat marks a catalog.
const CatalogFormat = "rolecall.catalog/v1"

// DecodeCatalog reads a catalog and prepares its look-ups. A key that no
// catalog has is an error, so that a misspelt one is not silently ignored.
func DecodeCatalog(data []byte) (*schema.Catalog, error) {
	var c schema.Catalog
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&c); err != nil {
		return nil, fmt.Errorf("decode catalog: %w", err)
	}
	if _, err := dec.Token(); err != io.EOF {
		return nil, fmt.Errorf("decode catalog: more follows after the document")
	}
	if c.Format != CatalogFormat {
		return nil, fmt.Errorf("decode catalog: format is %q, not %q", c.Format, CatalogFormat)
	}
	c.Index()
	return &c, nil
}
