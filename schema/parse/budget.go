package parse

import (
	"bytes"
	"fmt"
	"regexp"
	"sync"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"

	"github.com/rolecall/rolecall/schema"
)

// An expression of a few bytes can ask for more time and memory than a machine
// has: locals that double each other, loops within loops. Nothing can stop an
// evaluation once it runs, so what it may take is bounded before it starts, and
// what came out before anything reads it.
const (
	maxIterations = 2_000_000 // of all loops of an expression together, at the most they could be
	maxText       = 256 << 20 // bytes of text that an expression could put together
	maxValue      = 1 << 20   // bytes and elements of a value
	maxDigits     = 1_000     // of a number, written out
	// rangeLength is the longest list that range and its like can make.
	rangeLength = 1_024
)

// affordable reports whether an expression can be evaluated within bounds; where it
// cannot, that is reported.
func (p *project) affordable(e hcl.Expression, ctx *hcl.EvalContext) bool {
	c := p.cost(e)
	if c.loops == 0 && c.parts == 0 {
		return true
	}
	longest, text := c.elements, 64
	for _, v := range ctx.Variables {
		l, t := extent(v)
		longest, text = max(longest, l), max(text, t)
	}
	if c.calls > 0 {
		longest = max(longest, rangeLength)
	}
	iterations := 1
	for range c.loops {
		if iterations *= max(longest, 1); iterations > maxIterations {
			p.unaffordable(e, fmt.Sprintf("loops within loops could run more than %d times", maxIterations))
			return false
		}
	}
	if iterations*c.parts > maxText/text {
		p.unaffordable(e, fmt.Sprintf("the expression could put together more than %d bytes of text", maxText))
		return false
	}
	return true
}

func (p *project) unaffordable(e hcl.Expression, message string) {
	p.report(schema.Finding{
		Rule: "RC007", Severity: schema.Error, Range: p.place(e.Range()), Message: message,
		Help: "the limit keeps hostile input from exhausting the machine; write the values out, or loop over less",
	})
}

// expressionCost is what an expression's own text says of the work it asks for.
type expressionCost struct {
	loops    int // how deep loops nest
	calls    int // of functions
	parts    int // of templates
	elements int // of the longest list that is written out
}

// cost reads the syntax of an expression; of the JSON form, whose templates are
// parsed only when they are evaluated, it reads the text and errs on the dear side.
func (p *project) cost(e hcl.Expression) expressionCost {
	native, ok := unwrap(e).(hclsyntax.Expression)
	if !ok {
		r := e.Range()
		text := p.sources[r.Filename][r.Start.Byte:r.End.Byte]
		return expressionCost{
			loops: len(loopWord().FindAll(text, -1)), calls: bytes.Count(text, []byte("(")),
			parts: bytes.Count(text, []byte("{")), elements: bytes.Count(text, []byte(",")) + 1,
		}
	}
	w := &costWalker{}
	hclsyntax.Walk(native, w) //nolint:errcheck // the walker finds no faults
	return w.cost
}

var loopWord = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`\bfor\b`) })

type costWalker struct {
	cost  expressionCost
	depth int
}

// Enter counts a node on the way down.
func (w *costWalker) Enter(n hclsyntax.Node) hcl.Diagnostics {
	switch n := n.(type) {
	case *hclsyntax.ForExpr, *hclsyntax.SplatExpr:
		w.depth++
		w.cost.loops = max(w.cost.loops, w.depth)
	case *hclsyntax.FunctionCallExpr:
		w.cost.calls++
	case *hclsyntax.TemplateExpr:
		if !n.IsStringLiteral() {
			w.cost.parts += len(n.Parts)
		}
	case *hclsyntax.TupleConsExpr:
		w.cost.elements = max(w.cost.elements, len(n.Exprs))
	case *hclsyntax.ObjectConsExpr:
		w.cost.elements = max(w.cost.elements, len(n.Items))
	}
	return nil
}

// Exit leaves a node on the way up.
func (w *costWalker) Exit(n hclsyntax.Node) hcl.Diagnostics {
	switch n.(type) {
	case *hclsyntax.ForExpr, *hclsyntax.SplatExpr:
		w.depth--
	}
	return nil
}

// extent is the length of the longest collection and of the longest text in a value.
func extent(v cty.Value) (longest, text int) {
	if v == cty.NilVal || !v.IsKnown() || v.IsNull() {
		return 0, 0
	}
	switch {
	case v.Type() == cty.String:
		return 0, len(v.AsString())
	case v.CanIterateElements():
		longest = v.LengthInt()
		for it := v.ElementIterator(); it.Next(); {
			k, element := it.Element()
			for _, part := range []cty.Value{k, element} {
				l, t := extent(part)
				longest, text = max(longest, l), max(text, t)
			}
		}
	}
	return longest, text
}

// fits reports whether a value is small enough to be kept; where it is not, that is reported.
func (p *project) fits(e hcl.Expression, v cty.Value) bool {
	if left := measure(v, maxValue); left < 0 {
		p.unaffordable(e, fmt.Sprintf("the value has more than %d bytes and elements, or a number of more than %d digits", maxValue, maxDigits))
		return false
	}
	return true
}

// measure takes the size of a value from what is left; below 0 it is too large.
func measure(v cty.Value, left int) int {
	left--
	if v == cty.NilVal || !v.IsKnown() || v.IsNull() || left < 0 {
		return left
	}
	switch {
	case v.Type() == cty.String:
		return left - len(v.AsString())
	case v.Type() == cty.Number:
		// Every three bits of the exponent are about a digit.
		if exponent := v.AsBigFloat().MantExp(nil); exponent > 3*maxDigits || exponent < -3*maxDigits {
			return -1
		}
	case v.CanIterateElements():
		for it := v.ElementIterator(); it.Next() && left >= 0; {
			k, element := it.Element()
			left = measure(element, measure(k, left))
		}
	}
	return left
}
