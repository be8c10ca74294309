package parse

import (
	"bytes"
	"maps"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/rolecall/rolecall/schema"
)

// uses are the declarations that evaluation has met, and the names that it met
// and nothing declares.
type uses struct {
	blocks  map[*block]bool
	locals  map[*hcl.Attribute]bool
	unknown map[string]bool // addresses
}

func newUses() uses {
	return uses{blocks: map[*block]bool{}, locals: map[*hcl.Attribute]bool{}, unknown: map[string]bool{}}
}

// use notes that a reference reads a declaration of the scope.
func (p *project) use(s *scope, kind, label string) {
	b := s.declared[kind][label]
	if kind == "var" {
		b = s.variables[label]
	}
	a := s.locals[label]
	switch {
	case kind == "local" && a != nil:
		p.uses.locals[a] = true
	case b != nil:
		p.uses.blocks[b] = true
	default:
		p.uses.unknown[schema.RefAddress(kind, label, "", false)] = true
	}
}

// unused lists what the scope declares and nothing reads, in source order. What
// evaluation has not met may stand in a block that has no instances, so that is
// searched for in the source before it is called unused. What a misspelt
// reference most likely means is used.
func (p *project) unused(s *scope) []schema.Unused {
	var found []schema.Unused
	add := func(kind, address string, at hcl.Range) {
		if !p.mentions(kind, address) && !p.isMeant(s, kind, address) {
			found = append(found, schema.Unused{Kind: kind, Address: address, Range: p.place(at)})
		}
	}
	for name, a := range s.locals {
		if !p.uses.locals[a] {
			add("local", "local."+name, a.NameRange)
		}
	}
	for name, b := range s.variables {
		if !p.uses.blocks[b] {
			add("variable", "var."+name, header(b.Block))
		}
	}
	for _, b := range s.blocks {
		switch {
		case b.Type == "attribute":
			add("attribute", b.Labels[0]+"."+b.Labels[1], header(b.Block))
		case (b.Type == "privilege_group" || b.Type == "condition") && !p.uses.blocks[b]:
			add(b.Type, schema.RefAddress(b.Type, b.Labels[0], "", false), header(b.Block))
		}
	}
	slices.SortFunc(found, func(a, b schema.Unused) int { return a.Range.Compare(b.Range) })
	return found
}

// isMeant reports whether a declaration is what some reference to nothing most likely means.
func (p *project) isMeant(s *scope, kind, address string) bool {
	for given := range p.uses.unknown {
		if root, _, _ := strings.Cut(address, "."); strings.HasPrefix(given, root) && schema.Nearest(given, s.addresses(kind)) == address {
			return true
		}
	}
	return false
}

// addresses lists what is declared of a kind, sorted.
func (s *scope) addresses(kind string) []string {
	var names []string
	switch kind {
	case "local":
		names = prefixed("local.", slices.Collect(maps.Keys(s.locals)))
	case "variable":
		names = prefixed("var.", slices.Collect(maps.Keys(s.variables)))
	default:
		for label := range s.declared[kind] {
			names = append(names, schema.RefAddress(kind, label, "", false))
		}
	}
	slices.Sort(names)
	return names
}

// mentions reports whether the source has a reference to a declaration.
// Attributes are read by conditions, which are strings here: their text is searched.
func (p *project) mentions(kind, address string) bool {
	if kind == "attribute" {
		return p.hasText(address, false)
	}
	if p.mentioned == nil {
		p.mentioned = p.collectMentions()
	}
	return p.mentioned[address] || p.mentioned[kind] || p.anyJSON && p.hasText(address, false)
}

// collectMentions is the set of all references in native syntax; of an index by
// an expression, which may mean any, the kind alone.
func (p *project) collectMentions() map[string]bool {
	set := map[string]bool{}
	for _, b := range p.blocks {
		body, ok := b.Body.(*hclsyntax.Body)
		if !ok {
			p.anyJSON = true
			continue
		}
		_ = hclsyntax.VisitAll(body, func(n hclsyntax.Node) hcl.Diagnostics {
			t, ok := n.(*hclsyntax.ScopeTraversalExpr)
			switch {
			case !ok:
			case len(t.Traversal) == 1:
				set[t.Traversal.RootName()] = true
			default:
				set[schema.RefAddress(t.Traversal.RootName(), stepName(t.Traversal[1]), "", false)] = true
			}
			return nil
		})
	}
	return set
}

// hasText reports whether a name stands in any source of policies, or of tests, as a whole word.
func (p *project) hasText(name string, tests bool) bool {
	for file, src := range p.sources {
		if IsTest(file) != tests {
			continue
		}
		for rest := src; ; {
			i := bytes.Index(rest, []byte(name))
			if i < 0 {
				break
			}
			if rest = rest[i+len(name):]; len(rest) == 0 || !isWord(rest[0]) {
				return true
			}
		}
	}
	return false
}

func isWord(c byte) bool {
	return c == '_' || c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
}
