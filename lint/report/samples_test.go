package report

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/rolecall/rolecall/schema"
)

// samples are reports that formats trip over; every format must write a valid
// document of each.
func samples() map[string]*Report {
	hostile := Report{
		Version: nasty, Targets: []string{nasty, "b"}, Base: "../a b%",
		Rules: []RuleInfo{
			{ID: "RC101", Name: "unknown-privilege", Severity: schema.Error, Summary: nasty, Help: nasty, Tags: []string{"security"}},
			{ID: "RC101", Name: "told-twice", Severity: schema.Info},
		},
		Sources: map[string][]byte{"é:#?[x]\\|:100: 世\x1b.hcl": []byte(nasty)},
	}
	for file := range hostile.Sources {
		at := schema.Range{File: file, Start: schema.Pos{Line: 1, Column: 1}, End: schema.Pos{Line: 1, Column: 4, Byte: 3}}
		hostile.Findings = []schema.Finding{{
			Rule: "RC101", Name: "unknown-privilege", Severity: schema.Error, Message: nasty, Help: nasty + "\n" + nasty,
			Range: at, Target: nasty, Fingerprint: nasty, Related: []schema.Related{{Message: nasty, Range: at}, {Message: "nowhere"}},
			Fix: &schema.Fix{Title: nasty, Safe: true, Edits: []schema.Edit{{Range: at, Text: nasty}}},
		}, {
			Rule: "RC006", Name: "suppression-problem", Severity: schema.Warning, Message: nasty, Range: at,
			Suppressed: &schema.Suppressed{Kind: "comment", Reason: nasty, Until: nasty},
		}}
	}
	odd := Report{Sources: map[string][]byte{"b.hcl": nil, "a.hcl": []byte("x")}}
	for i, at := range []schema.Range{
		{},
		{File: "b.hcl"},
		{File: "b.hcl", Start: schema.Pos{Line: 9, Column: 9, Byte: 99}},
		{File: "./b.hcl", Start: schema.Pos{Line: 2, Column: 1, Byte: 1}, End: schema.Pos{Line: 1, Column: 1}},
		{File: "missing.hcl", Start: schema.Pos{Line: 3, Column: 3, Byte: 3}, End: schema.Pos{Line: 4, Column: 1, Byte: 9}},
	} {
		odd.Findings = append(odd.Findings, schema.Finding{
			Rule: fmt.Sprintf("RC%03d", i), Name: "odd", Severity: schema.Severity(1 + i%3), Message: "odd", Range: at,
			Fix: &schema.Fix{Edits: []schema.Edit{{Range: at, Text: "y"}}},
		})
	}
	return map[string]*Report{
		"empty":   {},
		"clean":   {Version: "v1.2.3-rc.1+build", Sources: map[string][]byte{"a.hcl": nil}},
		"nowhere": {Findings: []schema.Finding{{Rule: "RC001", Name: "syntax-error", Severity: schema.Error, Message: "no place"}}},
		"hostile": &hostile,
		"odd":     &odd,
		"many":    many(5007), // more than any reader takes
	}
}

// nasty has of everything that some format gives a meaning.
const nasty = "\x00\x1b[31m\u202e\ufffe\xff \r\n\t%0A::error::, @admin #123 GH-7 :100: | \\| `code` <b>&amp;</b> ]]> {0} [a](http://x.y) www.x.y **\\ $x$ é世🎉"

// many is a report of that many findings, of each severity about a third.
func many(n int) *Report {
	r := &Report{Sources: map[string][]byte{}}
	for i := range n {
		r.Findings = append(r.Findings, schema.Finding{
			Rule: "RC206", Name: "unbound-role", Severity: schema.Severity(1 + i%3), Fingerprint: fmt.Sprintf("%016x", i),
			Message: fmt.Sprintf("nobody holds role %q", fmt.Sprint("r", i)),
			Range:   schema.Range{File: "policy.hcl", Start: schema.Pos{Line: i + 1, Column: 1}, End: schema.Pos{Line: i + 1, Column: 5}},
		})
	}
	return r
}

// valid holds what a document of each format must be.
var valid = map[string]func(t *testing.T, r *Report, data []byte){
	"text":       nil, // free
	"compact":    nil, // free
	"json":       validJSON,
	"jsonl":      validJSONL,
	"sarif":      validSARIF,
	"rdjson":     validRDJSON,
	"checkstyle": validCheckstyle,
	"junit":      validJUnit,
	"gitlab":     validGitLab,
	"github":     validGitHub,
	"markdown":   validMarkdown,
}

func TestSamples(t *testing.T) {
	for name, r := range samples() {
		for _, format := range Formats {
			t.Run(name+"/"+format.Name, func(t *testing.T) {
				check, ok := valid[format.Name]
				if !ok {
					t.Fatal("no test knows the format")
				}
				data := write(t, format, r)
				if again := write(t, format, r); !bytes.Equal(data, again) {
					t.Error("two runs differ")
				}
				if check != nil {
					check(t, r, data)
				}
			})
		}
	}
}

// find gives the format of a name, which there is.
func find(t *testing.T, name string) Format {
	t.Helper()
	f, ok := Find(name)
	if !ok {
		t.Fatalf("no format %q", name)
	}
	return f
}

// lines splits what ends in a line end.
func lines(data []byte) []string {
	if len(data) == 0 {
		return nil
	}
	return strings.Split(strings.TrimSuffix(string(data), "\n"), "\n")
}
