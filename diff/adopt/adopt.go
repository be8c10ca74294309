package adopt

import (
	"fmt"
	"time"

	"github.com/rolecall/rolecall/diff"
	"github.com/rolecall/rolecall/schema"
	"github.com/rolecall/rolecall/schema/parse"
)

// Input is what a policy is written for. Nothing of it is changed.
type Input struct {
	State   *schema.State
	Catalog *schema.Catalog // of the state's kind and version
	// Versioned says that the vendor has several catalogs, so that the policy must name one.
	Versioned bool
	// Target is the label of the target block; empty means the state's own name
	// of the server, as far as it can be one.
	Target string
	// Source is what the state was read from, for comments.
	Source string
	// Now is the moment by which lint judges.
	Now time.Time
}

// Policy is what was written.
type Policy struct {
	Target  string       // the label of the target block
	Files   []parse.File // by name, laid out as fmt would
	Counts  Counts
	Excused []Excuse // what stands under a suppression, by file and line
	// Left says in sentences what is no policy's to say, and so is not in it.
	Left []string
	// Uncovered names the lists of which the state does not know all, so that what
	// they lack is not in the policy.
	Uncovered []string
}

// Counts is how much was written.
type Counts struct {
	Groups, Roles, Grants, Bindings, Members int
	Users                                    int // that are declared
	Blocks                                   int // that the grants are folded into
}

// New writes a policy. The same state gives the same bytes, whatever the order
// of its lists. An error says what of the state cannot be said in a policy; what
// was written stands beside it.
func New(in Input) (*Policy, error) {
	w := newWriter(in)
	p := &Policy{Target: w.target}
	p.Files = w.files()
	p.Counts, p.Left, p.Uncovered = w.counts, w.left, w.uncovered()
	m, err := p.excuse(in)
	if err != nil {
		return p, err
	}
	return p, verify(in, m)
}

// writer is the work in hand.
type writer struct {
	in      Input
	state   *schema.State // normalised
	catalog *schema.Catalog
	target  string
	groups  map[string]string // references to the state's own privilege groups, by name
	roles   map[string]string // references to the roles that are written, by name
	labels  labels            // of roles
	aliased map[scope]bool    // aliases of the inventory, once asked for
	counts  Counts
	left    []string
}

func newWriter(in Input) *writer {
	w := &writer{
		in: in, target: targetName(in), groups: map[string]string{}, roles: map[string]string{}, labels: labels{},
		state: in.State.Normalized(in.Catalog), catalog: in.Catalog,
	}
	w.catalog = in.Catalog.Redefined(w.redefined())
	return w
}

// files writes every file. What refers to others comes after them.
func (w *writer) files() []parse.File {
	groups, roles := w.groupsFile(), w.rolesFiles()
	files := append([]parse.File{w.targetFile(), groups}, roles...)
	files = append(files, w.bindingsFile(), w.usersFile())
	kept := files[:0]
	for _, f := range files {
		if len(f.Data) > 0 {
			kept = append(kept, f)
		}
	}
	return kept
}

// file finishes a page: it is laid out as fmt would. One that is too large for
// that stays as it is, which is told when it is read.
func file(name string, p *page) parse.File {
	data, _ := parse.Format(name, p.text)
	return parse.File{Path: name, Data: data}
}

// verify compares what was written with the state.
func verify(in Input, m *schema.Model) error {
	r := diff.Compare(diff.Input{Model: m, Deployed: in.State, Now: in.Now})
	for _, c := range r.Changes {
		return fmt.Errorf("write policy of %q: %s cannot be said: %s would %s %+v", in.Source, c.Kind, c.Address, c.Action, object(c))
	}
	for _, u := range r.Unmanaged {
		return fmt.Errorf("write policy of %q: %s cannot be said: %s", in.Source, u.Address, u.Reason)
	}
	if !r.Empty() {
		return fmt.Errorf("write policy of %q: it gives other access than the server", in.Source)
	}
	return nil
}

func object(c diff.Change) any {
	if c.After != nil {
		return c.After
	}
	return c.Before
}

func first(found []schema.Finding) string {
	if len(found) == 0 {
		return "it has no target"
	}
	return found[0].Message
}
