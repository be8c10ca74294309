package rules_test

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/rolecall/rolecall/internal/txtest"
	"github.com/rolecall/rolecall/lint"
	"github.com/rolecall/rolecall/schema"
	"github.com/rolecall/rolecall/schema/parse"
)

// TestFixes applies every fix that an archive's findings offer, each by itself:
// the file still parses, the finding is gone, and a safe fix brings no new one.
func TestFixes(t *testing.T) {
	tried := 0
	txtest.Run(t, "../../testdata/lint/*.txtar", func(t *testing.T, ar *txtest.Archive) {
		a := readArchive(t, ar)
		for folder, p := range a.projects {
			before := p.lint(t)
			for _, f := range before {
				if f.Fix != nil {
					tried++
					a.tryFix(t, filepath.Join(folder, f.Range.String()), p, f, before)
				}
			}
		}
	})
	if tried == 0 {
		t.Error("no archive offers a fix")
	}
}

func (a *archive) tryFix(t *testing.T, name string, p *project, f schema.Finding, before []schema.Finding) {
	t.Helper()
	fixed := *p
	fixed.files = slices.Clone(p.files)
	for _, e := range slices.Backward(f.Fix.Edits) {
		i := slices.IndexFunc(fixed.files, func(x parse.File) bool { return x.Path == e.Range.File })
		data := string(fixed.files[i].Data)
		fixed.files[i].Data = []byte(data[:e.Range.Start.Byte] + e.Text + data[e.Range.End.Byte:])
	}
	known := map[string]int{}
	said := func(x schema.Finding) string {
		if f.Rule == "RC603" && x.Rule != f.Rule {
			return x.Rule // names in messages change their order too
		}
		return x.Rule + x.Message
	}
	for _, x := range before {
		known[said(x)]++
	}
	after := fixed.lint(t)
	for _, x := range after {
		known[said(x)]--
		if n := known[said(x)]; n < 0 && !a.ignore[x.Rule] && (f.Fix.Safe || x.Rule == "RC001") {
			t.Errorf("%s: %s: %q brings %s: %s", name, f.Rule, f.Fix.Title, x.Rule, x.Message)
		}
	}
	if known[f.Rule+f.Message] == 0 {
		t.Errorf("%s: %s: %q does not help: %s", name, f.Rule, f.Fix.Title, f.Message)
	}
	if line := lineOf(fixed, f); strings.Contains(line, ",]") || strings.Contains(line, "[,") || strings.Contains(line, "[ \"") {
		t.Errorf("%s: %s: %q leaves %s", name, f.Rule, f.Fix.Title, line)
	}
}

// lineOf is the line on which a finding stood, in the fixed file.
func lineOf(p project, f schema.Finding) string {
	for _, x := range p.files {
		if lines := strings.Split(string(x.Data), "\n"); x.Path == f.Range.File && len(lines) >= f.Range.Start.Line {
			return lines[f.Range.Start.Line-1]
		}
	}
	return fmt.Sprintf("no line %d", f.Range.Start.Line)
}

// TestRemovedElements: an element goes with its comma, its line and the comment behind it.
func TestRemovedElements(t *testing.T) {
	const head = "target \"milvus\" \"prod\" {\n  version = \"2.6\"\n}\nrole \"reader\" {\n  grant {\n    privileges = "
	const tail = "\n    database   = \"catalog\"\n    collection = \"products\"\n  }\n}\nbinding \"readers\" {\n  roles = [role.reader]\n  users = [\"alice\"]\n}\n"
	for _, c := range []struct{ list, want string }{
		{`["CollectionReadOnly", "Search"]`, `["CollectionReadOnly"]`},
		{`["Search", "CollectionReadOnly"]`, `["CollectionReadOnly"]`},
		{"[\n      \"Search\", # about search\n      \"CollectionReadOnly\",\n    ]", "[\n      \"CollectionReadOnly\",\n    ]"},
		{"[\n      \"CollectionReadOnly\",\n      \"Search\" // about search\n    ]", "[\n      \"CollectionReadOnly\",\n    ]"},
		{"[\n      \"CollectionReadOnly\",\n      \"Search\",\n    ]", "[\n      \"CollectionReadOnly\",\n    ]"},
		{"[\n      \"CollectionReadOnly\",\n      \"Search\", \"Insert\",\n    ]", "[\n      \"CollectionReadOnly\",\n      \"Insert\",\n    ]"},
	} {
		p := &project{files: []parse.File{{Path: "policy.hcl", Data: []byte(head + c.list + tail)}}, now: now}
		found := slices.DeleteFunc(p.lint(t), func(f schema.Finding) bool { return f.Rule != "RC502" })
		changed, _ := lint.Fix(found, map[string][]byte{"policy.hcl": p.files[0].Data}, false)
		if got := string(changed["policy.hcl"]); !strings.Contains(got, "privileges = "+c.want+"\n") {
			t.Errorf("of %s is left\n%s", c.list, got)
		}
	}
}

// TestRepeatedNamesAreFixed: what a list has twice is taken out without --unsafe.
func TestRepeatedNamesAreFixed(t *testing.T) {
	const policy = `target "milvus" "prod" {
  version = "2.6"
}
privilege_group "reader" {
  privileges = ["Query", "Query"]
}
role "reader" {
  grant {
    privileges = [privilege_group.reader]
    database   = "catalog"
    collection = ["products", "products"]
  }
}
binding "readers" {
  roles = [role.reader]
  users = ["alice", "alice"]
}
`
	p := &project{files: []parse.File{{Path: "policy.hcl", Data: []byte(policy)}}, now: now}
	var at []int
	for _, f := range p.lint(t) {
		if f.Fix != nil && f.Fix.Safe && (f.Rule == "RC502" || f.Rule == "RC209") {
			at = append(at, f.Range.Start.Line)
		}
	}
	if want := []int{5, 11, 16}; !slices.Equal(at, want) {
		t.Errorf("safe fixes in lines %v, want %v", at, want)
	}
}
