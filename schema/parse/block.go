package parse

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/ext/dynblock"
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/rolecall/rolecall/schema"
)

// block is one top-level block of a file, not evaluated yet.
type block struct {
	*hcl.Block
	dir   string // of its file, relative to the project; "." at its top
	owner *target
	key   string // of the owner's instance, where the block names one
	keyed bool
}

// The language: which blocks stand where, with which labels and attributes.
var (
	fileSchema = &hcl.BodySchema{Blocks: []hcl.BlockHeaderSchema{
		{Type: "target", LabelNames: []string{"kind", "name"}},
		{Type: "privilege_group", LabelNames: []string{"name"}},
		{Type: "role", LabelNames: []string{"name"}},
		{Type: "user", LabelNames: []string{"name"}},
		{Type: "binding", LabelNames: []string{"name"}},
		{Type: "token", LabelNames: []string{"name"}},
		{Type: "attribute", LabelNames: []string{"namespace", "name"}},
		{Type: "condition", LabelNames: []string{"name"}},
		{Type: "variable", LabelNames: []string{"name"}},
		{Type: "locals"},
		{Type: "removed"},
		{Type: "moved"},
		{Type: "invariant", LabelNames: []string{"name"}},
		{Type: "separation", LabelNames: []string{"name"}},
		{Type: "boundary", LabelNames: []string{"name"}},
		{Type: "test", LabelNames: []string{"name"}}, // told to move: see testSchema
	}}
	bodySchemas = map[string]*hcl.BodySchema{
		"target":          body("version plan unmanaged limits settings groups for_each", "database:name"),
		"privilege_group": body("target for_each name description privileges! verbatim", ""),
		"role":            body("target for_each name description includes protected labels", "grant"),
		"user":            body("target description", ""),
		"binding":         body("target for_each description roles! users groups service_accounts api_keys project expires", ""),
		"token":           body("target expires never description", "access"),
		"attribute":       body("target type! description", ""),
		"condition":       body("target description expression!", ""),
		"variable":        body("type default description", ""),
		"removed":         body("target from!", ""),
		"moved":           body("target from! to!", ""),
		"database":        body("collections aliases", ""),
		"grant":           body("privileges! database collection condition deploy verbatim object_type", ""),
		"access":          body("collection access!", ""),
		"invariant":       body("target description", "never"),
		"never":           body("privileges! database collection principals except", ""),
		"separation":      body("target description roles! at_most!", ""),
		"boundary":        body("target description files! databases roles", ""),
		"test":            body("target for_each description principal! roles attributes", "allow deny"),
		"allow":           body("privileges! database collection role reason", ""),
		"deny":            body("privileges! database collection reason", ""),
	}
)

// body writes a schema in short: attribute names, "!" behind required ones, and
// block types with their labels behind a colon.
func body(attributes, blocks string) *hcl.BodySchema {
	s := &hcl.BodySchema{}
	for _, a := range strings.Fields(attributes) {
		name, required := strings.CutSuffix(a, "!")
		s.Attributes = append(s.Attributes, hcl.AttributeSchema{Name: name, Required: required})
	}
	for _, b := range strings.Fields(blocks) {
		name, labels, labelled := strings.Cut(b, ":")
		h := hcl.BlockHeaderSchema{Type: name}
		if labelled {
			h.LabelNames = strings.Split(labels, ",")
		}
		s.Blocks = append(s.Blocks, h)
	}
	return s
}

// collect takes the top-level blocks of one body.
func (p *project) collect(f File, b hcl.Body) {
	if IsTest(f.Path) {
		p.collectTests(f, b)
		return
	}
	content, diags := b.Content(fileSchema)
	p.contentFindings("a policy", fileSchema, diags)
	for _, hb := range content.Blocks {
		if hb.Type == "test" {
			p.misplacedTest(hb)
			continue
		}
		p.blocks = append(p.blocks, &block{Block: hb, dir: path.Dir(f.Path)})
	}
}

// content decodes a block's body by its schema and expands dynamic blocks.
func (p *project) content(kind string, b hcl.Body, env *env) *hcl.BodyContent {
	s := bodySchemas[kind]
	if len(s.Blocks) > 0 && hasDynamic(b) {
		variables, _ := dynblock.WalkExpandVariables(b).Visit(s)
		ctx := p.contextFor(variables, env)
		if ctx == nil || !p.expandable(b, ctx) {
			b = withoutDynamic(b)
		} else {
			b = dynblock.Expand(b, ctx)
		}
	}
	content, diags := b.Content(s)
	p.contentFindings(kind, s, diags)
	p.count(len(content.Blocks), b.MissingItemRange())
	return content
}

// hasDynamic reports whether a body may hold dynamic blocks; the JSON form always may.
func hasDynamic(b hcl.Body) bool {
	native, ok := b.(*hclsyntax.Body)
	if !ok {
		return true
	}
	for _, nested := range native.Blocks {
		if nested.Type == "dynamic" {
			return true
		}
	}
	return false
}

// expandable reports whether the for_each of every dynamic block can be
// evaluated within bounds. dynblock evaluates them by itself.
func (p *project) expandable(b hcl.Body, ctx *hcl.EvalContext) bool {
	content, _, _ := b.PartialContent(&hcl.BodySchema{Blocks: []hcl.BlockHeaderSchema{{Type: "dynamic", LabelNames: []string{"type"}}}})
	for _, d := range content.Blocks {
		c, _, _ := d.Body.PartialContent(&hcl.BodySchema{Attributes: []hcl.AttributeSchema{{Name: "for_each"}}})
		if a := c.Attributes["for_each"]; a != nil && !p.affordable(a.Expr, ctx) {
			return false
		}
	}
	return true
}

// withoutDynamic is a body whose dynamic blocks cannot be expanded, which was told, without them.
func withoutDynamic(b hcl.Body) hcl.Body {
	_, rest, _ := b.PartialContent(&hcl.BodySchema{Blocks: []hcl.BlockHeaderSchema{{Type: "dynamic", LabelNames: []string{"type"}}}})
	return rest
}

// contentFindings turns hcl's complaints about a body into RC002.
func (p *project) contentFindings(kind string, s *hcl.BodySchema, diags hcl.Diagnostics) {
	for _, d := range diags {
		if d.Severity != hcl.DiagError || d.Subject == nil {
			continue
		}
		f := schema.Finding{Rule: "RC002", Severity: schema.Error, Range: p.place(*d.Subject), Message: sentence(d.Summary), Help: oneLine(d.Detail)}
		word := p.word(*d.Subject)
		switch d.Summary {
		case "Unsupported argument", "Extraneous JSON object property":
			p.strange = true
			f.Message = fmt.Sprintf("%s has no attribute %q", article(kind), word)
			f.Help = p.suggest(word, s)
			if slices.ContainsFunc(s.Blocks, func(b hcl.BlockHeaderSchema) bool { return b.Type == word }) {
				f.Message, f.Help = fmt.Sprintf("%q is a block", word), fmt.Sprintf("write %s { … }, without =", word)
			}
		case "Unsupported block type":
			p.strange = true
			f.Message = fmt.Sprintf("%s has no block %q", article(kind), word)
			f.Help = p.suggest(word, s)
			if slices.ContainsFunc(s.Attributes, func(a hcl.AttributeSchema) bool { return a.Name == word }) {
				f.Message, f.Help = fmt.Sprintf("%q is an attribute", word), fmt.Sprintf("write %s = …, without braces", word)
			}
		case "Missing required argument":
			f.Message = fmt.Sprintf("%s lacks an attribute it needs", article(kind))
			if _, name, ok := strings.Cut(d.Detail, `"`); ok {
				name, _, _ = strings.Cut(name, `"`)
				f.Message, f.Help = fmt.Sprintf("%s lacks %q", article(kind), name), ""
			}
		}
		p.report(f)
	}
}

// word is the text of a range, without quotes.
func (p *project) word(r hcl.Range) string {
	data := p.sources[r.Filename]
	if r.Start.Byte < 0 || r.End.Byte > len(data) || r.Start.Byte > r.End.Byte {
		return ""
	}
	return strings.Trim(string(data[r.Start.Byte:r.End.Byte]), `"`)
}

// suggest names what may stand in a body, the nearest to word alone where one is near.
func (p *project) suggest(word string, s *hcl.BodySchema) string {
	var names []string
	for _, a := range s.Attributes {
		names = append(names, a.Name)
	}
	for _, b := range s.Blocks {
		names = append(names, b.Type)
	}
	if near := schema.Nearest(word, names); near != "" {
		return fmt.Sprintf("did you mean %q?", near)
	}
	return "what may stand here: " + strings.Join(names, ", ")
}

func article(kind string) string {
	if strings.HasPrefix(kind, "a ") {
		return kind
	}
	if kind == "never" || kind == "allow" || kind == "deny" {
		kind += " block"
	}
	if strings.ContainsRune("aeiou", rune(kind[0])) && kind != "user" {
		return "an " + kind
	}
	return "a " + kind
}

// header is the range of a block's type and labels.
func header(b *hcl.Block) hcl.Range { return b.DefRange }

// base is what every declaration has.
func (p *project) base(b *hcl.Block, label int, env *env) schema.Block {
	out := schema.Block{Range: p.place(header(b)), Key: env.key, Keyed: env.keyed}
	if label < len(b.Labels) {
		out.Label = schema.Text{Value: b.Labels[label], Range: p.place(b.LabelRanges[label])}
	}
	out.Body = p.place(whole(b))
	return out
}

// whole is a block from its header to its closing brace.
func whole(b *hcl.Block) hcl.Range {
	if native, ok := b.Body.(*hclsyntax.Body); ok {
		return hcl.RangeBetween(b.DefRange, native.EndRange)
	}
	return hcl.RangeBetween(b.DefRange, b.Body.MissingItemRange())
}
