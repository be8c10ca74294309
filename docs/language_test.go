package docs_test

import (
	"regexp"
	"strings"
	"testing"
)

var (
	functionEntry = regexp.MustCompile(`"([a-z]+)": stdlib\.`)
	bodyEntry     = regexp.MustCompile(`"[a-z_]+":\s+body\("([^"]*)", "([^"]*)"\)`)
	blockEntry    = regexp.MustCompile(`\{Type: "([a-z_]+)"`)
)

// The reference names every function, block and attribute that the parser has.
// They stand in tables of the parser's source, which is what is read here.
func TestReferenceIsComplete(t *testing.T) {
	page := string(read(t, "language.md"))
	var names []string
	for _, m := range functionEntry.FindAllStringSubmatch(string(read(t, "../schema/parse/variables.go")), -1) {
		names = append(names, m[1])
	}
	functions := len(names)
	blocks := string(read(t, "../schema/parse/block.go"))
	for _, m := range bodyEntry.FindAllStringSubmatch(blocks, -1) {
		for _, word := range strings.Fields(m[1] + " " + m[2]) {
			name, _, _ := strings.Cut(strings.TrimSuffix(word, "!"), ":")
			names = append(names, name)
		}
	}
	for _, m := range blockEntry.FindAllStringSubmatch(blocks, -1) {
		names = append(names, m[1])
	}
	if functions < 40 || len(names) < functions+40 {
		t.Fatalf("only %d functions and %d other names found: the parser's tables have moved", functions, len(names)-functions)
	}
	for _, name := range names {
		if !regexp.MustCompile("[`*.]"+name+"\\b").MatchString(page) && !strings.Contains(page, "### "+name) {
			t.Errorf("language.md does not name %q", name)
		}
	}
}
