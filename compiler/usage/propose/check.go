package propose

import (
	"fmt"
	"slices"
	"strings"

	"github.com/rolecall/rolecall/bundle"
	"github.com/rolecall/rolecall/compiler/query"
	"github.com/rolecall/rolecall/diff/adopt"
	"github.com/rolecall/rolecall/lint"
	"github.com/rolecall/rolecall/lint/rules"
	"github.com/rolecall/rolecall/schema"
	"github.com/rolecall/rolecall/schema/parse"
)

// reading is a project that was read: its targets, and the one in hand.
type reading struct {
	project *schema.Project
	models  []*schema.Model
	model   *schema.Model
	found   []schema.Finding
}

// read reads files as the project was.
func (w *writer) read(files []parse.File) (*reading, error) {
	r := &reading{}
	r.project, r.found = parse.Project(files, w.in.Options)
	for _, d := range r.project.Documents {
		m, more := w.in.Resolve(d, r.project.Broken)
		r.found = append(r.found, more...)
		if m == nil {
			continue
		}
		r.models = append(r.models, m)
		if d.Target.ID() == w.model.Target.ID() {
			r.model = m
		}
	}
	if r.model == nil || r.project.Broken {
		return nil, fmt.Errorf("write proposal: it cannot be read again: %s", first(r.found))
	}
	return r, nil
}

// warnings is what lint says of files at warning or above, suppressed or not.
func (w *writer) warnings(files []parse.File) ([]schema.Finding, error) {
	r, err := w.read(files)
	if err != nil {
		return nil, err
	}
	all, err := lint.Run(rules.All, lint.Input{Project: r.project, Models: r.models, Now: w.in.Now}, r.found)
	if err != nil {
		return nil, fmt.Errorf("lint proposal: %w", err)
	}
	return slices.DeleteFunc(all, func(f schema.Finding) bool { return f.Severity < schema.Warning }), nil
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
	before := map[piece]bool{}
	for i := range w.in.Ground.Bundle.Table.Grants {
		before[pieceOf(&w.in.Ground.Bundle.Table.Grants[i])] = true
	}
	var wider []string
	for i := range g.Bundle.Table.Grants {
		if p := pieceOf(&g.Bundle.Table.Grants[i]); !p.within(before) {
			wider = append(wider, p.role)
		}
	}
	slices.Sort(wider)
	return slices.Compact(wider), nil
}

// piece is what a row gives.
type piece struct{ role, privilege, database, collection, condition string }

func pieceOf(g *bundle.Grant) piece {
	return piece{g.Role, g.Privilege, g.Database, g.Collection, g.Condition}
}

// within reports whether some row gives all of a piece.
func (p piece) within(rows map[piece]bool) bool {
	for _, database := range []string{p.database, bundle.Any} {
		for _, collection := range []string{p.collection, bundle.Any} {
			for _, condition := range []string{p.condition, ""} {
				if rows[piece{p.role, p.privilege, database, collection, condition}] {
					return true
				}
			}
		}
	}
	return false
}

// mostPasses is how often suppressions are written: those of one pass may leave
// something to say of suppressions themselves, those of the next do not.
const mostPasses = 3

// excuse writes suppressions for what lint did not say before.
func (w *writer) excuse(p *Proposal) error {
	before, err := w.warnings(w.in.Files)
	if err != nil {
		return err
	}
	known := map[string]bool{}
	for _, f := range before {
		known[key(f)] = true
	}
	for pass := 0; ; pass++ {
		found, err := w.warnings(p.Files)
		if err != nil {
			return err
		}
		byFile := map[string][]schema.Finding{}
		for _, f := range found {
			if f.Suppressed == nil && !known[key(f)] {
				byFile[f.Range.File] = append(byFile[f.Range.File], f)
				if pass == mostPasses {
					return fmt.Errorf("write proposal: %s: %s: %s", f.Range, f.Rule, f.Message)
				}
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
