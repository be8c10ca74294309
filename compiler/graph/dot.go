package graph

import (
	"fmt"
	"io"
	"strings"

	findings "github.com/rolecall/rolecall/lint/report"
)

// DOT writes the graph for Graphviz.
func DOT(w io.Writer, g *Graph) error {
	var b strings.Builder
	fmt.Fprintf(&b, "digraph %s {\n", dotQuote(g.Title))
	b.WriteString("  rankdir=LR;\n  node [shape=box, style=\"rounded,filled\", fontname=\"Helvetica\", fontsize=11];\n  edge [fontname=\"Helvetica\", fontsize=9];\n")
	ids := ids(g)
	for k := Principal; k <= Scope; k++ {
		b.WriteString("  {\n    rank=same;\n")
		for _, n := range g.Nodes {
			if n.Kind == k {
				fmt.Fprintf(&b, "    %s [label=%s, fillcolor=%q, tooltip=%s];\n", ids[n], dotQuote(n.Label), palette[k].light, dotQuote(n.About))
			}
		}
		b.WriteString("  }\n")
	}
	for _, e := range g.Edges {
		style := "solid"
		switch {
		case e.Weak:
			style = "dashed"
		case e.Include:
			style = "bold"
		}
		label := e.Label
		if e.Include {
			label = "includes"
		}
		fmt.Fprintf(&b, "  %s -> %s [label=%s, style=%s];\n", ids[e.From], ids[e.To], dotQuote(label), style)
	}
	b.WriteString("}\n")
	_, err := io.WriteString(w, b.String())
	return err
}

// ids are names that every format takes: n and the place of the node.
func ids(g *Graph) map[*Node]string {
	ids := make(map[*Node]string, len(g.Nodes))
	for i, n := range g.Nodes {
		ids[n] = fmt.Sprintf("n%d", i)
	}
	return ids
}

// dotQuote is a string of DOT. A backslash would begin an escape of its own; readers
// take the replacement character for bytes that they could not read.
func dotQuote(s string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\uFFFD", `\\ufffd`).Replace(findings.Escape(s)) + `"`
}
