package graph

import (
	"cmp"
	"slices"
	"unicode/utf8"
)

// box is where a node is drawn.
type box struct {
	x, y, width int
	text        string // what of the label fits
}

// middle is the height of a node's middle.
func (b *box) middle() int { return b.y + nodeHeight/2 }

// What a drawing is made of, in pixels.
const (
	nodeHeight = 26
	nodeGap    = 10
	columnGap  = 160
	margin     = 24
	header     = 56 // the title and the names of columns
	charWidth  = 7.2
	padding    = 12
	mostChars  = 38 // of a label; the rest is in the tooltip
	narrowest  = 70
)

// layout places nodes in columns by kind. Within a column they are ordered so that
// they stand by what they are joined to, and a drawing is as high as its longest column.
type layout struct {
	graph         *Graph
	columns       [Scope + 1][]*Node
	at            map[*Node]*box
	joined        map[*Node][]*Node
	width, height int
}

func newLayout(g *Graph) *layout {
	l := &layout{graph: g, at: map[*Node]*box{}, joined: map[*Node][]*Node{}}
	for _, n := range g.Nodes {
		l.columns[n.Kind] = append(l.columns[n.Kind], n)
	}
	for _, e := range g.Edges {
		if e.From.Kind != e.To.Kind {
			l.joined[e.From] = append(l.joined[e.From], e.To)
			l.joined[e.To] = append(l.joined[e.To], e.From)
		}
	}
	l.across()
	l.order()
	l.down()
	return l
}

// across gives columns their place and width.
func (l *layout) across() {
	x := margin
	for k := range l.columns {
		width := narrowest
		for _, n := range l.columns[k] {
			text := n.Label
			if utf8.RuneCountInString(text) > mostChars {
				text = string([]rune(text)[:mostChars-1]) + "…"
			}
			l.at[n] = &box{x: x, text: text}
			width = max(width, int(float64(utf8.RuneCountInString(text))*charWidth)+2*padding)
		}
		for _, n := range l.columns[k] {
			l.at[n].width = width
		}
		x += width + columnGap
	}
	l.width = x - columnGap + margin
}

// sweeps is how often columns are put in order by their neighbours. More changes little.
const sweeps = 8

// order sorts columns by the middle of what their nodes are joined to, to and fro.
func (l *layout) order() {
	rank := map[*Node]float64{}
	note := func(column []*Node) {
		for i, n := range column {
			rank[n] = (float64(i) + 0.5) / float64(len(column))
		}
	}
	for _, column := range l.columns {
		note(column)
	}
	for sweep := range sweeps {
		for i := range l.columns {
			column := l.columns[i]
			if sweep%2 == 1 {
				column = l.columns[len(l.columns)-1-i]
			}
			middle := map[*Node]float64{}
			for _, n := range column {
				middle[n] = l.middleOf(n, rank)
			}
			slices.SortStableFunc(column, func(a, b *Node) int { return cmp.Compare(middle[a], middle[b]) })
			note(column)
		}
	}
}

func (l *layout) middleOf(n *Node, rank map[*Node]float64) float64 {
	others := l.joined[n]
	if len(others) == 0 {
		return rank[n]
	}
	sum := 0.0
	for _, o := range others {
		sum += rank[o]
	}
	return sum / float64(len(others))
}

// down gives nodes their heights: columns are as high as the longest, and the nodes
// of shorter ones spread over it.
func (l *layout) down() {
	longest := 1
	for _, column := range l.columns {
		longest = max(longest, len(column))
	}
	l.height = header + longest*(nodeHeight+nodeGap) + margin
	for _, column := range l.columns {
		slot := float64(longest) * (nodeHeight + nodeGap) / float64(max(1, len(column)))
		for i, n := range column {
			l.at[n].y = header + int(slot*float64(i)+(slot-nodeHeight)/2)
		}
	}
}
