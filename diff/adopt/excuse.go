package adopt

import (
	"bytes"
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/rolecall/rolecall/lint"
	"github.com/rolecall/rolecall/lint/rules"
	"github.com/rolecall/rolecall/schema"
	"github.com/rolecall/rolecall/schema/parse"
)

// Excuse is a suppression that was written.
type Excuse struct {
	Rule, Name string
	File       string
	Line       int // of the comment
	Reason     string
	Findings   int // how many it silences
}

// excuse writes a suppression above each line of which lint says something at
// warning or above, and gives what the policy means. A comment changes no finding,
// so what stands afterwards is of rules that cannot be suppressed.
func (p *Policy) excuse(in Input) (*schema.Model, error) {
	m, found, err := p.lint(in)
	if err != nil || len(found) == 0 {
		return m, err
	}
	byFile := map[string][]schema.Finding{}
	for _, f := range found {
		byFile[f.Range.File] = append(byFile[f.Range.File], f)
	}
	for i := range p.Files {
		if fs := byFile[p.Files[i].Path]; len(fs) > 0 {
			p.Excused = append(p.Excused, Suppress(&p.Files[i], fs, AsDeployed)...)
		}
	}
	m, left, err := p.lint(in)
	if err == nil && len(left) > 0 {
		err = fmt.Errorf("write policy of %q: %s: %s: %s", in.Source, left[0].Range, left[0].Rule, left[0].Message)
	}
	return m, err
}

// lint reads the policy as any other and gives what lint says at warning or above
// that is not suppressed.
func (p *Policy) lint(in Input) (*schema.Model, []schema.Finding, error) {
	project, found := parse.Project(p.Files, parse.Options{})
	if len(project.Documents) != 1 {
		return nil, nil, fmt.Errorf("write policy of %q: it cannot be read again: %s", in.Source, first(found))
	}
	m, more := schema.Resolve(project.Documents[0], in.Catalog, project.Broken)
	all, err := lint.Run(rules.All, lint.Input{Project: project, Models: []*schema.Model{m}, Now: in.Now}, append(found, more...))
	if err != nil {
		return nil, nil, fmt.Errorf("lint policy of %q: %w", in.Source, err)
	}
	return m, slices.DeleteFunc(all, func(f schema.Finding) bool { return f.Severity < schema.Warning || f.Suppressed != nil }), nil
}

// place is where a suppression is needed.
type place struct {
	line int
	rule string
}

// Suppress writes suppressions of findings into their file, one for each rule and
// line. Each reason begins with because, and goes on with what lint says.
func Suppress(f *parse.File, found []schema.Finding, because string) []Excuse {
	at := map[place]*Excuse{}
	var order []place
	for _, x := range found {
		k := place{x.Range.Start.Line, x.Rule}
		if at[k] == nil {
			at[k] = &Excuse{Rule: x.Rule, Name: x.Name, File: f.Path, Reason: because + x.Message}
			order = append(order, k)
		}
		at[k].Findings++
	}
	slices.SortFunc(order, func(a, b place) int { return cmp.Or(cmp.Compare(a.line, b.line), strings.Compare(a.rule, b.rule)) })
	var out bytes.Buffer
	var excuses []Excuse
	line, written := 0, 0
	for text := range bytes.Lines(f.Data) {
		line++
		for len(order) > 0 && order[0].line == line {
			e := at[order[0]]
			written++
			e.Line = line + written - 1
			indent := len(text) - len(bytes.TrimLeft(text, " "))
			fmt.Fprintf(&out, "%s%s\n", strings.Repeat(" ", indent), e.comment())
			excuses = append(excuses, *e)
			order = order[1:]
		}
		out.Write(text)
	}
	f.Data, _ = parse.Format(f.Path, out.Bytes())
	return excuses
}

// comment is the suppression.
func (e *Excuse) comment() string {
	more := ""
	if e.Findings > 1 {
		more = fmt.Sprintf(" (and %d more)", e.Findings-1)
	}
	r := strings.NewReplacer(`\`, `\\`, `"`, `'`).Replace(plain(e.Reason + more))
	return fmt.Sprintf(`# rolecall:ignore %s reason="%s"`, e.Rule, r)
}

// AsDeployed is how the reason of every suppression begins.
const AsDeployed = "as deployed: "
