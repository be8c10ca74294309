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
	for _, f := range Formats {
		got = setBlock(t, got, f.Name, write(t, f, documented()))
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
// and a fix.
func documented() *Report {
	source := "target \"milvus\" \"prod\" {\n  version = \"2.6\"\n}\n\nrole \"searcher\" {\n  grant {\n" +
		"    privileges = [\"Serch\"]\n    database   = \"shop\"\n    collection = \"products\"\n  }\n}\n"
	at := func(s string) schema.Range {
		begin := strings.Index(source, s)
		return schema.Range{File: "policy.hcl", Start: pos([]byte(source), begin), End: pos([]byte(source), begin+len(s))}
	}
	return &Report{
		Version: "v0.1.0",
		Sources: map[string][]byte{"policy.hcl": []byte(source)},
		Targets: []string{"prod"},
		Findings: []schema.Finding{{
			Rule: "RC101", Name: "unknown-privilege", Severity: schema.Error, Target: "prod", Subject: "role.searcher",
			Message: `privilege "Serch" is not known to milvus 2.6`, Help: `did you mean "Search"?`,
			Range: at(`"Serch"`), Fingerprint: "5be1f3c29d07a864",
			Related: []schema.Related{{Message: "the version is set here", Range: at(`version = "2.6"`)}},
			Fix:     &schema.Fix{Title: `write "Search"`, Safe: true, Edits: []schema.Edit{{Range: at(`"Serch"`), Text: `"Search"`}}},
		}},
	}
}
