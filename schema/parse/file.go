package parse

import (
	"bytes"
	"fmt"
	"regexp"
	"strings"
	"sync"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	hcljson "github.com/hashicorp/hcl/v2/json"

	"github.com/rolecall/rolecall/schema"
)

// parsed is one file after its parser: the bodies that could be read (several
// where a broken file was read in pieces) and what was wrong.
type parsed struct {
	bodies []hcl.Body
	diags  hcl.Diagnostics
}

// parseFile parses one file that passed the gate. Where hcl gives up on a
// broken file it is read again block by block, so that one mistake hides no more
// than its own block.
func parseFile(f File) parsed {
	start := hcl.Pos{Line: 1, Column: 1}
	if isJSON(f.Path) {
		file, diags := hcljson.Parse(f.Data, f.Path)
		if file == nil || file.Body == nil {
			return parsed{diags: diags}
		}
		return parsed{bodies: []hcl.Body{file.Body}, diags: diags}
	}
	file, diags := hclsyntax.ParseConfig(f.Data, f.Path, start)
	if !diags.HasErrors() {
		return parsed{bodies: []hcl.Body{file.Body}, diags: diags}
	}
	if pieces := parsePieces(f); pieces.diags.HasErrors() {
		return pieces
	}
	return parsed{bodies: []hcl.Body{file.Body}, diags: diags}
}

// blockStart matches where a top-level block most likely starts: a word in the
// first column with labels and a brace behind it.
var blockStart = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`(?m)^[a-z_]+[ \t]*("[^"\n]*"[ \t]*)*\{`)
})

func parsePieces(f File) parsed {
	var p parsed
	starts := blockStart().FindAllIndex(f.Data, -1)
	at := []int{0}
	for _, s := range starts {
		if s[0] > 0 {
			at = append(at, s[0])
		}
	}
	line := 1
	for i, from := range at {
		to := len(f.Data)
		if i+1 < len(at) {
			to = at[i+1]
		}
		piece := f.Data[from:to]
		file, diags := hclsyntax.ParseConfig(piece, f.Path, hcl.Pos{Line: line, Column: 1, Byte: from})
		p.diags = append(p.diags, diags...)
		if file != nil {
			p.bodies = append(p.bodies, file.Body)
		}
		line += bytes.Count(piece, []byte("\n"))
	}
	return p
}

// syntaxFindings tells what a parser found wrong. hcl often reports several
// consequences of one mistake at one place; the first stands for all of them.
func (p *project) syntaxFindings(diags hcl.Diagnostics) {
	seen := map[string]bool{}
	for _, d := range diags {
		if d.Severity != hcl.DiagError {
			continue
		}
		at := schema.Range{}
		if d.Subject != nil {
			at = p.place(*d.Subject)
		}
		line := fmt.Sprintf("%s:%d", at.File, at.Start.Line)
		if seen[line] {
			continue
		}
		seen[line] = true
		p.report(schema.Finding{Rule: "RC001", Severity: schema.Error, Range: at, Message: sentence(d.Summary), Help: oneLine(d.Detail)})
	}
}

// sentence makes a library's summary fit ours: lower case, one line, no stop.
func sentence(s string) string {
	s = strings.TrimRight(oneLine(s), ".")
	if len(s) > 1 && s[0] >= 'A' && s[0] <= 'Z' && (s[1] < 'A' || s[1] > 'Z') {
		s = strings.ToLower(s[:1]) + s[1:]
	}
	return s
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }
