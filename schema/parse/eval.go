package parse

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"

	"github.com/rolecall/rolecall/schema"
)

// roots are the names an expression may start with.
var roots = []string{"local", "var", "each", "target", "role", "privilege_group", "condition"}

// value evaluates an expression. ok is false where it has no value; that is reported.
func (p *project) value(e hcl.Expression, v *env) (cty.Value, bool) {
	if lit, isLiteral := literal(e); isLiteral {
		return lit, true
	}
	variables := e.Variables()
	before := len(p.findings)
	ctx := p.contextFor(variables, v)
	if ctx == nil {
		return cty.NilVal, false
	}
	if !p.affordable(e, ctx) {
		return cty.NilVal, false
	}
	val, diags := e.Value(ctx)
	if diags.HasErrors() {
		if len(p.findings) == before {
			p.evaluationFindings(e, diags)
		}
		return cty.NilVal, false
	}
	if !val.IsWhollyKnown() {
		return cty.NilVal, false // part of it was reported when it was made
	}
	return val, p.fits(e, val)
}

// literal is the value of a plain string, number or keyword of native syntax,
// without an evaluation.
func literal(e hcl.Expression) (cty.Value, bool) {
	switch e := e.(type) {
	case *hclsyntax.TemplateExpr:
		if e.IsStringLiteral() {
			return e.Parts[0].(*hclsyntax.LiteralValueExpr).Val, true
		}
		if len(e.Parts) == 0 {
			return cty.StringVal(""), true
		}
	case *hclsyntax.LiteralValueExpr:
		return e.Val, true
	}
	return cty.NilVal, false
}

func isNative(e hcl.Expression) bool {
	_, ok := e.(hclsyntax.Expression)
	return ok
}

// evaluationFindings reports why an expression has no value.
func (p *project) evaluationFindings(e hcl.Expression, diags hcl.Diagnostics) {
	for _, d := range diags {
		if d.Severity != hcl.DiagError {
			continue
		}
		at := e.Range()
		if d.Subject != nil {
			at = *d.Subject
		}
		rule := "RC002"
		if strings.Contains(d.Detail, tooMuch) {
			rule = "RC007"
		}
		if strings.Contains(d.Summary, "unknown") || strings.Contains(d.Summary, "Unknown") || d.Summary == "Unsupported attribute" || d.Summary == "Invalid index" || d.Summary == "Call to unknown function" {
			rule = "RC004"
		}
		p.report(schema.Finding{Rule: rule, Severity: schema.Error, Range: p.place(at), Message: sentence(d.Summary), Help: oneLine(d.Detail)})
	}
}

// contextFor makes the context that the given references need, and no more. It
// is nil where one of them has no value; that is reported.
func (p *project) contextFor(variables []hcl.Traversal, v *env) *hcl.EvalContext {
	ctx := &hcl.EvalContext{Functions: p.ctx.table()}
	if len(variables) == 0 {
		return ctx
	}
	if v == nil {
		p.unknown(variables[0].SourceRange(), variables[0].RootName(), "the default of a variable can refer to nothing", nil)
		return nil
	}
	ok := true
	objects := map[string]map[string]cty.Value{}
	for _, tr := range variables {
		root := tr.RootName()
		if objects[root] == nil {
			objects[root] = map[string]cty.Value{}
		}
		if !p.provide(root, tr, v, objects[root]) {
			ok = false
		}
	}
	if !ok {
		return nil
	}
	ctx.Variables = make(map[string]cty.Value, len(objects))
	for root, attributes := range objects {
		ctx.Variables[root] = cty.ObjectVal(attributes)
	}
	return ctx
}

// provide adds what one reference reads to the object of its root.
func (p *project) provide(root string, tr hcl.Traversal, v *env, into map[string]cty.Value) bool {
	switch root {
	case "each":
		if !v.keyed {
			p.unknown(tr.SourceRange(), "each", "each is set only in blocks with for_each", nil)
			return false
		}
		into["key"], into["value"] = cty.StringVal(v.key), v.value
		return true
	case "target":
		return p.provideTarget(tr, v, into)
	case "local", "var":
		if len(tr) < 2 {
			p.unknown(tr.SourceRange(), root, root+" needs a name, as in "+root+".x", nil)
			return false
		}
		read := p.local
		if root == "var" {
			read = p.variable
		}
		name := stepName(tr[1])
		p.use(v.scope, root, name)
		val, ok := read(name, tr, v)
		if ok {
			into[name] = val
		}
		return ok
	case "role", "privilege_group", "condition":
		return p.provideRefs(root, tr, v, into)
	}
	p.unknownRoot(tr, root)
	return false
}

// unknownRoot reports a word that is no reference: most often a name of the
// vendor without its quotes.
func (p *project) unknownRoot(tr hcl.Traversal, root string) {
	if p.out.Broken {
		return
	}
	f := schema.Finding{
		Rule: "RC004", Severity: schema.Error, Range: p.place(tr[0].(hcl.TraverseRoot).SrcRange), Subject: root,
		Message: fmt.Sprintf("nothing is called %q here", root),
		Help:    fmt.Sprintf("a name of the vendor stands in quotes, as in %q; references start with %s", root, strings.Join(roots, ", ")),
	}
	if near := schema.Nearest(root, roots); near != "" && len(tr) > 1 {
		f.Help = fmt.Sprintf("did you mean %s?", near)
	}
	p.report(f)
}

// provideTarget adds target.key and target.value in an instance.
func (p *project) provideTarget(tr hcl.Traversal, v *env, into map[string]cty.Value) bool {
	if v.targetKeyed {
		into["key"], into["value"] = cty.StringVal(v.targetKey), v.targetValue
	}
	if len(tr) < 2 {
		return true
	}
	name := stepName(tr[1])
	if _, known := into[name]; known {
		return true
	}
	message := fmt.Sprintf("target.%s has no value here", name)
	if name == "key" || name == "value" {
		message = fmt.Sprintf("target.%s is set only beneath a target with for_each", name)
	}
	p.unknown(tr.SourceRange(), "target."+name, message, nil)
	return false
}

// provideRefs adds references to declared blocks. A reference by name adds that
// one alone; an index by an expression adds all of the kind.
func (p *project) provideRefs(kind string, tr hcl.Traversal, v *env, into map[string]cty.Value) bool {
	if len(tr) < 2 {
		for _, label := range slices.Sorted(maps.Keys(v.scope.declared[kind])) {
			p.use(v.scope, kind, label)
			val, ok := p.refValue(kind, label, v)
			if !ok {
				return false
			}
			into[label] = val
		}
		return true
	}
	label := stepName(tr[1])
	p.use(v.scope, kind, label)
	if v.scope.declared[kind][label] == nil {
		p.unknownBlock(kind, label, tr.SourceRange(), v)
		return false
	}
	val, ok := p.refValue(kind, label, v)
	if !ok {
		return false
	}
	if len(tr) > 2 && val.Type().IsObjectType() {
		if key := stepName(tr[2]); key != "" && !val.Type().HasAttribute(key) {
			p.unknownKey(kind, label, key, tr.SourceRange(), val)
			return false
		}
	}
	into[label] = val
	return true
}

// refValue is role.x as a value: a reference, or an object of references by key.
func (p *project) refValue(kind, label string, v *env) (cty.Value, bool) {
	b := v.scope.declared[kind][label]
	in := p.blockInstances(b, v)
	if !in.ok {
		return cty.NilVal, false
	}
	if in.keys == nil {
		return refVal(schema.Ref{Kind: kind, Label: label}), true
	}
	refs := make(map[string]cty.Value, len(in.keys))
	for _, k := range in.keys {
		refs[k] = refVal(schema.Ref{Kind: kind, Label: label, Key: k, Keyed: true})
	}
	return cty.ObjectVal(refs), true
}

// unknown reports a reference that resolves to nothing, unless what declares it may stand in a broken file.
func (p *project) unknown(at hcl.Range, given, message string, candidates []string) {
	if p.out.Broken {
		return
	}
	help := ""
	if near := schema.Nearest(given, candidates); near != "" {
		help = fmt.Sprintf("did you mean %s?", near)
	}
	p.report(schema.Finding{Rule: "RC004", Severity: schema.Error, Range: p.place(at), Subject: given, Message: message, Help: help})
}

func (p *project) unknownBlock(kind, label string, at hcl.Range, v *env) {
	address := schema.RefAddress(kind, label, "", false)
	if p.lost[address] {
		return // why it is not there was told
	}
	var candidates []string
	for l := range v.scope.declared[kind] {
		candidates = append(candidates, schema.RefAddress(kind, l, "", false))
	}
	slices.Sort(candidates)
	p.unknown(at, address, fmt.Sprintf("%s is not declared for target %q", address, v.scope.target.name), candidates)
}

func (p *project) unknownKey(kind, label, key string, at hcl.Range, val cty.Value) {
	var candidates []string
	for k := range val.Type().AttributeTypes() {
		candidates = append(candidates, schema.RefAddress(kind, label, k, true))
	}
	slices.Sort(candidates)
	address := schema.RefAddress(kind, label, key, true)
	p.unknown(at, address, address+" is no instance of its for_each", candidates)
}

// local evaluates local.NAME, once for each instance of a target.
func (p *project) local(name string, tr hcl.Traversal, v *env) (cty.Value, bool) {
	s := v.shared
	if val, done := s.locals[name]; done {
		return val, val != cty.NilVal
	}
	attr := v.scope.locals[name]
	if attr == nil {
		var names []string
		for n := range v.scope.locals {
			names = append(names, "local."+n)
		}
		slices.Sort(names)
		p.unknown(tr.SourceRange(), "local."+name, "local."+name+" is not declared", names)
		return cty.NilVal, false
	}
	if !p.enter("local."+name, tr.SourceRange(), s) {
		return cty.NilVal, false
	}
	bare := *v
	bare.keyed = false
	val, ok := p.value(attr.Expr, &bare)
	p.leave(s)
	if !ok {
		val = cty.NilVal
	}
	s.locals[name] = val
	return val, ok
}

// enter notes that something is being evaluated; false where that closes a circle, which is reported.
func (p *project) enter(name string, at hcl.Range, s *shared) bool {
	i := slices.IndexFunc(s.resolving, func(r resolving) bool { return r.name == name })
	if i < 0 {
		s.resolving = append(s.resolving, resolving{name, at})
		return true
	}
	var path []string
	for _, r := range s.resolving[i:] {
		path = append(path, r.name)
	}
	p.report(schema.Finding{
		Rule: "RC005", Severity: schema.Error, Range: p.place(at), Subject: name,
		Message: "values depend on each other in a circle: " + strings.Join(append(path, name), " → "),
		Help:    "give one of them a value that reads none of the others",
	})
	return false
}

func (p *project) leave(s *shared) { s.resolving = s.resolving[:len(s.resolving)-1] }

// blockInstances are the instances of a block, evaluated once for each instance of a target.
func (p *project) blockInstances(b *block, v *env) *instances {
	s := v.shared
	if in := s.instances[b]; in != nil {
		return in
	}
	attr := forEachOf(b)
	if attr == nil {
		in := &instances{ok: true}
		s.instances[b] = in
		return in
	}
	name := schema.RefAddress(b.Type, b.Labels[len(b.Labels)-1], "", false) + " for_each"
	if !p.enter(name, attr.Expr.Range(), s) {
		return &instances{}
	}
	bare := *v
	bare.keyed = false
	in := &instances{}
	in.keys, in.values, in.ok = p.forEach(attr, &bare)
	p.leave(s)
	s.instances[b] = in
	return in
}

func forEachOf(b *block) *hcl.Attribute {
	if native, ok := b.Body.(*hclsyntax.Body); ok {
		if a := native.Attributes["for_each"]; a != nil {
			return a.AsHCLAttribute()
		}
		return nil
	}
	content, _, _ := b.Body.PartialContent(&hcl.BodySchema{Attributes: []hcl.AttributeSchema{{Name: "for_each"}}})
	return content.Attributes["for_each"]
}

// forEach evaluates a for_each: a map or object, or a list or set of strings,
// which are their own values. Keys come sorted.
func (p *project) forEach(attr *hcl.Attribute, v *env) (keys []string, values []cty.Value, ok bool) {
	val, ok := p.value(attr.Expr, v)
	if !ok {
		return nil, nil, false
	}
	keys = []string{}
	ty := val.Type()
	wrong := func(what string) ([]string, []cty.Value, bool) {
		p.report(schema.Finding{
			Rule: "RC002", Severity: schema.Error, Range: p.place(attr.Expr.Range()), Message: "for_each " + what,
			Help: "for_each takes a map, whose keys name the instances, or a list of distinct strings",
		})
		return nil, nil, false
	}
	if val.IsNull() || !val.CanIterateElements() {
		return wrong("is no map and no list of strings")
	}
	byKey := map[string]cty.Value{}
	for it := val.ElementIterator(); it.Next(); {
		k, element := it.Element()
		if !ty.IsMapType() && !ty.IsObjectType() {
			k = element
		}
		if k.Type() != cty.String || k.IsNull() {
			return wrong("has an element that is no string")
		}
		if _, again := byKey[k.AsString()]; again {
			return wrong(fmt.Sprintf("names %q twice", k.AsString()))
		}
		byKey[k.AsString()] = element
		keys = append(keys, k.AsString())
	}
	slices.Sort(keys)
	for _, k := range keys {
		values = append(values, byKey[k])
	}
	return keys, values, true
}
