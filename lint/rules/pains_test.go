package rules_test

import (
	"fmt"
	"os"
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
	answer string   // the command that does instead: its page, and what it says
	typed  string   // the session that shows it
	policy *project
	says   []schema.Finding
}

// TestPains runs every policy of testdata/pains and holds docs/pains.md to what
// comes out: every rule that an entry names must speak, and say what is printed there.
// What a command prints is held to by the sessions of docs.
func TestPains(t *testing.T) {
	paths, err := filepath.Glob("../../testdata/pains/*.txtar")
	if err != nil || len(paths) == 0 {
		t.Fatalf("no pains (%v)", err)
	}
	old, err := os.ReadFile("../../docs/pains.md")
	if err != nil {
		t.Fatal(err)
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
			bodies.WriteString(p.section(string(old)))
		}
	}
	page.WriteString("\n# The policies\n" + bodies.String())
	txtest.Golden(t, "../../docs/pains.md", []byte(page.String()))
}

const painsHead = `# Pains

What people told in public about access control of these databases, and what
rolecall says to a policy that causes it. Messages are real: a test runs each
policy of ` + "`testdata/pains`" + ` and writes this page. Where no rule speaks and a command
helps, the row names it; a row that nothing speaks to says so, and why.
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
		case "session.txt":
			p.typed = string(f.Data)
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
		case "command":
			p.answer = value
		case "not covered yet":
			p.no = value
		default:
			t.Fatalf("%s: cannot read %q", folder, line)
		}
	}
	if p.text == "" || p.title == "" || told(p.no)+told(p.answer)+told(strings.Join(p.rules, "")) != 1 {
		t.Fatalf("%s: the entry lacks something", folder)
	}
	return p
}

// told counts a text that is there.
func told(s string) int { return min(len(s), 1) }

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
	switch {
	case p.typed != "":
		says = fmt.Sprintf("%s ([shown](#%s))", cell(p.answer), anchor(p.heading()))
	case p.answer != "":
		says = cell(p.answer)
	case len(p.says) > 0:
		f := p.says[0]
		says = fmt.Sprintf("[%s](#%s) %s", f.Rule, anchor(p.heading()), cell(f.Message))
	}
	return fmt.Sprintf("| %s | %s | %s |\n", cell(p.text), strings.Join(p.see, ", "), says)
}

// cell escapes what has a meaning in a cell of a table.
func cell(s string) string { return strings.NewReplacer("|", `\|`, "*", `\*`).Replace(s) }

// heading is that of the entry's section: its first rule, or the command it types last.
func (p *pain) heading() string {
	if p.typed == "" {
		return p.title + ": " + p.rules[0]
	}
	_, last, _ := strings.Cut(p.typed[strings.LastIndex(p.typed, "$ rolecall "):], "rolecall ")
	return p.title + ": " + strings.Fields(last)[0]
}

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
func (p *pain) section(page string) string {
	if p.typed != "" {
		return p.session(page)
	}
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

// session shows the policy and what is typed, with what the page has it print.
func (p *pain) session(page string) string {
	var b strings.Builder
	dir := anchor(p.title)
	fmt.Fprintf(&b, "\n## %s\n\n%s.\n\n```hcl %s/policy.hcl\n%s```\n", p.heading(), strings.ToUpper(p.text[:1])+p.text[1:], dir, p.policy.files[0].Data)
	if p.policy.state != nil {
		fmt.Fprintf(&b, "\nThe deployed state:\n\n```json %s/state.json\n%s```\n", dir, p.policy.state)
	}
	_, section, _ := strings.Cut(page, "\n## "+p.heading()+"\n")
	_, session, _ := strings.Cut(section, "```console\n")
	session, _, _ = strings.Cut(session, "```\n")
	if commands(session) != p.typed {
		session = p.typed
	}
	return b.String() + "\n```console\n" + session + "```\n"
}

// commands are the lines of a session that are typed.
func commands(session string) string {
	var b strings.Builder
	for line := range strings.Lines(session) {
		if strings.HasPrefix(line, "$ ") {
			b.WriteString(line)
		}
	}
	return b.String()
}
