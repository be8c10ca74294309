package parse

import (
	"bytes"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/rolecall/rolecall/schema"
)

// Format gives a file in canonical layout: indents, aligned equals signs, single
// blanks. Line ends and a byte order mark stay as they are, and JSON is given
// back unchanged. With findings the file is given back unchanged too: it does
// not parse, or (a warning) its layout cannot be changed without changing what it says.
func Format(path string, data []byte) ([]byte, []schema.Finding) {
	f := File{Path: path, Data: data}
	if refusal := gate(f, Limits{}.withDefaults()); refusal != nil {
		return data, []schema.Finding{*refusal}
	}
	if isJSON(path) {
		return data, nil
	}
	if _, diags := hclsyntax.ParseConfig(data, path, hcl.InitialPos); diags.HasErrors() {
		p := &project{sources: map[string][]byte{path: data}}
		p.syntaxFindings(diags)
		return data, p.findings
	}
	// The layout is trusted only where it has the tokens it was made of. Where one
	// pass moves what the next would move again, the layout is the one that stays.
	text := bytes.TrimPrefix(data, bom)
	mark := data[:len(data)-len(text)]
	out := text
	for passes := 0; passes < 8 && sameTokens(text, out); passes++ {
		next := layOut(out)
		if bytes.Equal(next, out) {
			return append(bytes.Clone(mark), out...), nil
		}
		out = next
	}
	return data, []schema.Finding{{
		Rule: "RC001", Severity: schema.Warning, Range: rangeAt(f, 0, 0),
		Message: "the file has no layout of its own: changing blanks would change what it says",
		Help:    "it is left as it is; look for a heredoc with an expression over several lines",
	}}
}

// sameTokens reports whether two texts differ in blanks and line breaks only.
func sameTokens(a, b []byte) bool {
	as, bs := tokensOf(a), tokensOf(b)
	if len(as) != len(bs) {
		return false
	}
	for i := range as {
		if as[i].Type != bs[i].Type || !bytes.Equal(as[i].Bytes, bs[i].Bytes) {
			return false
		}
	}
	return true
}

// tokensOf are the tokens of a text that are no line breaks.
func tokensOf(data []byte) hclsyntax.Tokens {
	tokens, _ := hclsyntax.LexConfig(data, "", hcl.InitialPos)
	kept := tokens[:0]
	for _, t := range tokens {
		if t.Type != hclsyntax.TokenNewline {
			kept = append(kept, t)
		}
	}
	return kept
}
