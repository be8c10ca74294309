package graph_test

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/awalterschulze/gographviz"
	"pgregory.net/rapid"

	"github.com/rolecall/rolecall/compiler/graph"
	"github.com/rolecall/rolecall/compiler/query"
	"github.com/rolecall/rolecall/internal/anypolicy"
	"github.com/rolecall/rolecall/internal/txtest"
	"github.com/rolecall/rolecall/schema"
	"github.com/rolecall/rolecall/schema/parse"
	"github.com/rolecall/rolecall/schema/target/all"
)

var now = time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)

type failer interface {
	Helper()
	Fatal(args ...any)
	Fatalf(format string, args ...any)
}

func grounds(t failer, files ...parse.File) []*query.Ground {
	t.Helper()
	project, _ := parse.Project(files, parse.Options{})
	var out []*query.Ground
	for _, doc := range project.Documents {
		m, found := all.Resolve(doc, project.Broken)
		if m == nil {
			t.Fatal(found[0].Message)
		}
		g, err := query.OfPolicy(m, now)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, g)
	}
	return out
}

// An archive has a policy, and the graph of it as DOT and Mermaid; where it has
// options, drawn with them.
func TestGraph(t *testing.T) {
	txtest.Run(t, "../../testdata/graph/*.txtar", func(t *testing.T, a *txtest.Archive) {
		var o graph.Options
		for line := range strings.Lines(string(a.File(t, "options"))) {
			name, pattern, _ := strings.Cut(strings.TrimSpace(line), " ")
			switch name {
			case "principal":
				o.Principal = pattern
			case "role":
				o.Role = pattern
			default:
				t.Fatalf("no such option: %q", name)
			}
		}
		g := grounds(t, parse.File{Path: "policy.hcl", Data: a.File(t, "policy.hcl")})[0]
		drawn := draw(t, g, o)
		a.Golden(t, "dot", written(t, drawn, graph.DOT))
		a.Golden(t, "mermaid", written(t, drawn, graph.Mermaid))
		checkDOT(t, drawn, written(t, drawn, graph.DOT))
		checkSVG(t, drawn, written(t, drawn, graph.SVG))
	})
}

func draw(t failer, g *query.Ground, o graph.Options) *graph.Graph {
	t.Helper()
	drawn, err := graph.New(g, o)
	if err != nil {
		t.Fatal(err)
	}
	return drawn
}

func written(t failer, g *graph.Graph, write func(io.Writer, *graph.Graph) error) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := write(&b, g); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// checkDOT reads DOT with another's parser.
func checkDOT(t failer, g *graph.Graph, dot []byte) {
	t.Helper()
	read, err := gographviz.Read(dot)
	if err != nil {
		t.Fatalf("%v in\n%s", err, dot)
	}
	if len(read.Nodes.Nodes) != len(g.Nodes) || len(read.Edges.Edges) != len(g.Edges) {
		t.Fatalf("%d nodes and %d edges are read, not %d and %d", len(read.Nodes.Nodes), len(read.Edges.Edges), len(g.Nodes), len(g.Edges))
	}
}

// checkSVG reads SVG as XML: every node and edge is in it, nothing lies outside, and
// there is nothing that loads or runs.
func checkSVG(t failer, g *graph.Graph, svg []byte) {
	t.Helper()
	boxes, paths := 0, 0
	for d := xml.NewDecoder(bytes.NewReader(svg)); ; {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatalf("%v in\n%s", err, svg)
		}
		e, ok := token.(xml.StartElement)
		if !ok {
			continue
		}
		switch e.Name.Local {
		case "script", "image", "a", "foreignObject", "use":
			t.Fatalf("there is a %s", e.Name.Local)
		case "path":
			paths++
		}
		for _, a := range e.Attr {
			if strings.HasPrefix(a.Name.Local, "on") || a.Name.Local == "href" {
				t.Fatalf("there is an attribute %s", a.Name.Local)
			}
			if a.Name.Local == "class" && strings.HasPrefix(a.Value, "node ") {
				boxes++
			}
		}
	}
	if boxes != len(g.Nodes) || paths != len(g.Edges) {
		t.Fatalf("%d boxes and %d lines are drawn, not %d and %d", boxes, paths, len(g.Nodes), len(g.Edges))
	}
}

// mermaidLine is what a line of a flowchart may be.
var mermaidLine = regexp.MustCompile(`^(flowchart LR|  subgraph [a-z]+|    direction TB|  end|    n[0-9]+\["([\pL\pN ._,+*@/-]|#[0-9]+;)+"\]:::[a-z]+|` +
	`  n[0-9]+ (-->|-\.->|==>)(\|"([\pL\pN ._,+*@/-]|#[0-9]+;)+"\|)? n[0-9]+|  classDef [a-z]+ fill:#[0-9a-f]{6},stroke:#[0-9a-f]{6},color:#[0-9a-f]{6})$`)

func checkMermaid(t failer, mermaid []byte) {
	t.Helper()
	for line := range strings.Lines(string(mermaid)) {
		if line = strings.TrimSuffix(line, "\n"); !mermaidLine.MatchString(line) {
			t.Fatalf("%q is no line of a flowchart", line)
		}
	}
}

// Every policy is drawn, in every format, the same way each time, and so is what
// it leaves on a server.
func TestRandomPolicies(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		src := anypolicy.Draw(t)
		g := grounds(t, parse.File{Path: "x.hcl", Data: []byte(src)})[0]
		state, err := query.OfState(g.Model.Desired(now), g.Catalog, nil, now)
		if err != nil {
			t.Fatal(err)
		}
		for _, ground := range []*query.Ground{g, state} {
			drawn := draw(t, ground, graph.Options{})
			dot, svg, mermaid := written(t, drawn, graph.DOT), written(t, drawn, graph.SVG), written(t, drawn, graph.Mermaid)
			checkDOT(t, drawn, dot)
			checkSVG(t, drawn, svg)
			checkMermaid(t, mermaid)
			again := draw(t, ground, graph.Options{})
			if !bytes.Equal(svg, written(t, again, graph.SVG)) || !bytes.Equal(dot, written(t, again, graph.DOT)) || !bytes.Equal(mermaid, written(t, again, graph.Mermaid)) {
				t.Fatal("drawn again, it is another")
			}
		}
	})
}

// Names are others' work: whatever stands in them, a drawing has them as text.
func TestHostileNames(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		name := rapid.OneOf(rapid.String(), rapid.SampledFrom([]string{
			`"]; end; click n0 "javascript:alert(1)"`, `<script>alert(1)</script>`, `"\N\G`, `a\`, "x\n--> n1", `]]>`, "\x1b[31m", "\u202eevil", `&amp;"'`, "#quot;", "%%{init: {}}%%", "```",
		})).Filter(func(s string) bool { return s != "" }).Draw(t, "name")
		c, _ := all.Targets[0].Catalog("2.6")
		s := &schema.State{
			Roles: []schema.StateRole{{Name: name}}, Users: []schema.StateUser{{Name: name}}, Groups: []schema.StateGroup{{Name: "g" + name, Privileges: []string{"Search"}}},
			Grants:  []schema.StateGrant{{Role: name, Privilege: "g" + name, Database: name, Collection: name}, {Role: name, Privilege: "Insert", Database: name, Collection: "*"}},
			Members: []schema.StateMember{{Principal: name, Role: name}},
		}
		g, err := query.OfState(s, c, nil, now)
		if err != nil {
			return // longer than names can be
		}
		drawn := draw(t, g, graph.Options{})
		checkDOT(t, drawn, written(t, drawn, graph.DOT))
		checkSVG(t, drawn, written(t, drawn, graph.SVG))
		checkMermaid(t, written(t, drawn, graph.Mermaid))
		for _, b := range written(t, drawn, graph.SVG) {
			if b < ' ' && b != '\n' {
				t.Fatalf("a control character %q is drawn", b)
			}
		}
	})
}

func TestExamples(t *testing.T) {
	var files []parse.File
	err := filepath.WalkDir("../../policies/milvus", func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() || filepath.Ext(path) != ".hcl" || strings.HasSuffix(path, "_test.hcl") {
			return err
		}
		data, err := os.ReadFile(path)
		files = append(files, parse.File{Path: filepath.ToSlash(path), Data: data})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, g := range grounds(t, files...) {
		all, one := draw(t, g, graph.Options{}), draw(t, g, graph.Options{Principal: "alice"})
		checkSVG(t, all, written(t, all, graph.SVG))
		if len(one.Nodes) == 0 || len(one.Nodes) >= len(all.Nodes) {
			t.Errorf("alice alone has %d nodes of %d", len(one.Nodes), len(all.Nodes))
		}
		if of := draw(t, g, graph.Options{Role: "searcher"}); len(of.Nodes) == 0 || len(of.Nodes) >= len(all.Nodes) {
			t.Errorf("searcher alone has %d nodes of %d", len(of.Nodes), len(all.Nodes))
		}
	}
}

func TestRefused(t *testing.T) {
	g := grounds(t, parse.File{Path: "x.hcl", Data: []byte(`target "milvus" "x" { version = "2.6" }`)})[0]
	if _, err := graph.New(g, graph.Options{Role: "["}); err == nil {
		t.Error("a pattern that does not parse is taken")
	}
	b, err := query.OfBundle(g.Bundle, g.Catalog, now)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := graph.New(b, graph.Options{}); err == nil || !strings.Contains(fmt.Sprint(err), "a bundle does not say") {
		t.Errorf("a bundle is drawn: %v", err)
	}
}
