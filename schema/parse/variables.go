package parse

import (
	"fmt"
	"slices"
	"sync"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/ext/typeexpr"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/convert"
	"github.com/zclconf/go-cty/cty/function"
	"github.com/zclconf/go-cty/cty/function/stdlib"

	"github.com/rolecall/rolecall/schema"
)

// variable is the value of var.NAME: what the caller gives, else its default.
func (p *project) variable(name string, tr hcl.Traversal, v *env) (cty.Value, bool) {
	if val, done := v.shared.variables[name]; done {
		return val, val != cty.NilVal
	}
	b := v.scope.variables[name]
	if b == nil {
		var names []string
		for n := range v.scope.variables {
			names = append(names, "var."+n)
		}
		slices.Sort(names)
		p.unknown(tr.SourceRange(), "var."+name, "var."+name+" is not declared", names)
		return cty.NilVal, false
	}
	val, ok := p.variableValue(name, b)
	if !ok {
		val = cty.NilVal
	}
	v.shared.variables[name] = val
	return val, ok
}

func (p *project) variableValue(name string, b *block) (cty.Value, bool) {
	content := p.content("variable", b.Body, nil)
	want := cty.DynamicPseudoType
	if a := content.Attributes["type"]; a != nil {
		t, diags := typeexpr.TypeConstraint(a.Expr)
		if diags.HasErrors() {
			p.evaluationFindings(a.Expr, diags)
			return cty.NilVal, false
		}
		want = t
	}
	val, at, ok := p.givenValue(name, want, b)
	if !ok {
		a := content.Attributes["default"]
		if a == nil {
			p.report(schema.Finding{
				Rule: "RC004", Severity: schema.Error, Range: p.place(header(b.Block)), Subject: "var." + name,
				Message: fmt.Sprintf("variable %q has no value", name),
				Help:    fmt.Sprintf("give one with -var %s=…, -var-file or ROLECALL_VAR_%s, or write a default", name, name),
			})
			return cty.NilVal, false
		}
		if val, ok = p.value(a.Expr, nil); !ok {
			return cty.NilVal, false
		}
		at = a.Expr.Range()
	}
	converted, err := convert.Convert(val, want)
	if err != nil {
		p.report(schema.Finding{
			Rule: "RC002", Severity: schema.Error, Range: p.place(at), Subject: "var." + name,
			Message: fmt.Sprintf("the value of variable %q does not fit its type: %s", name, err),
		})
		return cty.NilVal, false
	}
	return converted, true
}

// givenValue is what the caller gives for a variable.
func (p *project) givenValue(name string, want cty.Type, b *block) (cty.Value, hcl.Range, bool) {
	at := header(b.Block)
	if text, ok := p.options.Vars[name]; ok {
		if want == cty.String || want == cty.DynamicPseudoType {
			return cty.StringVal(text), at, true
		}
		f := File{Path: "-var " + name, Data: []byte(text)}
		if gate(f, p.limits) != nil {
			return cty.StringVal(text), at, true // refused as a value of its type
		}
		e, diags := hclsyntax.ParseExpression(f.Data, f.Path, hcl.InitialPos)
		if !diags.HasErrors() {
			if val, diags := e.Value(nil); !diags.HasErrors() {
				return val, at, true
			}
		}
		return cty.StringVal(text), at, true
	}
	if value, ok := p.options.Values[name]; ok {
		return goValue(value), at, true
	}
	return cty.NilVal, at, false
}

// goValue turns what a TOML decoder gives into a value.
func goValue(v any) cty.Value {
	switch v := v.(type) {
	case string:
		return cty.StringVal(v)
	case bool:
		return cty.BoolVal(v)
	case int64:
		return cty.NumberIntVal(v)
	case float64:
		return cty.NumberFloatVal(v)
	case []any:
		vals := make([]cty.Value, len(v))
		for i, e := range v {
			vals[i] = goValue(e)
		}
		return cty.TupleVal(vals)
	case map[string]any:
		vals := make(map[string]cty.Value, len(v))
		for k, e := range v {
			vals[k] = goValue(e)
		}
		return cty.ObjectVal(vals)
	}
	return cty.StringVal(fmt.Sprint(v))
}

// functions is the table of functions an expression may call, made when first
// asked: pure ones only, so that a policy means the same everywhere and always.
type functions struct {
	table func() map[string]function.Function
}

func newFunctions() *functions {
	return &functions{table: sync.OnceValue(functionTable)}
}

func functionTable() map[string]function.Function {
	table := map[string]function.Function{
		"abs": stdlib.AbsoluteFunc, "ceil": stdlib.CeilFunc, "chomp": stdlib.ChompFunc, "chunklist": stdlib.ChunklistFunc,
		"coalesce": stdlib.CoalesceFunc, "coalescelist": stdlib.CoalesceListFunc, "compact": stdlib.CompactFunc,
		"concat": stdlib.ConcatFunc, "contains": stdlib.ContainsFunc, "distinct": stdlib.DistinctFunc,
		"element": stdlib.ElementFunc, "flatten": stdlib.FlattenFunc, "floor": stdlib.FloorFunc,
		"index":      stdlib.IndexFunc,
		"jsonencode": stdlib.JSONEncodeFunc,
		"keys":       stdlib.KeysFunc, "length": stdlib.LengthFunc, "lookup": stdlib.LookupFunc, "lower": stdlib.LowerFunc,
		"max": stdlib.MaxFunc, "merge": stdlib.MergeFunc, "min": stdlib.MinFunc, "range": stdlib.RangeFunc,
		"regex": stdlib.RegexFunc, "regexall": stdlib.RegexAllFunc,
		"reverse": stdlib.ReverseListFunc, "setintersection": stdlib.SetIntersectionFunc,
		"slice": stdlib.SliceFunc, "sort": stdlib.SortFunc, "split": stdlib.SplitFunc, "strrev": stdlib.ReverseFunc,
		"substr": stdlib.SubstrFunc, "title": stdlib.TitleFunc, "tolist": stdlib.MakeToFunc(cty.List(cty.DynamicPseudoType)),
		"tomap": stdlib.MakeToFunc(cty.Map(cty.DynamicPseudoType)), "tonumber": stdlib.MakeToFunc(cty.Number),
		"toset": stdlib.MakeToFunc(cty.Set(cty.DynamicPseudoType)), "tostring": stdlib.MakeToFunc(cty.String),
		"tobool": stdlib.MakeToFunc(cty.Bool), "trim": stdlib.TrimFunc, "trimprefix": stdlib.TrimPrefixFunc,
		"trimspace": stdlib.TrimSpaceFunc, "trimsuffix": stdlib.TrimSuffixFunc, "upper": stdlib.UpperFunc,
		"values": stdlib.ValuesFunc, "zipmap": stdlib.ZipmapFunc,
	}
	for name, f := range bounded {
		table[name] = bind(f.Function, f.size)
	}
	return table
}
