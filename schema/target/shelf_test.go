package target_test

import (
	"strings"
	"sync"
	"testing"

	"github.com/rolecall/rolecall/schema"
	"github.com/rolecall/rolecall/schema/target/all"
)

func TestVersions(t *testing.T) {
	for _, tt := range []struct{ kind, version, line, exact string }{
		{"milvus", "", "3.0", "3.0"},
		{"milvus", "2.5", "2.5", "2.5"},
		{"milvus", "2.6", "2.6", "2.6"},
		{"milvus", "2.6.x", "2.6", "2.6"},
		{"milvus", "2.6.9", "2.6", "2.6.9"},
		{"milvus", "v2.6.19", "2.6", "2.6.19"},
		{"milvus", "3.0.0", "3.0", "3.0.0"},
		{"milvus", "2.4", "", ""},
		{"milvus", "2.60", "", ""},
		{"milvus", "2.6.", "", ""},
		{"milvus", "2.6.9.1", "", ""},
		{"milvus", "2.6.9-rc1", "", ""},
		{"milvus", "cloud", "", ""},
		{"zilliz", "", "cloud", "cloud"},
		{"zilliz", "2.6", "", ""},
		{"qdrant", "", "cloud", "cloud"},
		{"qdrant", "cloud", "cloud", "cloud"},
	} {
		known, _ := all.Find(tt.kind)
		c, ok := known.Catalog(tt.version)
		if ok != (tt.line != "") {
			t.Errorf("%s %q is known: %v", tt.kind, tt.version, ok)
		}
		if ok && (c.Version != tt.line || c.Exact() != tt.exact) {
			t.Errorf("%s %q is %s, exactly %s", tt.kind, tt.version, c.Version, c.Exact())
		}
		if !ok && c != nil {
			t.Errorf("%s %q is unknown and has a catalog", tt.kind, tt.version)
		}
	}
}

// A line is decoded once, whoever asks and however many at a time.
func TestDecodedOnce(t *testing.T) {
	for _, known := range all.Targets {
		for _, version := range known.Versions {
			var got [8]*schema.Catalog
			var wg sync.WaitGroup
			for i := range got {
				wg.Go(func() { got[i], _ = known.Catalog(version) })
			}
			wg.Wait()
			for _, c := range got {
				if c == nil || c != got[0] {
					t.Errorf("%s %s is decoded more than once", known.Kind, version)
				}
			}
		}
	}
}

func TestDecodeCatalog(t *testing.T) {
	const good = `{"format": "rolecall.catalog/v1", "kind": "x", "privileges": [{"name": "Read"}]}`
	c, err := decodeCatalog([]byte(good))
	if err != nil || c.Privilege("Read") == nil {
		t.Fatalf("%v, %+v", err, c)
	}
	for name, data := range map[string]string{
		"a misspelt key":    strings.Replace(good, `"name"`, `"nmae"`, 1),
		"another format":    strings.Replace(good, "/v1", "/v2", 1),
		"a second document": good + "{}",
		"half a document":   good[:40],
	} {
		if _, err := decodeCatalog([]byte(data)); err == nil {
			t.Errorf("%s is taken", name)
		}
	}
}

func TestFind(t *testing.T) {
	var kinds []string
	for _, known := range all.Targets {
		kinds = append(kinds, known.Kind)
		if found, ok := all.Find(known.Kind); !ok || found != known || found.Title == "" {
			t.Errorf("Find(%q) = %v, %v", known.Kind, found, ok)
		}
	}
	if got := strings.Join(kinds, " "); got != "milvus zilliz qdrant" {
		t.Errorf("targets are %s", got)
	}
	if _, ok := all.Find("pinecone"); ok {
		t.Error("pinecone is found")
	}
}
