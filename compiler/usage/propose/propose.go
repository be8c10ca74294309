package propose

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/rolecall/rolecall/bundle"
	"github.com/rolecall/rolecall/compiler/query"
	"github.com/rolecall/rolecall/compiler/usage"
	"github.com/rolecall/rolecall/diff/adopt"
	"github.com/rolecall/rolecall/lint"
	"github.com/rolecall/rolecall/lint/rules"
	"github.com/rolecall/rolecall/schema"
	"github.com/rolecall/rolecall/schema/parse"
)

// Input is what a proposal is written for. Nothing of it is changed.
type Input struct {
	Ground  *query.Ground // of a policy
	Project *schema.Project
	Files   []parse.File // of the project, with the options that they were read with
	Options parse.Options
	Demand  *usage.Demand
	// Resolve finds the catalog of a document.
	Resolve func(d *schema.Document, broken bool) (*schema.Model, []schema.Finding)
	Now     time.Time
}

// Proposal is a smaller policy.
type Proposal struct {
	Files   []parse.File // every file of the project, in its order
	Changed []Change     // in the order of their places
	Kept    []Change     // what could not be made smaller, and why
	Excused []adopt.Excuse
}

// Change is one thing that a proposal takes away, or leaves.
type Change struct {
	Source string // of the block
	What   string // as in binding.search
	How    string
}

// AsUsed is how the reason of every suppression begins that a proposal writes.
const AsUsed = "as used: "

// New writes a proposal. An error is one of writing: what was written cannot be read
// again, or would give more.
func New(in Input) (*Proposal, error) {
	w := newWriter(in)
	w.plan()
	for {
		p, wider, err := w.write()
		if err != nil || len(wider) == 0 {
			return p, err
		}
		if !w.spare(wider) {
			return nil, fmt.Errorf("write proposal: roles %s would give more than before", strings.Join(wider, ", "))
		}
	}
}

// writer is the work in hand.
type writer struct {
	in     Input
	model  *schema.Model
	edits  []edit
	kept   []Change
	spared map[string]bool // roles whose grants stay as they are
	shared map[string]int  // how many declarations stand in a block, by its place
	rows   map[string][]usage.RowDemand
}

// edit replaces a stretch of a file.
type edit struct {
	at    schema.Range
	text  string
	what  Change
	roles []string // that it makes smaller
}

func newWriter(in Input) *writer {
	w := &writer{in: in, model: in.Ground.Model, spared: map[string]bool{}, shared: map[string]int{}, rows: map[string][]usage.RowDemand{}}
	for _, d := range in.Project.Documents {
		for _, r := range d.Roles {
			w.shared[blockKey(r.Body)]++
			for _, g := range r.Grants {
				w.shared[blockKey(g.Body)]++
			}
		}
		for _, b := range d.Bindings {
			w.shared[blockKey(b.Body)]++
		}
	}
	for _, r := range in.Demand.Rows {
		w.rows[r.Row.Source] = append(w.rows[r.Row.Source], r)
	}
	return w
}

func blockKey(r schema.Range) string {
	return fmt.Sprintf("%s:%d-%d", r.File, r.Start.Byte, r.End.Byte)
}

// plan says what is edited.
func (w *writer) plan() {
	w.edits, w.kept = nil, nil
	gone := w.roles()
	w.bindings(gone)
}

// spare leaves the grants of some roles as they are; false where they were left already.
func (w *writer) spare(roles []string) bool {
	more := false
	for _, name := range roles {
		more = more || !w.spared[name]
		w.spared[name] = true
	}
	w.plan()
	return more
}

// write makes the edits, reads the result, and names the roles that give more than before.
func (w *writer) write() (*Proposal, []string, error) {
	p := &Proposal{Kept: w.kept}
	byFile := map[string][]edit{}
	for _, e := range w.edits {
		byFile[e.at.File] = append(byFile[e.at.File], e)
		p.Changed = append(p.Changed, e.what)
	}
	for _, f := range w.in.Files {
		p.Files = append(p.Files, parse.File{Path: f.Path, Data: apply(f, byFile[f.Path])})
	}
	m, project, found, err := w.read(p.Files)
	if err != nil {
		return nil, nil, err
	}
	wider, err := w.wider(m)
	if err != nil || len(wider) > 0 {
		return nil, wider, err
	}
	p.dropUnused(project, w.in.Project)
	return p, nil, w.excuse(p, found)
}

// apply makes the edits of one file and lays it out.
func apply(f parse.File, edits []edit) []byte {
	if len(edits) == 0 {
		return f.Data
	}
	slices.SortFunc(edits, func(a, b edit) int { return b.at.Start.Byte - a.at.Start.Byte })
	data := string(f.Data)
	for _, e := range edits {
		data = data[:e.at.Start.Byte] + e.text + data[e.at.End.Byte:]
	}
	out, _ := parse.Format(f.Path, []byte(data))
	return out
}

// read reads files as the project was, and gives its target and what lint says.
func (w *writer) read(files []parse.File) (*schema.Model, *schema.Project, []schema.Finding, error) {
	project, found := parse.Project(files, w.in.Options)
	var m *schema.Model
	var models []*schema.Model
	for _, d := range project.Documents {
		one, more := w.in.Resolve(d, project.Broken)
		found = append(found, more...)
		if one == nil {
			continue
		}
		models = append(models, one)
		if d.Target.ID() == w.model.Target.ID() {
			m = one
		}
	}
	if m == nil || project.Broken {
		return nil, nil, nil, fmt.Errorf("write proposal: it cannot be read again: %s", first(found))
	}
	all, err := lint.Run(rules.All, lint.Input{Project: project, Models: models, Now: w.in.Now}, found)
	if err != nil {
		return nil, nil, nil, fmt.Errorf("lint proposal: %w", err)
	}
	return m, project, all, nil
}

func first(found []schema.Finding) string {
	for _, f := range found {
		if f.Severity == schema.Error {
			return fmt.Sprintf("%s: %s", f.Range, f.Message)
		}
	}
	return "it has no such target"
}

// wider names the roles that give something that they did not.
func (w *writer) wider(m *schema.Model) ([]string, error) {
	g, err := query.OfPolicy(m, w.in.Now)
	if err != nil {
		return nil, fmt.Errorf("write proposal: %w", err)
	}
	before := map[string][]*bundle.Grant{}
	for i := range w.in.Ground.Bundle.Table.Grants {
		row := &w.in.Ground.Bundle.Table.Grants[i]
		before[row.Role+"\x00"+row.Privilege] = append(before[row.Role+"\x00"+row.Privilege], row)
	}
	var wider []string
	for i := range g.Bundle.Table.Grants {
		row := &g.Bundle.Table.Grants[i]
		if !slices.ContainsFunc(before[row.Role+"\x00"+row.Privilege], func(b *bundle.Grant) bool { return contains(b, row) }) {
			wider = append(wider, row.Role)
		}
	}
	slices.Sort(wider)
	return slices.Compact(wider), nil
}

func contains(b, row *bundle.Grant) bool {
	return (b.Database == bundle.Any || b.Database == row.Database) && (b.Collection == bundle.Any || b.Collection == row.Collection) && (b.Condition == "" || b.Condition == row.Condition)
}

// excuse writes suppressions for what lint did not say before.
func (w *writer) excuse(p *Proposal, _ []schema.Finding) error {
	_, _, before, err := w.read(w.in.Files)
	if err != nil {
		return err
	}
	known := map[string]bool{}
	for _, f := range before {
		known[key(f)] = true
	}
	for range 3 { // a suppression changes no finding but those about suppressions
		_, _, found, err := w.read(p.Files)
		if err != nil {
			return err
		}
		byFile := map[string][]schema.Finding{}
		for _, f := range found {
			if f.Severity >= schema.Warning && f.Suppressed == nil && !known[key(f)] {
				byFile[f.Range.File] = append(byFile[f.Range.File], f)
			}
		}
		if len(byFile) == 0 {
			return nil
		}
		for i := range p.Files {
			if fs := byFile[p.Files[i].Path]; len(fs) > 0 {
				p.Excused = append(p.Excused, adopt.Suppress(&p.Files[i], fs, AsUsed)...)
			}
		}
	}
	_, _, found, err := w.read(p.Files)
	for _, f := range found {
		if err == nil && f.Severity >= schema.Warning && f.Suppressed == nil && !known[key(f)] {
			err = fmt.Errorf("write proposal: %s: %s: %s", f.Range, f.Rule, f.Message)
		}
	}
	return err
}

// key tells findings apart, wherever they stand now.
func key(f schema.Finding) string {
	return strings.Join([]string{f.Rule, f.Target, f.Subject, f.Message}, "\x00")
}

// dropUnused takes out privilege groups that nothing refers to any more.
func (p *Proposal) dropUnused(now, before *schema.Project) {
	unused := map[string]bool{}
	for _, d := range before.Documents {
		for _, u := range d.Unused {
			unused[u.Address] = true
		}
	}
	out := map[string]schema.Range{} // by place
	for _, d := range now.Documents {
		for _, u := range d.Unused {
			for _, g := range d.Groups {
				if u.Kind == "privilege_group" && g.Range == u.Range && !unused[u.Address] {
					out[blockKey(g.Body)] = g.Body
				}
			}
		}
	}
	for i := range p.Files {
		f := &p.Files[i]
		var edits []edit
		for _, r := range out {
			if r.File == f.Path && !strings.HasSuffix(f.Path, ".json") {
				edits = append(edits, edit{at: r, text: "# not needed any more: a privilege group of which nothing was used as a whole"})
			}
		}
		f.Data = apply(*f, edits)
	}
}
