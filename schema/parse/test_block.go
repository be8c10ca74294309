package parse

import (
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/zclconf/go-cty/cty"

	"github.com/rolecall/rolecall/schema"
)

// declareTest decodes one instance of a test.
func (p *project) declareTest(doc *schema.Document, b *hcl.Block, e *env) {
	if !p.count(1, header(b)) {
		return
	}
	f := p.fields("test", b.Body, e)
	t := &schema.TestDecl{
		Block: p.base(b, 0, e), Description: f.text("description"), Principal: f.text("principal"),
		Roles: f.names("roles"), HasRoles: f.expr("roles") != nil, Attributes: f.testAttributes(),
	}
	if t.Principal.Value == "" && !t.Principal.Range.IsZero() {
		p.report(schema.Finding{
			Rule: "RC002", Severity: schema.Error, Range: t.Principal.Range, Subject: t.Address("test"),
			Message: "principal is empty, and nobody is always denied", Help: `name somebody, as in principal = "alice"`,
		})
	}
	for _, nested := range f.content.Blocks {
		t.Expects = append(t.Expects, p.fields(nested.Type, nested.Body, e).expect(nested))
	}
	doc.Tests = append(doc.Tests, t)
}

func (f fields) expect(b *hcl.Block) *schema.ExpectDecl {
	dropped := false
	f = f.noting(&dropped)
	e := &schema.ExpectDecl{
		Allow: b.Type == "allow", Privileges: f.names("privileges"),
		Databases: f.texts("database", true), Collections: f.texts("collection", true),
		Reason: f.text("reason"), Range: f.p.place(header(b)),
	}
	if list := f.expr("privileges"); list != nil {
		e.List = f.p.place(list.Range())
	}
	if f.expr("role") != nil {
		role := f.name("role")
		e.Role = &role
	}
	if !dropped { // else why a list is empty was told
		f.refuseEmpty("privileges", len(e.Privileges))
		f.refuseEmpty("database", len(e.Databases))
		f.refuseEmpty("collection", len(e.Collections))
	}
	return e
}

// refuseEmpty reports a list of nothing: of no combinations all are as expected.
func (f fields) refuseEmpty(name string, elements int) {
	e := f.expr(name)
	if e == nil || elements > 0 {
		return
	}
	f.p.report(schema.Finding{
		Rule: "RC002", Severity: schema.Error, Range: f.p.place(e.Range()),
		Message: name + " names nothing, so nothing is asked", Help: "name what is to be asked, or take the block out",
	})
}

// attributeNamespaces are what a request says something of.
var attributeNamespaces = []string{"principal", "resource", "request"}

// testAttributes reads { principal = { tenant = "acme" }, … }, in the order of the names.
func (f fields) testAttributes() []schema.TestAttribute {
	var out []schema.TestAttribute
	places := f.attributePlaces()
	f.entries("attributes", func(namespace string, v cty.Value, at schema.Range) bool {
		if !slices.Contains(attributeNamespaces, namespace) {
			f.unknownNamespace(namespace, at)
			return true
		}
		if v.IsNull() || !v.Type().IsObjectType() && !v.Type().IsMapType() {
			return false
		}
		for it := v.ElementIterator(); it.Next(); {
			k, ev := it.Element()
			a := schema.TestAttribute{Namespace: namespace, Name: k.AsString(), Range: at}
			if exact, ok := places[a.FullName()]; ok {
				a.Range = exact
			}
			var ok bool
			if a.Value, ok = attributeValue(ev); !ok {
				f.p.report(schema.Finding{
					Rule: "RC002", Severity: schema.Error, Range: a.Range,
					Message: fmt.Sprintf("%s is no value of an attribute", a.FullName()), Help: "it is a string, true or false, a number or a list of strings",
				})
				continue
			}
			out = append(out, a)
		}
		return true
	}, "objects, as in principal = { tenant = \"acme\" }")
	return out
}

func (f fields) unknownNamespace(given string, at schema.Range) {
	help := "what may stand here: " + strings.Join(attributeNamespaces, ", ")
	if near := schema.Nearest(given, attributeNamespaces); near != "" {
		help = fmt.Sprintf("did you mean %q?", near)
	}
	f.p.report(schema.Finding{
		Rule: "RC002", Severity: schema.Error, Range: at,
		Message: fmt.Sprintf("requests have no attributes of %q", given), Help: help,
	})
}

// attributePlaces finds where each attribute of a written-out object stands.
func (f fields) attributePlaces() map[string]schema.Range {
	e := f.expr("attributes")
	if e == nil {
		return nil
	}
	pairs, diags := hcl.ExprMap(e)
	if diags.HasErrors() {
		return nil
	}
	places := map[string]schema.Range{}
	for _, kv := range pairs {
		namespace := hcl.ExprAsKeyword(kv.Key)
		for name, at := range f.entryPlaces(kv.Value) {
			places[namespace+"."+name] = at
		}
	}
	return places
}

// attributeValue is a value as a request has it.
func attributeValue(v cty.Value) (any, bool) {
	switch t := v.Type(); {
	case v.IsNull():
		return nil, false
	case t == cty.String:
		return v.AsString(), true
	case t == cty.Bool:
		return v.True(), true
	case t == cty.Number:
		n, _ := v.AsBigFloat().Float64()
		return n, true
	case t.IsTupleType() || t.IsListType() || t.IsSetType():
		list := []any{}
		for it := v.ElementIterator(); it.Next(); {
			_, ev := it.Element()
			if ev.IsNull() || ev.Type() != cty.String {
				return nil, false
			}
			list = append(list, ev.AsString())
		}
		return list, true
	}
	return nil, false
}
