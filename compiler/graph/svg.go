package graph

import (
	"fmt"
	"io"
	"strings"

	findings "github.com/rolecall/rolecall/lint/report"
)

// colours of a kind: of a node on light and dark ground, and of its border.
type colours struct{ light, dark, line string }

var palette = [Scope + 1]colours{
	Principal: {"#dbeafe", "#1e3a5f", "#3b82f6"},
	Role:      {"#dcfce7", "#14452f", "#22a559"},
	Granted:   {"#fef3c7", "#4a3a0c", "#d59e0b"},
	Scope:     {"#f3e8ff", "#3b2360", "#9b5de5"},
}

// SVG draws the graph: a column for each kind, an edge for each that holds. It needs
// no font and no script, and is light or dark as its reader is.
func SVG(w io.Writer, g *Graph) error {
	l := newLayout(g)
	var b strings.Builder
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" viewBox="0 0 %d %d" role="img" aria-label="%s">`+"\n",
		l.width, l.height, l.width, l.height, xml("who holds what on "+g.Title))
	b.WriteString(style())
	fmt.Fprintf(&b, `<rect class="ground" width="%d" height="%d"/>`+"\n", l.width, l.height)
	fmt.Fprintf(&b, `<text class="title" x="%d" y="24">%s</text>`+"\n", margin, xml(g.Title))
	for _, e := range g.Edges {
		l.edge(&b, e)
	}
	for k, column := range l.columns {
		if len(column) > 0 {
			first := l.at[column[0]]
			fmt.Fprintf(&b, `<text class="head" x="%d" y="46">%s</text>`+"\n", first.x, Kind(k))
		}
		for _, n := range column {
			l.node(&b, n)
		}
	}
	labels := map[*Node]int{}
	for _, e := range g.Edges {
		if e.Label != "" {
			l.label(&b, e, labels[e.To])
			labels[e.To]++
		}
	}
	b.WriteString("</svg>\n")
	_, err := io.WriteString(w, b.String())
	return err
}

func style() string {
	var b strings.Builder
	b.WriteString("<style>\n" +
		"text{font:12px ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;fill:#1b1f24}\n" +
		".title{font-size:15px;font-weight:bold}.head{font-size:11px;fill:#6b7280}\n" +
		".ground{fill:#ffffff}rect.node{stroke-width:1}\n" +
		"path{fill:none;stroke:#9ca3af;stroke-width:1.2}path.include{stroke:#22a559;stroke-width:2}path.weak{stroke-dasharray:5 4}\n" +
		".label{font-size:10px;fill:#6b7280}.label-ground{fill:#ffffff;opacity:.85}.own{stroke-dasharray:none}.vendor{stroke-dasharray:3 2}\n")
	for k, c := range palette {
		fmt.Fprintf(&b, ".k%d{fill:%s;stroke:%s}", k, c.light, c.line)
	}
	b.WriteString("\n@media (prefers-color-scheme:dark){text{fill:#e5e7eb}.ground,.label-ground{fill:#11151a}path{stroke:#6b7280}.head,.label{fill:#9ca3af}")
	for k, c := range palette {
		fmt.Fprintf(&b, ".k%d{fill:%s}", k, c.dark)
	}
	b.WriteString("}\n</style>\n")
	return b.String()
}

func (l *layout) node(b *strings.Builder, n *Node) {
	at := l.at[n]
	class := "own"
	if n.BuiltIn {
		class = "vendor"
	}
	about := n.Label
	if n.About != "" && n.About != n.Label {
		about += " — " + n.About
	}
	fmt.Fprintf(b, `<g><title>%s</title><rect class="node k%d %s" x="%d" y="%d" width="%d" height="%d" rx="6"/><text x="%d" y="%d">%s</text></g>`+"\n",
		xml(about), n.Kind, class, at.x, at.y, at.width, nodeHeight, at.x+padding, at.y+17, xml(at.text))
}

// edge draws a line that leaves to the right and comes in from the left; an include
// bends from the right side of one role to that of another.
func (l *layout) edge(b *strings.Builder, e *Edge) {
	from, to := l.at[e.From], l.at[e.To]
	class := ""
	switch {
	case e.Weak:
		class = ` class="weak"`
	case e.Include:
		class = ` class="include"`
	}
	x1, y1, x2, y2 := from.x+from.width, from.middle(), to.x, to.middle()
	bend := (x2 - x1) / 2
	if e.From.Kind == e.To.Kind {
		x2, bend = to.x+to.width, 46
		fmt.Fprintf(b, `<path%s d="M%d %dC%d %d %d %d %d %d"/>`+"\n", class, x1, y1, x1+bend, y1, x2+bend, y2, x2, y2)
		return
	}
	fmt.Fprintf(b, `<path%s d="M%d %dC%d %d %d %d %d %d"/>`+"\n", class, x1, y1, x1+bend, y1, x2-bend, y2, x2, y2)
}

// label writes on an edge, over all lines, near its end; labels of edges to one node stand below each other.
func (l *layout) label(b *strings.Builder, e *Edge, above int) {
	text := e.Label
	if r := []rune(text); len(r) > mostChars/2 {
		text = string(r[:mostChars/2-1]) + "…"
	}
	to := l.at[e.To]
	width := int(float64(len([]rune(text)))*6) + 6
	x, y := to.x-width-6, to.middle()+3+above*13
	fmt.Fprintf(b, `<g><title>%s</title><rect class="label-ground" x="%d" y="%d" width="%d" height="13"/><text class="label" x="%d" y="%d">%s</text></g>`+"\n",
		xml(e.Label), x, y-10, width, x+3, y, xml(text))
}

var xmlText = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;", "'", "&#39;")

// xml is text where markup is.
func xml(s string) string { return xmlText.Replace(findings.Escape(s)) }
