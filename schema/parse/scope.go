package parse

import (
	"fmt"

	"github.com/hashicorp/hcl/v2"
	"github.com/zclconf/go-cty/cty"

	"github.com/rolecall/rolecall/schema"
)

// scope is what a target's expressions can refer to.
type scope struct {
	target    *target
	blocks    []*block                     // in path order
	declared  map[string]map[string]*block // kind → label → first block
	locals    map[string]*hcl.Attribute
	variables map[string]*block
	files     map[string]bool // that declare any of it
}

// add declares a block in the scope.
func (s *scope) add(p *project, b *block) {
	if s.files == nil {
		s.files = map[string]bool{}
	}
	s.files[header(b.Block).Filename] = true
	switch b.Type {
	case "locals":
		s.addLocals(p, b)
		return
	case "variable":
		if s.variables == nil {
			s.variables = map[string]*block{}
		}
		if first := s.variables[b.Labels[0]]; first != nil {
			p.declaredTwice("variable", b.Labels[0], header(b.Block), header(first.Block))
			return
		}
		s.variables[b.Labels[0]] = b
		return
	}
	s.blocks = append(s.blocks, b)
	if len(b.Labels) == 0 {
		return
	}
	label := b.Labels[len(b.Labels)-1]
	if s.declared[b.Type] == nil {
		s.declared[b.Type] = map[string]*block{}
	}
	if s.declared[b.Type][label] == nil {
		s.declared[b.Type][label] = b
	}
}

func (s *scope) addLocals(p *project, b *block) {
	if s.locals == nil {
		s.locals = map[string]*hcl.Attribute{}
	}
	attributes, diags := b.Body.JustAttributes()
	p.contentFindings("a locals block", &hcl.BodySchema{}, diags)
	for name, a := range attributes {
		if first := s.locals[name]; first != nil {
			p.declaredTwice("local", name, a.NameRange, first.NameRange)
			continue
		}
		s.locals[name] = a
	}
}

// declaredTwice reports the later of two declarations.
func (p *project) declaredTwice(kind, name string, at, first hcl.Range) {
	if at.Filename == first.Filename && at.Start.Byte < first.Start.Byte {
		at, first = first, at
	}
	p.report(schema.Finding{
		Rule: "RC003", Severity: schema.Error, Range: p.place(at), Subject: kind + "." + name,
		Message: fmt.Sprintf("%s.%s is declared twice", kind, name), Help: "rename or remove one of them",
		Related: []schema.Related{{Message: "declared here too", Range: p.place(first)}},
	})
}

// env is where an expression is evaluated: the scope, the instance of the
// target, and the instance of the block. Values of locals are kept for the
// target's instance.
type env struct {
	scope       *scope
	shared      *shared
	targetKey   string
	targetValue cty.Value
	targetKeyed bool
	key         string
	value       cty.Value
	keyed       bool
}

// shared is what the environments of one target instance share.
type shared struct {
	locals    map[string]cty.Value
	variables map[string]cty.Value
	instances map[*block]*instances
	refs      map[string]cty.Value // kind → object of all references, made when an index needs it
	resolving []resolving          // what is being evaluated, to find circles
}

// resolving is a local or a for_each under evaluation.
type resolving struct {
	name string
	at   hcl.Range
}

// instances are the keys and values of a block's for_each.
type instances struct {
	keys   []string
	values []cty.Value
	ok     bool
}

func newEnv(s *scope) *env {
	return &env{scope: s, shared: &shared{
		locals: map[string]cty.Value{}, variables: map[string]cty.Value{},
		instances: map[*block]*instances{}, refs: map[string]cty.Value{},
	}}
}

// instance is e for one key of a block's for_each.
func (e *env) instance(key string, value cty.Value) *env {
	i := *e
	i.key, i.value, i.keyed = key, value, true
	return &i
}
