package propose

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/rolecall/rolecall/compiler/query"
	"github.com/rolecall/rolecall/compiler/usage"
	"github.com/rolecall/rolecall/diff/adopt"
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
	p := &Proposal{Kept: slices.Compact(slices.Clone(w.kept))}
	byFile := map[string][]edit{}
	for _, e := range w.edits {
		byFile[e.at.File] = append(byFile[e.at.File], e)
		p.Changed = append(p.Changed, e.what)
	}
	for _, f := range w.in.Files {
		p.Files = append(p.Files, parse.File{Path: f.Path, Data: apply(f, byFile[f.Path])})
	}
	r, err := w.read(p.Files)
	if err != nil {
		return nil, nil, err
	}
	wider, err := w.wider(r.model)
	if err != nil || len(wider) > 0 {
		return nil, wider, err
	}
	p.dropUnused(r.project, w.in.Project)
	return p, nil, w.excuse(p)
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
