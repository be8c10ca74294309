package rules_test

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/rolecall/rolecall/internal/txtest"
	"github.com/rolecall/rolecall/lint/rules"
	"github.com/rolecall/rolecall/schema"
	"github.com/rolecall/rolecall/schema/parse"
)

// pain is something that users told of, with a policy that causes it, if
// rolecall says something to it.
type pain struct {
	title  string   // what it is called where it was told, as in "milvus #40843"
	see    []string // links, in Markdown
	text   string
	rules  []string // that speak
	no     string   // why none does
	policy *project
	says   []schema.Finding
}

// TestPains runs every policy of testdata/pains and holds docs/pains.md to what
// comes out: every rule that an entry names must speak, and say what is printed there.
func TestPains(t *testing.T) {
	paths, err := filepath.Glob("../../testdata/pains/*.txtar")
	if err != nil || len(paths) == 0 {
		t.Fatalf("no pains (%v)", err)
	}
	var page strings.Builder
	page.WriteString(painsHead)
	var bodies strings.Builder
	for _, path := range paths {
		ar := txtest.Open(t, path)
		heading, _, _ := strings.Cut(string(ar.Comment), "\n")
		pains := readPains(t, ar)
		fmt.Fprintf(&page, "\n## %s\n\n| pain | told in | what rolecall says |\n|---|---|---|\n", heading)
		for _, p := range pains {
			p.try(t)
			page.WriteString(p.row())
			bodies.WriteString(p.section())
		}
	}
	page.WriteString("\n# The policies\n" + bodies.String())
	txtest.Golden(t, "../../docs/pains.md", []byte(page.String()))
}

const painsHead = `# Pains

What people told in public about access control of these databases, and what
rolecall says to a policy that causes it. Messages are real: a test runs each
policy of ` + "`testdata/pains`" + ` and writes this page. A row that no rule speaks to says
so, and why.
`

func readPains(t *testing.T, ar *txtest.Archive) []*pain {
	t.Helper()
	var all []*pain
	for _, f := range ar.Files {
		folder, name, _ := strings.Cut(f.Name, "/")
		if name == "about.txt" {
			all = append(all, readPain(t, folder, string(f.Data)))
			continue
		}
		p := all[len(all)-1]
		switch name {
		case "policy.hcl":
			p.policy = &project{files: []parse.File{{Path: "policy.hcl", Data: f.Data}}, now: now}
		case "state.json":
			p.policy.state = f.Data
		default:
			t.Fatalf("%s: what is %q?", ar.Path, f.Name)
		}
	}
	return all
}

func readPain(t *testing.T, folder, about string) *pain {
	t.Helper()
	p := &pain{}
	for line := range strings.Lines(about) {
		key, value, _ := strings.Cut(strings.TrimSpace(line), ": ")
		switch key {
		case "see":
			for _, s := range strings.Split(value, "; ") {
				i := strings.LastIndexByte(s, ' ')
				p.see = append(p.see, fmt.Sprintf("[%s](%s)", s[:i], s[i+1:]))
				if p.title == "" {
					p.title = s[:i]
				}
			}
		case "pain":
			p.text = value
		case "rules":
			p.rules = strings.Fields(value)
		case "not covered yet":
			p.no = value
		default:
			t.Fatalf("%s: cannot read %q", folder, line)
		}
	}
	if p.text == "" || p.title == "" || (p.no == "") == (len(p.rules) == 0) {
		t.Fatalf("%s: the entry lacks something", folder)
	}
	return p
}

// try lints the policy: the rules that the entry names speak.
func (p *pain) try(t *testing.T) {
	t.Helper()
	if p.policy == nil {
		return
	}
	for _, f := range p.policy.lint(t) {
		if slices.Contains(p.rules, f.Rule) {
			p.says = append(p.says, f)
		}
	}
	for _, id := range p.rules {
		if !slices.ContainsFunc(p.says, func(f schema.Finding) bool { return f.Rule == id }) {
			t.Errorf("%s: %s says nothing; found%s", p.title, id, show(p.policy.lint(t)))
		}
	}
}

// row is the entry in the table.
func (p *pain) row() string {
	says := "not covered yet: " + p.no
	if len(p.says) > 0 {
		f := p.says[0]
		says = fmt.Sprintf("[%s](#%s) %s", f.Rule, anchor(p.heading()), cell(f.Message))
	}
	return fmt.Sprintf("| %s | %s | %s |\n", cell(p.text), strings.Join(p.see, ", "), says)
}

// cell escapes what has a meaning in a cell of a table.
func cell(s string) string { return strings.NewReplacer("|", `\|`, "*", `\*`).Replace(s) }

func (p *pain) heading() string { return p.title + ": " + p.rules[0] }

// anchor is the anchor of a heading.
func anchor(heading string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9', r == '_', r == '-':
			return r
		case r == ' ':
			return '-'
		}
		return -1
	}, strings.ToLower(heading))
}

// section shows the policy and what is said of it.
func (p *pain) section() string {
	if len(p.says) == 0 {
		return ""
	}
	var b strings.Builder
	fmt.Fprintf(&b, "\n## %s\n\n%s.\n\n```hcl\n%s```\n", p.heading(), strings.ToUpper(p.text[:1])+p.text[1:], p.policy.files[0].Data)
	if p.policy.state != nil {
		fmt.Fprintf(&b, "\nThe deployed state:\n\n```json\n%s```\n", p.policy.state)
	}
	b.WriteString("\n```text\n")
	for _, f := range p.says {
		fmt.Fprintf(&b, "%s %s %s: %s\n  %s\n  help: %s\n", f.Severity, f.Rule, rules.Find(f.Rule).Name, f.Message, f.Range, f.Help)
	}
	b.WriteString("```\n")
	return b.String()
}
