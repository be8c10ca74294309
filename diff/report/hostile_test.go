package report_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"regexp"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/renderer/html"
	"pgregory.net/rapid"

	"github.com/rolecall/rolecall/diff"
	"github.com/rolecall/rolecall/diff/report"
	"github.com/rolecall/rolecall/schema"
	"github.com/rolecall/rolecall/schema/parse"
	"github.com/rolecall/rolecall/schema/target/all"
)

const smallPolicy = `target "milvus" "prod" { version = "2.6" }
role "reader" {
  grant {
    privileges = ["Search"]
    database   = "catalog"
    collection = "*"
  }
}
`

func resolve(t interface{ Fatal(...any) }, policy string) *schema.Model {
	project, _ := parse.Project([]parse.File{{Path: "policy.hcl", Data: []byte(policy)}}, parse.Options{})
	m, found := all.Resolve(project.Documents[0], false)
	if m == nil {
		t.Fatal(found[0].Message)
	}
	return m
}

func write(t interface{ Fatal(...any) }, format string, results ...*diff.Result) string {
	f, ok := report.Find(format)
	if !ok {
		t.Fatal("no format " + format)
	}
	var b bytes.Buffer
	if err := f.Write(&b, &report.Report{Results: results}); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// hostile are names as a server may have them.
var hostile = []string{
	"@everyone", "`rm`", "``` a\nb", "<script>alert(1)</script>", "</details>", "[x](http://evil.example)", "http://evil.example/a", "www.evil.example",
	"#1", "**b**", "_i_", "a|b", "\x1b[31mred", "\u202eright", "\u200b", " ", "", "a\r\nb", "!@#$", "~~s~~", "\\", "&amp;", "GH-12", ":tada:", "org/repo#3", "\xff\xfe", "a, b and c",
}

func hostileState(t *rapid.T) *schema.State {
	name := rapid.Custom(func(t *rapid.T) string {
		return rapid.SampledFrom(hostile).Draw(t, "name") + rapid.StringN(0, 4, 8).Draw(t, "rest")
	})
	s := &schema.State{Format: schema.StateFormat, Groups: []schema.StateGroup{}, Roles: []schema.StateRole{}, Users: []schema.StateUser{}, Grants: []schema.StateGrant{}, Members: []schema.StateMember{}}
	for range rapid.IntRange(1, 4).Draw(t, "roles") {
		role := name.Draw(t, "role")
		s.Roles = append(s.Roles, schema.StateRole{Name: role, Description: name.Draw(t, "description")})
		s.Grants = append(s.Grants, schema.StateGrant{Role: role, Privilege: rapid.SampledFrom([]string{"Search", "x" + name.Draw(t, "privilege")}).Draw(t, "p"), Database: name.Draw(t, "database"), Collection: name.Draw(t, "collection")})
		s.Members = append(s.Members, schema.StateMember{Principal: name.Draw(t, "principal"), Role: role})
		s.Groups = append(s.Groups, schema.StateGroup{Name: name.Draw(t, "group"), Privileges: []string{name.Draw(t, "member")}})
		s.Users = append(s.Users, schema.StateUser{Name: name.Draw(t, "user")})
	}
	return s
}

// No name reaches a terminal with anything in it that a terminal acts on, and in
// Markdown every name is code, every sentence escaped.
func TestHostileNames(t *testing.T) {
	m := resolve(t, smallPolicy)
	rapid.Check(t, func(t *rapid.T) {
		s := hostileState(t)
		r := diff.Compare(diff.Input{Model: m, Deployed: s, Findings: []schema.Finding{{
			Rule: "RC201", Severity: schema.Error, Message: fmt.Sprintf("role %q is deleted", s.Roles[0].Name), Help: s.Members[0].Principal,
		}}})
		for _, format := range []string{"text", "unified", "markdown"} {
			out := write(t, format, r)
			for _, c := range out {
				if c != '\n' && c != '\ufe0f' && !unicode.IsPrint(c) {
					t.Fatalf("%s: %q in\n%s", format, c, out)
				}
			}
			if !utf8.ValidString(out) {
				t.Fatalf("%s is no UTF-8", format)
			}
		}
		checkMarkdown(t, write(t, "markdown", r))
		for line := range strings.Lines(write(t, "unified", r)) {
			if !strings.ContainsRune(" +-@", rune(line[0])) {
				t.Fatalf("a line of the diff begins with %q", line)
			}
		}
		var doc struct{ Changes []struct{ Before any } }
		if err := json.Unmarshal([]byte(write(t, "json", r)), &doc); err != nil || len(doc.Changes) != len(r.Changes) {
			t.Fatal(err, len(doc.Changes))
		}
	})
}

var (
	tags     = regexp.MustCompile(`<[^>]*>`)
	ownTag   = regexp.MustCompile(`^</?(h3|h4|p|ul|li|strong|code|details|summary|sub)>$`)
	codeSpan = regexp.MustCompile(`(?s)<code>.*?</code>`)
	refers   = regexp.MustCompile(`(?i)[@#][a-z0-9]|\bgh-[0-9]|:[\w+-]+:`)
)

// checkMarkdown reads the report as GitHub does: it holds no tag but our own, no
// link, and outside of code nothing that GitHub refers to.
func checkMarkdown(t *rapid.T, out string) {
	var page strings.Builder
	md := goldmark.New(goldmark.WithExtensions(extension.GFM), goldmark.WithRendererOptions(html.WithUnsafe()))
	if err := md.Convert([]byte(out), &page); err != nil {
		t.Fatal(err)
	}
	for _, tag := range tags.FindAllString(page.String(), -1) {
		if !ownTag.MatchString(tag) {
			t.Fatalf("a tag %s in\n%s", tag, out)
		}
	}
	prose := codeSpan.ReplaceAllString(page.String(), "")
	if m := refers.FindString(strings.ReplaceAll(prose, "&#8203;", "\u200b")); m != "" {
		t.Fatalf("%q refers in\n%s", m, prose)
	}
}

// huge is a state of which the policy declares nothing, with names of some length.
func huge(objects, length int) *schema.State {
	s := &schema.State{Format: schema.StateFormat, Groups: []schema.StateGroup{}, Roles: []schema.StateRole{}, Users: []schema.StateUser{}, Grants: []schema.StateGrant{}, Members: []schema.StateMember{}}
	long := strings.Repeat("`é*", length/3)
	for i := range objects {
		role := fmt.Sprintf("role%d%s", i, long)
		s.Roles = append(s.Roles, schema.StateRole{Name: role})
		s.Groups = append(s.Groups, schema.StateGroup{Name: fmt.Sprintf("group%d%s", i, long), Privileges: []string{"Unheard" + long}})
		s.Members = append(s.Members, schema.StateMember{Principal: fmt.Sprintf("user%d%s", i, long), Role: role})
		for _, p := range []string{"Insert", "Delete", "CollectionAdmin"} {
			s.Grants = append(s.Grants, schema.StateGrant{Role: role, Privilege: p, Database: "db" + long, Collection: fmt.Sprintf("c%d%s", i, long)})
		}
	}
	return s
}

// A comment holds 65,536 characters; the report keeps to 60,000 whatever comes,
// says what it leaves out, and stays well-formed.
func TestMarkdownBudget(t *testing.T) {
	m := resolve(t, smallPolicy)
	report := resolve(t, strings.Replace(smallPolicy, `version = "2.6"`, "version = \"2.6\"\nunmanaged = \"report\"", 1))
	for _, c := range []struct{ objects, length, targets int }{{1, 3, 1}, {300, 3, 1}, {3000, 3, 1}, {100, 300, 1}, {3, 100_000, 1}, {30, 3, 40}, {3000, 30, 5}} {
		var findings []schema.Finding
		for i := range c.objects {
			findings = append(findings, schema.Finding{Rule: "RC201", Message: fmt.Sprintf("%d %s", i, strings.Repeat("<a>`", c.length)), Help: strings.Repeat("*\n", c.length)})
		}
		s := huge(c.objects, c.length)
		var results []*diff.Result
		for i := range c.targets {
			of := m
			if i%2 == 1 {
				of = report
			}
			results = append(results, diff.Compare(diff.Input{Model: of, Deployed: s, Findings: findings}))
		}
		out := write(t, "markdown", results...)
		n := utf8.RuneCountInString(out)
		if n > 60_000 {
			t.Errorf("%+v: %d characters", c, n)
		}
		if c.objects >= 300 && (n < 50_000 || !strings.Contains(out, "left out")) {
			t.Errorf("%+v: %d characters, and nothing is left out", c, n)
		}
		if strings.Count(out, "<details>") != strings.Count(out, "</details>") || !strings.HasSuffix(out, "\n") {
			t.Errorf("%+v: cut within an object", c)
		}
		if !strings.Contains(out, "principals lose access") && c.objects > 1 {
			t.Errorf("%+v: no verdict", c)
		}
	}
}

// Where there are several targets they stand under targets, each as it would alone.
func TestSeveralTargets(t *testing.T) {
	m := resolve(t, smallPolicy)
	r := diff.Compare(diff.Input{Model: m, Deployed: huge(2, 3)})
	var one map[string]any
	var two struct {
		Format  string
		Targets []map[string]any
	}
	if err := json.Unmarshal([]byte(write(t, "json", r)), &one); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal([]byte(write(t, "json", r, r)), &two); err != nil {
		t.Fatal(err)
	}
	if two.Format != report.JSONFormat || len(two.Targets) != 2 || len(two.Targets[1]) != len(one)-1 {
		t.Errorf("%d targets, %d keys", len(two.Targets), len(two.Targets[1]))
	}
	for _, format := range []string{"text", "markdown", "unified"} {
		if got := write(t, format, r, r); !strings.HasSuffix(got, write(t, format, r)) {
			t.Errorf("%s of two is not two of one", format)
		}
	}
}

// Colours are nothing but colours: without them the text says the same.
func TestColours(t *testing.T) {
	r := diff.Compare(diff.Input{Model: resolve(t, smallPolicy), Deployed: huge(2, 3)})
	var coloured bytes.Buffer
	if err := report.Text(&coloured, &report.Report{Results: []*diff.Result{r}, Color: true}); err != nil {
		t.Fatal(err)
	}
	if got := regexp.MustCompile("\x1b\\[[0-9;]*m").ReplaceAllString(coloured.String(), ""); got != write(t, "text", r) || got == coloured.String() {
		t.Error(got)
	}
}

type broken struct{}

func (broken) Write([]byte) (int, error) { return 0, io.ErrClosedPipe }

func TestWriteErrors(t *testing.T) {
	r := diff.Compare(diff.Input{Model: resolve(t, smallPolicy), Deployed: huge(2, 3)})
	for _, f := range report.Formats {
		if err := f.Write(broken{}, &report.Report{Results: []*diff.Result{r}}); err != io.ErrClosedPipe {
			t.Errorf("%s: %v", f.Name, err)
		}
	}
}
