package parse

import (
	"fmt"
	"maps"
	"slices"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/ext/typeexpr"
	"github.com/zclconf/go-cty/cty"

	"github.com/rolecall/rolecall/schema"
)

// documents evaluates every block for every instance of its target.
func (p *project) documents() {
	for _, t := range p.targets {
		for _, e := range t.envs {
			p.out.Documents = append(p.out.Documents, p.document(t, e))
		}
	}
	p.findUnused()
}

// findUnused tells each document what its target's files declare in vain, once
// everything is evaluated: another target may read it.
func (p *project) findUnused() {
	if p.exhausted {
		return
	}
	i := 0
	for _, t := range p.targets {
		unused := p.unused(t.scope)
		for range t.envs {
			p.out.Documents[i].Unused = unused
			i++
		}
	}
}

func (p *project) document(t *target, e *env) *schema.Document {
	doc := &schema.Document{Target: p.target(t, e), Lost: maps.Clone(p.lost)}
	for _, b := range t.scope.blocks {
		if b.keyed && b.key != e.targetKey {
			continue
		}
		in := p.blockInstances(b, e)
		if !in.ok {
			doc.Lost[addressOf(b)] = true
			continue
		}
		if in.keys == nil {
			p.declareBlock(doc, b.Block, e)
		}
		for i, k := range in.keys {
			p.declareBlock(doc, b.Block, e.instance(k, in.values[i]))
		}
	}
	p.evaluateUnused(t, e)
	doc.Files = t.scope.files
	return doc
}

// evaluateUnused evaluates locals and variables that nothing reads, so that their mistakes are told too.
func (p *project) evaluateUnused(t *target, e *env) {
	for _, name := range slices.Sorted(maps.Keys(t.scope.locals)) {
		p.local(name, hcl.Traversal{hcl.TraverseRoot{Name: "local", SrcRange: t.scope.locals[name].NameRange}}, e)
	}
	for _, name := range slices.Sorted(maps.Keys(t.scope.variables)) {
		p.variable(name, hcl.Traversal{hcl.TraverseRoot{Name: "var", SrcRange: header(t.scope.variables[name].Block)}}, e)
	}
}

// declareBlock decodes one instance of a block.
func (p *project) declareBlock(doc *schema.Document, b *hcl.Block, e *env) {
	if !p.count(1, header(b)) {
		return
	}
	f := p.fields(b.Type, b.Body, e)
	switch b.Type {
	case "privilege_group":
		doc.Groups = append(doc.Groups, f.group(b))
	case "role":
		doc.Roles = append(doc.Roles, f.role(b))
	case "user":
		doc.Users = append(doc.Users, &schema.UserDecl{Block: p.base(b, 0, e), Description: f.text("description")})
	case "binding":
		doc.Bindings = append(doc.Bindings, f.binding(b))
	case "token":
		doc.Tokens = append(doc.Tokens, f.token(b))
	case "attribute":
		doc.Attributes = append(doc.Attributes, f.attribute(b))
	case "condition":
		doc.Conditions = append(doc.Conditions, &schema.ConditionDecl{
			Block: p.base(b, 0, e), Description: f.text("description"), Expression: f.template("expression"),
		})
	case "removed":
		doc.Removed = append(doc.Removed, &schema.RemovedDecl{From: f.name("from"), Range: p.place(header(b))})
	case "moved":
		doc.Moved = append(doc.Moved, &schema.MovedDecl{From: f.name("from"), To: f.name("to"), Range: p.place(header(b))})
	case "invariant":
		doc.Invariants = append(doc.Invariants, f.invariant(b))
	case "separation":
		doc.Separations = append(doc.Separations, f.separation(b))
	case "boundary":
		doc.Boundaries = append(doc.Boundaries, &schema.BoundaryDecl{
			Block: p.base(b, 0, e), Description: f.text("description"),
			Files: f.texts("files", true), Databases: f.texts("databases", true), Roles: f.text("roles"),
		})
	}
}

// count adds blocks to those there are; false where there are too many, which is reported once.
func (p *project) count(blocks int, at hcl.Range) bool {
	if p.exhausted {
		return false
	}
	if p.instances += blocks; p.instances <= p.limits.Instances {
		return true
	}
	p.exhausted = true
	p.report(schema.Finding{
		Rule: "RC007", Severity: schema.Error, Range: p.place(at),
		Message: fmt.Sprintf("the policy has more than %d blocks once for_each is expanded", p.limits.Instances),
		Help:    "blocks from here on are not read; expand fewer instances",
	})
	return false
}

func (p *project) target(t *target, e *env) *schema.Target {
	b := t.block.Block
	if e.targetKeyed { // in its own block the instance is each, as in any other
		e = e.instance(e.targetKey, e.targetValue)
	}
	f := p.fields("target", b.Body, e)
	out := &schema.Target{
		Kind: b.Labels[0], Name: b.Labels[1], Key: e.targetKey, Range: p.place(header(b)),
		Version: f.text("version"), Plan: f.text("plan"), Unmanaged: f.text("unmanaged"),
		Limits: map[string]schema.IntSetting{}, Settings: map[string]schema.BoolSetting{},
	}
	f.entries("limits", func(name string, v cty.Value, at schema.Range) bool {
		if v.IsNull() || v.Type() != cty.Number || !v.AsBigFloat().IsInt() {
			return false
		}
		n, _ := v.AsBigFloat().Int64()
		out.Limits[name] = schema.IntSetting{Value: int(n), Range: at}
		return true
	}, "whole numbers")
	f.entries("settings", func(name string, v cty.Value, at schema.Range) bool {
		if v.IsNull() || v.Type() != cty.Bool {
			return false
		}
		out.Settings[name] = schema.BoolSetting{Value: v.True(), Range: at}
		return true
	}, "true or false")
	out.Groups = f.groupSettings()
	for _, nested := range f.content.Blocks {
		out.Databases = append(out.Databases, p.database(nested, e))
	}
	return out
}

// entries reads an object, entry by entry in the order of their names.
func (f fields) entries(name string, take func(key string, v cty.Value, at schema.Range) bool, want string) {
	e := f.expr(name)
	if e == nil {
		return
	}
	v, ok := f.p.value(e, f.env)
	if !ok || v.IsNull() {
		return
	}
	if !v.Type().IsObjectType() && !v.Type().IsMapType() {
		f.wrongType(name, e, "an object")
		return
	}
	places := f.entryPlaces(e)
	for it := v.ElementIterator(); it.Next(); {
		k, ev := it.Element()
		at, known := places[k.AsString()]
		if !known {
			at = f.p.place(e.Range())
		}
		if !take(f.p.typed(k.AsString(), at).Value, ev, at) {
			f.p.report(schema.Finding{Rule: "RC002", Severity: schema.Error, Range: at, Message: fmt.Sprintf("%s takes %s; %q is something else", name, want, k.AsString())})
		}
	}
}

// entryPlaces finds where each key of a written-out object stands.
func (f fields) entryPlaces(e hcl.Expression) map[string]schema.Range {
	pairs, diags := hcl.ExprMap(e)
	if diags.HasErrors() {
		return nil
	}
	places := make(map[string]schema.Range, len(pairs))
	for _, kv := range pairs {
		if k := hcl.ExprAsKeyword(kv.Key); k != "" {
			places[k] = f.p.place(kv.Key.Range())
		} else if v, diags := kv.Key.Value(nil); !diags.HasErrors() && v.Type() == cty.String && !v.IsNull() {
			places[v.AsString()] = f.p.place(kv.Key.Range())
		}
	}
	return places
}

func (p *project) database(b *hcl.Block, e *env) *schema.DatabaseDecl {
	f := p.fields("database", b.Body, e)
	out := &schema.DatabaseDecl{
		Name:        schema.Text{Value: b.Labels[0], Range: p.place(b.LabelRanges[0])},
		Collections: f.texts("collections", false), Range: p.place(header(b)),
	}
	f.entries("aliases", func(alias string, v cty.Value, at schema.Range) bool {
		collection, ok := asString(v)
		if ok {
			out.Aliases = append(out.Aliases, schema.AliasDecl{Alias: schema.Text{Value: alias, Range: at}, Collection: collection})
		}
		return ok
	}, "names of collections")
	return out
}

func (f fields) group(b *hcl.Block) *schema.GroupDecl {
	g := &schema.GroupDecl{Block: f.p.base(b, 0, f.env), Name: f.text("name"), Description: f.text("description"), Verbatim: f.flag("verbatim")}
	g.Privileges = f.noting(&g.Dropped).names("privileges")
	g.Name = f.vendorName(g.Name, g.Block)
	if e := f.expr("privileges"); e != nil {
		g.List = f.p.place(e.Range())
	}
	return g
}

// vendorName is the name attribute, else the label; with for_each and no name,
// the label and the key.
func (f fields) vendorName(name schema.Text, b schema.Block) schema.Text {
	switch {
	case !name.Range.IsZero():
		return name
	case b.Keyed:
		return schema.Text{Value: b.Label.Value + "_" + b.Key, Range: b.Label.Range}
	}
	return b.Label
}

func (f fields) role(b *hcl.Block) *schema.RoleDecl {
	r := &schema.RoleDecl{
		Block: f.p.base(b, 0, f.env), Description: f.text("description"),
		Protected: f.flag("protected"), Labels: map[string]string{},
	}
	r.Includes = f.noting(&r.Dropped).names("includes")
	r.Name = f.vendorName(f.text("name"), r.Block)
	f.entries("labels", func(name string, v cty.Value, _ schema.Range) bool {
		s, ok := asString(v)
		r.Labels[name] = s
		return ok
	}, "strings")
	for _, nested := range f.content.Blocks {
		g := f.p.fields("grant", nested.Body, f.env)
		r.Grants = append(r.Grants, g.grant(nested))
	}
	r.Dropped = r.Dropped || f.strange // what was meant may have been a grant
	return r
}

func (f fields) grant(b *hcl.Block) *schema.GrantDecl {
	g := &schema.GrantDecl{
		Condition: f.condition(), Deploy: f.text("deploy"), Verbatim: f.flag("verbatim"), ObjectType: f.text("object_type"),
		Range: f.p.place(header(b)), Body: f.p.place(whole(b)),
	}
	f = f.noting(&g.Dropped)
	g.Privileges, g.Databases, g.Collections = f.names("privileges"), f.texts("database", true), f.texts("collection", true)
	if f.strange {
		// What was meant may have been a condition or a scope: without it the grant could give more.
		g.Privileges, g.Dropped = nil, true
	}
	if e := f.expr("privileges"); e != nil {
		g.List = f.p.place(e.Range())
	}
	if g.Deploy.Value != "" && g.Deploy.Value != schema.DeployUnconditional {
		f.p.report(schema.Finding{
			Rule: "RC002", Severity: schema.Error, Range: g.Deploy.Range, Message: fmt.Sprintf("deploy takes %q or nothing", schema.DeployUnconditional),
			Help: "without deploy, a grant with a condition is left out of what is deployed: databases cannot evaluate it",
		})
	}
	if !g.ObjectType.Range.IsZero() && !g.Verbatim {
		f.p.report(schema.Finding{
			Rule: "RC002", Severity: schema.Error, Range: g.ObjectType.Range, Message: "object_type stands in verbatim grants alone",
			Help: "a server files a privilege under a type of its own; where it has the grant under another one, write verbatim = true",
		})
		g.ObjectType = schema.Text{}
	}
	return g
}

// condition reads a reference to a condition or an expression written in place.
// A condition that has no value stays as one without either, so that the grant
// does not become unconditional.
func (f fields) condition() *schema.ConditionUse {
	e := f.expr("condition")
	if e == nil {
		return nil
	}
	use := &schema.ConditionUse{Range: f.p.place(e.Range())}
	if n, ok := f.staticName(e); ok && n.Ref != nil {
		use.Ref = n.Ref
		return use
	}
	v, ok := f.p.value(e, f.env)
	if !ok {
		return use
	}
	if r, isRef := refOf(v); isRef {
		use.Ref = r
		return use
	}
	use.Expression = f.template("condition")
	return use
}

func (f fields) binding(b *hcl.Block) *schema.BindingDecl {
	out := &schema.BindingDecl{Block: f.p.base(b, 0, f.env), Project: f.text("project"), Expires: f.expiry("expires")}
	f = f.noting(&out.Dropped)
	out.Roles = f.names("roles")
	for _, kind := range principalKinds {
		for _, t := range f.texts(kind.attribute, false) {
			out.Principals = append(out.Principals, schema.PrincipalDecl{Kind: kind.kind, Name: t})
		}
	}
	if f.strange {
		out.Principals, out.Dropped = nil, true // what was meant may have been an end
	}
	return out
}

// principalKinds are the attributes of a binding that name principals.
var principalKinds = []struct{ attribute, kind string }{
	{"users", "user"}, {"groups", "group"}, {"service_accounts", "service_account"}, {"api_keys", "api_key"},
}

func (f fields) invariant(b *hcl.Block) *schema.InvariantDecl {
	inv := &schema.InvariantDecl{Block: f.p.base(b, 0, f.env), Description: f.text("description")}
	for _, nested := range f.content.Blocks {
		n := f.p.fields("never", nested.Body, f.env)
		inv.Never = append(inv.Never, n.never(nested))
	}
	return inv
}

func (f fields) never(b *hcl.Block) *schema.NeverDecl {
	n := &schema.NeverDecl{
		Privileges: f.names("privileges"), Databases: f.texts("database", true), Collections: f.texts("collection", true),
		Principals: f.texts("principals", false), Except: f.names("except"), Range: f.p.place(header(b)), Body: f.p.place(whole(b)),
	}
	if e := f.expr("privileges"); e != nil {
		n.List = f.p.place(e.Range())
	}
	return n
}

func (f fields) separation(b *hcl.Block) *schema.SeparationDecl {
	s := &schema.SeparationDecl{Block: f.p.base(b, 0, f.env), Description: f.text("description"), Roles: f.names("roles"), AtMost: -1}
	e := f.expr("at_most")
	if e == nil {
		return s
	}
	s.AtMostRange = f.p.place(e.Range())
	v, ok := f.p.value(e, f.env)
	if !ok {
		return s
	}
	if n, whole := asCount(v); whole {
		s.AtMost = n
		return s
	}
	f.wrongType("at_most", e, "a whole number, 0 or more")
	return s
}

func (f fields) attribute(b *hcl.Block) *schema.AttributeDecl {
	a := &schema.AttributeDecl{
		Block: f.p.base(b, 1, f.env), Namespace: schema.Text{Value: b.Labels[0], Range: f.p.place(b.LabelRanges[0])},
	}
	e := f.expr("type")
	if e == nil {
		return a
	}
	t, diags := typeexpr.TypeConstraint(e)
	if !diags.HasErrors() {
		a.Type = typeexpr.TypeString(t) // whether conditions know it is for RC301 to say
		return a
	}
	f.p.report(schema.Finding{
		Rule: "RC002", Severity: schema.Error, Range: f.p.place(e.Range()), Subject: a.Address("attribute." + a.Namespace.Value),
		Message: fmt.Sprintf("%q is no type of attributes", f.p.word(e.Range())), Help: "it is string, bool, number or list(string)",
	})
	return a
}
