package parse

import (
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"

	"github.com/rolecall/rolecall/schema"
)

// IsTest reports whether a file holds tests of policies: it is named
// *_test.hcl or *_test.hcl.json.
func IsTest(name string) bool {
	return strings.HasSuffix(name, "_test.hcl") || strings.HasSuffix(name, "_test.hcl.json")
}

// testSchema is what a test file holds.
var testSchema = &hcl.BodySchema{Blocks: []hcl.BlockHeaderSchema{
	{Type: "test", LabelNames: []string{"name"}},
	{Type: "locals"},
}}

// collectTests takes the blocks of one body of a test file. What declares a part
// of the policy there would be missing from what is compiled.
func (p *project) collectTests(f File, b hcl.Body) {
	content, rest, diags := b.PartialContent(fileSchema)
	p.contentFindings("a test file", testSchema, diags)
	for _, hb := range content.Blocks {
		if hb.Type == "test" || hb.Type == "locals" {
			p.tests = append(p.tests, &block{Block: hb, dir: path.Dir(f.Path)})
			continue
		}
		p.report(schema.Finding{
			Rule: "RC002", Severity: schema.Error, Range: p.place(header(hb)), Subject: subjectOf(hb),
			Message: fmt.Sprintf("%s stands in a test file", subjectOf(hb)),
			Help:    "a test file holds tests and their locals, and is no part of what is compiled: move the block to a file that is not called *_test",
		})
	}
	_, diags = rest.Content(&hcl.BodySchema{})
	p.contentFindings("a test file", testSchema, diags)
}

// misplacedTest reports a test in a file of the policy.
func (p *project) misplacedTest(b *hcl.Block) {
	p.report(schema.Finding{
		Rule: "RC002", Severity: schema.Error, Range: p.place(header(b)), Subject: subjectOf(b),
		Message: fmt.Sprintf("%s stands in a file of the policy", subjectOf(b)),
		Help:    "tests stand in files called *_test.hcl, which are no part of what is compiled: move the block to one",
	})
}

// declareTests evaluates the tests of every target instance, once the policy is
// read: what tests alone refer to is not used by the policy.
func (p *project) declareTests() {
	i := 0
	for _, t := range p.targets {
		s := p.testScope(t)
		for _, e := range t.envs {
			doc := p.out.Documents[i]
			i++
			te := newEnv(s)
			te.targetKey, te.targetValue, te.targetKeyed = e.targetKey, e.targetValue, e.targetKeyed
			p.testsOf(doc, s, te)
			doc.Files = s.files
		}
		p.unusedTestLocals(t, s)
	}
}

// testScope is what the tests of a target can refer to: what its policy can, and
// the locals of test files, which the policy cannot see.
func (p *project) testScope(t *target) *scope {
	s := &scope{
		target: t, declared: maps.Clone(t.scope.declared), locals: maps.Clone(t.scope.locals),
		variables: t.scope.variables, files: t.scope.files,
	}
	for _, b := range p.tests {
		if b.owner == t || b.owner == nil && ownerless[b.Type] && above(b.dir, t.block.dir) {
			s.add(p, b)
		}
	}
	return s
}

func (p *project) testsOf(doc *schema.Document, s *scope, e *env) {
	for _, b := range s.blocks {
		if b.keyed && b.key != e.targetKey {
			continue
		}
		in := p.blockInstances(b, e)
		if in.ok && in.keys == nil {
			p.declareTest(doc, b.Block, e)
		}
		for i, k := range in.keys {
			p.declareTest(doc, b.Block, e.instance(k, in.values[i]))
		}
	}
	for _, name := range p.testLocals(s) {
		p.local(name, hcl.Traversal{hcl.TraverseRoot{Name: "local", SrcRange: s.locals[name].NameRange}}, e)
	}
}

// testLocals names the locals that test files declare.
func (p *project) testLocals(s *scope) []string {
	names := slices.Sorted(maps.Keys(s.locals))
	return slices.DeleteFunc(names, func(name string) bool { return !IsTest(s.locals[name].NameRange.Filename) })
}

// unusedTestLocals adds the locals that no test reads to what is unused.
func (p *project) unusedTestLocals(t *target, s *scope) {
	var found []schema.Unused
	for _, name := range p.testLocals(s) {
		if address := "local." + name; !p.uses.locals[s.locals[name]] && !p.hasText(address, true) {
			found = append(found, schema.Unused{Kind: "local", Address: address, Range: p.place(s.locals[name].NameRange)})
		}
	}
	for _, doc := range p.out.Documents {
		if len(found) > 0 && doc.Target.Name == t.name && !p.exhausted {
			doc.Unused = slices.Concat(doc.Unused, found)
			slices.SortFunc(doc.Unused, func(a, b schema.Unused) int { return a.Range.Compare(b.Range) })
		}
	}
}
