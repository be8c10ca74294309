package parse

import (
	"testing"
	"unicode/utf8"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
)

// lexedDepth is how deep hcl's own lexer sees a file nest.
func lexedDepth(data []byte) int {
	tokens, _ := hclsyntax.LexConfig(data, "x.hcl", hcl.InitialPos)
	depth, most := 0, 0
	for _, t := range tokens {
		switch t.Type {
		case hclsyntax.TokenOParen, hclsyntax.TokenOBrack, hclsyntax.TokenOBrace, hclsyntax.TokenTemplateInterp, hclsyntax.TokenTemplateControl:
			depth++
		case hclsyntax.TokenCParen, hclsyntax.TokenCBrack, hclsyntax.TokenCBrace, hclsyntax.TokenTemplateSeqEnd:
			depth--
		}
		most = max(most, depth)
	}
	return most
}

// FuzzGate holds the gate to hcl's lexer: what the lexer sees nest too deep never passes.
func FuzzGate(f *testing.F) {
	for _, s := range []string{
		"a = ((1))", "a = \"${b(\"${c}\")}\"", "a = <<E\n${[1]}\nE\nb = [[2]]\n", "a = \"\n((\"((((", "a = \"$${(((\" ((",
		"/* ( */ # ((\n((", "a = <<-X\n  \"(\n  X\n(((", "x = \"%{if a}(%{endif}\"", "a = \"\\\"((\" (((", "<<é\n((\né\n", "\"$$${(((",
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		const limit = 3
		if !utf8.Valid(data) {
			t.Skip() // refused before
		}
		if _, reason := scanNative(data, limit); reason == "" && lexedDepth(data) > limit {
			t.Errorf("the gate lets pass what nests %d deep: %q", lexedDepth(data), data)
		}
	})
}
