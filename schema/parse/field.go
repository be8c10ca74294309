package parse

import (
	"fmt"
	"math/big"
	"time"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/convert"

	"github.com/rolecall/rolecall/schema"
)

// fields reads the attributes of one block in one environment. Each reader
// gives the zero value where the attribute is missing or has no value; what is
// wrong with it is reported.
type fields struct {
	p       *project
	env     *env
	content *hcl.BodyContent
	dropped *bool // set where an element of a list is left out; may be nil
	strange bool  // the block says something that the language does not know
}

// fields decodes a block's body by its kind's schema.
func (p *project) fields(kind string, b hcl.Body, e *env) fields {
	p.strange = false
	content := p.content(kind, b, e)
	return fields{p: p, env: e, content: content, strange: p.strange}
}

// noting is f that notes in dropped whether an element is left out of a list.
func (f fields) noting(dropped *bool) fields {
	f.dropped = dropped
	return f
}

func (f fields) drop() {
	if f.dropped != nil {
		*f.dropped = true
	}
}

func (f fields) expr(name string) hcl.Expression {
	if a := f.content.Attributes[name]; a != nil {
		return a.Expr
	}
	return nil
}

// wrongType reports a value that is not what the attribute takes.
func (f fields) wrongType(name string, e hcl.Expression, want string) {
	f.p.report(schema.Finding{
		Rule: "RC002", Severity: schema.Error, Range: f.p.place(e.Range()),
		Message: fmt.Sprintf("%s takes %s", name, want),
	})
}

// text reads a string.
func (f fields) text(name string) schema.Text {
	e := f.expr(name)
	if e == nil {
		return schema.Text{}
	}
	v, ok := f.p.value(e, f.env)
	if !ok || v.IsNull() { // null is as if the attribute were not written
		return schema.Text{}
	}
	s, ok := asString(v)
	if !ok {
		f.wrongType(name, e, "a string")
		return schema.Text{}
	}
	if _, plain := literal(e); plain && v.Type() == cty.Number {
		s = f.p.word(e.Range()) // version = 3.0 means what it says, not 3
	}
	return f.p.typed(s, f.p.place(e.Range()))
}

// asString takes strings, and numbers as they are written: version = 2.6 means "2.6".
func asString(v cty.Value) (string, bool) {
	if v.IsNull() || !v.IsKnown() || v.Type() != cty.String && v.Type() != cty.Number {
		return "", false
	}
	s, err := convert.Convert(v, cty.String)
	if err != nil {
		return "", false
	}
	return s.AsString(), true
}

// asCount takes whole numbers from 0.
func asCount(v cty.Value) (int, bool) {
	if v.IsNull() || v.Type() != cty.Number || !v.AsBigFloat().IsInt() {
		return 0, false
	}
	n, exact := v.AsBigFloat().Int64()
	return int(n), exact == big.Exact && n >= 0
}

// flag reads a boolean.
func (f fields) flag(name string) bool {
	e := f.expr(name)
	if e == nil {
		return false
	}
	v, ok := f.p.value(e, f.env)
	if !ok || v.IsNull() {
		return false
	}
	if v.Type() != cty.Bool {
		f.wrongType(name, e, "true or false")
		return false
	}
	return v.True()
}

// element is one entry of a list: its value and the place to point at.
type element struct {
	value cty.Value
	at    hcl.Range
}

// elements reads a list, or one value as a list of one where single is set.
// The elements of a list that is written out are evaluated one by one, so that
// each has its own place and one without a value does not spoil the others.
func (f fields) elements(name string, single bool) ([]element, bool) {
	e := f.expr(name)
	if e == nil {
		return nil, false
	}
	if items, ok := written(e); ok {
		out := make([]element, 0, len(items))
		for _, item := range items {
			if v, ok := f.p.value(item, f.env); ok {
				out = append(out, element{v, item.Range()})
			} else {
				f.drop()
			}
		}
		return out, true
	}
	v, ok := f.p.value(e, f.env)
	if !ok {
		f.drop()
		return []element{}, true
	}
	if v.IsNull() {
		return nil, false
	}
	if !v.IsNull() && (v.Type().IsTupleType() || v.Type().IsListType() || v.Type().IsSetType()) {
		items, diags := hcl.ExprList(e) // a list written out in a dynamic block
		out := make([]element, 0, v.LengthInt())
		for it := v.ElementIterator(); it.Next(); {
			_, ev := it.Element()
			at := e.Range()
			if !diags.HasErrors() && len(out) < len(items) {
				at = items[len(out)].Range()
			}
			out = append(out, element{ev, at})
		}
		return out, true
	}
	if !single {
		f.wrongType(name, e, "a list")
		f.drop()
		return []element{}, true
	}
	return []element{{v, e.Range()}}, true
}

// written gives the elements of a list that is written out. In a dynamic block
// they have no value by themselves: its iterator is known to the whole list only.
func written(e hcl.Expression) ([]hcl.Expression, bool) {
	if isWrapped(e) {
		return nil, false
	}
	items, diags := hcl.ExprList(e)
	return items, !diags.HasErrors()
}

// wrapped is how dynblock hands out the expressions of a dynamic block.
type wrapped interface{ UnwrapExpression() hcl.Expression }

func isWrapped(e hcl.Expression) bool {
	_, native := e.(hclsyntax.Expression)
	_, ok := e.(wrapped)
	return ok && !native
}

func unwrap(e hcl.Expression) hcl.Expression {
	for isWrapped(e) {
		e = e.(wrapped).UnwrapExpression()
	}
	return e
}

// texts reads a list of strings; nil where the attribute is missing, empty where the list is.
func (f fields) texts(name string, single bool) []schema.Text {
	elements, ok := f.elements(name, single)
	if !ok {
		return nil
	}
	out := make([]schema.Text, 0, len(elements))
	for _, el := range elements {
		s, ok := asString(el.value)
		if !ok {
			f.p.report(schema.Finding{Rule: "RC002", Severity: schema.Error, Range: f.p.place(el.at), Message: name + " takes strings"})
			f.drop()
			continue
		}
		out = append(out, f.p.typed(s, f.p.place(el.at)))
	}
	return out
}

// typed is a string as it was typed. cty composes characters (e and an accent
// become é), so that a name that a server has decomposed would be another one.
func (p *project) typed(s string, at schema.Range) schema.Text {
	out := schema.Text{Value: s, Range: at}
	data := p.sources[at.File]
	if isASCII(s) || at.Start.Byte < 0 || at.End.Byte > len(data) || at.End.Byte-at.Start.Byte < 2 {
		return out
	}
	raw := string(data[at.Start.Byte:at.End.Byte])
	if inner := raw[1 : len(raw)-1]; raw[0] == '"' && raw[len(raw)-1] == '"' && cty.NormalizeString(inner) == s {
		out.Value = inner
	}
	return out
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] > 0x7f {
			return false
		}
	}
	return true
}

// names reads a list of references and vendor names.
func (f fields) names(name string) []schema.Name {
	e := f.expr(name)
	if e == nil {
		return nil
	}
	items, ok := written(e)
	if !ok {
		return f.evaluatedNames(name)
	}
	out := make([]schema.Name, 0, len(items))
	for _, item := range items {
		if n, ok := f.staticName(item); ok {
			out = append(out, n)
			continue
		}
		if v, ok := f.p.value(item, f.env); ok {
			out = f.appendName(out, name, element{v, item.Range()})
		} else {
			f.drop()
		}
	}
	return out
}

func (f fields) evaluatedNames(name string) []schema.Name {
	elements, _ := f.elements(name, true)
	out := make([]schema.Name, 0, len(elements))
	for _, el := range elements {
		out = f.appendName(out, name, el)
	}
	return out
}

func (f fields) appendName(out []schema.Name, name string, el element) []schema.Name {
	at := f.p.place(el.at)
	if r, ok := refOf(el.value); ok {
		return append(out, schema.Name{Text: schema.Text{Range: at}, Ref: r})
	}
	if v := el.value; !v.IsNull() && v.Type() == cty.String {
		return append(out, schema.Name{Text: f.p.typed(v.AsString(), at)})
	}
	help := "write names in quotes for what the vendor owns, and references such as role.x without"
	if !el.value.IsNull() && el.value.Type().IsObjectType() {
		help = "a block with for_each is one object a key: name one, as in role.x[\"key\"], or take values(role.x)"
	}
	f.p.report(schema.Finding{Rule: "RC002", Severity: schema.Error, Range: at, Message: name + " takes references and names", Help: help})
	f.drop()
	return out
}

// staticName reads a plain string or a plain reference without evaluating it.
// Whether the reference resolves is for the resolver to say.
func (f fields) staticName(e hcl.Expression) (schema.Name, bool) {
	if v, ok := literal(e); ok && v.Type() == cty.String {
		return schema.Name{Text: f.p.typed(v.AsString(), f.p.place(e.Range()))}, true
	}
	t, ok := e.(*hclsyntax.ScopeTraversalExpr)
	if !ok {
		return schema.Name{}, false
	}
	r, ok := staticRef(t.Traversal)
	if !ok || r.Keyed != f.keyed(r) {
		return schema.Name{}, false
	}
	f.p.use(f.env.scope, r.Kind, r.Label)
	return schema.Name{Text: schema.Text{Range: f.p.place(e.Range())}, Ref: r}, true
}

// keyed reports whether the block a reference names has for_each, as far as it is declared.
func (f fields) keyed(r *schema.Ref) bool {
	b := f.env.scope.declared[r.Kind][r.Label]
	return b != nil && forEachOf(b) != nil
}

func staticRef(tr hcl.Traversal) (*schema.Ref, bool) {
	kind := tr.RootName()
	if kind != "role" && kind != "privilege_group" && kind != "condition" || len(tr) < 2 || len(tr) > 3 {
		return nil, false
	}
	r := &schema.Ref{Kind: kind, Label: stepName(tr[1])}
	if len(tr) == 3 {
		r.Key, r.Keyed = stepName(tr[2]), true
	}
	return r, r.Label != ""
}

// name reads a single reference or vendor name.
func (f fields) name(attribute string) schema.Name {
	e := f.expr(attribute)
	if e == nil {
		return schema.Name{}
	}
	if n, ok := f.staticName(e); ok {
		return n
	}
	if v, ok := f.p.value(e, f.env); ok {
		if names := f.appendName(nil, attribute, element{v, e.Range()}); len(names) == 1 {
			return names[0]
		}
	}
	return schema.Name{}
}

// expiry reads a day or a moment.
func (f fields) expiry(name string) *schema.Expiry {
	t := f.text(name)
	if t.Range.IsZero() {
		return f.noExpiry(name)
	}
	at, err := time.Parse(time.DateOnly, t.Value)
	if err != nil {
		at, err = time.Parse(time.RFC3339, t.Value)
	}
	if err != nil {
		f.p.report(schema.Finding{
			Rule: "RC002", Severity: schema.Error, Range: t.Range, Message: fmt.Sprintf("%q is no moment in time", t.Value),
			Help: `write a day, as in "2027-01-31" (from 00:00 UTC), or an RFC 3339 time, as in "2027-01-31T18:00:00Z"`,
		})
		// What was meant to end must not become endless: an unreadable expiry has passed.
		return &schema.Expiry{Range: t.Range}
	}
	return &schema.Expiry{Time: at.UTC(), Range: t.Range}
}

// noExpiry is what an attribute without a value means: nothing where it is not
// written or null, else an end that has passed.
func (f fields) noExpiry(name string) *schema.Expiry {
	e := f.expr(name)
	if e == nil {
		return nil
	}
	if v, ok := f.p.value(e, f.env); ok && v.IsNull() {
		return nil
	}
	return &schema.Expiry{Range: f.p.place(e.Range())}
}
