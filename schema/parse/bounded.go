package parse

import (
	"fmt"
	"regexp"
	"strings"
	"sync"

	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/function"
	"github.com/zclconf/go-cty/cty/function/stdlib"
)

// The functions of the library that can make much of little, with a look at
// their arguments before they run.
var bounded = map[string]struct {
	function.Function
	size func(args []cty.Value) int // of what it makes, at the most
}{
	"format":     {stdlib.FormatFunc, formatted},
	"formatlist": {stdlib.FormatListFunc, formatted},
	"indent":     {stdlib.IndentFunc, indented},
	"join":       {stdlib.JoinFunc, joined},
	"jsondecode": {stdlib.JSONDecodeFunc, decoded},
	"replace":    {stdlib.ReplaceFunc, replaced},
	"setproduct": {stdlib.SetProductFunc, multiplied},
}

// tooMuch is what a bounded function says that refuses.
var tooMuch = fmt.Sprintf("what it would make is more than the %d bytes that a value may have", maxValue)

// bind wraps a function so that it refuses to make more than a value may hold.
func bind(f function.Function, size func(args []cty.Value) int) function.Function {
	guarded := func(args []cty.Value) error {
		for _, a := range args {
			if !a.IsWhollyKnown() {
				return nil // it will not run
			}
		}
		if n := size(args); n > maxValue {
			return fmt.Errorf("%s: it could have %d bytes", tooMuch, n)
		}
		return nil
	}
	return function.New(&function.Spec{
		Params: f.Params(), VarParam: f.VarParam(),
		Type: func(args []cty.Value) (cty.Type, error) {
			if err := guarded(args); err != nil {
				return cty.NilType, err
			}
			return f.ReturnTypeForValues(args)
		},
		Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) {
			if err := guarded(args); err != nil {
				return cty.NilVal, err
			}
			return f.Call(args)
		},
	})
}

// text is the length of a string, 0 for anything else.
func text(v cty.Value) int {
	if v.IsNull() || v.Type() != cty.String {
		return 0
	}
	return len(v.AsString())
}

var formatWidth = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`%[^a-zA-Z%]*?[0-9]{4}|%[^a-zA-Z%]*\*`) })

// formatted bounds what format makes: each verb writes one argument, and a width
// of four digits or more, or one that is an argument, is more than anyone needs.
func formatted(args []cty.Value) int {
	if len(args) == 0 || text(args[0]) == 0 {
		return 0
	}
	layout := args[0].AsString()
	if formatWidth().MatchString(layout) {
		return 2 * maxValue
	}
	longest := 1000 // what a width can ask for
	for _, a := range args[1:] {
		longest = max(longest, maxValue-max(measure(a, maxValue), 0))
	}
	return len(layout) + strings.Count(layout, "%")*longest
}

func indented(args []cty.Value) int {
	spaces, _ := args[0].AsBigFloat().Int64()
	lines := int64(strings.Count(args[1].AsString(), "\n") + 1)
	if spaces < 0 || spaces > maxValue {
		return 2 * maxValue
	}
	return int(spaces*lines) + text(args[1])
}

func joined(args []cty.Value) int {
	n := 0
	for _, list := range args[1:] {
		if list.IsNull() {
			continue
		}
		n += list.LengthInt()*text(args[0]) + maxValue - max(measure(list, maxValue), 0)
	}
	return n
}

// replaced bounds what replace makes: every byte of the text, and the gaps
// between them, could be what is replaced.
func replaced(args []cty.Value) int {
	s, old, with := args[0].AsString(), args[1].AsString(), text(args[2])
	if len(old) > 1 && !strings.HasPrefix(old, "/") {
		return len(s) + strings.Count(s, old)*with
	}
	return len(s) + (len(s)+1)*with
}

// decoded refuses text that nests so deep that decoding it would overflow the stack.
func decoded(args []cty.Value) int {
	if _, reason := scanJSON([]byte(args[0].AsString()), DefaultNesting); reason != "" {
		return 2 * maxValue
	}
	return text(args[0])
}

// multiplied bounds what setproduct makes: of every list each element, once for
// each combination of the others.
func multiplied(args []cty.Value) int {
	combinations := 1
	for _, list := range args {
		if list.IsNull() || !list.CanIterateElements() {
			return 0 // it refuses that by itself
		}
		combinations *= list.LengthInt()
		if combinations > maxValue {
			return 2 * maxValue
		}
	}
	n := combinations * len(args)
	for _, list := range args {
		n += (maxValue - max(measure(list, maxValue), 0)) * (combinations / max(list.LengthInt(), 1))
	}
	return n
}
