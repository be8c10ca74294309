package target

import (
	"strings"
	"sync"

	"github.com/rolecall/rolecall/schema"
)

// Shelf holds the catalogs of one vendor, one a line of versions. They are
// compiled in as Go, made from catalog/LINE.json by a test of this package
// (-update), and each is put together when it is first asked for: a program pays
// for the catalogs it uses and for nothing at start-up.
type Shelf struct {
	Lines []string                 // newest first
	Made  []func() *schema.Catalog // the catalogs of the lines

	mu   sync.Mutex
	read []*schema.Catalog
}

// Catalog gives the catalog for a line ("2.6", "2.6.x"), a patch of it ("2.6.9",
// "v2.6.9") or, where version is empty, the newest line. ok is false for any
// other version. It is safe for concurrent use.
func (s *Shelf) Catalog(version string) (c *schema.Catalog, ok bool) {
	if version == "" {
		return s.line(0), true
	}
	for i, line := range s.Lines {
		patch, found := strings.CutPrefix(strings.TrimPrefix(version, "v"), line)
		switch {
		case !found:
		case patch == "" || patch == ".x":
			return s.line(i), true
		case isPatch(patch):
			return s.line(i).At(line + patch), true
		}
	}
	return nil, false
}

// isPatch reports whether s is a dot and a number, as in ".9".
func isPatch(s string) bool {
	digits, dot := strings.CutPrefix(s, ".")
	return dot && digits != "" && strings.Trim(digits, "0123456789") == ""
}

func (s *Shelf) line(i int) *schema.Catalog {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.read == nil {
		s.read = make([]*schema.Catalog, len(s.Lines))
	}
	if s.read[i] == nil {
		s.read[i] = s.Made[i]()
		s.read[i].Index()
	}
	return s.read[i]
}
