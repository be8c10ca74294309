package parse

import (
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/hashicorp/hcl/v2"
	"github.com/zclconf/go-cty/cty"

	"github.com/rolecall/rolecall/schema"
)

// target is a target block and its instances.
type target struct {
	block *block
	name  string
	scope *scope
	envs  []*env // one an instance; one without for_each
}

// ownerless are the blocks that may stand above every target; all beneath see them.
var ownerless = map[string]bool{"locals": true, "variable": true, "condition": true, "attribute": true}

var targetName = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^[a-z][a-z0-9_-]*$`) })

// declare finds the targets, gives every block its owner and builds the scopes.
func (p *project) declare() {
	byName := map[string]*target{}
	byDir := map[string][]*target{}
	for _, b := range p.blocks {
		if b.Type != "target" {
			continue
		}
		name := b.Labels[1]
		if !targetName().MatchString(name) {
			p.report(schema.Finding{
				Rule: "RC002", Severity: schema.Error, Range: p.place(b.LabelRanges[1]),
				Message: fmt.Sprintf("%q cannot be the name of a target", name),
				Help:    "a target's name starts with a lower-case letter, then lower-case letters, digits, - and _",
			})
			continue
		}
		if first := byName[name]; first != nil {
			p.report(schema.Finding{
				Rule: "RC003", Severity: schema.Error, Range: p.place(header(b.Block)), Subject: "target." + name,
				Message: fmt.Sprintf("target.%s is declared twice", name), Help: "names of targets are unique in a project",
				Related: []schema.Related{{Message: "first declared here", Range: p.place(header(first.block.Block))}},
			})
			continue
		}
		t := &target{block: b, name: name}
		byName[name] = t
		byDir[b.dir] = append(byDir[b.dir], t)
		p.targets = append(p.targets, t)
	}
	slices.SortFunc(p.targets, func(a, b *target) int { return strings.Compare(a.name, b.name) })
	for _, b := range p.blocks {
		if b.Type != "target" {
			p.own(b, byName, byDir)
		}
		if b.Type == "variable" {
			p.out.Variables = append(p.out.Variables, b.Labels[0])
		}
	}
	for _, b := range p.tests {
		p.own(b, byName, byDir)
	}
	slices.Sort(p.out.Variables)
	p.out.Variables = slices.Compact(p.out.Variables)
	p.buildScopes()
}

// own finds the target a block belongs to: the one it names, else the one in
// the nearest directory upwards.
func (p *project) own(b *block, byName map[string]*target, byDir map[string][]*target) {
	if named, ok := p.namedTarget(b, byName); ok {
		if named == nil {
			p.lose(b)
		}
		b.owner = named
		return
	}
	for dir := b.dir; ; dir = path.Dir(dir) {
		switch here := byDir[dir]; {
		case len(here) == 1:
			b.owner = here[0]
			return
		case len(here) > 1:
			if !ownerless[b.Type] {
				p.ambiguous(b, here)
			}
			return
		}
		if dir == "." || dir == "/" {
			break
		}
	}
	if ownerless[b.Type] {
		return
	}
	p.report(schema.Finding{
		Rule: "RC004", Severity: schema.Error, Range: p.place(header(b.Block)), Subject: subjectOf(b.Block),
		Message: fmt.Sprintf("%s belongs to no target", subjectOf(b.Block)),
		Help:    `declare a target in this directory or above it, as in target "milvus" "prod" { version = "2.6" }, or name one with target = target.NAME`,
	})
	p.lose(b)
}

// lose takes out a block that belongs nowhere, which was told. What refers to it is not wrong.
func (p *project) lose(b *block) {
	p.lost[addressOf(b)] = true
	b.Type = ""
}

// addressOf is how a block is referred to, whatever its key.
func addressOf(b *block) string {
	if len(b.Labels) == 0 {
		return b.Type
	}
	return schema.RefAddress(b.Type, b.Labels[len(b.Labels)-1], "", false)
}

func (p *project) ambiguous(b *block, here []*target) {
	var names []string
	for _, t := range here {
		names = append(names, "target."+t.name)
	}
	slices.Sort(names)
	p.report(schema.Finding{
		Rule: "RC004", Severity: schema.Error, Range: p.place(header(b.Block)), Subject: subjectOf(b.Block),
		Message: fmt.Sprintf("%s could belong to any of %s", subjectOf(b.Block), strings.Join(names, ", ")),
		Help:    "say which with target = " + names[0] + ", or give each target a directory of its own",
	})
	p.lose(b)
}

// subjectOf names a block in messages, as in role "searcher".
func subjectOf(b *hcl.Block) string {
	s := b.Type
	for _, l := range b.Labels {
		s += fmt.Sprintf(" %q", l)
	}
	return s
}

// namedTarget reads target = target.NAME. ok is false where the block has no such attribute.
func (p *project) namedTarget(b *block, byName map[string]*target) (t *target, ok bool) {
	if b.Type == "locals" || b.Type == "variable" {
		return nil, false
	}
	content, _, _ := b.Body.PartialContent(&hcl.BodySchema{Attributes: []hcl.AttributeSchema{{Name: "target"}}})
	attr := content.Attributes["target"]
	if attr == nil {
		return nil, false
	}
	tr := traversal(attr.Expr)
	if tr.RootName() != "target" || len(tr) < 2 || len(tr) > 3 {
		p.report(schema.Finding{
			Rule: "RC004", Severity: schema.Error, Range: p.place(attr.Expr.Range()), Subject: subjectOf(b.Block),
			Message: "this is no reference to a target", Help: `write target.NAME, or target.NAME["key"] for one instance`,
		})
		return nil, true
	}
	name := stepName(tr[1])
	if byName[name] == nil {
		var names []string
		for n := range byName {
			names = append(names, n)
		}
		slices.Sort(names)
		p.unknown(attr.Expr.Range(), "target."+name, "target."+name+" is not declared", prefixed("target.", names))
		return nil, true
	}
	if len(tr) == 3 {
		b.key, b.keyed = stepName(tr[2]), true
	}
	return byName[name], true
}

// traversal reads an expression as a reference; nil where it is none. In the
// JSON form a reference is a string such as "${target.prod}".
func traversal(e hcl.Expression) hcl.Traversal {
	if tr, diags := hcl.AbsTraversalForExpr(e); !diags.HasErrors() {
		return tr
	}
	if vars := e.Variables(); len(vars) == 1 && !isNative(e) {
		return vars[0]
	}
	return hcl.Traversal{hcl.TraverseRoot{}}
}

func stepName(s hcl.Traverser) string {
	switch s := s.(type) {
	case hcl.TraverseRoot:
		return s.Name
	case hcl.TraverseAttr:
		return s.Name
	case hcl.TraverseIndex:
		if s.Key.Type() == cty.String && s.Key.IsKnown() && !s.Key.IsNull() {
			return s.Key.AsString()
		}
	}
	return ""
}

func prefixed(prefix string, names []string) []string {
	out := make([]string, len(names))
	for i, n := range names {
		out[i] = prefix + n
	}
	return out
}

// buildScopes gives every target the declarations it sees: its own and the
// ownerless ones in directories above it.
func (p *project) buildScopes() {
	for _, t := range p.targets {
		t.scope = &scope{target: t, declared: map[string]map[string]*block{}}
		for _, b := range p.blocks {
			if b.owner == t || b.owner == nil && ownerless[b.Type] && above(b.dir, t.block.dir) {
				t.scope.add(p, b)
			}
		}
	}
	// What a root directory without targets declares is checked by being part of every scope below it.
	for _, t := range p.targets {
		t.envs = p.instancesOf(t)
		p.checkInstances(t)
	}
}

// checkInstances reports blocks that name an instance which their target does not have.
func (p *project) checkInstances(t *target) {
	if t.envs == nil {
		return // its for_each has no value, which was told
	}
	var known []string
	for _, e := range t.envs {
		if e.targetKeyed {
			known = append(known, schema.RefAddress("target", t.name, e.targetKey, true))
		}
	}
	for _, b := range t.scope.blocks {
		address := schema.RefAddress("target", t.name, b.key, true)
		if b.keyed && !slices.Contains(known, address) {
			p.unknown(header(b.Block), address, fmt.Sprintf("%s belongs to %s, which is no instance of that target", subjectOf(b.Block), address), known)
		}
	}
}

// above reports whether dir is at or above of.
func above(dir, of string) bool {
	return dir == "." || dir == of || strings.HasPrefix(of, dir+"/")
}

// instancesOf makes an environment for each instance of a target.
func (p *project) instancesOf(t *target) []*env {
	content, _, _ := t.block.Body.PartialContent(&hcl.BodySchema{Attributes: []hcl.AttributeSchema{{Name: "for_each"}}})
	attr := content.Attributes["for_each"]
	if attr == nil {
		return []*env{newEnv(t.scope)}
	}
	keys, values, ok := p.forEach(attr, newEnv(t.scope))
	if !ok {
		return nil
	}
	var envs []*env
	for i, k := range keys {
		e := newEnv(t.scope)
		e.targetKey, e.targetValue, e.targetKeyed = k, values[i], true
		envs = append(envs, e)
	}
	return envs
}
