package graph

import (
	"cmp"
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/rolecall/rolecall/compiler/query"
)

// Kind says what a node is. Kinds are columns, from left to right.
type Kind int

// The kinds of nodes.
const (
	Principal Kind = iota
	Role
	Granted // a group, or privileges that are granted together, on the scopes that its edges lead to
	Scope
)

// String names the column.
func (k Kind) String() string {
	return []string{"principals", "roles", "granted", "scopes"}[k]
}

// Everyone is the principal that stands for all, those without a binding too.
const Everyone = "everyone"

// Graph is nodes and edges, each in its order: by kind and name.
type Graph struct {
	Title string
	Nodes []*Node
	Edges []*Edge
}

// Node is a thing in the graph.
type Node struct {
	Kind    Kind
	Label   string
	About   string // more, as where it stands; may be empty
	BuiltIn bool   // the vendor's
	key     string
}

// Edge leads from what holds to what is held.
type Edge struct {
	From, To *Node
	Label    string // the condition, or until when; mostly empty
	Include  bool   // a role includes another
	Weak     bool   // it gives nothing by itself now: expired; or a condition decides
}

// Options say what to draw. The zero Options draw everything.
type Options struct {
	Principal string // a glob: only principals that fit, and what they hold
	Role      string // a glob: only roles that fit, what they include and grant, and who holds them
}

// New makes the graph of a policy or a deployed state. A bundle does not say what
// grants were written, so there is no graph of one.
func New(g *query.Ground, o Options) (*Graph, error) {
	for _, pattern := range []string{o.Principal, o.Role} {
		if _, err := path.Match(pattern, ""); err != nil {
			return nil, fmt.Errorf("%q is no pattern of names: %w", pattern, err)
		}
	}
	if g.Model == nil && g.State == nil {
		return nil, fmt.Errorf("a bundle does not say what was granted: draw the policy or a state")
	}
	b := &builder{ground: g, nodes: map[string]*Node{}, edges: map[string]*Edge{}}
	b.members()
	b.roles()
	b.keep(o)
	title := g.Target.Name
	if title == "" {
		title = g.Catalog.Title
	}
	return b.graph(title), nil
}

type builder struct {
	ground *query.Ground
	nodes  map[string]*Node
	edges  map[string]*Edge
}

func (b *builder) node(kind Kind, name, label string) *Node {
	key := nodeKey(kind, name)
	if b.nodes[key] == nil {
		b.nodes[key] = &Node{Kind: kind, Label: label, key: key}
	}
	return b.nodes[key]
}

func nodeKey(kind Kind, name string) string { return fmt.Sprintf("%d\x00%s", kind, name) }

// edge joins two nodes. Of two edges that differ by weakness alone the strong one stays.
func (b *builder) edge(e Edge) {
	key := strings.Join([]string{e.From.key, e.To.key}, "\x01")
	had := b.edges[key]
	switch {
	case had == nil:
		b.edges[key] = &e
	case had.Weak && !e.Weak:
		*had = e
	case had.Weak == e.Weak && e.Label != had.Label:
		labels := append(strings.Split(had.Label, ", "), e.Label)
		slices.Sort(labels)
		had.Label = strings.Join(slices.Compact(labels), ", ")
	}
}

func (b *builder) graph(title string) *Graph {
	g := &Graph{Title: title}
	for _, n := range b.nodes {
		g.Nodes = append(g.Nodes, n)
	}
	slices.SortFunc(g.Nodes, func(x, y *Node) int {
		return cmp.Or(cmp.Compare(x.Kind, y.Kind), strings.Compare(x.Label, y.Label), strings.Compare(x.key, y.key))
	})
	for _, e := range b.edges {
		g.Edges = append(g.Edges, e)
	}
	place := make(map[*Node]int, len(g.Nodes))
	for i, n := range g.Nodes {
		place[n] = i
	}
	slices.SortFunc(g.Edges, func(x, y *Edge) int {
		return cmp.Or(place[x.From]-place[y.From], place[x.To]-place[y.To])
	})
	return g
}

// keep drops what the options leave out: what neither leads to a node that is asked
// for nor is reached from one.
func (b *builder) keep(o Options) {
	if o.Principal == "" && o.Role == "" {
		return
	}
	kept := map[*Node]bool{}
	for _, n := range b.nodes {
		if fits(n, Principal, o.Principal) || fits(n, Role, o.Role) {
			b.follow(n, kept)
		}
	}
	for _, e := range b.edges { // who holds a role that is asked for
		if e.From.Kind == Principal && o.Principal == "" && fits(e.To, Role, o.Role) {
			kept[e.From] = true
		}
	}
	for key, e := range b.edges {
		if !kept[e.From] || !kept[e.To] {
			delete(b.edges, key)
		}
	}
	for key, n := range b.nodes {
		if !kept[n] {
			delete(b.nodes, key)
		}
	}
}

func fits(n *Node, kind Kind, pattern string) bool {
	ok, _ := path.Match(pattern, n.Label)
	return pattern != "" && n.Kind == kind && ok
}

func (b *builder) follow(n *Node, kept map[*Node]bool) {
	if kept[n] {
		return
	}
	kept[n] = true
	for _, e := range b.edges {
		if e.From == n {
			b.follow(e.To, kept)
		}
	}
}
