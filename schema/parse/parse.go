// Package parse reads policies: HCL and its JSON form in, documents out, one a
// target instance. It is the only room that knows HCL. It does no I/O: files
// come as bytes, and whatever is wrong with them is a finding beside everything
// else that could be read.
//
// A file passes the gate (size, depth), is parsed once, and its blocks are
// sorted by the target they belong to. Expressions are evaluated on demand:
// locals when something reads them, for_each when something refers to the block.
package parse

import (
	"runtime"
	"slices"
	"strings"

	"golang.org/x/sync/errgroup"

	"github.com/rolecall/rolecall/schema"
)

// File is one file of a project. Path is relative to the project, with forward slashes.
type File struct {
	Path string
	Data []byte
}

// Options are the inputs of a policy besides its files.
type Options struct {
	// Vars gives values to variables as typed on a command line: a string as it
	// is, any other type as an HCL expression.
	Vars map[string]string
	// Values gives values to variables that are already decoded (from TOML):
	// string, bool, int64, float64, []any or map[string]any. Vars win over them.
	Values map[string]any
	Limits Limits
}

// Limits bound what a policy may take. A zero field means the default.
type Limits struct {
	FileBytes    int // of one file
	ProjectBytes int // of all files
	Nesting      int // brackets, blocks and templates within each other
	Instances    int // blocks after for_each, dynamic and targets
}

// Project reads the files of a project and gives its documents and what was
// found wrong (rules RC001 to RC005 and RC007), sorted. It always gives both.
// The order of the files does not matter.
func Project(files []File, o Options) (*schema.Project, []schema.Finding) {
	p := &project{
		options: o,
		limits:  o.Limits.withDefaults(),
		sources: make(map[string][]byte, len(files)),
		out:     &schema.Project{Documents: []*schema.Document{}},
		ctx:     newFunctions(),
		uses:    newUses(),
		lost:    map[string]bool{},
	}
	files = slices.Clone(files)
	slices.SortFunc(files, func(a, b File) int { return strings.Compare(a.Path, b.Path) })
	for _, f := range files {
		p.sources[f.Path] = f.Data
	}
	p.out.Sources = p.sources
	p.read(files)
	p.declare()
	p.documents()
	p.declareTests()
	schema.SortFindings(p.findings)
	p.findings = dropRepeated(p.findings)
	return p.out, p.findings
}

// project is the work in hand.
type project struct {
	options  Options
	limits   Limits
	sources  map[string][]byte
	lines    map[string][]int // where the lines of a file start, once a place in it was asked for
	findings []schema.Finding
	out      *schema.Project
	ctx      *functions

	blocks    []*block        // every top-level block, in path order
	tests     []*block        // those of test files
	targets   []*target       // declared targets, by name
	lost      map[string]bool // addresses of blocks that belong to no target
	instances int
	exhausted bool
	strange   bool // the body read last says something that the language does not know

	uses      uses
	mentioned map[string]bool // every reference of the source, collected when first asked for
	anyJSON   bool            // some file is of the JSON form
}

func (p *project) report(f schema.Finding) { p.findings = append(p.findings, f) }

// read gates and parses the files in parallel and collects their top-level blocks.
func (p *project) read(files []File) {
	total := 0
	results := make([]parsed, len(files))
	gated := make([]*schema.Finding, len(files))
	var g errgroup.Group
	g.SetLimit(runtime.GOMAXPROCS(0))
	for i, f := range files {
		if total += len(f.Data); total > p.limits.ProjectBytes {
			gated[i] = tooLarge(f, 0, "the project's files together are larger than the limit; this one and those after it are not read")
			continue
		}
		g.Go(func() error {
			if gated[i] = gate(f, p.limits); gated[i] == nil {
				results[i] = parseFile(f)
			}
			return nil
		})
	}
	_ = g.Wait() // the functions never fail
	for i, f := range files {
		if gated[i] != nil {
			p.report(*gated[i])
			p.out.Broken = true
			continue
		}
		if results[i].diags.HasErrors() {
			p.out.Broken = true
			p.syntaxFindings(results[i].diags)
		}
		for _, body := range results[i].bodies {
			p.collect(f, body)
		}
		p.comments(f, results[i].bodies)
	}
}

// dropRepeated drops findings that say the same of the same place: the
// instances of a for_each repeat what is wrong with their template.
func dropRepeated(fs []schema.Finding) []schema.Finding {
	return slices.CompactFunc(fs, func(a, b schema.Finding) bool {
		return a.Rule == b.Rule && a.Range == b.Range && a.Message == b.Message
	})
}
