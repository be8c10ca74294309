package report

import (
	"bytes"
	"os"
	"strings"
	"testing"

	"github.com/rolecall/rolecall/internal/txtest"
	"github.com/rolecall/rolecall/schema"
)

// The page on formats shows one finding in each, exactly as it is written: the
// first fenced block below the format's heading. -update writes it there.
func TestPageShowsEveryFormat(t *testing.T) {
	const path = "../../docs/formats.md"
	page, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	got := page
	r := documented()
	got = setBlock(t, got, "What holds for several", r.Sources["policy.hcl"])
	for _, f := range Formats {
		got = setBlock(t, got, f.Name, write(t, f, r))
	}
	txtest.Golden(t, path, got)
}

// setBlock puts text into the first fenced block of a section.
func setBlock(t *testing.T, page []byte, section string, text []byte) []byte {
	t.Helper()
	heading := bytes.Index(page, []byte("\n## "+section+"\n"))
	if heading < 0 {
		t.Fatalf("the page has no section %q", section)
	}
	open := bytes.Index(page[heading:], []byte("\n```"))
	if open < 0 {
		t.Fatalf("section %q has no block", section)
	}
	begin := heading + open + len("\n```")
	begin += bytes.IndexByte(page[begin:], '\n') + 1
	end := begin + bytes.Index(page[begin:], []byte("```\n"))
	return bytes.Join([][]byte{page[:begin], text, page[end:]}, nil)
}

// documented is the report on the page: a finding with advice, a second place
// and a fix. A test of the program holds it to what lint says of the policy there.
func documented() *Report {
	source := `target "milvus" "prod" {
  version = "2.6"

  database "shop" {
    collections = ["products"]
  }
}

role "searcher" {
  description = "search in products"

  grant {
    privileges = ["Query", "Search"]
    database   = "shop"
    collection = "products"
  }

  grant {
    privileges = ["HasPartition", "Query"]
    database   = "shop"
    collection = "products"
  }
}

binding "search" {
  roles = [role.searcher]
  users = ["svc_search"]
}
`
	at := func(s, within string) schema.Range {
		begin := strings.Index(source, within) + strings.Index(within, s)
		return schema.Range{File: "policy.hcl", Start: pos([]byte(source), begin), End: pos([]byte(source), begin+len(s))}
	}
	const second = `["HasPartition", "Query"]`
	return &Report{
		Version: "v0.1.0",
		Sources: map[string][]byte{"policy.hcl": []byte(source)},
		Targets: []string{"prod"},
		Findings: []schema.Finding{{
			Rule: "RC502", Name: "redundant-grant", Severity: schema.Warning, Target: "prod", Subject: "role.searcher",
			Message: `"Query" is given by "Query" of another grant already`,
			Help:    "whoever takes the other one away believes the access gone, and servers store both: leave this one out",
			Range:   at(`"Query"`, second), Fingerprint: "d77d81748c3edbab",
			Related: []schema.Related{{Message: "given here", Range: at(`"Query"`, `["Query", "Search"]`)}},
			Fix:     &schema.Fix{Title: `remove "Query"`, Safe: true, Edits: []schema.Edit{{Range: at(`, "Query"`, second)}}},
		}},
	}
}
