package report_test

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/rolecall/rolecall/bundle"
	"github.com/rolecall/rolecall/compiler/policytest"
	"github.com/rolecall/rolecall/compiler/policytest/report"
	"github.com/rolecall/rolecall/schema"
)

// reports are what every format must hold: nothing, and names of every kind.
func reports() map[string]*report.Report {
	at := func(file string, line int) schema.Range {
		return schema.Range{File: file, Start: schema.Pos{Line: line, Column: 3, Byte: line}, End: schema.Pos{Line: line, Column: 5, Byte: line + 2}}
	}
	check := &policytest.Check{
		Expect:  &schema.Expect{Decl: &schema.ExpectDecl{Range: at("a/x_test.hcl", 3)}},
		Item:    &schema.Item{},
		Request: bundle.Request{Principal: "eve\x1b[2J\u202e", Privilege: "Search", Database: "<&>", Collection: "]]>"},
	}
	decl := &schema.TestDecl{Block: schema.Block{Label: schema.Text{Value: "odd \x00\u2028 \"name\""}, Key: "k\n", Keyed: true, Range: at("a/x_test.hcl", 1)}}
	odd := &policytest.Result{
		Target: bundle.Target{Kind: "milvus", Name: "prod.a\nb", Version: "2.6"},
		Tests: []policytest.TestResult{
			{Test: &schema.Test{Decl: decl}, Checks: 2, Failures: []policytest.Failure{
				{Check: check, Message: "allowed, and must be denied", Help: "take\nit", Links: []policytest.Link{{What: "role \"\x07\" grants it", Range: at("b\nc.hcl", 4)}}},
				{Check: check, Message: "allowed, and must be denied", Help: "take it", Links: []policytest.Link{{What: "role \"\x07\" grants it", Range: at("b\nc.hcl", 4)}}},
			}},
			{Test: &schema.Test{Decl: &schema.TestDecl{Block: schema.Block{Label: schema.Text{Value: "passes"}, Range: at("a/x_test.hcl", 9)}}}, Checks: 1},
		},
		Coverage: &policytest.Coverage{Points: []policytest.Point{
			{Kind: "grant", Address: "role.a", What: "Search", Range: at("a/roles.hcl", 2), Hits: 3},
			{Kind: "grant", Address: "role.a", What: "Query", Range: at("a/roles.hcl", 2)},
			{Kind: "condition", Address: "condition.c", What: "true", Range: at("a/roles.hcl", 7), Hits: 1},
			{Kind: "binding", Address: "binding.b", What: "eve\x1b", Range: at("b\nc.hcl", 4)},
		}},
		Mutation: &policytest.Mutation{Mutants: 3, Noticed: 1, Equivalent: 1, Survived: []policytest.Mutant{{Widens: true, Address: "role.a\x1b", Message: "without \"\u202e\"", Range: at("a/roles.hcl", 2)}}},
	}
	return map[string]*report.Report{
		"nothing":   {Coverage: true},
		"no points": {Coverage: true, Results: []*policytest.Result{{Coverage: &policytest.Coverage{}}}},
		"odd":       {Coverage: true, Base: "policies", Results: []*policytest.Result{odd, odd}},
	}
}

// Every format writes what its readers accept, whatever the names are, and the
// same bytes each time.
func TestFormats(t *testing.T) {
	valid := map[string]func(*testing.T, []byte){
		"text": validText, "json": validJSON, "junit": validJUnit, "lcov": validLCOV, "cobertura": validCobertura,
	}
	for _, f := range slices.Concat(report.Formats, report.CoverageFormats) {
		for name, r := range reports() {
			t.Run(f.Name+"/"+name, func(t *testing.T) {
				first, second := written(t, f, r), written(t, f, r)
				if !bytes.Equal(first, second) {
					t.Error("written twice, it differs")
				}
				valid[f.Name](t, first)
			})
		}
	}
}

func written(t *testing.T, f report.Format, r *report.Report) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := f.Write(&out, r); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func validText(t *testing.T, data []byte) {
	for line := range strings.Lines(string(data)) {
		if i := strings.IndexFunc(strings.TrimSuffix(line, "\n"), func(r rune) bool { return r < ' ' || r == '\u202e' || r == '\u2028' }); i >= 0 {
			t.Errorf("%q has a character that is not for terminals", line)
		}
	}
}

func validJSON(t *testing.T, data []byte) {
	var doc struct {
		Format  string
		Summary struct{ Tests, Passed, Failed int }
		Targets []struct {
			Tests    []struct{ Failures []any }
			Coverage struct{ Points []any }
		}
	}
	if err := json.Unmarshal(data, &doc); err != nil || doc.Format != report.JSONFormat {
		t.Fatalf("%v, format %q", err, doc.Format)
	}
	if doc.Targets == nil || doc.Summary.Passed+doc.Summary.Failed != doc.Summary.Tests {
		t.Errorf("the summary does not add up: %s", data)
	}
	if bytes.Contains(data, []byte("null,\n      \"mutation\": null")) || bytes.Contains(data, []byte(`\u003c`)) {
		t.Errorf("lists are never null and HTML is not escaped: %s", data)
	}
}

// lcovLines are the lines of a section, as the manual of geninfo gives them.
var lcovLines = []*regexp.Regexp{
	regexp.MustCompile(`^TN:[A-Za-z0-9_]*$`), regexp.MustCompile(`^SF:.+$`),
	regexp.MustCompile(`^BRDA:[1-9]\d*,\d+,\d+,(-|\d+)$`), regexp.MustCompile(`^BRF:\d+$`), regexp.MustCompile(`^BRH:\d+$`),
	regexp.MustCompile(`^DA:[1-9]\d*,\d+$`), regexp.MustCompile(`^LF:\d+$`), regexp.MustCompile(`^LH:\d+$`), regexp.MustCompile(`^end_of_record$`),
}

// A section has its lines in their order, and its sums are those of its lines.
func validLCOV(t *testing.T, data []byte) {
	at, sums := 0, map[string]int{}
	for line := range strings.Lines(string(data)) {
		line = strings.TrimSuffix(line, "\n")
		repeats := at == 3 || at == 6 // the lines for branches and for lines of the source
		switch {
		case lcovLines[at].MatchString(line):
			at++
		case repeats && lcovLines[at-1].MatchString(line):
		case (at == 2 || at == 5) && lcovLines[at+1].MatchString(line): // there are none
			at += 2
		default:
			t.Fatalf("%q does not belong at place %d of\n%s", line, at, data)
		}
		count(t, sums, line)
		if line == "end_of_record" {
			if sums["BRDA"] != sums["BRF"] || sums["DA"] != sums["LF"] || sums["taken"] != sums["BRH"] || sums["hit"] != sums["LH"] {
				t.Errorf("the sums are wrong: %v", sums)
			}
			at, sums = 0, map[string]int{}
		}
	}
	if at != 0 {
		t.Errorf("the last section does not end:\n%s", data)
	}
}

func count(t *testing.T, sums map[string]int, line string) {
	kind, rest, _ := strings.Cut(line, ":")
	fields := strings.Split(rest, ",")
	last := fields[len(fields)-1]
	switch kind {
	case "BRDA", "DA":
		sums[kind]++
		if last != "0" && last != "-" {
			sums[map[string]string{"BRDA": "taken", "DA": "hit"}[kind]]++
		}
	case "BRF", "BRH", "LF", "LH":
		var n int
		if _, err := fmt.Sscan(last, &n); err != nil {
			t.Errorf("%q has no number", line)
		}
		sums[kind] = n
	}
}

// element is what a DTD says of one: attributes that it must and may have, and its
// children in order, with ? or * behind them.
type element struct{ must, may, children string }

// cobertura is coverage-04.dtd of Cobertura, as a table.
var cobertura = map[string]element{
	"coverage":   {"line-rate branch-rate lines-covered lines-valid branches-covered branches-valid complexity version timestamp", "", "sources? packages"},
	"sources":    {"", "", "source*"},
	"source":     {"", "", ""},
	"packages":   {"", "", "package*"},
	"package":    {"name line-rate branch-rate complexity", "", "classes"},
	"classes":    {"", "", "class*"},
	"class":      {"name filename line-rate branch-rate complexity", "", "methods lines"},
	"methods":    {"", "", "method*"},
	"lines":      {"", "", "line*"},
	"line":       {"number hits", "branch condition-coverage", "conditions*"},
	"conditions": {"", "", "condition*"},
	"condition":  {"number type coverage", "", ""},
}

// junit is what the reports of JUnit have, as their readers agree on it.
var junit = map[string]element{
	"testsuites": {"", "name tests failures errors", "testsuite*"},
	"testsuite":  {"name tests failures errors", "skipped", "testcase*"},
	"testcase":   {"name", "classname", "skipped? failure*"},
	"failure":    {"", "message type", ""},
	"skipped":    {"", "message type", ""},
}

func validCobertura(t *testing.T, data []byte) {
	if !bytes.Contains(data, []byte("<!DOCTYPE coverage SYSTEM")) {
		t.Error("it names no document type")
	}
	validXML(t, data, "coverage", cobertura)
}

func validJUnit(t *testing.T, data []byte) {
	validXML(t, data, "testsuites", junit)
	if n := bytes.Count(data, []byte("<testcase ")); n == 0 || !bytes.Contains(data, []byte(fmt.Sprintf(`tests="%d"`, n))) {
		t.Errorf("%d tests, and the sum says something else:\n%s", n, data)
	}
}

// node is an element that is open, and what stood in it.
type node struct {
	name     string
	children []string
}

func validXML(t *testing.T, data []byte, root string, shape map[string]element) {
	t.Helper()
	dec := xml.NewDecoder(bytes.NewReader(data))
	open := []node{{}}
	for {
		token, err := dec.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatalf("not XML: %v\n%s", err, data)
		}
		switch token := token.(type) {
		case xml.StartElement:
			name := token.Name.Local
			checkAttributes(t, shape, token)
			open[len(open)-1].children = append(open[len(open)-1].children, name)
			open = append(open, node{name: name})
		case xml.EndElement:
			last := open[len(open)-1]
			open = open[:len(open)-1]
			if want := childPattern(shape[last.name].children); !want.MatchString(strings.Join(append(last.children, ""), " ")) {
				t.Errorf("%s has %v, not %s", last.name, last.children, shape[last.name].children)
			}
		}
	}
	if !slices.Equal(open[0].children, []string{root}) {
		t.Errorf("the root is %v", open[0].children)
	}
}

func checkAttributes(t *testing.T, shape map[string]element, e xml.StartElement) {
	t.Helper()
	s, known := shape[e.Name.Local]
	if !known {
		t.Errorf("there is no element %s", e.Name.Local)
	}
	must := strings.Fields(s.must)
	for _, a := range e.Attr {
		if i := slices.Index(must, a.Name.Local); i >= 0 {
			must = slices.Delete(must, i, i+1)
		} else if !slices.Contains(strings.Fields(s.may), a.Name.Local) {
			t.Errorf("%s has no attribute %s", e.Name.Local, a.Name.Local)
		}
	}
	if len(must) > 0 {
		t.Errorf("%s lacks %v", e.Name.Local, must)
	}
}

// childPattern turns "a? b* c" into a pattern for names with a blank behind each.
func childPattern(children string) *regexp.Regexp {
	var b strings.Builder
	for _, c := range strings.Fields(children) {
		name := strings.TrimRight(c, "?*")
		b.WriteString("(" + name + " )" + c[len(name):])
	}
	return regexp.MustCompile("^" + b.String() + "$")
}
