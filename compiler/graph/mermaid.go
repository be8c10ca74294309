package graph

import (
	"fmt"
	"io"
	"strings"
	"unicode"

	findings "github.com/rolecall/rolecall/lint/report"
)

// Mermaid writes the graph as a flowchart, which Markdown on many sites shows.
func Mermaid(w io.Writer, g *Graph) error {
	var b strings.Builder
	b.WriteString("flowchart LR\n")
	ids := ids(g)
	for k := Principal; k <= Scope; k++ {
		fmt.Fprintf(&b, "  subgraph %s\n    direction TB\n", k)
		for _, n := range g.Nodes {
			if n.Kind == k {
				fmt.Fprintf(&b, "    %s[\"%s\"]:::%s\n", ids[n], mermaidText(n.Label), k)
			}
		}
		b.WriteString("  end\n")
	}
	for _, e := range g.Edges {
		arrow := "-->"
		switch {
		case e.Weak:
			arrow = "-.->"
		case e.Include:
			arrow = "==>"
		}
		label := e.Label
		if e.Include {
			label = "includes"
		}
		if label != "" {
			arrow += "|\"" + mermaidText(label) + "\"|"
		}
		fmt.Fprintf(&b, "  %s %s %s\n", ids[e.From], arrow, ids[e.To])
	}
	for k := Principal; k <= Scope; k++ {
		fmt.Fprintf(&b, "  classDef %s fill:%s,stroke:%s,color:#1b1f24\n", k, palette[k].light, palette[k].line)
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// mermaidText is text in quotes: whatever is no plain letter is written as Mermaid's
// entity, so that nothing in it is markup, a quote or a link.
func mermaidText(s string) string {
	var b strings.Builder
	for _, r := range findings.Escape(s) {
		if unicode.IsLetter(r) || unicode.IsDigit(r) || strings.ContainsRune(" ._-,+*@/", r) {
			b.WriteRune(r)
		} else {
			fmt.Fprintf(&b, "#%d;", r)
		}
	}
	if strings.TrimSpace(b.String()) == "" {
		return "#32;"
	}
	return b.String()
}
